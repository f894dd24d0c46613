import Detection
import EventTables
import Tabular
import Testing

@Suite struct RuleFileTests {
  private static let whole = """
    id: 0b4f7a52-6a35-4a0e-9a37-6c6f6773706f
    name: A rule
    description: |
      'What it does.'
    severity: Medium
    requiredDataConnectors:
      - connectorId: SecurityEvents
        dataTypes:
          - SecurityEvent
    queryFrequency: 1h
    queryPeriod: 1d
    triggerOperator: gt
    triggerThreshold: 2
    tactics:
      - LateralMovement
    relevantTechniques:
      - T1021.003
    query: |
      SecurityEvent
      | where EventID == 4624
      | project Computer, Account
    entityMappings:
      - entityType: Host
        fieldMappings:
          - identifier: FullName
            columnName: Computer
    customDetails:
      Who: Account
    alertDetailsOverride:
      alertDisplayNameFormat: "Logon of {{Account}}"
    eventGroupingSettings:
      aggregationKind: SingleAlert
    suppressionEnabled: true
    suppressionDuration: PT2H
    version: 1.2.3
    kind: Scheduled
    """

  @Test func `a rule of Sentinel is read with all its fields`() throws {
    let set = rules(Self.whole)
    let rule = try #require(set.rules.first)
    #expect(set.problems.isEmpty)
    #expect(rule.id == "0b4f7a52-6a35-4a0e-9a37-6c6f6773706f")
    #expect(rule.summary == "What it does.")
    #expect(rule.severity == .medium && rule.techniques == ["T1021.003"])
    #expect(rule.frequency == 36_000_000_000 && rule.period == 864_000_000_000)
    #expect(rule.trigger.comparison == .greaterThan && rule.trigger.threshold == 2)
    #expect(rule.entityMappings.first?.fields.first?.column == "Computer")
    #expect(rule.customDetails.map(\.name) == ["Who"])
    #expect(rule.customDetails.map(\.column) == ["Account"])
    #expect(rule.alertDetails.nameFormat == "Logon of {{Account}}")
    #expect(rule.grouping == .singleAlert && rule.suppression == 72_000_000_000)
    #expect(rule.version == "1.2.3" && rule.kind == "Scheduled")
  }

  @Test func `ARM templates hold the same under properties, with spans of ISO 8601`() throws {
    let json = #"""
      {"$schema": "x", "resources": [{
        "id": "[concat(resourceId('x', parameters('workspace')), '/alertRules/0b4f7a52-6a35-4a0e-9a37-6c6f6773706f')]",
        "name": "[concat(parameters('workspace'),'/Microsoft.SecurityInsights/0b4f7a52-6a35-4a0e-9a37-6c6f6773706f')]",
        "kind": "Scheduled",
        "properties": {
          "displayName": "A rule", "description": "d", "severity": "High", "enabled": true,
          "query": "Event\n| where EventID == 1\n| project Computer",
          "queryFrequency": "PT1H", "queryPeriod": "P1D", "triggerOperator": "GreaterThan",
          "triggerThreshold": 0, "suppressionDuration": "PT1H", "suppressionEnabled": false,
          "tactics": ["LateralMovement"], "techniques": ["T1021", "T1047"], "subTechniques": ["T1021.003"],
          "incidentConfiguration": {"createIncident": true},
          "eventGroupingSettings": {"aggregationKind": "AlertPerResult"},
          "customDetails": null, "entityMappings": null, "templateVersion": "1.0.0"
        }}]}
      """#
    var set = RuleSet()
    set.add(Array(json.utf8), file: "arm.json")
    #expect(set.problems.map(\.message) == [])
    let rule = try #require(set.rules.first)
    #expect(rule.id == "0b4f7a52-6a35-4a0e-9a37-6c6f6773706f" && rule.name == "A rule")
    #expect(rule.period == 864_000_000_000 && rule.suppression == nil)
    #expect(rule.techniques == ["T1047", "T1021.003"])
    #expect(rule.grouping == .alertPerResult && rule.version == "1.0.0")
  }

  @Test func `several rules of a file are all read: documents, lists, resources`() {
    let one =
      "name: A\nquery: print 1\nqueryFrequency: 1h\nid: 0b4f7a52-6a35-4a0e-9a37-6c6f67737061\n"
    let two = one.replacing("7061", with: "7062")
    #expect(rules(one + "---\n" + two).rules.count == 2)
    let item = { (text: String) in
      "- " + text.split(separator: "\n").joined(separator: "\n  ") + "\n"
    }
    #expect(rules(item(one) + item(two)).rules.count == 2)
  }

  @Test func `a hunting query needs no schedule`() {
    let set = rules(
      "id: 0b4f7a52-6a35-4a0e-9a37-6c6f67737061\nname: Look\ntactics: [Execution]\nquery: print 1\n"
    )
    #expect(set.rules.map(\.kind) == ["Hunting"])
    #expect(set.rules.map(\.severity) == [.informational])
  }

  @Test(arguments: [
    ("severity: Medium", "severity: Bad", "severity: expected", 5, 11),
    ("queryPeriod: 1d", "queryPeriod: soon", "queryPeriod: expected a span", 11, 14),
    ("triggerOperator: gt", "triggerOperator: above", "triggerOperator: expected", 12, 18),
    ("triggerThreshold: 2", "triggerThreshold: many", "triggerThreshold: expected", 13, 19),
    ("aggregationKind: SingleAlert", "aggregationKind: Some", "aggregationKind: expected", 32, 20),
  ])
  func `a field that is wrong is reported with its place, and keeps the rule from running`(
    right: String, wrong: String, message: String, line: Int, column: Int
  ) throws {
    let set = rules(Self.whole.replacing(right, with: wrong))
    let problem = try #require(set.problems.first)
    #expect(set.rules.isEmpty)
    #expect(problem.message.hasPrefix(message))
    #expect(problem.position == FilePosition(line: line, column: column))
  }

  @Test func `fields and identifiers that nobody knows are warnings`() throws {
    let set = rules(
      Self.whole.replacing("severity: Medium", with: "severety: Medium\nseverity: Low")
        .replacing("identifier: FullName", with: "identifier: Fullname"))
    #expect(set.rules.count == 1)
    #expect(set.problems.allSatisfy { $0.weight == .warning })
    #expect(set.problems.contains { $0.message.contains("did you mean severity?") })
    #expect(set.problems.contains { $0.message == "identifier: Host has no Fullname" })
  }

  @Test func `two rules that were put together by accident are reported with their line`() throws {
    let set = rules(Self.whole + "id: 50cbf34a-4cdd-45d7-b3f5-8b53a1d0d14f\nname: B\n")
    #expect(set.rules.isEmpty)
    let problem = try #require(set.problems.first)
    #expect(problem.code == .syntax && problem.position?.line == 36)
  }

  @Test func `aliases repeat values, but not billions of them`() {
    let query = "name: A\nqueryFrequency: 1h\nid: 0b4f7a52-6a35-4a0e-9a37-6c6f67737061\n"
    let set = rules(query + "tactics: &t [Execution]\ntags: *t\nquery: print 1\n")
    #expect(set.rules.count == 1)
    var bomb = "a: &a [x,x,x,x,x,x,x,x,x,x]\n"
    for (name, last) in zip("bcdefghijkl", "abcdefghijk") {
      bomb +=
        "\(name): &\(name) [" + (0..<10).map { _ in "*\(last)" }.joined(separator: ",") + "]\n"
    }
    #expect(rules(bomb).problems.first?.message.contains("aliases counted again") == true)
  }

  @Test func `an identifier that comes twice is left out the second time`() {
    var set = rules(Self.whole + "\n---\n" + Self.whole)
    #expect(set.rules.count == 2)
    set.removeDuplicates()
    #expect(set.rules.count == 1)
    #expect(set.problems.map(\.code) == [.duplicate])
  }

  @Test func `no cut and no changed byte of a file makes a trap`() {
    let text = Array(Self.whole.utf8)
    for count in 0..<text.count {
      var set = RuleSet()
      set.add(Array(text[..<count]), file: "cut.yaml")
    }
    let json = Array(
      #"{"properties":{"displayName":"a","query":"print \u00e9\n1","triggerOperator":"gt"}}"#.utf8)
    for place in json.indices {
      for byte: UInt8 in [0, 0x22, 0x5c, 0x5b, 0x7d, 0x80, 0xff] {
        var changed = json
        changed[place] = byte
        var set = RuleSet()
        set.add(changed, file: "changed.json")
      }
    }
    let deep = Array(String(repeating: "[", count: 100_000).utf8)
    var set = RuleSet()
    set.add(deep, file: "deep.json")
    #expect(set.problems.count == 1)
  }
}

/// Mistakes of a query are shown where they stand in the file, however the text is written there.
@Suite struct QueryPositionTests {
  private func place(_ query: String) throws -> FilePosition {
    let set = rules(
      "id: 0b4f7a52-6a35-4a0e-9a37-6c6f67737061\nname: A\nqueryFrequency: 1h\n" + query + "\n")
    let rule = try #require(set.rules.first)
    let problem = try #require(RuleCheck(over: MadeTables()).problems(of: rule).first)
    return try #require(problem.position)
  }

  @Test func `in a block of lines`() throws {
    #expect(
      try place("query: |\n  Event\n  | where Nothing == 1") == FilePosition(line: 6, column: 11))
    #expect(
      try place("query: |2\n\n      Event\n      | where Nothing == 1")
        == FilePosition(line: 7, column: 15))
  }

  @Test func `in a plain, a quoted and a folded text`() throws {
    #expect(try place("query: Event | where Nothing == 1") == FilePosition(line: 4, column: 22))
    #expect(
      try place("query: 'Event | where Source == ''x'' and Nothing == 1'")
        == FilePosition(line: 4, column: 43))
    #expect(
      try place(#"query: "Event\n| where Source == \"x\" and Nothing == 1""#)
        == FilePosition(line: 4, column: 44))
    #expect(
      try place("query: >\n  Event\n  | where\n  Nothing == 1") == FilePosition(line: 7, column: 3))
  }

  @Test func `in a string of JSON`() throws {
    let json = #"{"name":"A","queryFrequency":"PT1H","id":"0b4f7a52-6a35-4a0e-9a37-6c6f67737061","#
    var set = RuleSet()
    set.add(Array((json + "\n\"query\":\"Event\\n| where Nothing == 1\"}").utf8), file: "a.json")
    let rule = try #require(set.rules.first)
    let problem = try #require(RuleCheck(over: MadeTables()).problems(of: rule).first)
    #expect(problem.position == FilePosition(line: 2, column: 25))
  }

  @Test func `columns that the result does not have are warnings`() throws {
    let set = rules(
      """
      id: 0b4f7a52-6a35-4a0e-9a37-6c6f67737061
      name: A
      queryFrequency: 1h
      query: Event | project Computer
      customDetails:
        Who: Computr
      """)
    let rule = try #require(set.rules.first)
    let problems = RuleCheck(over: MadeTables()).problems(of: rule)
    #expect(problems.map(\.weight) == [.warning])
    #expect(
      problems.first?.message
        == "customDetails: the result has no column Computr; did you mean Computer?")
  }
}
