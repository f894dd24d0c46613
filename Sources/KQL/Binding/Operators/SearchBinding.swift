internal import Tabular

extension SearchOperator: SourceOperator {
  func bindSource(_ binder: inout Binder, input: PlanNode?) -> PlanNode {
    let column = word("withsource", in: parameters) ?? word("with_source", in: parameters)
    let (inputs, names) = binder.searched(
      tables, input: input, numbered: column == nil ? "search_arg" : "union_arg")
    var filtered: [PlanNode] = []
    let isCaseSensitive = word("kind", in: parameters)?.text == "case_sensitive"
    for table in inputs {
      let condition = binder.withRow(of: table) {
        $0.searchCondition(self.condition, isCaseSensitive: isCaseSensitive)
      }
      filtered.append(
        PlanNode(Filter(condition: condition), [table], schema: table.schema, at: range))
    }
    return binder.union(
      filtered, names: names, sourceColumn: column?.text ?? "$table", isInner: false, at: range)
  }
}

extension FindOperator: SourceOperator {
  func bindSource(_ binder: inout Binder, input: PlanNode?) -> PlanNode {
    guard removed.isEmpty else {
      return binder.invalidTable(
        .unsupported, "find with project-away is not supported", at: keyword.range)
    }
    let (inputs, names) = binder.searched(tables, input: input, numbered: "union_arg")
    let sourceColumn =
      (word("withsource", in: parameters) ?? word("with_source", in: parameters))?.text
      ?? "source_"
    guard case .columns(let wanted)? = projection else {
      return bindSmart(&binder, inputs, names, sourceColumn: sourceColumn)
    }
    var parts: [PlanNode] = []
    for table in inputs {
      let condition = binder.withRow(of: table) {
        $0.searchCondition(self.condition, isCaseSensitive: false)
      }
      let filtered = PlanNode(
        Filter(condition: condition), [table], schema: table.schema, at: range)
      var builder = ProjectionBuilder()
      for column in wanted {
        guard case .column(let name, let typeName) = column else {
          return binder.invalidTable(
            .unsupported, "find with * or pack(*) among its columns is not supported", at: range)
        }
        let declared = typeName.flatMap { binder.type(named: $0) }
        if let place = table.schema.index(of: name.text) {
          let value = BoundExpression.column(place, of: table.schema, at: name.range)
          builder.add(declared.map { value.typed($0) } ?? value, name: name.text)
        } else if let declared {
          builder.add(.constant(.null(declared), at: name.range), name: name.text)
        }
      }
      parts.append(binder.projection(builder, of: filtered, openColumns: .dropped, at: range))
    }
    return binder.union(
      parts, names: names, sourceColumn: sourceColumn, isInner: false, at: range)
  }

  /// `project-smart`: the columns that all tables have, those of the condition, and a bag of the rest. Tables without
  /// a column of the condition are left out.
  private func bindSmart(
    _ binder: inout Binder, _ inputs: [PlanNode], _ names: [String], sourceColumn: String
  ) -> PlanNode {
    var parts: [(node: PlanNode, name: String, used: [Int])] = []
    for (table, name) in zip(inputs, names) {
      let condition = binder.withRow(of: table) {
        $0.searchCondition(self.condition, isCaseSensitive: false)
      }
      if condition.isInvalid { return binder.errorTable(at: range) }
      guard !table.schema.isOpen else {
        return binder.invalidTable(
          .unsupported, "find without project is supported for tables whose columns are known",
          at: range)
      }
      var used: Set<Int> = []
      condition.visitColumns { used.insert($0) }
      if condition.readsAllColumns { used = Set(table.schema.columns.indices) }
      guard !used.isEmpty else { continue }
      let filtered = PlanNode(
        Filter(condition: condition), [table], schema: table.schema, at: range)
      parts.append((filtered, name, condition.readsAllColumns ? [] : used.sorted()))
    }
    guard let first = parts.first else {
      return binder.invalidTable(.unsupported, "no table has a column of the condition", at: range)
    }
    var shown = first.node.schema.columns.filter { column in
      parts.allSatisfy { $0.node.schema.columns.contains(column) }
    }
    for part in parts {
      for index in part.used where !shown.contains(part.node.schema.columns[index]) {
        shown.append(part.node.schema.columns[index])
      }
    }
    let projected = parts.map { part in
      let schema = part.node.schema
      var builder = ProjectionBuilder()
      for column in shown {
        if let place = schema.columns.firstIndex(of: column) {
          builder.add(.column(place, of: schema, at: range), name: column.name)
        }
      }
      let rest = schema.columns.indices.filter { !shown.contains(schema.columns[$0]) }
        .map { BoundExpression.column($0, of: schema, at: range) }
      builder.add(
        BoundExpression(.call(.packRest, rest), .dynamic, at: range, dependence: .row),
        name: "pack_")
      return binder.projection(builder, of: part.node, openColumns: .dropped, at: range)
    }
    return binder.union(
      projected, names: parts.map(\.name), sourceColumn: sourceColumn, isInner: false, at: range)
  }
}

extension Binder {
  /// The tables that `search` and `find` look into, and their names.
  fileprivate mutating func searched(
    _ syntax: [ExpressionSyntax], input: PlanNode?, numbered: String
  ) -> (tables: [PlanNode], names: [String]) {
    if let input { return ([input], [sourceName(of: input, nil, else: numbered + "0")]) }
    var found: [PlanNode] = []
    var names: [String] = []
    if syntax.isEmpty {
      for name in tables.tableNames {
        found.append(providedTable(name, at: SourceRange(0, 0)))
        names.append(name)
      }
    }
    for table in syntax {
      if case .pattern(let pattern) = table.unparenthesized.kind {
        for name in tables.tableNames where matches(name, pattern: pattern.text) {
          found.append(providedTable(name, at: table.range))
          names.append(name)
        }
        continue
      }
      let bound = bindTable(table)
      names.append(sourceName(of: bound, table, else: "\(numbered)\(found.count)"))
      found.append(bound)
    }
    return (found, names)
  }

  /// A condition in which a text alone means any column that has it, and a column that a table lacks is no match.
  fileprivate mutating func searchCondition(
    _ syntax: ExpressionSyntax, isCaseSensitive: Bool
  ) -> BoundExpression {
    switch syntax.kind {
    case .parenthesized(let inner):
      return searchCondition(inner, isCaseSensitive: isCaseSensitive)
    case .logical(let word, let operands):
      let bound = operands.map { searchCondition($0, isCaseSensitive: isCaseSensitive) }
      return apply(word == .and ? .and : .or, bound, at: syntax.range)
    case .call(let call) where call.name.text == "not" && call.arguments.count == 1:
      return apply(
        .not, [searchCondition(call.arguments[0].value, isCaseSensitive: isCaseSensitive)],
        at: syntax.range)
    case .literal(.string(let text)):
      let all = BoundExpression(.allColumns, .string, at: syntax.range, dependence: .row)
      return apply(
        isCaseSensitive ? .hasCs : .has, [all, .constant(.string(text), at: syntax.range)],
        at: syntax.range)
    case .binary(let left, _, _, _):
      if case .name(let name) = left.unparenthesized.kind, let row,
        row.schema.index(of: name.text) == nil, !row.schema.isOpen, scope[name.text] == nil
      {
        return .constant(Constant(.bool(false), .bool), at: syntax.range)
      }
      return bindCondition(syntax)
    default: return bindCondition(syntax)
    }
  }
}
