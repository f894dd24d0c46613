internal import ByteIO

/// Why a structure of a disk, a volume or a file system cannot be used.
///
/// | Field | Meaning |
/// |-------|---------|
/// | `code` | what to test on |
/// | `message` | what was expected and what was found, in one line without the path |
/// | `offset` | bytes from the start of what was read: the disk for tables, the volume for NTFS |
struct DiskFailure: Error, Hashable, Sendable {
  let code: EvidenceError.Code
  let message: String
  let offset: Int64?

  /// A failure with its place.
  init(_ code: EvidenceError.Code, _ message: String, at offset: Int64? = nil) {
    self.code = code
    self.message = message
    self.offset = offset
  }

  /// A structure that contradicts itself.
  init(damaged message: String, at offset: Int64? = nil) {
    self.init(.damagedVolume, message, at: offset)
  }

  /// A medium that failed under `structure`.
  init(_ error: ByteSourceError, reading structure: String) {
    self.init(.readFailed, "\(structure): cannot read: \(error.reason)", at: error.offset)
  }
}

extension DiskFailure {
  /// The failure as one about `path`.
  func error(about path: EvidencePath) -> EvidenceError {
    EvidenceError(code, path, message, at: offset)
  }
}
