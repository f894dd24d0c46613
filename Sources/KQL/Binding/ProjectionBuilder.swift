/// The columns of a projection under construction: their names, without two that are equal.
struct ProjectionBuilder {
  private(set) var columns: [BoundColumn] = []
  private(set) var values: [BoundExpression] = []
  private var places: [ColumnName: Int] = [:]
  /// Names that the query gives or that are columns it names: no other may have them.
  private var declared: Set<ColumnName> = []
  private var names = UniqueNames()

  /// Adds a value under a name that no other column has.
  mutating func add(
    _ value: BoundExpression, name: String?, type: ValueType? = nil, fallback: String = "Column1",
    base: String? = "Column", replaces: Bool = false
  ) {
    let wanted = name ?? fallback
    if replaces, name != nil, let place = places[ColumnName(wanted)] {
      columns[place] = BoundColumn(wanted, type ?? value.type)
      values[place] = value
      return
    }
    let unique = names.unique(wanted, base: name == nil ? base : nil)
    append(value, BoundColumn(unique, type ?? value.type))
  }

  /// Adds a value under a name that the query gives; false when the query gave it before.
  mutating func declare(
    _ value: BoundExpression, name: String, type: ValueType? = nil, replaces: Bool
  ) -> Bool {
    guard declared.insert(ColumnName(name)).inserted else { return false }
    if replaces, let place = places[ColumnName(name)] {
      columns[place] = BoundColumn(name, type ?? value.type)
      values[place] = value
      return true
    }
    let unique = names.unique(name)
    declared.insert(ColumnName(unique))
    append(value, BoundColumn(unique, type ?? value.type))
    return true
  }

  /// Renames the column that is called so; false when the new name was given before.
  mutating func rename(_ old: String, to new: String) -> Bool {
    guard let place = places[ColumnName(old)], declared.insert(ColumnName(new)).inserted else {
      return false
    }
    if places[ColumnName(new)] != nil, ColumnName(old) != ColumnName(new) { return false }
    columns[place] = columns[place].named(new)
    places[ColumnName(old)] = nil
    places[ColumnName(new)] = place
    names.insert(new)
    return true
  }

  func place(of name: String) -> Int? { places[ColumnName(name)] }

  private mutating func append(_ value: BoundExpression, _ column: BoundColumn) {
    places[ColumnName(column.name)] = columns.count
    columns.append(column)
    values.append(value)
  }
}

/// What a list of named expressions is for, which decides about names that are there already.
enum ProjectionStyle: Sendable {
  case project
  case extend
  case print
  case summarize
}

extension Binder {
  /// Adds the columns of a list of named expressions.
  mutating func project(
    _ items: [NamedExpressionSyntax], into builder: inout ProjectionBuilder, style: ProjectionStyle
  ) {
    for (number, item) in items.enumerated() {
      if case .star = item.value.kind {
        addAllColumns(of: item.range, into: &builder)
        continue
      }
      project(
        item, bindExpression(item.value), into: &builder, style: style,
        fallback: style == .print ? "print_\(number)" : nil)
    }
  }

  /// Adds the columns of one named expression that is bound.
  mutating func project(
    _ item: NamedExpressionSyntax, _ value: BoundExpression,
    into builder: inout ProjectionBuilder, style: ProjectionStyle, fallback: String? = nil
  ) {
    guard item.names.isEmpty else {
      declare(item, value, into: &builder, style: style)
      return
    }
    let isColumn =
      if case .column = value.kind { value.tuple.isEmpty } else { value.columnIndex != nil }
    if let name = value.name, isColumn || isOpenColumn(value), style != .summarize || isKey(value) {
      if !builder.declare(value, name: name, replaces: style == .extend) {
        // Kusto passes over a column that is extended by itself twice.
        if style != .extend { failDuplicate(name, at: item.range) }
      }
      return
    }
    if style != .print, value.name?.contains(BoundExpression.unknowableName) == true {
      return fail(
        .unsupported, "the name of this column cannot be known: give it one, as in x = ...",
        at: item.range)
    }
    if value.tuple.isEmpty || (style == .print && value.tuple.count == 1) {
      builder.add(
        value, name: style == .print ? nil : value.name, fallback: fallback ?? "Column1",
        base: fallback ?? "Column", replaces: style == .extend)
      return
    }
    for index in value.tuple.indices {
      builder.add(value.element(index), name: value.tuple[index].name)
    }
  }

  private func isOpenColumn(_ value: BoundExpression) -> Bool {
    if case .openColumn = value.kind { true } else { false }
  }

  /// Whether a column of a summary is a key, not that of an aggregate.
  private func isKey(_ value: BoundExpression) -> Bool {
    guard case .column(let index) = value.kind, let context = row?.aggregates else { return true }
    return index < context.keys.count
  }

  private mutating func declare(
    _ item: NamedExpressionSyntax, _ value: BoundExpression,
    into builder: inout ProjectionBuilder, style: ProjectionStyle
  ) {
    for name in item.names { checkNewName(name) }
    if item.names.count > 1, value.tuple.isEmpty, !value.isInvalid {
      return fail(
        .badUse, "expected a function that gives \(item.names.count) values, found one value",
        at: item.value.range)
    }
    if value.isInvalid {
      for name in item.names {
        _ = builder.declare(.invalid(at: item.range), name: name.text, replaces: style == .extend)
      }
      return
    }
    if value.tuple.isEmpty {
      let name = item.names[0]
      if !builder.declare(value.named(name.text), name: name.text, replaces: style == .extend) {
        failDuplicate(name.text, at: name.range)
      }
      return
    }
    for (index, name) in item.names.enumerated() {
      guard index < value.tuple.count else {
        fail(
          .badUse, "expected at most \(value.tuple.count) names, one for each value, found more",
          at: name.range)
        return
      }
      if !builder.declare(value.element(index), name: name.text, replaces: style == .extend) {
        failDuplicate(name.text, at: name.range)
      }
    }
    // The values that no name was given for keep their own, where `(a, b) = f()` leaves some out, and those of
    // aggregates. `a = f()` takes the first alone.
    guard style != .print, item.isTuple || style == .summarize else { return }
    for index in value.tuple.indices.dropFirst(item.names.count) {
      builder.add(value.element(index), name: value.tuple[index].name, replaces: style == .extend)
    }
  }

  private mutating func addAllColumns(of range: SourceRange, into builder: inout ProjectionBuilder)
  {
    guard let row else { return fail(.badUse, "\"*\" needs the row of a table", at: range) }
    for index in row.schema.columns.indices {
      builder.add(
        .column(index, of: row.schema, at: range), name: row.schema.columns[index].name,
        replaces: true)
    }
  }

  /// Lists a word that Kusto does not take as the name of a column, unless it stands in brackets.
  mutating func checkNewName(_ name: NameSyntax) {
    guard !name.isBracketed, ["asc", "desc", "first", "last"].contains(name.text) else { return }
    fail(.badUse, "\(name.text) is a keyword: write ['\(name.text)']", at: name.range)
  }

  mutating func failDuplicate(_ name: String, at range: SourceRange) {
    fail(.duplicateName, "a column named \(name) is declared already", at: range)
  }

  /// A builder that holds all columns of an input.
  func builder(of input: PlanNode) -> ProjectionBuilder {
    var builder = ProjectionBuilder()
    for index in input.schema.columns.indices {
      builder.add(
        .column(index, of: input.schema, at: input.range),
        name: input.schema.columns[index].name)
    }
    return builder
  }

  /// The node of a projection.
  func projection(
    _ builder: ProjectionBuilder, of input: PlanNode, openColumns: Projection.OpenColumns,
    at range: SourceRange, isSerialized: Bool? = nil
  ) -> PlanNode {
    let isOpen: Bool =
      if case .dropped = openColumns { false } else { input.schema.isOpen }
    return PlanNode(
      Projection(outputs: builder.values, openColumns: openColumns), [input],
      schema: RowSchema(builder.columns, isOpen: isOpen),
      isSerialized: isSerialized ?? input.isSerialized, at: range)
  }
}
