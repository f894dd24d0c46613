internal import Tabular

extension TableRun {
  /// What fills each column of the tables that have rows of logs, table by table; a column without sources is
  /// one that no log can give.
  ///
  /// - Throws: ``MappingError`` when the built-in mappings are wrong, which a test excludes.
  public static func coverage() throws(MappingError) -> [ColumnCoverage] {
    var coverage = try MappingSet().coverage()
    for (name, unfilled) in LogTable.unfilledColumns {
      guard let table = TableCatalog.builtIn[name] else { continue }
      for column in table.schema.columns {
        let isFilled = !unfilled.contains(column.name)
        coverage.append(
          ColumnCoverage(
            table: name, column: column, sources: isFilled ? [LogTable.sources(name)] : []))
      }
    }
    return coverage
  }
}

extension LogTable {
  /// The columns of tables of events that no log can fill: those of the workspace and of the agent. A column of
  /// SecurityEvent is filled by every event that has a value of its name.
  static let unfilledColumns: [(table: String, columns: Set<String>)] = [
    (
      "Event",
      [
        "AzureDeploymentID", "_BilledSize", "_IsBillable", "ManagementGroupName", "Message",
        "_ResourceId", "Role", "_SubscriptionId",
      ]
    ),
    (
      "SecurityEvent",
      [
        "AzureDeploymentID", "_BilledSize", "EventLevelName", "_IsBillable", "ManagementGroupName",
        "_ResourceId", "SourceComputerId", "StorageAccount", "_SubscriptionId", "TableId",
        "TenantId",
      ]
    ),
    (
      "WindowsEvent",
      [
        "_BilledSize", "EventOriginId", "_IsBillable", "ManagementGroupName", "_ResourceId",
        "_SubscriptionId", "TenantId",
      ]
    ),
  ]

  /// The events that a table has rows of.
  static func sources(_ table: String) -> String {
    switch table {
    case "Event": "every channel but Security"
    case "SecurityEvent": "channel Security"
    default: "every channel"
    }
  }
}
