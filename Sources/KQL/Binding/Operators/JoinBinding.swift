extension JoinOperator: PipelineOperator {
  func bind(_ binder: inout Binder, input: PlanNode) -> PlanNode {
    let right = binder.bindTable(self.right)
    var kind = Join.Kind.innerUnique
    if let word = word("kind", in: parameters) {
      switch word.text {
      case "anti": kind = .leftAnti
      case "semi": kind = .leftSemi
      default:
        if let known = Join.Kind(rawValue: word.text) {
          kind = known
        } else {
          binder.fail(
            .badUse,
            "expected a kind of join, found \(word.text)"
              + binder.suggestion(for: word.text, among: Join.Kind.allCases.map(\.rawValue)),
            at: word.range)
        }
      }
    }
    let keys = binder.joinKeys(conditions, input, right)
    let isOpen: Bool
    var outputs: [Int] = []
    var builder = ProjectionBuilder()
    if !kind.isOneSided || !kind.givesRight {
      for (index, column) in input.schema.columns.enumerated() {
        builder.add(.column(index, of: input.schema, at: range), name: column.name)
        outputs.append(index)
      }
    }
    if !kind.isOneSided || kind.givesRight {
      let offset = kind.isOneSided ? 0 : input.schema.columns.count
      for (index, column) in right.schema.columns.enumerated() {
        builder.add(.column(index, of: right.schema, at: range), name: column.name)
        outputs.append(offset + index)
      }
    }
    if kind.isOneSided {
      isOpen = kind.givesRight ? right.schema.isOpen : input.schema.isOpen
    } else {
      isOpen = input.schema.isOpen || right.schema.isOpen
    }
    return PlanNode(
      Join(kind: kind, keys: keys, outputs: outputs), [input, right],
      schema: RowSchema(builder.columns, isOpen: isOpen), at: range)
  }
}

extension LookupOperator: PipelineOperator {
  func bind(_ binder: inout Binder, input: PlanNode) -> PlanNode {
    let right = binder.bindTable(self.right)
    var kind = Join.Kind.leftOuter
    if let word = word("kind", in: parameters) {
      switch word.text {
      case "leftouter": break
      case "inner": kind = .inner
      default:
        binder.fail(.badUse, "expected leftouter or inner, found \(word.text)", at: word.range)
      }
    }
    let keys = binder.joinKeys(conditions, input, right)
    let dropped = Set(keys.compactMap(\.right.columnIndex))
    var outputs = Array(input.schema.columns.indices)
    var builder = binder.builder(of: input)
    for (index, column) in right.schema.columns.enumerated() where !dropped.contains(index) {
      builder.add(.column(index, of: right.schema, at: range), name: column.name)
      outputs.append(input.schema.columns.count + index)
    }
    return PlanNode(
      Join(kind: kind, keys: keys, outputs: outputs), [input, right],
      schema: RowSchema(
        builder.columns, isOpen: input.schema.isOpen || right.schema.isOpen), at: range)
  }
}

extension Binder {
  /// The pairs of columns that conditions name: `x`, `$left.x == $right.y`, and several with `and`.
  mutating func joinKeys(
    _ conditions: [ExpressionSyntax], _ left: PlanNode, _ right: PlanNode
  ) -> [(left: BoundExpression, right: BoundExpression)] {
    var context = RowContext(schema: left.schema, isSerialized: false)
    context.sides = (left.schema, right.schema)
    return withRow(context) { binder in
      conditions.flatMap { binder.joinKeys($0, left, right) }
    }
  }

  private mutating func joinKeys(
    _ condition: ExpressionSyntax, _ left: PlanNode, _ right: PlanNode
  ) -> [(left: BoundExpression, right: BoundExpression)] {
    let inner = condition.unparenthesized
    switch inner.kind {
    case .name(let name):
      guard let one = sideKey(name, left, "left"), let other = sideKey(name, right, "right") else {
        return []
      }
      return pair(one, other, at: condition.range)
    case .logical(.and, let operands):
      return operands.flatMap { joinKeys($0, left, right) }
    case .binary(let one, .equal, _, let other):
      let isSwapped = one.isSide("$right") && other.isSide("$left")
      guard isSwapped || (one.isSide("$left") && other.isSide("$right")) else { break }
      let first = bindExpression(isSwapped ? other : one)
      let second = bindExpression(isSwapped ? one : other)
      return pair(first, second, at: condition.range)
    default: break
    }
    fail(
      .badUse, "expected a column of both sides or $left.x == $right.y", at: condition.range)
    return []
  }

  private mutating func sideKey(
    _ name: NameSyntax, _ side: PlanNode, _ word: String
  ) -> BoundExpression? {
    if let index = side.schema.index(of: name.text) {
      return .column(index, of: side.schema, at: name.range)
    }
    if side.schema.isOpen { return openColumn(name.text, at: name.range) }
    let names = side.schema.columns.map(\.name)
    fail(
      .unknownName,
      "no column named \(name.text) on the \(word) side\(suggestion(for: name.text, among: names))",
      at: name.range)
    return nil
  }

  private mutating func pair(
    _ left: BoundExpression, _ right: BoundExpression, at range: SourceRange
  ) -> [(left: BoundExpression, right: BoundExpression)] {
    if left.isInvalid || right.isInvalid { return [] }
    let isMatch =
      left.type == right.type || left.type.isUnknown || right.type.isUnknown
      || (left.type.isInteger && right.type.isInteger)
    guard isMatch, left.type != .dynamic || right.type != .dynamic else {
      fail(
        .badType,
        "expected keys of one type, not dynamic, found a \(left.type.name) and a \(right.type.name)",
        at: range)
      return []
    }
    return [(left, right)]
  }
}

extension ExpressionSyntax {
  /// Whether it is a column of a side of a join.
  fileprivate func isSide(_ side: String) -> Bool {
    guard case .member(let base, _) = unparenthesized.kind, case .name(let name) = base.kind else {
      return false
    }
    return name.text == side
  }
}
