public import ByteIO

/// A log that was copied out.
public struct ExtractedLog: Sendable {
  /// The log.
  public let source: LogSource
  /// The copy's name in the output folder.
  public let name: String
  /// Bytes written.
  public let byteCount: Int64
  /// The copy's digests, in hexadecimal digits.
  public let md5: String
  /// SHA-1.
  public let sha1: String
  /// SHA-256.
  public let sha256: String
  /// What could not be read and is zero in the copy, or was left out.
  public let losses: [EvidenceError]
}

/// Copies logs into a folder under safe names, never over another file and never outside of it.
public final class LogExtraction {
  private let folder: OutputFolder
  private let path: EvidencePath
  private var count = 0

  /// Opens the folder, made if there is none; one with anything in it is refused.
  ///
  /// - Parameters:
  ///   - path: the folder.
  ///   - inputs: the files and folders that are read.
  /// - Throws: `outputExists`, `outputIsInput` (both usage errors), or `cannotWrite`.
  public init(path: EvidencePath, inputs: [EvidencePath]) throws(EvidenceError) {
    self.path = path
    let identities = InputIdentities(inputs)
    try identities.refuseInside(path)
    do throws(FileOpenError) {
      folder = try OutputFolder(path: path.bytes)
    } catch {
      throw EvidenceError(.cannotWrite, path, "cannot be made a folder: \(error.reason)")
    }
    // The folder itself may be an input.
    try identities.refuseInside(path.child("x"))
    let listing: FolderListing
    do throws(FileOpenError) {
      listing = try FolderListing(path: path.bytes, followingLink: true)
    } catch {
      throw EvidenceError(.cannotWrite, path, "cannot be listed: \(error.reason)")
    }
    guard listing.entries.isEmpty else {
      throw EvidenceError(
        .outputExists, path, "is a folder with files in it; expected an empty one")
    }
  }

  /// Makes a file beside the copies.
  ///
  /// - Throws: ``ByteSinkError``.
  public func makeFile(_ name: String) throws(ByteSinkError) -> FileByteSink {
    do throws(FileOpenError) { return try folder.create([UInt8](name.utf8)) } catch {
      throw failure(error, name)
    }
  }

  /// Gives a file beside the copies its final name.
  ///
  /// - Throws: ``ByteSinkError``.
  public func rename(_ name: String, to target: String) throws(ByteSinkError) {
    do throws(FileOpenError) {
      try folder.rename([UInt8](name.utf8), to: [UInt8](target.utf8))
    } catch {
      throw failure(error, target)
    }
  }

  /// Copies a log. Where it cannot be read the copy has zeros, so that all else keeps its offset.
  ///
  /// - Returns: what was copied; nil when cancelled, and the unfinished copy is then gone.
  /// - Throws: ``ByteSinkError``; the unfinished copy is then gone.
  public func extract(
    _ log: LogSource, isCancelled: () -> Bool = { false }
  ) throws(ByteSinkError) -> ExtractedLog? {
    count += 1
    let mark = log.file.flatMap { $0.state == .active ? nil : $0.state.rawValue }
    let name = SafeName.make(count, log.file?.path ?? log.displayPath, mark: mark)
    let sink = try makeFile(name)
    do throws(ByteSinkError) {
      if let copy = try copy(log, to: sink, name: name, isCancelled) { return copy }
    } catch {
      throw ByteSinkError(number: error.number, reason: "\(error.reason); \(discard(name))")
    }
    _ = discard(name)
    return nil
  }

  private func copy(
    _ log: LogSource, to sink: FileByteSink, name: String, _ isCancelled: () -> Bool
  ) throws(ByteSinkError) -> ExtractedLog? {
    var digests = ContentDigests()
    var losses: [EvidenceError] = []
    var position: Int64 = 0
    let end = Self.end(of: log, &losses)
    var failures = 0
    while position < end {
      if isCancelled() { return nil }
      let wanted = Int(min(Int64(Limits.copyByteCount), end - position))
      var block: [UInt8]
      do throws(ByteSourceError) {
        block = try log.source.bytes(at: position, count: wanted)
        if block.isEmpty {
          losses.append(
            EvidenceError(
              .readFailed, log.path, "ends at \(position), expected \(end)", at: position))
          break
        }
      } catch {
        failures += 1
        if failures <= Limits.saidLosses {
          losses.append(
            EvidenceError(
              .readFailed, log.path,
              "cannot read at \(error.offset): \(error.reason); zeros take the place",
              at: error.offset))
        }
        guard failures < Limits.failedReadCount else { break }
        let step = Int64(4_096) - position % 4_096
        block = [UInt8](repeating: 0, count: Int(min(step, end - position)))
      }
      digests.update(block)
      try sink.write(block)
      position += Int64(block.count)
    }
    try sink.finish()
    let hashes = digests.finish()
    return ExtractedLog(
      source: log, name: name, byteCount: position, md5: hexDigits(hashes.md5),
      sha1: hexDigits(hashes.sha1), sha256: hexDigits(hashes.sha256), losses: losses)
  }

  /// Up to where a log is copied: a file that is nearly all holes could fill any disk.
  private static func end(of log: LogSource, _ losses: inout [EvidenceError]) -> Int64 {
    guard let file = log.file else { return log.source.byteCount }
    let (product, overflow) = file.allocatedByteCount.multipliedReportingOverflow(by: 200)
    let limit = overflow ? Int64.max : max(Limits.ratioFreeByteCount, product)
    guard log.source.byteCount > limit else { return log.source.byteCount }
    losses.append(
      EvidenceError(
        .tooLarge, log.path,
        "has \(log.source.byteCount) bytes, of which \(file.allocatedByteCount) are stored; copied up "
          + "to \(limit)"))
    return limit
  }

  private func failure(_ error: FileOpenError, _ name: String) -> ByteSinkError {
    ByteSinkError(
      number: error.number ?? 0, reason: "\(path.child(name).terminal): \(error.reason)")
  }

  /// Removes an unfinished copy, and says what became of it.
  private func discard(_ name: String) -> String {
    let target = path.child(name).terminal
    do throws(FileOpenError) {
      try folder.remove([UInt8](name.utf8))
      return "the unfinished \(target) was removed"
    } catch {
      return "the unfinished \(target) is left: \(error.reason)"
    }
  }
}
