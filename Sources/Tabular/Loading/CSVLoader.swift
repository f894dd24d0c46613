internal import ByteIO

/// Loads CSV: RFC 4180 with a header, LF or CR LF, comma, semicolon or tab between fields, whichever
/// the header has most of.
struct CSVLoader {
  let loader: TableLoader

  func load(
    _ stream: any ByteStream, _ name: String, _ schema: TableSchema?
  ) throws(TabularError) -> LoadedTable {
    var parser = CSVParser(schema: schema, layout: loader.layout)
    var buffer = ByteBuffer(capacity: LineBlocks.firstSize)
    var filled = 0
    var offset: Int64 = 0
    var isAtEnd = false
    while !isAtEnd {
      let count: Int
      do throws(ByteSourceError) {
        count = try buffer.fill(from: stream, at: filled, to: buffer.capacity)
      } catch {
        throw TabularError(
          .readFailed, byteOffset: offset + Int64(filled), message: error.reason)
      }
      filled += count
      isAtEnd = count == 0
      let used = parser.parse(buffer.bytes, to: filled, byteOffset: offset, isLast: isAtEnd)
      if used == 0, !isAtEnd, filled == buffer.capacity {
        guard filled <= Limits.lineByteCount else {
          throw TabularError(
            .tooLong, byteOffset: offset,
            message:
              "a record is longer than \(Limits.lineByteCount >> 20) MiB; is a quote missing?")
        }
      }
      // The start of a record that is not complete goes to the front.
      let size = min(LineBlocks.size, buffer.capacity * 2)
      var next = ByteBuffer(capacity: max(size, (filled - used) * 2))
      next.copy(buffer.bytes.extracting(used..<filled), to: 0)
      buffer = next
      filled -= used
      offset += Int64(used)
      if let limit = loader.maximumByteCount, parser.columns.byteCount > limit {
        throw TableLoader.outOfMemory(limit, offset)
      }
    }
    return LoadedTable(
      name: name, schema: schema, parts: [parser.finish()], isCSV: true)
  }
}
