import Detection
import EventTables
import Tabular
import Testing

@Suite struct HuntTests {
  private func rule(_ query: String, _ more: String = "", number: Int = 1) -> Rule {
    let set = rules(
      """
      id: 0b4f7a52-6a35-4a0e-9a37-6c6f677370\(10 + number)
      name: Rule \(number)
      severity: Medium
      queryFrequency: 1h
      queryPeriod: 1h
      \(more)
      query: |
        \(query)
      """)
    guard let rule = set.rules.first else { preconditionFailure("\(set.problems)") }
    return rule
  }

  /// Events of a channel at these hours, with the hour as their number.
  private func events(atHours hours: [Double]) -> MadeTables {
    var tables = MadeTables()
    for (index, hour) in hours.enumerated() {
      tables.add(
        "Event",
        [
          "TimeGenerated": .dateTime(MadeTables.ticks(hour * 3_600)), "Computer": .string("SRV1"),
          "EventID": .integer(Int64(index)), "EventLog": .string("System"),
        ])
    }
    return tables
  }

  private let all = "Event | project TimeGenerated, Computer, EventID"

  @Test func `a rule that does not say otherwise raises an alert for each row`() {
    let result = hunting([rule(all)], over: events(atHours: [0, 1, 2]))
    #expect(result.alerts.count == 3 && result.evaluationCount == 1)
    #expect(result.alerts.map { $0.evidence.map(\.eventRecordID) } == [[1], [2], [3]])
    #expect(result.alerts.map(\.rowCount) == [1, 1, 1])
  }

  @Test func `a rule that groups raises one alert for all rows`() throws {
    let grouped = rule(all, "eventGroupingSettings: {aggregationKind: SingleAlert}")
    let alerts = hunting([grouped], over: events(atHours: [0, 0.1, 0.2])).alerts
    let alert = try #require(alerts.first)
    #expect(alerts.count == 1 && alert.rowCount == 3 && alert.rows.count == 3)
    #expect(alert.evidence.count == 3)
    #expect(alert.startTime == MadeTables.start)
    #expect(alert.endTime == MadeTables.ticks(720))
  }

  @Test func `the trigger compares the number of rows`() {
    let tables = events(atHours: [0, 1, 2])
    func count(_ trigger: String, _ threshold: Int) -> Int {
      let more = "triggerOperator: \(trigger)\ntriggerThreshold: \(threshold)"
      return hunting([rule(all, more)], over: tables).alerts.count
    }
    #expect(count("gt", 2) == 3 && count("gt", 3) == 0)
    #expect(count("lt", 4) == 3 && count("lt", 3) == 0)
    #expect(count("eq", 3) == 3 && count("eq", 2) == 0)
    #expect(count("ne", 2) == 3 && count("ne", 3) == 0)
  }

  @Test func `a rule on absence raises an alert without rows`() {
    let absent = rule("Event | where EventID == 99", "triggerOperator: lt\ntriggerThreshold: 1")
    let alerts = hunting([absent], over: events(atHours: [0])).alerts
    #expect(alerts.count == 1 && alerts.first?.rowCount == 0)
  }

  @Test func `a broken rule is reported with its place, and the others run`() {
    let broken = rule("Event | where Nothing == 1", number: 2)
    let result = hunting([broken, rule(all)], over: events(atHours: [0]))
    #expect(result.alerts.count == 1)
    #expect(result.problems.map(\.code) == [.query])
    #expect(result.problems.first?.position == FilePosition(line: 8, column: 17))
    #expect(result.problems.first?.ruleID == broken.id)
  }

  @Test func `requests of all rules are known before any row is`() {
    let hunt = Hunt(
      [rule(all), rule("Event | where EventID == 1 | project Computer", number: 2)],
      over: MadeTables(), options: HuntOptions())
    #expect(hunt.requests.map(\.table) == ["Event", "Event"])
  }

  // MARK: - Replay

  @Test func `a replay runs windows that hold events, and cuts tables to them`() {
    let counting = rule("Event | summarize Events = count() by Computer")
    let whole = hunting([counting], over: events(atHours: [0.1, 0.2, 5.5]))
    #expect(whole.alerts.first?.rows == [#"{"Computer":"SRV1","Events":3}"#])
    let replay = hunting([counting], over: events(atHours: [0.1, 0.2, 5.5]), schedule: .replay)
    #expect(
      replay.alerts.map(\.rows) == [
        [#"{"Computer":"SRV1","Events":2}"#], [#"{"Computer":"SRV1","Events":1}"#],
      ])
    #expect(replay.evaluationCount == 2)
  }

  @Test func `what an earlier window raised is not raised again`() {
    let wide = rule(all, "").with(period: 4)
    let result = hunting([wide], over: events(atHours: [0.1]), schedule: .replay)
    #expect(result.alerts.count == 1)
    // The windows after the first see the same rows, and the query does not ask for the time.
    #expect(result.evaluationCount == 1)
  }

  @Test func `now and ago are the end of each window`() {
    let recent = rule("Event | where TimeGenerated > ago(30m) | project EventID").with(period: 2)
    let result = hunting([recent], over: events(atHours: [0.75, 3.25]), schedule: .replay)
    #expect(result.alerts.map(\.rows) == [[#"{"EventID":0}"#]])
    #expect(result.evaluationCount == 4)
  }

  @Test func `years without events take no time`() {
    let result = hunting(
      [rule(all)], over: events(atHours: [0, 200_000, 400_000.5]), schedule: .replay)
    #expect(result.alerts.count == 3 && result.evaluationCount == 3)
  }

  @Test func `an event at the end of a window belongs to the next one`() {
    let result = hunting([rule(all)], over: events(atHours: [0, 1]), schedule: .replay)
    #expect(result.alerts.map(\.rowCount) == [1, 1])
  }

  @Test func `suppression leaves windows out after an alert`() {
    let quiet = rule(all, "suppressionEnabled: true\nsuppressionDuration: PT2H")
    let loud = rule(all)
    let tables = events(atHours: [0.1, 1.1, 2.1, 3.1])
    #expect(hunting([loud], over: tables, schedule: .replay).alerts.count == 4)
    #expect(hunting([quiet], over: tables, schedule: .replay).alerts.count == 2)
  }
}

extension Rule {
  /// The same rule with a period of so many hours.
  fileprivate func with(period hours: Int64) -> Rule {
    var rule = self
    rule.period = hours * 36_000_000_000
    return rule
  }
}
