import Foundation

@testable import KQL

/// A value in a recorded answer.
indirect enum RecordedValue: Equatable {
  case text(String)
  case number(Int64)
  case truth(Bool)
  case list([RecordedValue])
  case null

  init(json: Any) {
    switch json {
    case let text as String: self = .text(text)
    case let list as [Any]: self = .list(list.map(RecordedValue.init(json:)))
    case let number as NSNumber: self = .number(number.int64Value)
    default: self = .null
    }
  }

  /// By bytes, as Swift's own comparison takes composed and decomposed characters for equal; a truth
  /// value is equal to 0 or 1, as which the parser of JSON gives it.
  static func == (left: RecordedValue, right: RecordedValue) -> Bool {
    switch (left.withoutTruth, right.withoutTruth) {
    case (.text(let first), .text(let second)): utf8(first) == utf8(second)
    case (.number(let first), .number(let second)): first == second
    case (.list(let first), .list(let second)): first == second
    case (.null, .null): true
    default: false
    }
  }

  private var withoutTruth: RecordedValue {
    guard case .truth(let truth) = self else { return self }
    return .number(truth ? 1 : 0)
  }

  var bytes: [UInt8]? {
    guard case .text(let text) = self else { return nil }
    return utf8(text)
  }

  var integer: Int64? {
    guard case .number(let number) = self else { return nil }
    return number
  }
}

/// Runs `datatable(...)[...] | where ... | project ...` over strings by the string functions alone.
struct RecordedQuery {
  private enum Token: Equatable {
    case word(String)
    case text(String)
    case number(Int64)
    case mark(Character)
  }

  private struct NotRead: Error {}

  private var tokens: [Token]
  private var next = 0
  private var row: [String: RecordedValue] = [:]

  /// The rows of a query; nil if it has another form.
  static func run(_ query: String) -> [[RecordedValue]]? {
    do {
      var reader = RecordedQuery(tokens: try tokens(of: query))
      return try reader.rows()
    } catch {
      return nil
    }
  }

  private init(tokens: [Token]) { self.tokens = tokens }

  private mutating func rows() throws -> [[RecordedValue]] {
    guard takeWord("datatable"), take("(") else { throw NotRead() }
    var columns: [String] = []
    while !take(")") {
      guard case .word(let name)? = advance(), take(":"), case .word(let type)? = advance(),
        ["string", "int", "long"].contains(type)
      else { throw NotRead() }
      columns.append(name)
      _ = take(",")
    }
    guard take("[") else { throw NotRead() }
    var cells: [RecordedValue] = []
    while !take("]") {
      cells.append(try primary())
      _ = take(",")
    }
    var rows = stride(from: 0, to: cells.count, by: columns.count).map { start in
      Dictionary(uniqueKeysWithValues: zip(columns, cells[start..<(start + columns.count)]))
    }
    var order = columns
    while take("|") {
      let stage = next
      if takeWord("where") {
        rows = try rows.filter { row in
          next = stage + 1
          self.row = row
          guard case .truth(let holds) = try condition(), isAtStageEnd else { throw NotRead() }
          return holds
        }
        if rows.isEmpty { skipStage() }
      } else if takeWord("project") {
        order = []
        rows = try rows.map { row in
          next = stage + 1
          self.row = row
          var result: [String: RecordedValue] = [:]
          order = []
          repeat {
            guard case .word(let name)? = advance() else { throw NotRead() }
            order.append(name)
            result[name] = try take("=") ? condition() : row[name] ?? .null
          } while take(",")
          guard isAtStageEnd else { throw NotRead() }
          return result
        }
        if rows.isEmpty { skipStage() }
      } else {
        throw NotRead()
      }
    }
    guard next == tokens.count else { throw NotRead() }
    return rows.map { row in order.map { row[$0] ?? .null } }
  }

  private var isAtStageEnd: Bool { peek == nil || peek == .mark("|") }

  private mutating func skipStage() {
    while next < tokens.count, tokens[next] != .mark("|") { next += 1 }
  }

  // MARK: - Expressions

  private mutating func condition() throws -> RecordedValue {
    var value = try comparison()
    while takeWord("and") {
      let other = try comparison()
      value = .truth(value == .truth(true) && other == .truth(true))
    }
    return value
  }

  private mutating func comparison() throws -> RecordedValue {
    let left = try primary()
    if take("-") {
      guard let first = left.integer, let second = try primary().integer else { throw NotRead() }
      return .number(first - second)
    }
    if next + 1 < tokens.count, tokens[next] == .mark("="), tokens[next + 1] != .mark("=") {
      if tokens[next + 1] == .mark("~") {
        next += 2
        return try compare("=~", left, isNegated: false)
      }
    }
    if next + 1 < tokens.count, tokens[next] == .mark("="), tokens[next + 1] == .mark("=") {
      next += 2
      return .truth(left == (try primary()))
    }
    let isNegated = next + 1 < tokens.count && tokens[next] == .mark("!")
    guard case .word(let name)? = isNegated ? tokens[next + 1] : peek,
      [
        "has", "has_cs", "contains", "contains_cs", "startswith", "endswith", "hasprefix",
        "hassuffix",
        "matches",
      ].contains(name)
    else { return left }
    next += isNegated ? 2 : 1
    if name == "matches" { next += 1 }
    return try compare(name, left, isNegated: isNegated)
  }

  private mutating func compare(
    _ name: String, _ left: RecordedValue, isNegated: Bool
  ) throws -> RecordedValue {
    guard let text = left.bytes, let right = try primary().bytes else { throw NotRead() }
    if name == "matches" {
      return .truth(Matcher(try Regex(right)).isMatch(text.span) != isNegated)
    }
    let needle = TextNeedle(right, ignoringCase: !name.hasSuffix("_cs"))
    let holds =
      switch name {
      case "=~": needle.isEqual(to: text.span)
      case "has", "has_cs": needle.isTerm(in: text.span)
      case "contains", "contains_cs": needle.isContained(in: text.span)
      case "startswith": needle.isPrefix(of: text.span)
      case "endswith": needle.isSuffix(of: text.span)
      case "hasprefix": needle.isTermPrefix(in: text.span)
      default: needle.isTermSuffix(in: text.span)
      }
    return .truth(holds != isNegated)
  }

  private mutating func primary() throws -> RecordedValue {
    var value: RecordedValue
    switch advance() {
    case .text(let text)?: value = .text(text)
    case .number(let number)?: value = .number(number)
    case .mark("-")?:
      guard let number = try primary().integer else { throw NotRead() }
      value = .number(-number)
    case .mark("(")?:
      value = try condition()
      guard take(")") else { throw NotRead() }
    case .word(let name)?:
      if take("(") {
        var arguments: [RecordedValue] = []
        while !take(")") {
          arguments.append(try sum())
          _ = take(",")
        }
        value = try call(name, arguments)
      } else {
        guard let known = row[name] else { throw NotRead() }
        value = known
      }
    default: throw NotRead()
    }
    while take("[") {
      guard case .list(let list) = value, let index = try primary().integer, take("]") else {
        throw NotRead()
      }
      let place = index < 0 ? list.count + Int(index) : Int(index)
      value = list.indices.contains(place) ? list[place] : .null
    }
    return value
  }

  private mutating func sum() throws -> RecordedValue {
    var value = try comparison()
    while take("+") {
      guard let first = value.integer, let second = try primary().integer else { throw NotRead() }
      value = .number(first + second)
    }
    return value
  }

  private func call(_ name: String, _ arguments: [RecordedValue]) throws -> RecordedValue {
    func text(_ index: Int) throws -> [UInt8] {
      guard arguments.indices.contains(index), let bytes = arguments[index].bytes else {
        throw NotRead()
      }
      return bytes
    }
    func number(_ index: Int) throws -> Int64 {
      guard arguments.indices.contains(index), let number = arguments[index].integer else {
        throw NotRead()
      }
      return number
    }
    func value(_ bytes: some Sequence<UInt8>) -> RecordedValue {
      .text(String(decoding: Array(bytes), as: UTF8.self))
    }
    let first = arguments.first?.bytes ?? []
    switch name {
    case "strlen": return .number(Int64(Text.characterCount(first.span)))
    case "string_size": return .number(Int64(first.count))
    case "toupper": return value(Text.uppercased(first.span))
    case "tolower": return value(Text.lowercased(first.span))
    case "reverse": return value(Text.reversed(first.span))
    case "isempty": return .truth(first.isEmpty)
    case "strcmp":
      let second = try text(1)
      return .number(Int64(Text.compare(first.span, second.span)))
    case "strcat": return try value(arguments.indices.map { try text($0) }.joined())
    case "tostring": return arguments.first == .null ? .text("") : arguments.first ?? .null
    case "array_length":
      guard case .list(let list)? = arguments.first else { throw NotRead() }
      return .number(Int64(list.count))
    case "substring":
      let source = try text(0)
      let length = arguments.count > 2 ? try number(2) : nil
      let start = try number(1)
      return value(source[Text.substring(source.span, start: start, length: length)])
    case "indexof":
      let needle = SubstringSearch(try text(1))
      guard let place = Text.indexOf(first.span, needle) else { return .null }
      return .number(place)
    case "split":
      let source = try text(0)
      return .list(
        Text.split(source.span, by: SubstringSearch(try text(1))).map { value(source[$0]) })
    case "countof":
      let source = try text(0)
      let count =
        arguments.count > 2
        ? Text.countOf(source.span, Matcher(try Regex(try text(1))))
        : Text.countOf(source.span, SubstringSearch(try text(1)))
      return .number(Int64(count))
    case "trim", "trim_start", "trim_end":
      let source = try text(1)
      let ends: TrimPattern.Ends = name == "trim" ? .both : name == "trim_end" ? .end : .start
      let trimmer = Trimmer(try TrimPattern(try text(0), ends: ends))
      return value(source[trimmer.trim(source.span)])
    case "replace_string":
      let source = try text(0)
      let needle = SubstringSearch(try text(1))
      let replacement = try text(2)
      return value(Text.replace(source.span, needle, with: replacement) ?? source)
    case "replace_regex":
      let source = try text(0)
      let matcher = Matcher(try Regex(try text(1)))
      let rewrite = try RegexRewrite(try text(2), groupCount: matcher.regex.groupCount)
      let replaced = try rewrite.replace(in: source.span, matcher)
      return value(replaced ?? source)
    case "extract":
      let source = try text(2)
      let matcher = Matcher(try Regex(try text(0)))
      let found = Text.extract(source.span, matcher, group: Int(try number(1)))
      return found.map { value(source[$0]) } ?? .text("")
    case "extract_all":
      let source = try text(1)
      let matcher = Matcher(try Regex(try text(0)))
      let groups = Array(1..<matcher.regex.groupCount)
      let found = Text.extractAll(source.span, matcher, groups: groups)
      if found.isEmpty { return .null }
      return .list(
        found.map { match in
          groups.count == 1 ? value(source[match[0]]) : .list(match.map { value(source[$0]) })
        })
    default: throw NotRead()
    }
  }

  // MARK: - Tokens

  private var peek: Token? { next < tokens.count ? tokens[next] : nil }

  private mutating func advance() -> Token? {
    defer { next += 1 }
    return peek
  }

  private mutating func take(_ mark: Character) -> Bool {
    guard peek == .mark(mark) else { return false }
    // `==` and `=~` are no assignment.
    if mark == "=", next + 1 < tokens.count, [.mark("="), .mark("~")].contains(tokens[next + 1]) {
      return false
    }
    next += 1
    return true
  }

  private mutating func takeWord(_ word: String) -> Bool {
    guard peek == .word(word) else { return false }
    next += 1
    return true
  }

  private static func tokens(of query: String) throws -> [Token] {
    var tokens: [Token] = []
    var rest = Array(query.unicodeScalars)[...]
    func isWordPart(_ scalar: Unicode.Scalar) -> Bool {
      scalar == "_" || scalar.properties.isAlphabetic || ("0"..."9").contains(scalar)
    }
    while let first = rest.first {
      if first.properties.isWhitespace {
        rest.removeFirst()
      } else if first == "\"" || first == "@" {
        let isVerbatim = first == "@"
        rest = rest.dropFirst(isVerbatim ? 2 : 1)
        var text = String.UnicodeScalarView()
        while let scalar = rest.popFirst(), scalar != "\"" {
          guard scalar == "\\", !isVerbatim else {
            text.append(scalar)
            continue
          }
          switch rest.popFirst() {
          case "n"?: text.append("\n")
          case "t"?: text.append("\t")
          case "r"?: text.append("\r")
          case let other?: text.append(other)
          case nil: throw NotRead()
          }
        }
        tokens.append(.text(String(text)))
      } else if isWordPart(first) {
        let word = String(String.UnicodeScalarView(rest.prefix(while: isWordPart)))
        rest = rest.drop(while: isWordPart)
        tokens.append(Int64(word).map { .number($0) } ?? .word(word))
      } else {
        tokens.append(.mark(Character(first)))
        rest.removeFirst()
      }
    }
    return tokens
  }
}
