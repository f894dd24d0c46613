internal import Tabular

extension BoundExpression {
  /// The conditions that all hold where this one does.
  var conjuncts: [BoundExpression] {
    guard case .call(let function, let arguments) = kind, function === ScalarFunction.and else {
      return [self]
    }
    return arguments.flatMap(\.conjuncts)
  }

  /// The condition as one on a column, weaker or as strong; nil where there is none.
  ///
  /// `value` gives what an expression is that does not depend on the row; nil when it is not known.
  func columnPredicate(_ value: (BoundExpression) -> Value?) -> ColumnPredicate? {
    guard case .call(let function, let arguments) = kind else { return nil }
    if function === ScalarFunction.or { return eitherPredicate(arguments, value) }
    guard let first = arguments.first else { return nil }
    // `5 < x` is `x > 5`.
    if arguments.count == 2, case .column(let column) = arguments[1].kind,
      let mirrored = function.mirrored, let constant = value(first)
    {
      return comparison(mirrored, column, constant, arguments[1].type)
    }
    guard case .column(let column) = first.kind else { return nil }
    if function === ScalarFunction.isnotempty {
      return ColumnPredicate(column: column, test: .isNotEmpty)
    }
    var values: [Value] = []
    for argument in arguments.dropFirst() {
      guard let constant = value(argument), isValue(constant, of: first.type) else { return nil }
      values.append(constant)
    }
    guard let operand = values.first else { return nil }
    switch function.name {
    case "==", "!=", "<", "<=", ">", ">=":
      return comparison(function, column, operand, first.type)
    case "between":
      guard values.count == 2, first.type.isSummable else { return nil }
      return ColumnPredicate(column: column, test: .isBetween(values[0], values[1]))
    case "in":
      return ColumnPredicate(column: column, test: .isOneOf(values))
    case "=~", "in~":
      return texts(values).map { ColumnPredicate(column: column, test: .isOneOfIgnoringCase($0)) }
    case "has", "has_cs", "hasprefix", "hasprefix_cs", "hassuffix", "hassuffix_cs", "contains",
      "contains_cs", "startswith", "startswith_cs", "endswith", "endswith_cs", "has_any":
      guard first.type == .string, let texts = texts(values), !texts.contains("") else {
        return nil
      }
      return ColumnPredicate(column: column, test: .holdsOneOf(texts))
    default: return nil
    }
  }

  private func comparison(
    _ function: ScalarFunction, _ column: Int, _ operand: Value, _ type: ValueType
  ) -> ColumnPredicate? {
    guard isValue(operand, of: type) else { return nil }
    switch function.name {
    case "==": return ColumnPredicate(column: column, test: .isOneOf([operand]))
    case "<", "<=":
      guard type.isSummable else { return nil }
      return ColumnPredicate(column: column, test: .isBetween(nil, operand))
    case ">", ">=":
      guard type.isSummable else { return nil }
      return ColumnPredicate(column: column, test: .isBetween(operand, nil))
    default: return nil
    }
  }

  /// Conditions on one column of which one holds, as one: `x == 1 or x == 2`.
  private func eitherPredicate(
    _ arguments: [BoundExpression], _ value: (BoundExpression) -> Value?
  ) -> ColumnPredicate? {
    let parts = arguments.map { $0.columnPredicate(value) }
    guard let first = parts.first ?? nil else { return nil }
    var test = first.test
    for part in parts.dropFirst() {
      guard let part, part.column == first.column else { return nil }
      switch (test, part.test) {
      case (.isOneOf(let one), .isOneOf(let other)): test = .isOneOf(one + other)
      case (.isOneOfIgnoringCase(let one), .isOneOfIgnoringCase(let other)):
        test = .isOneOfIgnoringCase(one + other)
      case (.holdsOneOf(let one), .holdsOneOf(let other)): test = .holdsOneOf(one + other)
      default: return nil
      }
    }
    return ColumnPredicate(column: first.column, test: test)
  }

  private func texts(_ values: [Value]) -> [String]? {
    var texts: [String] = []
    for value in values {
      guard case .string(let text) = value else { return nil }
      texts.append(text)
    }
    return texts
  }

  /// Whether a value is one of the column's type, so that a provider may compare it with no conversion.
  ///
  /// Reals and decimals are left to the plan: `1` and `1.0` are equal there. So are dynamics, compared by what
  /// they hold.
  private func isValue(_ value: Value, of type: ValueType) -> Bool {
    switch (value, type) {
    case (.integer, .int), (.integer, .long), (.string, .string), (.bool, .bool), (.guid, .guid),
      (.dateTime, .datetime), (.timeSpan, .timespan):
      true
    default: false
    }
  }

  /// The expression over the input of a projection instead of its outputs; nil where it would be computed from more
  /// than columns.
  func overInput(of outputs: [BoundExpression]) -> BoundExpression? {
    switch kind {
    case .column(let index):
      guard index < outputs.count, case .column = outputs[index].kind else { return nil }
      return outputs[index]
    case .call(let function, let arguments):
      var parts: [BoundExpression] = []
      for argument in arguments {
        guard let part = argument.overInput(of: outputs) else { return nil }
        parts.append(part)
      }
      return BoundExpression(
        .call(function, parts), type, at: range, name: name, dependence: dependence, tuple: tuple)
    case .constant, .variable: return self
    case .tupleElement, .openColumn, .table, .allColumns, .invalid: return nil
    }
  }

  /// Whether the value depends on other rows or differs without reason: such an expression stays where it is.
  var isBoundToItsPlace: Bool {
    switch kind {
    case .call(let function, let arguments):
      switch function.purity {
      case .window, .perRow: true
      case .pure, .perQuery: arguments.contains(where: \.isBoundToItsPlace)
      }
    case .tupleElement(let call, _): call.isBoundToItsPlace
    default: false
    }
  }
}

extension ScalarFunction {
  /// The comparison with its operands exchanged.
  fileprivate var mirrored: ScalarFunction? {
    switch name {
    case "==": self
    case "<": .greater
    case "<=": .greaterOrEqual
    case ">": .less
    case ">=": .lessOrEqual
    default: nil
    }
  }
}
