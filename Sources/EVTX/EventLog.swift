public import ByteIO

/// An opened log: its bytes, its header, and where its chunks begin.
///
/// ```swift
/// let log = try EventLog(FileByteSource(path: "Security.evtx"))
/// var decoder = EventDecoder(DecodeOptions(format: .jsonl))
/// var output = OutputBuffer()
/// var locator = log.makeLocator()
/// let chunk = LoadedChunk()
/// while locator.next(into: chunk) {
///   let report = decoder.decode(chunk, context: DecodeContext(), into: &output)
///   print(report.recordCount)
/// }
/// ```
public final class EventLog: Sendable {
  /// The log's bytes.
  public let source: any ByteSource
  /// The file header, nil when it is damaged or missing.
  public let header: FileHeader?
  /// Bytes before the first chunk.
  public let firstChunkOffset: Int64
  /// What is wrong with the header.
  public let errors: [EVTXError]
  /// Whether the header's checksum matches; nil without a header.
  public let isHeaderChecksumValid: Bool?

  /// Opens a log. A header that is damaged or missing is reported in ``errors``, not thrown.
  ///
  /// - Throws: ``ByteSourceError`` when the first bytes cannot be read.
  public init(_ source: any ByteSource) throws(ByteSourceError) {
    self.source = source
    var block = ByteBuffer(capacity: 4_096 + 8)
    let count = try block.fill(from: source, at: 0)
    let bytes = block.bytes
    if let header = FileHeader(bytes, logByteCount: source.byteCount), count >= FileHeader.size {
      self.header = header
      firstChunkOffset = Int64(header.blockSize)
      isHeaderChecksumValid = Checksum.fileHeader(bytes) == header.storedChecksum
      errors = []
      return
    }
    header = nil
    isHeaderChecksumValid = nil
    // A log without its header block begins with a chunk; else chunks are looked for where they
    // belong, and the locator finds those that do not lie there.
    firstChunkOffset = bytes.matches("ElfChnk\0", at: 0) ? 0 : 4_096
    let found = count >= 8 ? hexBytes(bytes, 0, 8) : "\(count) bytes"
    errors = [
      EVTXError(
        .badFileHeader, severity: .damage, fileOffset: 0,
        message: "file header: signature is \(found), expected \"ElfFile\"; offset 0x0")
    ]
  }

  /// A locator of the log's chunks.
  ///
  /// - Parameter carves: whether records are also looked for in bytes that are no chunk; without a file
  ///   header from the first byte on.
  /// - Returns: a locator before the first chunk.
  public func makeLocator(carves: Bool = false) -> ChunkLocator {
    ChunkLocator(
      source: source, start: carves && header == nil ? 0 : firstChunkOffset, carves: carves,
      isLog: header != nil)
  }
}
