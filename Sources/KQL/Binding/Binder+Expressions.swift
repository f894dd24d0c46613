internal import Tabular

extension Binder {
  /// A scalar expression for the current row.
  mutating func bindExpression(_ expression: ExpressionSyntax) -> BoundExpression {
    let isCall = if case .call = expression.kind { true } else { false }
    return nested(at: expression.range, weight: isCall ? 2 : 1) { binder in
      binder.checked(binder.scalar(expression))
    } ?? .invalid(at: expression.range)
  }

  /// A condition: a bool, or a dynamic that is to hold one.
  mutating func bindCondition(_ expression: ExpressionSyntax) -> BoundExpression {
    let value = bindExpression(expression)
    guard !ScalarFunction.isCondition(value.type) else { return value }
    return invalid(
      .badType, "expected a condition (a bool), found a \(value.type.name)", at: expression.range)
  }

  /// A value that is the same for all rows.
  mutating func bindConstant(_ expression: ExpressionSyntax, _ what: String) -> BoundExpression {
    let outer = row
    row = nil
    defer { row = outer }
    let value = bindExpression(expression)
    guard value.dependence == .row else { return value }
    return invalid(.badUse, "expected \(what) that is the same for all rows", at: expression.range)
  }

  private mutating func scalar(_ expression: ExpressionSyntax) -> BoundExpression {
    let range = expression.range
    switch expression.kind {
    case .literal(.wideInt(let digits)):
      return apply(.wideInt, [.constant(.string(digits), at: range)], at: range)
    case .literal(let literal):
      guard let constant = Constant(literal) else {
        return invalid(
          .badLiteral, "expected a literal that can be read, found \(text.shown(range))", at: range)
      }
      return .constant(constant, at: range)
    case .dynamic(let syntax):
      guard let json = DynamicLiteral.json(syntax) else {
        return invalid(.badLiteral, "a literal inside cannot be read", at: range)
      }
      let isNull = if case .null = syntax.kind { true } else { false }
      return .constant(isNull ? .null(.dynamic) : .dynamic(json), at: range)
    case .name(let name): return value(named: name)
    case .parenthesized(let inner):
      let value = bindExpression(inner)
      return value
    case .unary(let sign, let operand): return bindSign(sign, operand, at: range)
    case .binary(let left, let symbol, let symbolRange, let right):
      return bindBinary(left, symbol, at: symbolRange, right, range: range)
    case .logical(let word, let operands):
      let bound = operands.map { bindCondition($0) }
      return apply(word == .and ? .and : .or, bound, at: range)
    case .membership(let left, let symbol, let symbolRange, let members):
      return bindMembership(left, symbol, at: symbolRange, members, range: range)
    case .between(let value, let isNegated, let low, let high):
      return apply(
        isNegated ? .notBetween : .between,
        [bindExpression(value), bindExpression(low), bindExpression(high)], at: range)
    case .member(let base, let name): return bindMember(base, name, at: range)
    case .element(let base, let index): return bindElement(base, index, at: range)
    case .call(let call): return bindCall(call)
    case .typeOf:
      return invalid(.badUse, "typeof(...) is not a value", at: range)
    case .star: return invalid(.badUse, "\"*\" is not a value here", at: range)
    case .pipeline, .datatable, .externalData, .memberCall, .pattern:
      return invalid(
        .badType, "expected a scalar, found a table; toscalar(...) gives its first cell", at: range)
    }
  }

  // MARK: - Names

  private mutating func value(named name: NameSyntax) -> BoundExpression {
    if let row, let index = row.schema.index(of: name.text) {
      return column(index, of: row, at: name.range)
    }
    switch scope[name.text] {
    case .value(let value, let depth):
      if value.readsRow, depth != tableDepth {
        return invalid(
          .badUse, "\(name.text) stands for a value of an outer row, which a table cannot use",
          at: name.range)
      }
      return value.named(name.text)
    case .table:
      return invalid(
        .badType,
        "expected a scalar, found the table \(name.text); toscalar(...) gives its first cell",
        at: name.range)
    case .function(let index):
      if functions[index].syntax.parameters.isEmpty, !functions[index].isTabular {
        return callScalar(index, [], at: name.range).named(name.text)
      }
      return invalid(
        .badUse, "expected a value, found the function \(name.text): call it with parentheses",
        at: name.range)
    case nil: break
    }
    guard let row else {
      return invalid(
        .unknownName,
        "no value named \(name.text)"
          + suggestion(for: name.text, among: scope.names), at: name.range)
    }
    if row.schema.isOpen { return openColumn(name.text, at: name.range) }
    let names = row.schema.columns.map(\.name) + scope.names
    return invalid(
      .unknownName, "no column named \(name.text)\(suggestion(for: name.text, among: names))",
      at: name.range)
  }

  /// A column of the row, which outside of aggregates may only be one of the keys.
  private mutating func column(
    _ index: Int, of row: RowContext, at range: SourceRange
  ) -> BoundExpression {
    guard let context = row.aggregates, !context.isInside else {
      return .column(index, of: row.schema, at: range)
    }
    let column = row.schema.columns[index]
    if let key = context.keys.firstIndex(where: { $0.columnIndex == index }) {
      return BoundExpression(
        .column(key), column.type, at: range, name: column.name, dependence: .row)
    }
    return invalid(
      .badUse,
      "the column \(column.name) differs within a group: it must stand in an aggregate, such as take_any(\(column.name))",
      at: range)
  }

  /// A column that the schema does not list.
  func openColumn(_ name: String, at range: SourceRange) -> BoundExpression {
    BoundExpression(.openColumn(name), .unknown, at: range, name: name, dependence: .row)
  }

  // MARK: - Operators

  private mutating func bindSign(
    _ sign: UnaryOperator, _ operand: ExpressionSyntax, at range: SourceRange
  ) -> BoundExpression {
    let value = bindExpression(operand)
    guard let constant = value.constant else {
      return apply(sign == .minus ? .negate : .plus, [value], at: range)
    }
    guard sign == .minus else { return value.named(nil) }
    guard let negated = constant.negated else {
      return apply(.negate, [value], at: range)
    }
    return .constant(negated, at: range)
  }

  private mutating func bindBinary(
    _ left: ExpressionSyntax, _ symbol: BinaryOperator, at symbolRange: SourceRange,
    _ right: ExpressionSyntax, range: SourceRange
  ) -> BoundExpression {
    // `* has "x"`: any column.
    if case .star = left.kind {
      let pattern = bindExpression(right)
      return apply(
        symbol.function,
        [BoundExpression(.allColumns, .string, at: left.range, dependence: .row), pattern],
        at: range)
    }
    return apply(symbol.function, [bindExpression(left), bindExpression(right)], at: range)
  }

  private mutating func bindMembership(
    _ left: ExpressionSyntax, _ symbol: MembershipOperator, at symbolRange: SourceRange,
    _ members: [ExpressionSyntax], range: SourceRange
  ) -> BoundExpression {
    var arguments: [BoundExpression] = []
    if case .star = left.kind {
      arguments.append(BoundExpression(.allColumns, .string, at: left.range, dependence: .row))
    } else {
      arguments.append(bindExpression(left))
    }
    for member in members {
      arguments.append(isTable(member) ? firstColumn(of: member) : bindExpression(member))
    }
    return apply(symbol.function, arguments, at: range)
  }

  /// A table as the members of `in`.
  private mutating func firstColumn(of expression: ExpressionSyntax) -> BoundExpression {
    let table = bindTable(expression)
    let type = table.schema.columns.first?.type ?? .unknown
    if table.schema.columns.isEmpty, !table.schema.isOpen {
      return invalid(.badUse, "expected a table with a column", at: expression.range)
    }
    return BoundExpression(.table(table), type, at: expression.range, dependence: .query)
  }

  // MARK: - Paths

  private mutating func bindMember(
    _ base: ExpressionSyntax, _ name: NameSyntax, at range: SourceRange
  ) -> BoundExpression {
    if case .name(let side) = base.kind, side.text == "$left" || side.text == "$right" {
      return sideColumn(side, name, at: range)
    }
    if case .name(let step) = base.kind, let row, let number = row.steps[ColumnName(step.text)],
      row.schema.index(of: step.text) == nil
    {
      guard let index = row.schema.index(of: name.text) else {
        return invalid(
          .unknownName,
          "no column named \(name.text)"
            + suggestion(for: name.text, among: row.schema.columns.map(\.name)), at: name.range)
      }
      // The row of a step: its columns come behind those of the current row, step by step.
      let column = row.schema.columns[index]
      return BoundExpression(
        .column(row.schema.columns.count * (number + 1) + index), column.type, at: range,
        name: column.name, dependence: .row)
    }
    let value = bindExpression(base)
    if value.isInvalid { return value }
    guard value.type.mayHoldMembers else {
      return invalid(
        .badType,
        "expected a dynamic before \".\(name.text)\", found a \(value.type.name); parse_json(...) makes one",
        at: range)
    }
    let key = BoundExpression.constant(.string(name.text), at: name.range)
    return apply(.member, [value, key], at: range)
      .named(value.name.map { "\($0)_\(name.text)" } ?? name.text)
  }

  private mutating func bindElement(
    _ base: ExpressionSyntax, _ index: ExpressionSyntax, at range: SourceRange
  ) -> BoundExpression {
    let value = bindExpression(base)
    let place = bindExpression(index)
    if value.isInvalid { return value }
    guard value.type.mayHoldMembers else {
      return invalid(
        .badType,
        "expected a dynamic before \"[\", found a \(value.type.name); parse_json(...) makes one",
        at: range)
    }
    let isIndex = place.type.isInteger || place.type == .string || place.type == .dynamic
    guard isIndex || place.type.isUnknown else {
      return invalid(
        .badType, "expected a number or a name between \"[\" and \"]\", found a \(place.type.name)",
        at: index.range)
    }
    var suffix: String?
    if case .literal = index.kind {
      suffix = place.constant?.string ?? place.constant?.integer.map { "\($0)" }
    } else if place.constant == nil {
      suffix = BoundExpression.unknowableName
    }
    let name = value.name.map { "\($0)_\(suffix ?? "")" } ?? suffix
    return apply(.element, [value, place], at: range).named(name)
  }

  private mutating func sideColumn(
    _ side: NameSyntax, _ name: NameSyntax, at range: SourceRange
  ) -> BoundExpression {
    guard let sides = row?.sides else {
      return invalid(
        .badUse, "\(side.text) stands for a side of a join, in its conditions only", at: side.range)
    }
    let schema = side.text == "$left" ? sides.left : sides.right
    if let index = schema.index(of: name.text) { return .column(index, of: schema, at: range) }
    if schema.isOpen { return openColumn(name.text, at: range) }
    return invalid(
      .unknownName,
      "no column named \(name.text) on the \(side.text.dropFirst()) side"
        + suggestion(for: name.text, among: schema.columns.map(\.name)), at: name.range)
  }
}
