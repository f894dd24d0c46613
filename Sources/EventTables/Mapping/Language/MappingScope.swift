internal import Tabular

/// A text of a file whose name must be told.
struct ScopedSource: Sendable {
  var file: String
  var value: SourceText
}

/// The texts of expressions in one array of bytes, each once.
struct LiteralPool: Sendable {
  private(set) var bytes: [UInt8] = []
  private var places: [String: TextRef] = [:]

  /// The place of a text.
  mutating func place(_ text: String) -> TextRef {
    if let place = places[text] { return place }
    let place = TextRef(.literal, 0, bytes.count, bytes.count + text.utf8.count)
    bytes.append(contentsOf: text.utf8)
    places[text] = place
    return place
  }
}

/// Expressions by their texts: those of includes are parsed once and not for each mapping.
final class ExpressionCache {
  private var parsed: [String: Expression] = [:]

  /// The expression that a text spells.
  func expression(_ text: String) throws(ExpressionError) -> Expression {
    if let known = parsed[text] { return known }
    let expression = try ExpressionParser.parse(text)
    parsed[text] = expression
    return expression
  }
}

/// The names that the expressions of one mapping can use, and what they come to.
struct MappingScope {
  private let sources: [String: ScopedSource]
  private let lookups: [String: Int]
  private let cache: ExpressionCache
  private(set) var literals: LiteralPool
  private(set) var problems: [MappingProblem] = []
  /// Resolved values; each uses only those before it.
  private(set) var bindings: [TypedExpression] = []
  private var indices: [String: Int] = [:]
  private var inProgress: Set<String> = []
  /// Names that are wrong, so that this is said once.
  private var failed: Set<String> = []

  init(
    sources: [String: ScopedSource], lookups: [String: Int], literals: LiteralPool,
    cache: ExpressionCache
  ) {
    self.cache = cache
    self.sources = sources
    self.lookups = lookups
    self.literals = literals
  }

  /// The place of a resolved value.
  func index(of name: String) -> Int? { indices[name] }

  /// The place of a text of an expression.
  mutating func literal(_ text: String) -> TextRef { literals.place(text) }

  /// Resolves a value with a name, and those it uses; false when there is none or it is wrong.
  mutating func resolve(_ name: String) -> Bool {
    if indices[name] != nil { return true }
    guard let source = sources[name], !failed.contains(name) else { return false }
    guard inProgress.insert(name).inserted else {
      note(source.file, source.value.position, "$\(name) is defined by itself")
      failed.insert(name)
      return false
    }
    defer { inProgress.remove(name) }
    guard let value = check(source.value, in: source.file, as: nil), !failed.contains(name) else {
      failed.insert(name)
      return false
    }
    indices[name] = bindings.count
    bindings.append(value)
    return true
  }

  /// Parses and checks an expression; nil when it is wrong, which is noted.
  mutating func check(
    _ source: SourceText, in file: String, as type: ValueType?
  ) -> TypedExpression? {
    do throws(ExpressionError) {
      let expression = try cache.expression(source.text)
      try resolveBindings(of: expression)
      var pool = literals
      let indices = indices
      let bindings = bindings
      let lookups = lookups
      defer { literals = pool }
      let checker = ExpressionChecker(
        binding: { name in indices[name].map { ($0, bindings[$0].type) } },
        lookup: { lookups[$0] },
        literal: { pool.place($0) })
      return try checker.check(expression, as: type)
    } catch {
      // Behind the quote that opens the text; escapes before it are not counted.
      let position = TextPosition(
        line: source.position.line, column: source.position.column + 1 + error.offset)
      // What is wrong with a name was said where it is defined.
      if error.reason != Self.wrongName { note(file, position, error.reason) }
      return nil
    }
  }

  private static let wrongName = "uses a name that is wrong itself"

  private mutating func resolveBindings(of expression: Expression) throws(ExpressionError) {
    switch expression.kind {
    case .null, .bool, .integer, .text, .field, .system: break
    case .binding(let name):
      guard sources[name] != nil else { return }
      guard resolve(name) else {
        throw ExpressionError(offset: expression.offset, reason: Self.wrongName)
      }
    case .call(_, let arguments):
      for argument in arguments { try resolveBindings(of: argument) }
    case .member(let value, _): try resolveBindings(of: value)
    case .object(let items):
      for item in items { try resolveBindings(of: item.value) }
    }
  }

  private mutating func note(_ file: String, _ position: TextPosition, _ reason: String) {
    let problem = MappingProblem(file: file, position: position, reason: reason)
    // A line of an include is read once for each mapping that includes it.
    if !problems.contains(problem) { problems.append(problem) }
  }
}
