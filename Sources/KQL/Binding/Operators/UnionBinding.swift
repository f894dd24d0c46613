internal import Tabular

extension UnionOperator: SourceOperator {
  func bindSource(_ binder: inout Binder, input: PlanNode?) -> PlanNode {
    let outer = binder.isFuzzy
    if let fuzzy = word("isfuzzy", in: parameters) { binder.isFuzzy = fuzzy.text == "true" }
    var inputs: [PlanNode] = input.map { [$0] } ?? []
    var names = inputs.map { binder.sourceName(of: $0, nil, else: "union_arg0") }
    for table in tables {
      if case .pattern(let pattern) = table.unparenthesized.kind {
        let found = binder.tables.tableNames.filter { matches($0, pattern: pattern.text) }
        if found.isEmpty, !binder.isFuzzy {
          binder.fail(.unknownName, "no table matches \(pattern.text)", at: table.range)
        }
        for name in found {
          inputs.append(binder.providedTable(name, at: table.range))
          names.append(name)
        }
        continue
      }
      let bound = binder.bindTable(table)
      names.append(binder.sourceName(of: bound, table, else: "union_arg\(inputs.count)"))
      inputs.append(bound)
    }
    binder.isFuzzy = outer
    let sourceColumn = (word("withsource", in: parameters) ?? word("with_source", in: parameters))?
      .text
    var isInner = false
    if let kind = word("kind", in: parameters) {
      isInner = kind.text == "inner"
      if !isInner, kind.text != "outer" {
        binder.fail(.badUse, "expected inner or outer, found \(kind.text)", at: kind.range)
      }
    }
    return binder.union(
      inputs, names: names, sourceColumn: sourceColumn, isInner: isInner, at: range)
  }
}

extension Binder {
  /// What `withsource` shows for a table: the name of one that is read as it is, or of a view; what else the query
  /// makes is numbered [O].
  func sourceName(of node: PlanNode, _ syntax: ExpressionSyntax?, else numbered: String) -> String {
    if case .name(let name)? = syntax?.unparenthesized.kind,
      case .function(let index) = scope[name.text], functions[index].syntax.isView
    {
      return name.text
    }
    var source = node
    while source.operation is Filter, let inner = source.inputs.first { source = inner }
    return (source.operation as? TableScan)?.table ?? numbered
  }

  /// The rows of all inputs, under the columns of all, or of each when `isInner`.
  ///
  /// Columns of one name and type are one; of one name and several types, each gets its type behind the name.
  /// Source: dataexplorer-docs, query/union-operator.md.
  mutating func union(
    _ inputs: [PlanNode], names: [String], sourceColumn: String?, isInner: Bool,
    at range: SourceRange
  ) -> PlanNode {
    guard !inputs.isEmpty else { return errorTable(at: range) }
    var order: [ColumnName] = []
    var types: [ColumnName: [ValueType]] = [:]
    var uses: [BoundColumn: Int] = [:]
    for input in inputs {
      for column in input.schema.columns {
        let name = ColumnName(column.name)
        if types[name] == nil { order.append(name) }
        if types[name]?.contains(column.type) != true {
          types[name, default: []].append(column.type)
        }
        uses[column, default: 0] += 1
      }
    }
    var columns: [BoundColumn] = []
    var places: [BoundColumn: Int] = [:]
    var unique = UniqueNames()
    if let sourceColumn { columns.append(BoundColumn(unique.unique(sourceColumn), .string)) }
    for name in order {
      // A type that only the data tells makes no column of its own beside one that is known.
      let known = (types[name] ?? []).filter { !$0.isUnknown }
      let all = known.isEmpty ? [.unknown] : known
      for type in all {
        let column = BoundColumn(name.text, type)
        if isInner, uses[column] != inputs.count { continue }
        let shown = all.count > 1 && !isInner ? "\(name.text)_\(type.name)" : name.text
        places[column] = columns.count
        if type == all[0] { places[BoundColumn(name.text, .unknown)] = columns.count }
        columns.append(BoundColumn(unique.unique(shown), type))
      }
    }
    let sources = inputs.map { input in
      var source = [Int?](repeating: nil, count: columns.count)
      for (index, column) in input.schema.columns.enumerated() {
        if let place = places[column] { source[place] = index }
      }
      return source
    }
    return PlanNode(
      Union(sources: sources, sourceNames: sourceColumn == nil ? nil : names), inputs,
      schema: RowSchema(columns, isOpen: inputs.contains { $0.schema.isOpen }), at: range)
  }
}
