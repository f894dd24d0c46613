internal import KQL
internal import Tabular

/// The evaluations of one rule, and the alerts they raise.
struct RuleRun {
  let rule: Rule
  let tables: Set<String>
  let source: any EvidenceTables
  let windows: WindowedTables
  let limits: QueryLimits
  let isInterrupted: () -> Bool
  private(set) var alerts: [Alert] = []
  private(set) var notices: [String] = []
  private(set) var evaluationCount = 0
  /// Rows that an earlier window raised.
  private var raised: Set<String> = []

  init(
    rule: Rule, tables: Set<String>, source: any EvidenceTables, windows: WindowedTables,
    limits: QueryLimits, isInterrupted: @escaping () -> Bool
  ) {
    self.isInterrupted = isInterrupted
    self.rule = rule
    self.tables = tables
    self.source = source
    self.windows = windows
    self.limits = limits
  }

  /// One evaluation over everything. A rule that does not say how rows are grouped raises an alert for
  /// each: an evaluation over all evidence is not one event.
  mutating func evaluateOnce(now: Int64) throws(DetectionError) {
    let query = RuleQuery(rule: rule)
    if query.looksBack {
      notices.append(
        "\(rule.name): looks back from now(), so that it sees the newest events only; "
          + "--schedule replay shows what it would have seen before")
    }
    let findings = try findings(source, now: now, query) { _, row in row }
    try raise(findings, grouping: rule.grouping ?? .alertPerResult, from: nil, to: now)
  }

  /// Evaluations at every multiple of the rule's frequency, each over the rule's period before it.
  ///
  /// Windows without events are passed over, and those that see the same events as the one before
  /// unless the query asks what time it is.
  mutating func replay() throws(DetectionError) {
    let query = RuleQuery(rule: rule)
    let times = windows.times(of: tables)
    let readsClock = query.readsClock
    var seen: [String: Range<Int>]?
    var quietUntil: Int64 = 0
    guard let first = times.first else {
      notices.append("\(rule.name): its tables have no rows in time, so that no window is run")
      return
    }
    var end = Self.evaluation(after: first, every: rule.frequency)
    while !isInterrupted() {
      let start = end - rule.period
      if end >= quietUntil, Self.place(of: start, in: times) < Self.place(of: end, in: times) {
        let window = windows.window(tables, from: start, to: end)
        if readsClock || window.bounds != seen {
          seen = window.bounds
          let found = try findings(window, now: end, query) { window.originalRow(of: $0, $1) }
          let before = alerts.count
          try raise(found, grouping: rule.grouping ?? .singleAlert, from: start, to: end)
          if let suppression = rule.suppression, alerts.count > before {
            quietUntil = end + suppression
          }
        }
      }
      // The next evaluation; where its window is empty, the first after the next event.
      end += rule.frequency
      let place = Self.place(of: end - rule.period, in: times)
      guard place < times.count else { return }
      if times[place] >= end { end = Self.evaluation(after: times[place], every: rule.frequency) }
    }
  }

  /// The first multiple of a span that is later than a time.
  private static func evaluation(after time: Int64, every span: Int64) -> Int64 {
    time - time % span + span
  }

  /// The place of the first time that is not before another.
  private static func place(of time: Int64, in times: [Int64]) -> Int {
    var (low, high) = (0, times.count)
    while low < high {
      let middle = low + (high - low) / 2
      if times[middle] < time { low = middle + 1 } else { high = middle }
    }
    return low
  }

  // MARK: - One evaluation

  private mutating func findings(
    _ tables: any TableSource, now: Int64, _ query: RuleQuery,
    original: (String, Int) -> Int
  ) throws(DetectionError) -> [AlertBuilder.Finding] {
    evaluationCount += 1
    guard evaluationCount <= Limits.windowCount else {
      throw DetectionError(
        .limit, "needs more than \(Limits.windowCount) windows", file: rule.origin.file,
        at: rule.origin.position, ruleID: rule.id)
    }
    let result = try query.run(tables, now: now, limits: limits)
    for notice in result.notices where !notices.contains("\(rule.name): \(notice)") {
      notices.append("\(rule.name): \(notice)")
    }
    let rows = ResultRow.all(result.schema, result.batches)
    return rows.enumerated().map { index, row in
      var evidence: Set<EvidenceRecord> = []
      var inferred: Set<String> = []
      for origin in result.lineage?.sources(ofRow: index) ?? [] {
        let place = original(origin.table, origin.row)
        evidence.formUnion(source.evidence(of: origin.table, row: place))
        inferred.formUnion(source.inferences(of: origin.table, row: place))
      }
      return AlertBuilder.Finding(
        row: row, evidence: evidence.sorted(), inferred: inferred.sorted())
    }
  }

  private mutating func raise(
    _ findings: [AlertBuilder.Finding], grouping: EventGrouping, from start: Int64?, to end: Int64
  ) throws(DetectionError) {
    guard rule.trigger.fires(on: findings.count) else { return }
    let builder = AlertBuilder(rule: rule, start: start, end: end)
    guard !findings.isEmpty else {
      // A rule that fires when there is nothing.
      alerts.append(builder.alert(of: [], totalCount: 0))
      return
    }
    // Windows overlap: what an earlier one raised is not raised again.
    let rows = findings.map(\.row.json)
    let new = zip(findings, rows).filter { !raised.contains($0.1) }.map(\.0)
    raised.formUnion(rows)
    guard !new.isEmpty else { return }
    switch grouping {
    case .singleAlert: alerts.append(builder.alert(of: new, totalCount: findings.count))
    case .alertPerResult:
      guard new.count <= Limits.alertsOfEvaluation else {
        throw DetectionError(
          .limit,
          "would raise \(new.count) alerts, expected at most \(Limits.alertsOfEvaluation)",
          file: rule.origin.file, at: rule.origin.position, ruleID: rule.id)
      }
      // A row that comes twice from the same records is one alert.
      var seen: Set<String> = []
      for finding in new {
        let alert = builder.alert(of: [finding], totalCount: findings.count)
        if seen.insert(alert.id).inserted { alerts.append(alert) }
      }
    }
  }
}
