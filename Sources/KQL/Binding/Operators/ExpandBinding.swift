extension MvExpandOperator: PipelineOperator {
  func bind(_ binder: inout Binder, input: PlanNode) -> PlanNode {
    binder.withRow(of: input) { binder in
      let (expansion, schema) = binder.expansion(
        columns, of: input, limit: limit, parameters: parameters, syntax: self)
      return PlanNode(
        expansion, [input], schema: schema, isSerialized: input.isSerialized, at: range)
    }
  }
}

extension MvApplyOperator: PipelineOperator {
  func bind(_ binder: inout Binder, input: PlanNode) -> PlanNode {
    let (expansion, inner) = binder.withRow(of: input) { binder in
      binder.expansion(columns, of: input, limit: limit, parameters: parameters, syntax: self)
    }
    let rows = PlanNode(SubqueryInput(), schema: inner, isSerialized: true, at: range)
    let result = binder.bindPipeline(subquery, input: rows)
    // Columns of the row come first, those that the subquery gives too only once.
    let replaced = Set(expansion.sources.indices.filter { expansion.sources[$0] == nil })
    var builder = ProjectionBuilder()
    var kept: [Int] = []
    for (index, column) in input.schema.columns.enumerated() where !replaced.contains(index) {
      kept.append(index)
      builder.add(.column(index, of: input.schema, at: range), name: column.name)
    }
    for (index, column) in result.schema.columns.enumerated() {
      if let place = builder.place(of: column.name), builder.columns[place] == column { continue }
      builder.add(.column(index, of: result.schema, at: range), name: column.name)
    }
    return PlanNode(
      MvApply(expansion: expansion, subquery: result, kept: kept), [input],
      schema: RowSchema(
        builder.columns, isOpen: input.schema.isOpen || result.schema.isOpen), at: range)
  }
}

extension Binder {
  /// The expansion of columns and the row that it gives.
  fileprivate mutating func expansion(
    _ items: [MvColumnSyntax], of input: PlanNode, limit: ExpressionSyntax?,
    parameters: [ParameterSyntax], syntax: some OperatorSyntax
  ) -> (MvExpand, RowSchema) {
    var builder = builder(of: input)
    var expanded: [ExpandedColumn] = []
    var sources: [Int?] = input.schema.columns.indices.map { $0 }
    for item in items {
      let value = bindExpression(item.value.value)
      let declared = item.type.flatMap { self.type(named: $0) }
      if !value.isInvalid, value.type != .dynamic, !value.type.isUnknown, value.type != .string {
        fail(
          .badType, "expected a dynamic to expand, found a \(value.type.name)",
          at: item.value.value.range)
      }
      let type = declared ?? .dynamic
      if let name = item.value.names.first {
        if !builder.declare(value, name: name.text, type: type, replaces: true) {
          failDuplicate(name.text, at: name.range)
        }
      } else if let index = value.columnIndex {
        _ = builder.declare(
          value, name: input.schema.columns[index].name, type: type, replaces: true)
      } else {
        builder.add(value, name: value.name, type: type)
      }
      let name =
        item.value.names.first?.text ?? value.columnIndex.map { input.schema.columns[$0].name }
      let place = name.flatMap { builder.place(of: $0) } ?? builder.columns.count - 1
      while sources.count < builder.columns.count { sources.append(nil) }
      sources[place] = nil
      expanded.append(ExpandedColumn(value: value, output: place, type: type))
    }
    var indexColumn: Int?
    if let index = syntax.word("with_itemindex", in: parameters) {
      builder.add(
        .constant(.null(.long), at: index.range), name: index.text, type: .long)
      indexColumn = builder.columns.count - 1
      sources.append(nil)
    }
    var toArrays = false
    if let kind = syntax.word("bagexpansion", in: parameters) ?? syntax.word("kind", in: parameters)
    {
      toArrays = kind.text == "array"
      if !toArrays, kind.text != "bag" {
        fail(.badUse, "expected bag or array, found \(kind.text)", at: kind.range)
      }
    }
    let expanding = MvExpand(
      columns: expanded, indexColumn: indexColumn, limit: limit.map { rowCount($0) },
      most: syntax.keyword.text == "mvexpand" ? 128 : .max,
      expandsBagsToArrays: toArrays, sources: sources)
    return (expanding, RowSchema(builder.columns, isOpen: input.schema.isOpen))
  }
}

extension PartitionOperator: PipelineOperator {
  func bind(_ binder: inout Binder, input: PlanNode) -> PlanNode {
    let key = binder.withRow(of: input) { $0.bindExpression(column) }
    guard let index = key.columnIndex else {
      return key.isInvalid
        ? binder.errorTable(at: range)
        : binder.invalidTable(
          .unsupported, "expected a column that the table is known to have", at: column.range)
    }
    let rows = PlanNode(SubqueryInput(), schema: input.schema, at: range)
    let result = binder.bindPipeline(subquery, input: rows)
    return PlanNode(
      Partition(column: index, subquery: result), [input], schema: result.schema, at: range)
  }
}
