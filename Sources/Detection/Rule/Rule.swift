/// An analytics rule of Sentinel.
///
/// Source: Azure-Sentinel, `.script/tests/detectionTemplateSchemaValidation/Models`.
public struct Rule: Sendable {
  /// Its identifier, a GUID.
  public var id: String
  /// Its name.
  public var name: String
  /// What it looks for.
  public var summary = ""
  /// What kind of rule it is: `Scheduled`, `NRT`, or `Hunting` for a query without a schedule.
  public var kind = "Scheduled"
  /// How bad its alerts are.
  public var severity = AlertSeverity.medium
  /// MITRE ATT&CK tactics such as `LateralMovement`.
  public var tactics: [String] = []
  /// MITRE ATT&CK techniques such as `T1021.003`.
  public var techniques: [String] = []
  /// The KQL, as it stands in the file.
  public var query: String
  /// Ticks of 100 ns between two evaluations.
  public var frequency: Int64 = Rule.ticksPerHour
  /// Ticks of 100 ns that an evaluation looks back.
  public var period: Int64 = Rule.ticksPerHour
  /// How many rows make an alert.
  public var trigger = Trigger()
  /// Which columns name entities.
  public var entityMappings: [EntityMapping] = []
  /// Columns whose values an alert shows, by the name it gives them.
  public var customDetails: [CustomDetail] = []
  /// What of an alert comes from the rows.
  public var alertDetails = AlertDetails()
  /// Whether an evaluation raises one alert or one for each row; nil when the rule does not say.
  public var grouping: EventGrouping?
  /// Ticks of 100 ns after an alert in which the rule is not evaluated; nil when it is not suppressed.
  public var suppression: Int64?
  /// Its version.
  public var version = ""
  /// Where more is to be read.
  public var references: [String] = []
  /// What harmless things it finds too.
  public var falsePositives: [String] = []
  /// The connectors that it says it needs.
  public var connectors: [String] = []
  /// Where it was read.
  public var origin: RuleOrigin

  /// Ticks of 100 ns in an hour.
  static let ticksPerHour: Int64 = 36_000_000_000
}

/// How many rows of an evaluation make an alert.
public struct Trigger: Hashable, Sendable {
  /// How the number is compared.
  public enum Comparison: String, Sendable {
    case greaterThan = "GreaterThan"
    case lessThan = "LessThan"
    case equal = "Equal"
    case notEqual = "NotEqual"
  }

  /// How the number is compared.
  public var comparison = Comparison.greaterThan
  /// With what.
  public var threshold = 0

  /// Whether so many rows make an alert.
  func fires(on rowCount: Int) -> Bool {
    switch comparison {
    case .greaterThan: rowCount > threshold
    case .lessThan: rowCount < threshold
    case .equal: rowCount == threshold
    case .notEqual: rowCount != threshold
    }
  }
}

/// Which columns name an entity.
public struct EntityMapping: Hashable, Sendable {
  /// The kind of entity, such as `Host`.
  public var type: String
  /// Which column gives what of it.
  public var fields: [Field]

  /// An identifier such as `FullName` and the column that gives it.
  public struct Field: Hashable, Sendable {
    /// What the column tells of the entity.
    public var identifier: String
    /// The column of the result.
    public var column: String
  }
}

/// A column whose value an alert shows.
public struct CustomDetail: Hashable, Sendable {
  /// The name that alerts give to it.
  public var name: String
  /// The column of the result.
  public var column: String
}

/// What of an alert comes from the rows.
public struct AlertDetails: Hashable, Sendable {
  /// The name, with `{{column}}` where values go.
  public var nameFormat: String?
  /// The description, with `{{column}}` where values go.
  public var descriptionFormat: String?
  /// The column that gives tactics.
  public var tacticsColumn: String?
  /// The column that gives the severity.
  public var severityColumn: String?
  /// Columns that give further properties of an alert, by the properties' names.
  public var properties: [CustomDetail] = []
}

/// How many alerts an evaluation raises.
public enum EventGrouping: String, Sendable {
  case singleAlert = "SingleAlert"
  case alertPerResult = "AlertPerResult"
}

/// Where a rule was read, and where its query stands there.
public struct RuleOrigin: Sendable {
  /// The file as it was named; `builtin/NAME` for the built-in pack.
  public var file: String
  /// Where the rule begins.
  public var position: FilePosition
  let query: ScalarText
  let lines: SourceLines

  /// The place in the file of a line and column, from 1, of the query.
  public func position(ofQueryLine line: Int, column: Int) -> FilePosition {
    lines.position(ofLine: line, column: column, in: query)
  }
}
