import TestSupport

@testable import KQL

/// Queries that bind nearly always, over the tables `T` and `U` of ``RandomQueryTests``.
struct RandomQuery {
  private var random: SplitMix64
  /// The columns that the next operator sees.
  private var columns: [(name: String, type: Kind)] = []
  private var newNames = 0

  enum Kind: CaseIterable {
    case long
    case string
    case real
    case bool
    case time
    case span
    case dynamic
  }

  static let table: [(name: String, type: Kind)] = [
    ("i", .long), ("s", .string), ("r", .real), ("b", .bool), ("t", .time), ("d", .span),
    ("j", .dynamic),
  ]

  init(seed: UInt64) { random = SplitMix64(seed: seed) }

  /// A query of a source and up to six operators.
  mutating func make() -> String {
    columns = Self.table
    var query = pick(["T", "U", "T | union U", "union kind=inner T, U", "materialize(T)"])
    for _ in 0..<below(7) { query += "\n| " + step() }
    return query
  }

  // MARK: - Choices

  private mutating func below(_ limit: Int) -> Int { Int(random.next() % UInt64(limit)) }

  private mutating func pick<Choice>(_ choices: [Choice]) -> Choice {
    choices[below(choices.count)]
  }

  private mutating func newName() -> String {
    newNames += 1
    return "x\(newNames)"
  }

  /// A column of a type, or a value where there is none.
  private mutating func column(_ type: Kind) -> String {
    let names = columns.filter { $0.type == type }.map(\.name)
    return names.isEmpty ? literal(type) : pick(names)
  }

  private mutating func keys() -> [(name: String, type: Kind)] {
    let all = columns.filter { $0.type != .dynamic }
    return all.isEmpty ? [] : (0...below(2)).map { _ in all[below(all.count)] }
  }

  // MARK: - Operators

  private mutating func step() -> String {
    switch below(16) {
    case 0, 1, 2: return "where " + value(.bool, depth: 3)
    case 3, 4:
      let type = pick(Kind.allCases)
      let text = value(type, depth: 3)
      let name = newName()
      columns.append((name, type))
      return "extend \(name) = \(text)"
    case 5:
      let kept = columns.filter { _ in below(4) > 0 }
      if kept.isEmpty { return "take 3" }
      columns = kept
      return "project " + kept.map(\.name).joined(separator: ", ")
    case 6, 7: return summarize()
    case 8:
      let keys = keys()
      if keys.isEmpty { return "take 2" }
      return "sort by "
        + keys.map { "\($0.name) \(["asc", "desc"][below(2)])" }
        .joined(separator: ", ")
    case 9:
      let keys = keys()
      return keys.isEmpty ? "take 1" : "top \(below(6)) by \(keys[0].name)"
    case 10: return "take \(below(8))"
    case 11:
      let keys = keys()
      guard !keys.isEmpty else { return "take 4" }
      var seen: [(name: String, type: Kind)] = []
      for key in keys where !seen.contains(where: { $0.name == key.name }) { seen.append(key) }
      columns = seen
      return "distinct " + seen.map(\.name).joined(separator: ", ")
    case 12: return join()
    case 13:
      guard let source = columns.first(where: { $0.type == .dynamic })?.name else {
        return "take 5"
      }
      return "mv-expand \(source) limit \(1 + below(4))"
    case 14:
      let (first, second) = (newName(), newName())
      let source = column(.string)
      columns.append((first, .string))
      columns.append((second, .long))
      return "parse \(source) with \(first):string \"\(pick([" ", "a", "="]))\" \(second):long"
    default:
      let name = newName()
      let numbered = pick([
        "row_number()", "prev(\(column(.long)), 1)", "row_cumsum(\(column(.long)))",
      ])
      columns.append((name, .long))
      return "serialize \(name) = \(numbered)"
    }
  }

  private mutating func summarize() -> String {
    let keys = keys()
    var seen: [(name: String, type: Kind)] = []
    for key in keys where !seen.contains(where: { $0.name == key.name }) { seen.append(key) }
    var results: [(name: String, type: Kind)] = seen
    var aggregates: [String] = []
    for _ in 0...below(2) {
      let name = newName()
      let (text, type): (String, Kind) = pick([
        ("count()", .long), ("sum(\(value(.long, depth: 1)))", .long),
        ("max(\(column(.time)))", .time), ("min(\(column(.string)))", .string),
        ("dcount(\(column(.string)))", .long), ("make_set(\(column(.string)))", .dynamic),
        ("make_list(\(column(.long)))", .dynamic), ("countif(\(value(.bool, depth: 1)))", .long),
        ("avg(\(column(.real)))", .real), ("take_any(\(column(.span)))", .span),
      ])
      aggregates.append("\(name) = \(text)")
      results.append((name, type))
    }
    columns = results
    return "summarize " + aggregates.joined(separator: ", ")
      + (seen.isEmpty ? "" : " by " + seen.map(\.name).joined(separator: ", "))
  }

  private mutating func join() -> String {
    let shared = columns.filter { column in
      column.type != .dynamic && Self.table.contains { $0 == column }
    }
    guard !shared.isEmpty else { return "take 6" }
    let key = shared[below(shared.count)].name
    let kind = pick([
      "inner", "innerunique", "leftouter", "leftanti", "leftsemi", "rightouter", "fullouter",
    ])
    if ["leftanti", "leftsemi"].contains(kind) { return "join kind=\(kind) U on \(key)" }
    if below(2) == 0 {
      // Only the key: what else U has would be there twice.
      return "join kind=\(kind) (U | project \(key)) on \(key) | project-away \(key)1"
    }
    return "lookup (U | project \(key), look = i) on \(key) | project-away look"
  }

  // MARK: - Values

  private mutating func literal(_ type: Kind) -> String {
    switch type {
    case .long: pick(["0", "1", "2", "-3", "long(null)", "9223372036854775807"])
    case .string: pick(["\"\"", "\"a\"", "\"B c\"", "\"päth\"", "\"10\""])
    case .real: pick(["0.0", "1.5", "-2.25", "real(null)", "real(nan)", "real(+inf)"])
    case .bool: pick(["true", "false", "bool(null)"])
    case .time: pick(["datetime(2024-01-15)", "datetime(null)", "now()"])
    case .span: pick(["1h", "-2d", "0s", "time(null)"])
    case .dynamic:
      pick(["dynamic([1, \"a\", null])", "dynamic({\"a\": {\"b\": 2}})", "dynamic(null)"])
    }
  }

  private mutating func value(_ type: Kind, depth: Int) -> String {
    if depth == 0 || below(4) == 0 { return below(3) == 0 ? literal(type) : column(type) }
    switch type {
    case .long:
      return filled(
        pick([
          "($l % 7)", "strlen($s)", "tolong($s)",
          "iff($b, $l, $l)", "array_length($j)",
          "bin($l, 3)", "indexof($s, \"a\")",
          "coalesce($l, $l)", "binary_and($l, 255)",
        ]), depth - 1)
    case .string:
      return filled(
        pick([
          "strcat($s, $s)", "toupper($s)",
          "substring($s, 1, 2)", "tostring($j)",
          "tostring($l)", "replace_string($s, \"a\", \"bb\")",
          "extract(\"([a-z]+)\", 1, $s)", "tostring($t)",
          "case($b, $s, $b, \"x\", $s)",
        ]), depth - 1)
    case .real:
      return filled(
        pick([
          "($r + $r)", "($r * 2.0)", "toreal($l)",
          "($d / 1h)", "round($r, 1)",
        ]), depth - 1)
    case .bool:
      return filled(
        pick([
          "($l == $l)", "($s has \"a\")",
          "($s =~ $s)", "($b and $b)",
          "($b or $b)", "not($b)", "isnull($r)",
          "isempty($s)", "($t < $t)",
          "($s in (\"a\", $s))", "($r >= $r)",
          "($s matches regex \"^[a-z ]*$\")", "($l between (0 .. 2))",
          "($s in ((U | project s)))", "($s contains $s)",
        ]), depth - 1)
    case .time:
      return filled(
        pick([
          "bin($t, 1d)", "startofday($t)",
          "iff($b, $t, $t)", "todatetime($s)",
        ]), depth - 1)
    case .span:
      return filled(
        pick([
          "totimespan($s)", "iff($b, $d, $d)",
          "bin($d, 1h)",
        ]), depth - 1)
    case .dynamic:
      return filled(
        pick([
          "pack_array($l, $s)", "parse_json($s)",
          "split($s, \"a\")", "bag_pack(\"a\", $r)",
          "set_union($j, $j)", "todynamic($j).a",
        ]), depth - 1)
    }
  }

  /// A pattern with values for `$l` (a long), `$s`, `$r`, `$b`, `$t`, `$d` and `$j`.
  private mutating func filled(_ pattern: String, _ depth: Int) -> String {
    let kinds: [Character: Kind] = [
      "l": .long, "s": .string, "r": .real, "b": .bool, "t": .time, "d": .span, "j": .dynamic,
    ]
    var text = ""
    var isMark = false
    for character in pattern {
      if isMark, let kind = kinds[character] {
        text += value(kind, depth: depth)
      } else if isMark {
        text += "$" + String(character)
      } else if character != "$" {
        text.append(character)
      }
      isMark = !isMark && character == "$"
    }
    return text
  }
}
