import ArgumentParser
import ByteIO
import Evidence
import KQL
import Tabular

/// The form of an answer.
enum QueryFormat: String, ExpressibleByArgument, CaseIterable {
  case table, csv, jsonl, json, kusto

  /// Writes an answer, piece by piece.
  func write(_ result: QueryResult, to target: OutputFile) throws(ByteSinkError) {
    let schema = result.schema
    var buffer = TextBuffer(capacity: 1 << 16)
    switch self {
    case .kusto:
      var writer = KustoWriter(schema: schema)
      writer.begin(&buffer)
      for batch in result.batches {
        writer.append(batch, to: &buffer)
        try Self.flush(&buffer, to: target)
      }
      writer.end(&buffer)
    case .json:
      var writer = JSONArrayWriter(schema: schema)
      writer.begin(&buffer)
      for batch in result.batches {
        writer.append(batch, to: &buffer)
        try Self.flush(&buffer, to: target)
      }
      writer.end(&buffer)
    case .jsonl:
      let writer = JSONLinesWriter(schema: schema)
      for batch in result.batches {
        writer.append(batch, to: &buffer)
        try Self.flush(&buffer, to: target)
      }
    case .csv:
      let writer = CSVWriter(schema: schema)
      writer.appendHeader(to: &buffer)
      for batch in result.batches {
        writer.append(batch, to: &buffer)
        try Self.flush(&buffer, to: target)
      }
    case .table:
      TextTableWriter(width: 120).append(
        Table(schema: schema, batches: result.batches), to: &buffer)
    }
    try Self.flush(&buffer, to: target)
  }

  private static func flush(
    _ buffer: inout TextBuffer, to target: OutputFile
  ) throws(ByteSinkError) {
    try target.write(buffer.bytes)
    buffer.removeAll(keeping: 1 << 22)
  }
}
