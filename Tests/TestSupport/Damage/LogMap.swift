/// Where the chunks and records of a valid log lie.
///
/// For logs of this module's writer: it trusts every size, and traps on a log that is not valid.
public struct LogMap: Sendable {
  /// A record.
  public struct Record: Sendable {
    /// Bytes from the start of the file.
    public var fileOffset: Int
    /// The whole record in bytes.
    public var byteCount: Int
    /// The identifier in its header.
    public var id: UInt64

    /// The file offsets of the Binary XML and its padding.
    public var binXML: Range<Int> { fileOffset + 24..<fileOffset + byteCount - 4 }
    /// The file offset behind the record.
    public var end: Int { fileOffset + byteCount }
  }

  /// A chunk.
  public struct Chunk: Sendable {
    /// Bytes from the start of the file.
    public var fileOffset: Int
    /// The records in order.
    public var records: [Record]
  }

  /// The chunks in order, without preallocated ones.
  public var chunks: [Chunk] = []

  /// All records in order.
  public var records: [Record] { chunks.flatMap(\.records) }

  /// The map of a valid log.
  public init(_ log: [UInt8]) {
    var offset = 4_096
    while offset + ChunkBuilder.size <= log.count {
      defer { offset += ChunkBuilder.size }
      guard log[offset] == UInt8(ascii: "E") else { continue }
      var chunk = Chunk(fileOffset: offset, records: [])
      let end = offset + Int(log.u32(at: offset + 48))
      var cursor = offset + ChunkBuilder.headerSize
      while cursor < end {
        precondition(log.u32(at: cursor) == 0x2a2a, "no record at \(cursor)")
        let record = Record(
          fileOffset: cursor, byteCount: Int(log.u32(at: cursor + 4)), id: log.u64(at: cursor + 8))
        chunk.records.append(record)
        cursor = record.end
      }
      chunks.append(chunk)
    }
  }
}
