/// Something that is wrong with a log: a loss, or an oddity that cost nothing.
///
/// | Field | Meaning |
/// |-------|---------|
/// | `code` | what to test on; stable names such as `bad-size` |
/// | `fileOffset` | bytes from the start of the log |
/// | `chunkIndex` | the number of the 64 KiB chunk, from 0 |
/// | `recordID` | the record header's identifier, where it could be read |
/// | `message` | what was expected, what was found and where, in one line |
public struct EVTXError: Error, Sendable {
  /// The kind of an error.
  public struct Code: RawRepresentable, Hashable, Sendable {
    /// The name in the output of `--errors`.
    public let rawValue: String
    /// A code from its name.
    public init(rawValue: String) { self.rawValue = rawValue }

    /// The file header has no signature or contradicts itself.
    public static let badFileHeader = Code(rawValue: "bad-file-header")
    /// Bytes where a chunk should be are none.
    public static let badChunk = Code(rawValue: "bad-chunk")
    /// A chunk's header has no signature or contradicts its records.
    public static let badChunkHeader = Code(rawValue: "bad-chunk-header")
    /// A chunk is shorter or longer than 64 KiB: bytes were lost or inserted.
    public static let misaligned = Code(rawValue: "misaligned-chunk")
    /// The last chunk ends early.
    public static let truncated = Code(rawValue: "truncated")
    /// Bytes where a record should be are none.
    public static let badRecord = Code(rawValue: "bad-record")
    /// A record's two sizes differ or cannot be.
    public static let badSize = Code(rawValue: "bad-size")
    /// A record's binary XML cannot be decoded.
    public static let badBinXML = Code(rawValue: "bad-binxml")
    /// Nesting is deeper than is allowed.
    public static let depth = Code(rawValue: "depth")
    /// A record would print more than is allowed.
    public static let outputLimit = Code(rawValue: "output-limit")
    /// A template definition was lost; the record's values are printed without their names.
    public static let templateMissing = Code(rawValue: "template-missing")
    /// A part of a record could not be decoded: printed in hexadecimal, or missing.
    public static let damagedPart = Code(rawValue: "damaged-part")
    /// Record identifiers that should be there are not.
    public static let gap = Code(rawValue: "gap")
    /// Record identifiers that were there before.
    public static let duplicate = Code(rawValue: "duplicate")
    /// A checksum does not match.
    public static let checksum = Code(rawValue: "checksum")
    /// The medium failed.
    public static let readFailed = Code(rawValue: "read-failed")
    /// The log changed while it was read.
    public static let changed = Code(rawValue: "changed-while-reading")
    /// A character that XML cannot hold became U+FFFD.
    public static let xmlCharacter = Code(rawValue: "xml-character")
    /// Further losses of a chunk, counted only.
    public static let more = Code(rawValue: "more")
  }

  /// How bad it is.
  public enum Severity: Sendable {
    /// Records or parts of them are missing from the output.
    case loss
    /// The log is damaged, but nothing is known to be missing from the output.
    case damage
    /// Nothing is missing, but an analyst should know.
    case note
  }

  /// What to test on.
  public let code: Code
  /// How bad it is.
  public let severity: Severity
  /// Bytes from the start of the log.
  public let fileOffset: Int64
  /// The number of the chunk, nil outside of chunks.
  public let chunkIndex: Int?
  /// The record header's identifier, where it could be read.
  public let recordID: UInt64?
  /// What was expected, what was found and where.
  public let message: String

  /// An error with all its parts.
  public init(
    _ code: Code, severity: Severity = .loss, fileOffset: Int64, chunkIndex: Int? = nil,
    recordID: UInt64? = nil, message: String
  ) {
    self.code = code
    self.severity = severity
    self.fileOffset = fileOffset
    self.chunkIndex = chunkIndex
    self.recordID = recordID
    self.message = message
  }
}

/// `0xC1000`: offsets as analysts type them into hex editors.
func hexadecimal(_ value: some BinaryInteger) -> String {
  "0x" + String(value, radix: 16, uppercase: true)
}
