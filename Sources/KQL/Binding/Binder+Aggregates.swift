extension Binder {
  /// A use of an aggregate: adds it to those of the operator and gives its first column.
  mutating func bindAggregate(_ function: AggregateFunction, _ call: CallSyntax) -> BoundExpression
  {
    guard let context = row?.aggregates, let schema = row?.schema else {
      return .invalid(at: call.range)
    }
    row?.aggregates?.isInside = true
    var arguments: [BoundExpression] = []
    var isNamed: [Bool] = []
    var takesOpenColumns = false
    for (number, argument) in call.arguments.enumerated() {
      guard case .star = argument.value.kind else {
        let value = bindExpression(argument.value)
        isNamed.append(argument.names.count == 1)
        arguments.append(argument.names.first.map { value.named($0.text) } ?? value)
        continue
      }
      guard function.returnsArguments, number > 0 || function.name.hasSuffix("any") else {
        row?.aggregates?.isInside = false
        return invalid(.badUse, "\(function.name) takes no \"*\" here", at: argument.range)
      }
      // All columns but those that are there already: keys and arguments before.
      let taken = Set((context.keys + arguments).compactMap(\.columnIndex))
      for index in schema.columns.indices where !taken.contains(index) {
        arguments.append(.column(index, of: schema, at: argument.range))
        isNamed.append(false)
      }
      takesOpenColumns = schema.isOpen
    }
    row?.aggregates?.isInside = false
    if arguments.contains(where: \.isInvalid) { return .invalid(at: call.range) }
    if arguments.isEmpty, function.returnsArguments {
      return invalid(
        .badUse, "expected \(call.name.text) of columns that are no keys, found none",
        at: call.range)
    }

    // The catalogue of scalar functions knows how arguments and parameters are matched.
    let shape = ScalarFunction(
      function.name, page: function.page, function.signatures, resultName: function.resultName)
    let applied = apply(shape, arguments, at: call.range, spelling: call.name.text)
    if applied.isInvalid { return applied }
    let columns =
      function.columns?(AggregateCall(arguments: arguments, isNamed: isNamed, type: applied.type))
      ?? [BoundColumn(applied.name ?? "", applied.type)]
    guard let first = columns.first else { return .invalid(at: call.range) }
    let place = row?.aggregates?.columnCount ?? 0
    row?.aggregates?.aggregates.append(
      BoundAggregate(
        function: function, arguments: arguments, columns: columns,
        takesOpenColumns: takesOpenColumns, spelling: call.name.text, range: call.range))
    row?.aggregates?.columnCount += columns.count
    return BoundExpression(
      .column(place), first.type, at: call.range,
      name: function.columns == nil ? applied.name : first.name, dependence: .row,
      tuple: function.columns == nil ? [] : columns)
  }
}
