/// What a rule found.
public struct Alert: Sendable {
  /// `SystemAlertId`: made of the rule, the rows and the records, so that the same evidence gives the
  /// same identifier.
  public let id: String
  /// `AlertType`: the rule's identifier.
  public let ruleID: String
  /// The rule's name.
  public let ruleName: String
  /// `AlertName`: the rule's name, or what its format makes of the row.
  public let name: String
  /// `AlertSeverity`.
  public let severity: AlertSeverity
  /// `Description`.
  public let summary: String
  /// `Tactics`.
  public let tactics: [String]
  /// `Techniques`, subtechniques among them.
  public let techniques: [String]
  /// `StartTime`, in ticks of 100 ns since 0001-01-01.
  public let startTime: Int64
  /// `EndTime`.
  public let endTime: Int64
  /// `CompromisedEntity`: the host, empty when none is known.
  public let compromisedEntity: String
  /// `Entities`.
  public let entities: [Entity]
  /// `ExtendedProperties` in their order, each with its JSON.
  public let properties: [(name: String, json: String)]
  /// Values that the rule shows, by the names it gives them: texts.
  public let details: [(name: String, value: String)]
  /// The JSON of the rows: one, or several when the rule raises one alert for all.
  public let rows: [String]
  /// The number of rows, also of those that are not shown.
  public let rowCount: Int
  /// `Evidence`: the records that the rows came from, by time.
  public let evidence: [EvidenceRecord]
  /// Records that are not cited, since they are too many.
  public let uncitedCount: Int
  /// `Inferred`: what was concluded and not logged, JSON of an object each.
  public let inferred: [String]
  /// The version of the rule.
  public let ruleVersion: String
  /// The identifier of the incident that the alert belongs to, once alerts are correlated.
  public internal(set) var incidentID: String?

  /// The value that the rule shows under a name, nil for none.
  public func detail(_ name: String) -> String? {
    details.first { $0.name.lowercased() == name.lowercased() }?.value
  }
}
