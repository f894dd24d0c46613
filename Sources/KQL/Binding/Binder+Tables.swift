internal import Tabular

extension Binder {
  /// The plan of an expression that stands for a table.
  mutating func bindTable(_ expression: ExpressionSyntax) -> PlanNode {
    nested(at: expression.range, weight: 2) { binder in
      let outer = binder.row
      binder.row = nil
      binder.tableDepth += 1
      defer {
        binder.row = outer
        binder.tableDepth -= 1
      }
      return binder.checked(binder.table(expression))
    } ?? errorTable(at: expression.range)
  }

  private mutating func table(_ expression: ExpressionSyntax) -> PlanNode {
    switch expression.kind {
    case .parenthesized(let inner): return bindTable(inner)
    case .pipeline(let pipeline): return bindPipeline(pipeline, input: nil)
    case .name(let name): return table(named: name)
    case .datatable(let syntax): return bindDataTable(syntax)
    case .externalData(let syntax): return bindExternalData(syntax)
    case .call(let call): return bindTableCall(call, input: nil)
    case .memberCall, .member:
      return invalidTable(
        .unsupported, "other workspaces, clusters and databases are not read: name the table alone",
        at: expression.range)
    default:
      return invalidTable(
        .badType, "expected a table, found a scalar expression", at: expression.range)
    }
  }

  /// The operators of a pipeline behind its source, or behind the rows of an outer operator.
  mutating func bindPipeline(_ pipeline: PipelineSyntax, input: PlanNode?) -> PlanNode {
    var node = pipeline.source.map { bindTable($0) } ?? input
    for syntax in pipeline.operators {
      let bound = nested(at: syntax.range, weight: 4) { binder in
        binder.checked(binder.bindOperator(syntax, input: node))
      }
      node = bound ?? errorTable(at: syntax.range)
    }
    return node ?? errorTable(at: pipeline.range)
  }

  private mutating func bindOperator(_ syntax: any OperatorSyntax, input: PlanNode?) -> PlanNode {
    let outer = row
    row = nil
    tableDepth += 1
    defer {
      row = outer
      tableDepth -= 1
    }
    if let source = syntax as? any SourceOperator {
      return source.bindSource(&self, input: input)
    }
    guard let step = syntax as? any PipelineOperator else {
      return invalidTable(
        .unsupported, "the operator \(syntax.keyword.text) is not supported",
        at: syntax.keyword.range)
    }
    guard let input else {
      return invalidTable(
        .badUse, "expected a table before \(syntax.keyword.text)", at: syntax.keyword.range)
    }
    return step.bind(&self, input: input)
  }

  /// Runs a part with the rows of a table in view.
  mutating func withRow<Part>(of input: PlanNode, _ bind: (inout Binder) -> Part) -> Part {
    withRow(
      RowContext(schema: input.schema, isSerialized: input.isSerialized), bind)
  }

  mutating func withRow<Part>(_ context: RowContext, _ bind: (inout Binder) -> Part) -> Part {
    let outer = row
    row = context
    defer { row = outer }
    return bind(&self)
  }

  // MARK: - Sources

  private mutating func table(named name: NameSyntax) -> PlanNode {
    switch scope[name.text] {
    case .table(let node): return node
    case .function(let index):
      return callTable(index, [], input: nil, at: name.range)
    case .value:
      return invalidTable(
        .badType, "expected a table, found the scalar \(name.text)", at: name.range)
    case nil: break
    }
    return providedTable(name.text, at: name.range)
  }

  /// A table of the provider.
  mutating func providedTable(_ name: String, at range: SourceRange) -> PlanNode {
    if let schema = tables.schema(of: name) {
      return PlanNode(TableScan(table: schema.name), schema: RowSchema(schema), at: range)
    }
    if isFuzzy {
      notices.append("there is no table \(name): it counts as empty")
      return PlanNode(
        MissingTable(table: name), schema: RowSchema([], isOpen: true), at: range)
    }
    let names = tables.tableNames + scope.names
    return invalidTable(
      .unknownName, "no table named \(name)\(suggestion(for: name, among: names))", at: range)
  }

  private mutating func bindDataTable(_ syntax: DataTableSyntax) -> PlanNode {
    let columns = columns(of: syntax.schema)
    var names = UniqueNames()
    for (column, declaration) in zip(columns, syntax.schema.columns) {
      if names.contains(column.name) {
        fail(
          .duplicateName, "the column \(column.name) is declared twice",
          at: declaration.name.range)
      }
      names.insert(column.name)
    }
    guard !columns.isEmpty, syntax.values.count.isMultiple(of: columns.count) else {
      return invalidTable(
        .badUse,
        "expected values for rows of \(columns.count) columns, found \(syntax.values.count) values",
        at: syntax.range)
    }
    var rows: [[Constant]] = []
    var row: [Constant] = []
    for value in syntax.values {
      row.append(cell(value, as: columns[row.count]))
      if row.count == columns.count {
        rows.append(row)
        row = []
      }
    }
    return PlanNode(
      InlineTable(rows: rows), schema: RowSchema(columns), at: syntax.range)
  }

  /// A literal as a value of a column.
  private mutating func cell(_ syntax: ExpressionSyntax, as column: BoundColumn) -> Constant {
    let value = bindExpression(syntax)
    if value.isInvalid { return .null(column.type) }
    guard let constant = value.constant else {
      fail(.badUse, "expected a literal for the column \(column.name)", at: syntax.range)
      return .null(column.type)
    }
    if let converted = constant.converted(to: column.type) { return converted }
    fail(
      .badType,
      "expected a \(column.type.name) for the column \(column.name), found a \(constant.type.name)",
      at: syntax.range)
    return .null(column.type)
  }

  private mutating func bindExternalData(_ syntax: ExternalDataSyntax) -> PlanNode {
    var locations: [String] = []
    for location in syntax.locations {
      let value = bindExpression(location)
      if let text = value.constant?.string {
        locations.append(text)
      } else if !value.isInvalid {
        fail(.badUse, "expected a location as a string literal", at: location.range)
      }
    }
    var properties: [(name: String, value: String)] = []
    for property in syntax.properties {
      let value =
        if case .name(let name) = property.value.kind { name.text } else {
          bindExpression(property.value).constant.map { $0.string ?? $0.description } ?? ""
        }
      properties.append((property.name.text, value))
    }
    return PlanNode(
      ExternalTable(locations: locations, properties: properties),
      schema: RowSchema(columns(of: syntax.schema)), at: syntax.range)
  }

  /// A node whose columns only the data tells, or what is known of it from an earlier run.
  mutating func openNode(
    _ operation: any PlanOperation, _ inputs: [PlanNode], listed: [BoundColumn],
    at range: SourceRange
  ) -> PlanNode {
    let number = openCount
    openCount += 1
    guard number < resolved.count else {
      return PlanNode(
        operation, inputs, schema: RowSchema(listed, isOpen: true), at: range)
    }
    return PlanNode(ResolvedInput(number: number), schema: resolved[number], at: range)
  }

  // MARK: - Calls

  /// A call that gives a table. `input` is the table before `invoke`.
  mutating func bindTableCall(_ call: CallSyntax, input: PlanNode?) -> PlanNode {
    if case .function(let index) = scope[call.name.text] {
      return callTable(index, call.arguments, input: input, at: call.range)
    }
    switch call.name.text {
    case "materialize", "view", "totable":
      guard call.arguments.count == 1 else {
        return invalidTable(
          .badUse, "expected \(call.name.text)(table), found \(call.arguments.count) arguments",
          at: call.range)
      }
      let table = bindTable(call.arguments[0].value)
      guard call.name.text == "materialize" else { return table }
      return PlanNode(
        Materialize(), [table], schema: table.schema, isSerialized: table.isSerialized,
        at: call.range)
    case "table":
      guard let argument = call.arguments.first,
        let name = bindExpression(argument.value).constant?.string
      else {
        return invalidTable(
          .badUse, "expected the name of a table as a string literal", at: call.range)
      }
      return table(named: NameSyntax(name, at: argument.range))
    case "_GetWatchlist":
      guard call.arguments.count == 1,
        let name = bindExpression(call.arguments[0].value).constant?.string
      else {
        return invalidTable(
          .badUse, "expected _GetWatchlist(\"name\")", at: call.range)
      }
      return openNode(
        Watchlist(watchlist: name, openNumber: openCount), [],
        listed: [
          BoundColumn("_DTItemId", .string), BoundColumn("LastUpdatedTimeUTC", .datetime),
          BoundColumn("SearchKey", .string), BoundColumn("WatchlistItem", .dynamic),
        ], at: call.range)
    case "FileProfile" where input != nil: return fileProfile(call, input: input)
    default: break
    }
    let names = functions.map(\.name) + ["materialize", "_GetWatchlist"]
    return invalidTable(
      .unknownName,
      "no function named \(call.name.text) that gives a table"
        + suggestion(for: call.name.text, among: names), at: call.name.range)
  }
}
