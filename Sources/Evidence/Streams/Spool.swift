internal import ByteIO

/// Bytes that come once, kept so that they can be read anywhere: in memory while they are few, else
/// in a temporary file without a name.
struct Spool: ~Copyable {
  private let memoryByteCount: Int
  private let maximumByteCount: Int64
  private let folder: EvidencePath
  private var content: [UInt8] = []
  private var file: TemporaryFile?

  /// Bytes kept so far.
  private(set) var byteCount: Int64 = 0

  /// An empty spool.
  init(_ options: LogFinderOptions) {
    memoryByteCount = options.spoolMemoryByteCount
    maximumByteCount = options.maximumSpooledByteCount
    folder = options.temporaryFolder
  }

  /// Appends `bytes`, or of them what fits.
  ///
  /// - Throws: `tooLarge` when the cap is reached, with everything up to it kept; `temporarySpace`
  ///   when the disk is full.
  mutating func append(_ bytes: RawSpan) throws(StreamFailure) {
    let room = maximumByteCount - byteCount
    let fits = Int64(bytes.byteCount) <= room
    let part = fits ? bytes : bytes.extracting(0..<Int(room))
    do throws(ByteSinkError) {
      if file == nil, content.count + part.byteCount > memoryByteCount {
        let made = try makeFile()
        try made.append(content.rawSpan)
        content = []
        file = made
      }
      if let file {
        try file.append(part)
      } else {
        content.append(copying: part)
      }
    } catch {
      throw StreamFailure(
        .temporarySpace, "cannot be unpacked to \(folder.terminal): \(error.reason)")
    }
    byteCount += Int64(part.byteCount)
    if !fits {
      throw StreamFailure(
        .tooLarge, "is larger than \(maximumByteCount) bytes; the rest is left out")
    }
  }

  /// The bytes as a source.
  consuming func makeSource() throws(StreamFailure) -> any ByteSource {
    guard let file else { return MemoryByteSource(content) }
    do throws(FileOpenError) { return try file.makeSource() } catch {
      throw StreamFailure(
        .temporarySpace, "cannot be unpacked to \(folder.terminal): \(error.reason)")
    }
  }

  private func makeFile() throws(ByteSinkError) -> TemporaryFile {
    do throws(FileOpenError) { return try TemporaryFile(folder: folder.bytes) } catch {
      throw ByteSinkError(number: error.number ?? 0, reason: error.reason)
    }
  }
}
