internal import ByteIO
public import EventTables
internal import Tabular

extension LogTables: EvidenceTables {
  /// The records that a row was made of.
  public func evidence(of table: String, row: Int) -> [EvidenceRecord] {
    records(of: table, row: row).map { record in
      EvidenceRecord(
        sourceFile: record.sourceFile, channel: record.channel, computer: record.computer,
        eventRecordID: record.eventRecordID, recordOffset: record.recordOffset,
        timeCreated: Ticks.dateTime(record.timeCreated) ?? Ticks.latest, table: table)
    }
  }

  /// What of a row was concluded: the table, the columns, and from what.
  public func inferences(of table: String, row: Int) -> [String] {
    guard let inference = inferred(of: table, row: row) else { return [] }
    var object = JSONObject()
    object.add("Table", JSONString.quoted(table))
    object.add("Columns", JSONString.array(inference.columns))
    object.add("From", JSONString.quoted(inference.source ?? "the other events of the host"))
    let records = evidence(of: table, row: row).map(\.eventRecordID)
    if let record = records.first { object.add("EventRecordID", String(record)) }
    return [object.text]
  }
}
