public import ByteIO

/// Loads tables from JSON-lines and CSV, plain or gzipped; what a file is, its content tells.
public struct TableLoader: Sendable {
  /// Threads that parse JSON-lines.
  public var threadCount: Int
  /// Bytes of memory that a table may take; nil for any.
  public var maximumByteCount: Int?
  /// How files hold records.
  public var layout = FileLayout.detected

  /// A loader with its limits.
  public init(threadCount: Int = processorCount(), maximumByteCount: Int? = nil) {
    self.threadCount = max(1, threadCount)
    self.maximumByteCount = maximumByteCount
  }

  /// Loads a table.
  ///
  /// Columns of `schema` have its types, and are there whether the file has them or not; a value that
  /// is none of the type becomes null and is reported. Columns beyond them are inferred from all of
  /// their values. Lines that are no objects, and records that are no CSV, are left out and reported.
  /// - Parameters:
  ///   - stream: the file from its start.
  ///   - name: the name of the table.
  ///   - schema: columns that are known; nil for none.
  /// - Returns: the table, and what was lost of the file.
  /// - Throws: ``TabularError`` when the file is neither, cannot be read to its end, or needs too much
  ///   memory.
  public func load(
    _ stream: sending any ByteStream, name: String, schema: TableSchema? = nil
  ) throws(TabularError) -> LoadedTable {
    var start = try Self.peek(stream)
    var stream = stream
    if GzipByteStream.isGzip(start.rawSpan) {
      do throws(InflateError) {
        stream = try GzipByteStream(PrefixedByteStream(start, stream))
      } catch {
        throw TabularError(.readFailed, byteOffset: 0, message: error.reason)
      }
      start = try Self.peek(stream)
    }
    if layout == .jsonLines ? true : layout == .detected ? try Self.isJSONLines(start) : false {
      return try loadJSONLines(LineBlocks(stream, after: start), name, schema)
    }
    return try CSVLoader(loader: self).load(PrefixedByteStream(start, stream), name, schema)
  }

  /// Whether a file that begins like this is JSON-lines; else it is CSV.
  private static func isJSONLines(_ start: [UInt8]) throws(TabularError) -> Bool {
    func refuse(_ found: String) -> TabularError {
      TabularError(
        .unknownFormat, byteOffset: 0,
        message: "expected JSON-lines or CSV in UTF-8, found \(found)")
    }
    guard !start.contains(0) else { throw refuse("a zero byte, as UTF-16 and binary files have") }
    let isMarked = start.starts(with: [0xef, 0xbb, 0xbf])
    switch start.dropFirst(isMarked ? 3 : 0).first(where: { $0 > 0x20 }) {
    case 0x7b, nil: return true
    case 0x5b: throw refuse("a JSON array")
    default: return false
    }
  }

  /// The first bytes of a stream, up to 4 KiB.
  private static func peek(
    _ stream: any ByteStream
  ) throws(TabularError) -> [UInt8] {
    var buffer = ByteBuffer(capacity: 4_096)
    let count: Int
    do throws(ByteSourceError) { count = try buffer.fill(from: stream) } catch {
      throw TabularError(.readFailed, byteOffset: 0, message: error.reason)
    }
    var start: [UInt8] = []
    start.append(copying: buffer.bytes.extracting(0..<count))
    return start
  }

  private func loadJSONLines(
    _ blocks: LineBlocks, _ name: String, _ schema: TableSchema?
  ) throws(TabularError) -> LoadedTable {
    let parts = Monitor<[LoadedPart]>([])
    let held = Monitor<Int>(0)
    let limit = maximumByteCount
    runThreads(threadCount) { _ in
      var parser = JSONLinesParser(schema: schema)
      var buffer = ByteBuffer(capacity: LineBlocks.firstSize)
      var own = 0
      while let block = blocks.next(&buffer) {
        parser.parse(buffer.bytes, block)
        guard let limit else { continue }
        let now = parser.columns.byteCount
        let total = held.withLock { total in
          total += now - own
          return total
        }
        own = now
        if total > limit { blocks.stop(Self.outOfMemory(limit, block.byteOffset)) }
      }
      let part = parser.columns.finish()
      parts.withLock { $0.append(part) }
    }
    if let failure = blocks.failure { throw failure }
    // The order of the threads must not show: by the first block, which is of one thread only.
    let ordered = parts.withLock { $0 }.filter { !$0.batches.isEmpty || !$0.report.errors.isEmpty }
      .sorted { ($0.batches.first?.block ?? .max) < ($1.batches.first?.block ?? .max) }
    return LoadedTable(name: name, schema: schema, parts: ordered, isCSV: false)
  }

  static func outOfMemory(_ limit: Int, _ byteOffset: Int64) -> TabularError {
    TabularError(
      .memory, byteOffset: byteOffset,
      message: "the table needs more than \(limit) bytes of memory")
  }
}
