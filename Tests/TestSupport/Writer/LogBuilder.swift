public import ByteIO

/// One event record to be written.
public struct Record: Sendable {
  /// The identifier in the record's header; nil for the next one.
  public var id: UInt64?
  /// The time in the record's header.
  public var time: FileTime
  /// The Binary XML.
  public var fragment: Fragment

  /// A record.
  public init(id: UInt64? = nil, time: FileTime = .sample, fragment: Fragment) {
    self.id = id
    self.time = time
    self.fragment = fragment
  }
}

/// What takes records: a log in memory or a file.
public protocol RecordSink {
  /// The identifier that the next record without one gets.
  var nextRecordID: UInt64 { get }
  /// Appends a record.
  mutating func add(_ record: Record) throws
}

/// A valid log in memory.
///
///     var log = LogBuilder()
///     log.add(Record(fragment: .template(template, [.uint32(7)])))
///     let bytes = log.finish()
public struct LogBuilder: RecordSink {
  private var stream: ChunkStream
  private var chunks: [UInt8] = []

  /// An empty log.
  public init(_ options: LogOptions = LogOptions()) { stream = ChunkStream(options) }

  /// The identifier that the next record without one gets.
  public var nextRecordID: UInt64 { stream.nextRecordID }

  /// Appends a record, in a new chunk when the current one is full.
  public mutating func add(_ record: Record) {
    if let chunk = stream.add(record) { chunks += chunk }
  }

  /// Appends an event.
  public mutating func add(_ event: StandardEvent) { add(event.record(id: nextRecordID)) }

  /// Appends a record that holds a fragment.
  public mutating func add(_ fragment: Fragment) { add(Record(fragment: fragment)) }

  /// Ends the current chunk, also when it is empty: the next record begins another.
  public mutating func startChunk() { chunks += stream.endChunk() }

  /// The log's bytes. A log without records and chunks is a header alone.
  public mutating func finish() -> [UInt8] {
    if stream.hasRecords { chunks += stream.endChunk() }
    return stream.header() + chunks
      + [UInt8](repeating: 0, count: stream.options.preallocatedChunks * ChunkBuilder.size)
  }

  /// The log of some records.
  public static func log(_ fragments: Fragment..., options: LogOptions = LogOptions()) -> [UInt8] {
    var log = LogBuilder(options)
    for fragment in fragments { log.add(fragment) }
    return log.finish()
  }

  /// The log of some events.
  public static func log(
    events: [StandardEvent], options: LogOptions = LogOptions()
  ) -> [UInt8] {
    var log = LogBuilder(options)
    for event in events { log.add(event) }
    return log.finish()
  }
}

/// Turns records into finished chunks.
struct ChunkStream {
  let options: LogOptions
  private var chunk = ChunkBuilder()
  private var chunkCount = 0
  private var nextNumber: UInt64
  private(set) var nextRecordID: UInt64

  init(_ options: LogOptions) {
    self.options = options
    nextNumber = options.firstRecordNumber
    nextRecordID = options.firstRecordID
  }

  /// Whether the current chunk has any.
  var hasRecords: Bool { chunk.recordCount > 0 }

  /// Takes a record; returns the chunk that it filled up, which does not hold it.
  mutating func add(_ record: Record) -> [UInt8]? {
    let id = record.id ?? nextRecordID
    var finished: [UInt8]?
    if !append(record, id: id) {
      precondition(hasRecords, "a record larger than a chunk")
      finished = endChunk()
      guard append(record, id: id) else {
        preconditionFailure("a record larger than a chunk")
      }
    }
    nextRecordID = id &+ 1
    return finished
  }

  private mutating func append(_ record: Record, id: UInt64) -> Bool {
    chunk.append(
      id: id, time: record.time, fragment: record.fragment, fillsLastByte: options.fillsChunks)
  }

  /// Finishes the current chunk and begins another.
  mutating func endChunk() -> [UInt8] {
    let bytes = chunk.sealed(firstNumber: nextNumber, hasChecksums: options.hasChecksums)
    nextNumber += UInt64(chunk.recordCount)
    chunkCount += 1
    chunk = ChunkBuilder()
    return bytes
  }

  /// The file header as it stands after the chunks so far.
  func header() -> [UInt8] {
    fileHeader(options, chunkCount: chunkCount, nextRecordID: nextRecordID)
  }
}
