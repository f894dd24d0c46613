internal import Tabular

extension SearchOperator: SourceOperator {
  func bindSource(_ binder: inout Binder, input: PlanNode?) -> PlanNode {
    let (inputs, names) = binder.searched(tables, input: input)
    var filtered: [PlanNode] = []
    let isCaseSensitive = word("kind", in: parameters)?.text == "case_sensitive"
    for table in inputs {
      let condition = binder.withRow(of: table) {
        $0.searchCondition(self.condition, isCaseSensitive: isCaseSensitive)
      }
      filtered.append(
        PlanNode(Filter(condition: condition), [table], schema: table.schema, at: range))
    }
    let column = word("withsource", in: parameters) ?? word("with_source", in: parameters)
    return binder.union(
      filtered, names: names, sourceColumn: column?.text ?? "$table", isInner: false, at: range)
  }
}

extension FindOperator: SourceOperator {
  func bindSource(_ binder: inout Binder, input: PlanNode?) -> PlanNode {
    guard case .columns(let wanted)? = projection, removed.isEmpty else {
      return binder.invalidTable(
        .unsupported, "find is supported with \"project\" and the columns to give only",
        at: keyword.range)
    }
    let (inputs, names) = binder.searched(tables, input: input)
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
    let column = word("withsource", in: parameters) ?? word("with_source", in: parameters)
    return binder.union(
      parts, names: names, sourceColumn: column?.text ?? "source_", isInner: false, at: range)
  }
}

extension Binder {
  /// The tables that `search` and `find` look into, and their names.
  fileprivate mutating func searched(
    _ syntax: [ExpressionSyntax], input: PlanNode?
  ) -> (tables: [PlanNode], names: [String]) {
    if let input {
      let name = (input.operation as? TableScan)?.table ?? ""
      return ([input], [name])
    }
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
      if case .name(let name) = table.unparenthesized.kind {
        names.append(name.text)
      } else {
        names.append("search_arg\(found.count)")
      }
      found.append(bindTable(table))
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
