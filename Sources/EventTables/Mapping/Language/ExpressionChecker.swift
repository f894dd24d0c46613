internal import EVTX

/// A checked expression and its type.
struct TypedExpression: Sendable {
  var type: ValueType
  var expression: CheckedExpression
}

/// Resolves the names of an expression and makes its types fit.
struct ExpressionChecker {
  /// What `$name` stands for.
  let binding: (String) -> (index: Int, type: ValueType)?
  /// The index of a lookup.
  let lookup: (String) -> Int?
  /// A place for a text among all texts.
  let literal: (String) -> TextRef

  /// The expression as a value of `type`; nil for any type.
  func check(
    _ expression: Expression, as type: ValueType?
  ) throws(ExpressionError) -> TypedExpression {
    let checked = try check(expression)
    guard let type else { return checked }
    return TypedExpression(type: type, expression: try convert(checked, to: type, expression))
  }

  private func check(_ expression: Expression) throws(ExpressionError) -> TypedExpression {
    switch expression.kind {
    case .null: return TypedExpression(type: .none, expression: .null)
    case .bool(let value): return TypedExpression(type: .bool, expression: .bool(value))
    case .integer(let value): return TypedExpression(type: .integer, expression: .integer(value))
    case .text(let text):
      return TypedExpression(type: .text, expression: .literal(literal(text)))
    case .field(let part, let name):
      return TypedExpression(type: .text, expression: .field(part, name, isRaw: false))
    case .system(let field):
      let type: ValueType = field == .timeCreated ? .time : .text
      return TypedExpression(type: type, expression: .system(field))
    case .binding(let name):
      guard let binding = binding(name) else {
        throw ExpressionError(offset: expression.offset, reason: "nothing defines $\(name)")
      }
      return TypedExpression(type: binding.type, expression: .binding(binding.index))
    case .member(let value, let name): return try member(name, of: value, expression)
    case .object(let items): return try object(items)
    case .call(let name, let arguments): return try call(name, arguments, expression)
    }
  }

  private func convert(
    _ value: TypedExpression, to type: ValueType, _ source: Expression
  ) throws(ExpressionError) -> CheckedExpression {
    switch (value.type, type) {
    case (.none, _): return .null
    case (let one, let other) where one == other: return value.expression
    case (.text, .integer): return .call(.number, [value.expression])
    case (.text, .bool): return .call(.truth, [value.expression])
    case (.text, .time): return .call(.parseTime, [value.expression])
    case (.integer, .text): return .call(.decimal, [value.expression])
    default:
      throw ExpressionError(
        offset: source.offset,
        reason: "expected \(type.description), found \(value.type.description)")
    }
  }

  private func member(
    _ name: String, of value: Expression, _ source: Expression
  ) throws(ExpressionError) -> TypedExpression {
    let owner = try check(value)
    guard let member = Member(name, of: owner.type) else {
      throw ExpressionError(
        offset: source.offset, reason: "\(owner.type.description) has no \"\(name)\"")
    }
    return TypedExpression(type: member.type, expression: .member(member, owner.expression))
  }

  private func object(_ items: [Expression.Item]) throws(ExpressionError) -> TypedExpression {
    var checked: [CheckedItem] = []
    var names: Set<String> = []
    for item in items {
      guard let name = item.name else {
        checked.append(CheckedItem(name: nil, value: .null))
        continue
      }
      guard names.insert(name).inserted, name != "Source", name != "Inferred" else {
        throw ExpressionError(
          offset: item.value.offset, reason: "the member \"\(name)\" is there already")
      }
      let value = try check(item.value)
      guard value.type != .process, value.type != .session else {
        throw ExpressionError(
          offset: item.value.offset,
          reason: "expected a value, found \(value.type.description)")
      }
      checked.append(CheckedItem(name: literal(name), value: value.expression))
    }
    return TypedExpression(type: .json, expression: .object(checked))
  }

  // MARK: - Calls

  private func call(
    _ name: String, _ arguments: [Expression], _ source: Expression
  ) throws(ExpressionError) -> TypedExpression {
    switch name {
    case "and", "or":
      let function: Function = name == "and" ? .and : .or
      return TypedExpression(
        type: .bool, expression: .call(function, try all(arguments, as: .bool)))
    case "not":
      return TypedExpression(type: .bool, expression: .call(.not, try all(arguments, as: .bool)))
    case "==", "!=", "=~": return try comparison(name, arguments[0], arguments[1])
    case "in":
      var result: TypedExpression?
      for candidate in arguments.dropFirst() {
        let equal = try comparison("==", arguments[0], candidate)
        if let before = result {
          result?.expression = .call(.or, [before.expression, equal.expression])
        } else {
          result = equal
        }
      }
      return result ?? TypedExpression(type: .bool, expression: .bool(false))
    default: break
    }
    guard let function = Function.named[name] else {
      throw ExpressionError(offset: source.offset, reason: "there is no function \"\(name)\"")
    }
    switch function {
    case .coalesce:
      try expect(1..., arguments.count, name, source)
      return try common(arguments, .coalesce, prefix: [])
    case .if:
      try expect(2...3, arguments.count, name, source)
      let condition = try check(arguments[0], as: .bool).expression
      return try common(Array(arguments.dropFirst()), .if, prefix: [condition])
    case .concluded:
      try expect(1...1, arguments.count, name, source)
      return try common(arguments, .concluded, prefix: [])
    default: return try ordinary(function, name, arguments, source)
    }
  }

  private func expect(
    _ expected: some RangeExpression<Int>, _ count: Int, _ name: String, _ source: Expression
  ) throws(ExpressionError) {
    guard expected.contains(count) else {
      throw ExpressionError(
        offset: source.offset,
        reason: "\(name) takes \(Self.describe(expected)) arguments, found \(count)")
    }
  }

  private static func describe(_ range: some RangeExpression<Int>) -> String {
    if let range = range as? ClosedRange<Int> {
      return range.count == 1
        ? "\(range.lowerBound)" : "\(range.lowerBound) to \(range.upperBound)"
    }
    if let range = range as? PartialRangeFrom<Int> { return "at least \(range.lowerBound)" }
    return "other"
  }

  private func all(
    _ arguments: [Expression], as type: ValueType
  ) throws(ExpressionError) -> [CheckedExpression] {
    var checked: [CheckedExpression] = []
    for argument in arguments { checked.append(try check(argument, as: type).expression) }
    return checked
  }

  /// A function whose values all have one type, which is the result's.
  private func common(
    _ values: [Expression], _ function: Function, prefix: [CheckedExpression]
  ) throws(ExpressionError) -> TypedExpression {
    var checked: [TypedExpression] = []
    for value in values { checked.append(try check(value)) }
    // Texts become what the others are; among texts and nothing, texts stay.
    let types = checked.map(\.type).filter { $0 != .none }
    let type = types.first { $0 != .text } ?? types.first ?? .none
    var arguments = prefix
    for (value, source) in zip(checked, values) {
      arguments.append(try convert(value, to: type, source))
    }
    return TypedExpression(type: type, expression: .call(function, arguments))
  }

  private func comparison(
    _ name: String, _ one: Expression, _ other: Expression
  ) throws(ExpressionError) -> TypedExpression {
    let left = try check(one)
    let right = try check(other)
    let types = [left.type, right.type]
    let function: Function
    let type: ValueType
    if name == "=~" {
      (function, type) = (.equalTextAnyCase, .text)
    } else if types.contains(.integer) {
      (function, type) = (.equalInteger, .integer)
    } else if types.contains(.bool) {
      (function, type) = (.equalBool, .bool)
    } else {
      (function, type) = (.equalText, .text)
    }
    let equal = CheckedExpression.call(
      function, [try convert(left, to: type, one), try convert(right, to: type, other)])
    return TypedExpression(
      type: .bool, expression: name == "!=" ? .call(.not, [equal]) : equal)
  }

  private func ordinary(
    _ function: Function, _ name: String, _ arguments: [Expression], _ source: Expression
  ) throws(ExpressionError) -> TypedExpression {
    let signature = function.signature
    if signature.isVariadic {
      try expect(signature.parameters.count..., arguments.count, name, source)
    } else {
      let count = signature.parameters.count
      try expect(count...count, arguments.count, name, source)
    }
    var checked: [CheckedExpression] = []
    for (index, argument) in arguments.enumerated() {
      let parameter = signature.parameters[min(index, signature.parameters.count - 1)]
      switch parameter {
      case .value(let type): checked.append(try check(argument, as: type).expression)
      case .literal:
        guard case .text(let text) = argument.kind else {
          throw ExpressionError(
            offset: argument.offset,
            reason: "argument \(index + 1) of \(name) must be a text in quotes")
        }
        checked.append(.literal(literal(text)))
      case .field:
        guard case .field(let part, let field) = argument.kind else {
          throw ExpressionError(
            offset: argument.offset, reason: "argument \(index + 1) of \(name) must be a field")
        }
        return TypedExpression(type: .text, expression: .field(part, field, isRaw: true))
      case .lookupName:
        guard case .text(let text) = argument.kind, let lookup = lookup(text) else {
          throw ExpressionError(
            offset: argument.offset,
            reason: "argument \(index + 1) of \(name) must be the name of a lookup in quotes")
        }
        checked.append(.integer(Int64(lookup)))
      }
    }
    if function == .lookup, case .integer(let index) = checked[0] {
      return TypedExpression(type: .text, expression: .lookup(Int(index), checked[1]))
    }
    return TypedExpression(type: signature.result, expression: .call(function, checked))
  }
}
