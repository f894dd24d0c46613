import ByteIO
import EVTX
import TestSupport

/// What a log gave.
struct Decoded {
  /// All lines as they are.
  var bytes: [UInt8] = []
  var reports: [ChunkReport] = []
  /// What the file header, the locator and the chunks had to say.
  var errors: [EVTXError] = []
  var summaries: [EventSummary] = []

  var text: String { String(decoding: bytes, as: UTF8.self) }
  var lines: [String] { text.split(separator: "\n").map { String($0) } }
  var codes: [String] { errors.map(\.code.rawValue) }
  /// Of live records, as the report counts them: decoded or not.
  var recordCount: Int { reports.reduce(0) { $0 + $1.recordCount } }
  var failedCount: Int { reports.reduce(0) { $0 + $1.failedCount } }
  var eventCount: Int { reports.reduce(0) { $0 + $1.eventCount } }
  /// The live records' identifiers.
  var recordIDs: [UInt64] { reports.flatMap { $0.recordRuns.flatMap { Array($0) } } }

  /// The JSON lines' EventRecordID.
  var eventRecordIDs: [UInt64] {
    lines.compactMap { line in
      line.between("\"EventRecordID\":", ",").flatMap { UInt64($0) }
    }
  }
}

/// How a test wants a log decoded.
struct DecodeRequest {
  var options: DecodeOptions
  var sourceFile: String?
  /// Whether lost templates are looked for in the log itself.
  var findsTemplates = true
  var places: (any TemplateSearchPlaces)?
  /// The chunks' order is turned round.
  var isReversed = false
  var listsSummaries = false

  init(_ format: EventFormat = .jsonl) { options = DecodeOptions(format: format) }
}

/// Decodes a log in memory, chunk by chunk, with one decoder.
func decode(
  _ log: [UInt8], _ format: EventFormat = .jsonl,
  _ configure: (inout DecodeRequest) -> Void = { _ in }
) throws -> Decoded {
  var request = DecodeRequest(format)
  configure(&request)
  var decoder = EventDecoder(request.options)
  return try decode(log, with: &decoder, request)
}

/// Decodes a log with a decoder that may have seen others.
func decode(
  _ log: [UInt8], with decoder: inout EventDecoder, _ request: DecodeRequest
) throws -> Decoded {
  let source = MemoryByteSource(log)
  let eventLog = try EventLog(source)
  let context = DecodeContext(
    sourceFile: request.sourceFile,
    index: request.options.recovery == .none ? nil : RecordIndex(eventLog),
    templates: request.findsTemplates ? LostTemplates(request.places, own: source) : nil)
  var result = Decoded()
  result.errors += eventLog.errors
  var chunks: [LoadedChunk] = []
  var locator = eventLog.makeLocator()
  var chunk = LoadedChunk()
  while locator.next(into: chunk) {
    chunks.append(chunk)
    chunk = LoadedChunk()
  }
  result.errors += locator.takeErrors()
  var output = OutputBuffer()
  for chunk in request.isReversed ? chunks.reversed() : chunks {
    let report: ChunkReport
    if request.listsSummaries {
      var summaries: [EventSummary] = []
      report = decoder.decode(chunk, context: context, into: &output) {
        summaries.append($0)
      }
      result.summaries += summaries
    } else {
      report = decoder.decode(chunk, context: context, into: &output)
    }
    result.reports.append(report)
    result.errors += report.errors
  }
  result.bytes = output.content
  return result
}

extension OutputBuffer {
  /// The text's bytes.
  var content: [UInt8] {
    let span = bytes
    // Copied while the buffer is borrowed.
    return unsafe span.withUnsafeBytes { unsafe Array($0) }
  }
}
