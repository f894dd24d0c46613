public import KQL
public import Tabular

/// When rules are evaluated.
public enum HuntSchedule: String, CaseIterable, Sendable {
  /// Once, over everything.
  case whole
  /// Again and again over sliding windows of event time, as Sentinel would have done it.
  case replay
}

/// How rules are evaluated.
public struct HuntOptions: Sendable {
  /// When.
  public var schedule = HuntSchedule.whole
  /// What `now()` gives in an evaluation over everything; nil for the newest row of the rules' tables.
  public var now: Int64?
  /// What a query may use.
  public var limits = QueryLimits()
  /// The least severity of alerts that are wanted.
  public var minimumSeverity = AlertSeverity.informational

  /// Options that find everything.
  public init() {}
}

/// Rules that are ready to be run over tables.
///
/// Rules whose query is wrong, or has no exact answer here, are left out and reported; the others run.
public struct Hunt: Sendable {
  /// The rules that run.
  public let rules: [Rule]
  /// What is wrong with the others.
  public let problems: [DetectionError]
  /// What the rules ask of tables, each request once. Rows that no request wants need not be made.
  public let requests: [ScanRequest]

  /// The tables of each rule.
  private let tables: [Set<String>]
  private let options: HuntOptions

  /// Rules over tables of which only the columns are known yet.
  public init(_ rules: [Rule], over provider: any TableProvider, options: HuntOptions) {
    // Windows of a replay each have a time of their own.
    let now = options.schedule == .whole ? options.now : nil
    var kept: [Rule] = []
    var problems: [DetectionError] = []
    var requests: [ScanRequest] = []
    // By table, so that many rules over many tables are not compared with each other.
    var known: [String: [ScanRequest]] = [:]
    var tables: [Set<String>] = []
    for rule in rules {
      do throws(DetectionError) {
        let own = try RuleQuery(rule: rule).requests(provider, now: now)
        for request in own where !known[request.table, default: []].contains(request) {
          known[request.table, default: []].append(request)
          requests.append(request)
        }
        kept.append(rule)
        tables.append(Set(own.map(\.table)))
      } catch { problems.append(error) }
    }
    self.rules = kept
    self.problems = problems
    self.requests = requests
    self.tables = tables
    self.options = options
  }

  /// Runs all rules.
  ///
  /// - Parameters:
  ///   - source: the tables.
  ///   - newestEvent: what `now()` gives unless the options say it; nil for the newest row.
  ///   - isInterrupted: asked between evaluations whether to end early.
  /// - Returns: the alerts, by time, and what is to be said of them.
  public func run(
    over source: any EvidenceTables, newestEvent: Int64? = nil,
    isInterrupted: @escaping () -> Bool = { false }
  ) -> HuntResult {
    let windows = WindowedTables(source)
    var result = HuntResult()
    let now = options.now ?? newestEvent ?? newestTime(windows)
    for (rule, tables) in zip(rules, tables) {
      guard !isInterrupted() else { break }
      var run = RuleRun(
        rule: rule, tables: tables, source: source, windows: windows, limits: options.limits,
        isInterrupted: isInterrupted)
      do throws(DetectionError) {
        switch options.schedule {
        case .whole: try run.evaluateOnce(now: now)
        case .replay: try run.replay()
        }
      } catch { result.problems.append(error) }
      result.alerts += run.alerts.filter { $0.severity >= options.minimumSeverity }
      result.notices += run.notices.filter { !result.notices.contains($0) }
      result.evaluationCount += run.evaluationCount
    }
    result.alerts.sort()
    return result
  }

  private func newestTime(_ windows: WindowedTables) -> Int64 {
    let all = tables.reduce(into: Set<String>()) { $0.formUnion($1) }
    return windows.times(of: all).last ?? 0
  }
}

/// What rules found.
public struct HuntResult: Sendable {
  /// The alerts, by time, then rule and row.
  public var alerts: [Alert] = []
  /// Rules that could not be run to their end.
  public var problems: [DetectionError] = []
  /// What a reader of the alerts should know.
  public var notices: [String] = []
  /// How often queries were run.
  public var evaluationCount = 0
}

extension Alert: Comparable {
  /// By start, end, rule and rows.
  public static func < (one: Alert, other: Alert) -> Bool {
    if one.startTime != other.startTime { return one.startTime < other.startTime }
    if one.endTime != other.endTime { return one.endTime < other.endTime }
    if one.ruleID != other.ruleID { return one.ruleID < other.ruleID }
    return (one.rows.first ?? "", one.id) < (other.rows.first ?? "", other.id)
  }

  /// Whether both are the same alert.
  public static func == (one: Alert, other: Alert) -> Bool { one.id == other.id }
}
