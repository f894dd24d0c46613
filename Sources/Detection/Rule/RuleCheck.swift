internal import KQL
public import Tabular

/// Looks for mistakes that only the query and the tables show.
public struct RuleCheck {
  private let tables: any TableProvider

  /// A check over the columns of tables.
  public init(over tables: any TableProvider) { self.tables = tables }

  /// What is wrong with a rule: every mistake of its query, and columns that its result does not have.
  public func problems(of rule: Rule) -> [DetectionError] {
    let query = RuleQuery(rule: rule)
    let source = NoRows(provider: tables)
    let schema: TableSchema
    do throws(QueryError) {
      schema = try Engine(source: source, now: Ticks.unixEpoch, limits: Self.limits)
        .run(rule.query).schema
    } catch { return query.failures(error) }
    // Without rows nobody knows the columns that rows name.
    let isOpen = ["bag_unpack", "pivot", "narrow"].contains { rule.query.contains($0) }
    var problems: [DetectionError] = []
    func look(for column: String, _ place: String) {
      guard !isOpen, schema.index(of: column) == nil else { return }
      let hint =
        nearestName(to: column, among: schema.columns.lazy.map(\.name))
        .map { "; did you mean \($0)?" } ?? ""
      problems.append(
        DetectionError(
          .field, "\(place): the result has no column \(column)\(hint)", weight: .warning,
          file: rule.origin.file, at: rule.origin.position, ruleID: rule.id))
    }
    for mapping in rule.entityMappings {
      for field in mapping.fields { look(for: field.column, "entityMappings") }
    }
    for detail in rule.customDetails { look(for: detail.column, "customDetails") }
    let details = rule.alertDetails
    for format in [details.nameFormat, details.descriptionFormat] {
      for column in format.map(Placeholders.columns) ?? [] {
        look(for: column, "alertDetailsOverride")
      }
    }
    for column in [details.severityColumn, details.tacticsColumn] {
      if let column { look(for: column, "alertDetailsOverride") }
    }
    for property in details.properties { look(for: property.column, "alertDynamicProperties") }
    return problems
  }

  /// A query over tables without rows needs little.
  private static let limits = QueryLimits(memoryBytes: 64 << 20, rows: 1 << 20)
}

/// Tables of which only the columns are known.
private struct NoRows: TableSource {
  let provider: any TableProvider

  func schema(of table: String) -> TableSchema? { provider.schema(of: table) }
  var tableNames: [String] { provider.tableNames }
  func table(named name: String) -> Table? { nil }
}
