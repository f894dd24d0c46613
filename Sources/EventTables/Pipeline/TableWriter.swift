internal import ByteIO
internal import EVTX
internal import Tabular

/// Writes the rows of one table as lines. One for each worker.
final class TableWriter {
  private let lines: JSONLinesWriter
  /// Set for rows of CSV.
  private let csv: CSVWriter?
  private let sourceColumns: SourceColumns?

  private struct SourceColumns {
    let file, channel, recordID, offset, key, time: Int
  }

  init(_ schema: TableSchema, _ format: RowFormat) {
    lines = JSONLinesWriter(schema: schema)
    if case .csv(let raw) = format {
      csv = CSVWriter(schema: schema, raw: raw)
    } else {
      csv = nil
    }
    if let file = schema.index(of: "_SourceFile"), let channel = schema.index(of: "_Channel"),
      let recordID = schema.index(of: "_EventRecordID"),
      let offset = schema.index(of: "_RecordOffset"), let key = schema.index(of: "_RecordKey"),
      let time = schema.index(of: "_TimeFiletime")
    {
      sourceColumns = SourceColumns(
        file: file, channel: channel, recordID: recordID, offset: offset, key: key, time: time)
    } else {
      sourceColumns = nil
    }
  }

  /// What comes before the rows of a table.
  static func header(_ schema: TableSchema, _ format: RowFormat) -> [UInt8] {
    guard case .csv(let raw) = format else { return [] }
    var text = TextBuffer()
    CSVWriter(schema: schema, raw: raw).appendHeader(to: &text)
    var bytes: [UInt8] = []
    bytes.append(copying: text.bytes)
    return bytes
  }

  /// Appends a row of the table as a line, with where it came from if the table has columns for that.
  func append(
    _ row: inout RowBuffer, from source: RowSource?, of file: [UInt8], to output: inout TextBuffer
  ) {
    if let columns = sourceColumns, let source {
      row.setString(columns.file, file.rawSpan)
      row.setString(columns.channel, source.channel.rawSpan)
      row.setInteger(columns.recordID, Int64(clamping: source.recordID))
      row.setInteger(columns.offset, source.fileOffset)
      row.beginString(columns.key)
      row.withText { $0.appendHex(source.key, digits: 16) }
      row.endString()
      row.setInteger(columns.time, Int64(clamping: source.time))
    }
    if let csv { csv.append(row, to: &output) } else { lines.append(row, to: &output) }
  }
}
