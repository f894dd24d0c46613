extension ExtendOperator: PipelineOperator {
  func bind(_ binder: inout Binder, input: PlanNode) -> PlanNode {
    binder.extend(input, columns, at: range)
  }
}

extension SerializeOperator: PipelineOperator {
  func bind(_ binder: inout Binder, input: PlanNode) -> PlanNode {
    let ordered = PlanNode(
      Serialize(), [input], schema: input.schema, isSerialized: true, at: range)
    return columns.isEmpty ? ordered : binder.extend(ordered, columns, at: range)
  }
}

extension Binder {
  fileprivate mutating func extend(
    _ input: PlanNode, _ items: [NamedExpressionSyntax], at range: SourceRange
  ) -> PlanNode {
    withRow(of: input) { binder in
      var builder = binder.builder(of: input)
      binder.project(items, into: &builder, style: .extend)
      return binder.projection(builder, of: input, openColumns: .kept, at: range)
    }
  }
}

extension ProjectOperator: PipelineOperator {
  func bind(_ binder: inout Binder, input: PlanNode) -> PlanNode {
    binder.withRow(of: input) { binder in
      var builder = ProjectionBuilder()
      binder.project(columns, into: &builder, style: .project)
      let hasStar = columns.contains { if case .star = $0.value.kind { true } else { false } }
      return binder.projection(
        builder, of: input, openColumns: hasStar ? .kept : .dropped, at: range)
    }
  }
}

extension PrintOperator: SourceOperator {
  func bindSource(_ binder: inout Binder, input: PlanNode?) -> PlanNode {
    guard input == nil else { return refused(&binder) }
    let single = PlanNode(SingleRow(), schema: RowSchema([]), isSerialized: true, at: keyword.range)
    var builder = ProjectionBuilder()
    binder.project(columns, into: &builder, style: .print)
    return binder.projection(builder, of: single, openColumns: .dropped, at: range)
  }
}

extension ProjectAwayOperator: PipelineOperator {
  func bind(_ binder: inout Binder, input: PlanNode) -> PlanNode {
    let removed = binder.places(of: columns, in: input.schema)
    let kept = input.schema.columns.indices.filter { !removed.contains($0) }
    return binder.selection(
      kept, of: input, openColumns: .keptExcept(columns.map(\.name.text)), at: range)
  }
}

extension ProjectKeepOperator: PipelineOperator {
  func bind(_ binder: inout Binder, input: PlanNode) -> PlanNode {
    let chosen = Set(binder.places(of: columns, in: input.schema))
    let kept = input.schema.columns.indices.filter { chosen.contains($0) }
    return binder.selection(
      kept, of: input, openColumns: .keptOnly(columns.map(\.name.text)), at: range)
  }
}

extension ProjectRenameOperator: PipelineOperator {
  func bind(_ binder: inout Binder, input: PlanNode) -> PlanNode {
    binder.withRow(of: input) { binder in
      var builder = binder.builder(of: input)
      for item in columns {
        guard let name = item.names.first else {
          binder.fail(.badUse, "expected NewName = OldName", at: item.range)
          continue
        }
        let value = binder.bindExpression(item.value)
        if value.isInvalid { continue }
        if case .openColumn = value.kind {
          _ = builder.declare(value, name: name.text, replaces: true)
          continue
        }
        guard case .column(let index) = value.kind else {
          binder.fail(.badUse, "expected the name of a column", at: item.value.range)
          continue
        }
        if !builder.rename(input.schema.columns[index].name, to: name.text) {
          binder.failDuplicate(name.text, at: name.range)
        }
      }
      return binder.projection(builder, of: input, openColumns: .kept, at: range)
    }
  }
}

extension ProjectReorderOperator: PipelineOperator {
  func bind(_ binder: inout Binder, input: PlanNode) -> PlanNode {
    var order: [Int] = []
    var isTaken: Set<Int> = []
    for column in columns {
      var places = binder.places(of: [column.pattern], in: input.schema)
      if let direction = column.order {
        let names = input.schema.columns
        places.sort { one, other in
          switch direction {
          case .ascending: isBefore(names[one].name, names[other].name)
          case .descending: isBefore(names[other].name, names[one].name)
          case .grannyAscending: isBeforeByNumbers(names[one].name, names[other].name)
          case .grannyDescending: isBeforeByNumbers(names[other].name, names[one].name)
          }
        }
      }
      for place in places where isTaken.insert(place).inserted { order.append(place) }
    }
    order += input.schema.columns.indices.filter { !isTaken.contains($0) }
    return binder.selection(order, of: input, openColumns: .kept, at: range)
  }

  private func isBefore(_ one: String, _ other: String) -> Bool {
    one.utf8.lexicographicallyPrecedes(other.utf8)
  }

  /// Digits count as numbers: `a2` comes before `a10`.
  private func isBeforeByNumbers(_ one: String, _ other: String) -> Bool {
    var left = Array(one.utf8)[...]
    var right = Array(other.utf8)[...]
    while let first = left.first, let second = right.first {
      let digits = (left.prefix(while: \.isDigit), right.prefix(while: \.isDigit))
      if !digits.0.isEmpty, !digits.1.isEmpty {
        let numbers = (digits.0.drop { $0 == 48 }, digits.1.drop { $0 == 48 })
        if numbers.0.count != numbers.1.count { return numbers.0.count < numbers.1.count }
        if !numbers.0.elementsEqual(numbers.1) {
          return numbers.0.lexicographicallyPrecedes(numbers.1)
        }
        left = left.dropFirst(digits.0.count)
        right = right.dropFirst(digits.1.count)
        continue
      }
      if first != second { return first < second }
      left = left.dropFirst()
      right = right.dropFirst()
    }
    return left.count < right.count
  }
}

extension Binder {
  /// The places of the columns that names and patterns choose, in the order of the list; those of a pattern in
  /// the order of the table.
  mutating func places(of patterns: [NamePatternSyntax], in schema: RowSchema) -> [Int] {
    var places: [Int] = []
    for pattern in patterns {
      if pattern.isPattern {
        places += schema.columns.indices.filter {
          matches(schema.columns[$0].name, pattern: pattern.name.text)
        }
      } else if let place = schema.index(of: pattern.name.text) {
        places.append(place)
      } else if !schema.isOpen {
        let names = schema.columns.map(\.name)
        fail(
          .unknownName,
          "no column named \(pattern.name.text)\(suggestion(for: pattern.name.text, among: names))",
          at: pattern.name.range)
      }
    }
    return places
  }

  /// Columns of an input, as they are.
  func selection(
    _ places: [Int], of input: PlanNode, openColumns: Projection.OpenColumns, at range: SourceRange
  ) -> PlanNode {
    PlanNode(
      Projection(
        outputs: places.map { .column($0, of: input.schema, at: range) }, openColumns: openColumns),
      [input],
      schema: RowSchema(places.map { input.schema.columns[$0] }, isOpen: input.schema.isOpen),
      isSerialized: input.isSerialized, at: range)
  }
}

/// Whether a name is of the form of a pattern, in which `*` stands for any characters.
///
/// Linear in the name for each star.
func matches(_ name: String, pattern: String) -> Bool {
  let text = Array(name.utf8)
  let parts = pattern.utf8.split(separator: UInt8(ascii: "*"), omittingEmptySubsequences: false)
  guard let first = parts.first, let last = parts.last else { return false }
  guard parts.count > 1 else { return text.elementsEqual(first) }
  guard text.count >= first.count + last.count, text.starts(with: first),
    text.suffix(last.count).elementsEqual(last)
  else { return false }
  var start = first.count
  let end = text.count - last.count
  for part in parts.dropFirst().dropLast() {
    let wanted = Array(part)
    var place = start
    while place + wanted.count <= end, !text[place..<(place + wanted.count)].elementsEqual(wanted) {
      place += 1
    }
    guard place + wanted.count <= end else { return false }
    start = place + wanted.count
  }
  return true
}
