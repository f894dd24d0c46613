internal import Tabular

extension ValueType {
  /// The type that values are computed in; a dynamic where only the data would tell.
  var stored: ScalarType { if case .known(let type) = self { type } else { .dynamic } }
}

extension QueryRun {
  /// Makes an expression ready over rows of a schema.
  ///
  /// A function without kernel is refused when it is computed for a row.
  ///
  /// - Throws: `QueryError`: what kernels refuse of constants.
  func evaluator(
    _ expression: BoundExpression, over schema: RowSchema
  ) throws(QueryError) -> Evaluator {
    let type = expression.type.stored
    func made(_ kind: Evaluator.Kind) -> Evaluator {
      Evaluator(kind, type: type, at: expression.range, in: text)
    }
    switch expression.kind {
    case .constant(let constant): return made(.constant(Datum(constant.value)))
    case .column(let index): return made(.column(index))
    case .openColumn: return made(.missing)
    case .variable(let index): return made(.constant(try variable(index)))
    case .call(let function, let arguments):
      return try call(function, arguments, expression, over: schema, tupleIndex: 0)
    case .tupleElement(let inner, let index):
      guard case .call(let function, let arguments) = inner.kind else {
        throw unsupported("several columns of a value are not supported here", expression.range)
      }
      return try call(function, arguments, expression, over: schema, tupleIndex: index)
    case .table, .allColumns, .invalid:
      throw unsupported("this value is not supported here", expression.range)
    }
  }

  func unsupported(_ message: String, _ range: SourceRange) -> QueryError {
    QueryError(.unsupported, message, at: range, in: text)
  }

  private func call(
    _ function: ScalarFunction, _ arguments: [BoundExpression], _ expression: BoundExpression,
    over schema: RowSchema, tupleIndex: Int
  ) throws(QueryError) -> Evaluator {
    if case .allColumns? = arguments.first?.kind {
      return try callOnAllColumns(function, arguments, expression, over: schema)
    }
    let type = expression.type.stored
    // A test of a column that the schema does not list, where the schema is known by now.
    switch function.name {
    case "column_or_default":
      if case .openColumn = arguments[0].kind { return try evaluator(arguments[1], over: schema) }
      return try evaluator(arguments[0], over: schema)
    case "column_exists":
      let exists = if case .openColumn = arguments[0].kind { false } else { true }
      return Evaluator(.constant(.bool(exists)), type: .bool, at: expression.range, in: text)
    default: break
    }
    if function.name == "ingestion_time" {
      // The time of the event stands for that of its arrival.
      for name in ["TimeGenerated", "Timestamp"] {
        if let index = schema.index(of: name), schema.columns[index].type == .datetime {
          return Evaluator(.column(index), type: .datetime, at: expression.range, in: text)
        }
      }
      return Evaluator(.constant(.null), type: .datetime, at: expression.range, in: text)
    }
    if function.name == "geo_info_from_ip_address" {
      notices.append("geo_info_from_ip_address() needs data that is not on board: it gives null")
      return Evaluator(.constant(.null), type: type, at: expression.range, in: text)
    }
    var parts: [Evaluator] = []
    for argument in arguments {
      if case .table(let node) = argument.kind {
        for value in try firstColumn(of: node) {
          parts.append(
            Evaluator(
              .constant(value), type: argument.type.stored, at: argument.range, in: text))
        }
      } else {
        parts.append(try evaluator(argument, over: schema))
      }
    }
    if function.purity == .window {
      let kernel = try windowKernel(function.name, parts, type: type, at: expression.range)
      return Evaluator(.window(kernel, parts), type: type, at: expression.range, in: text)
    }
    let names = arguments.map { argument in argument.name ?? "" }
    return try call(
      function.name, parts, type: type, at: expression.range, tupleIndex: tupleIndex, names: names)
  }

  /// A function applied to arguments that are ready.
  func call(
    _ name: String, _ parts: [Evaluator], type: ScalarType, at range: SourceRange,
    tupleIndex: Int = 0, names: [String] = []
  ) throws(QueryError) -> Evaluator {
    guard let kernel = KernelCatalogue.byName[name] else {
      // Refused where there is a row to compute: over no rows its types are all that is asked for.
      let refusal = Refusal("\(name) is not supported")
      let row: RowFunction = { (_) throws(Refusal) in throw refusal }
      return Evaluator(.call(parts, row, nil), type: type, at: range, in: text)
    }
    let call = KernelCall(
      types: parts.map(\.type), constants: parts.map(\.constant), result: type,
      tupleIndex: tupleIndex, now: now, names: names)
    do throws(Refusal) {
      let row = try kernel(call)
      let constants = call.constants.compactMap { $0 }
      if constants.count == parts.count {
        return Evaluator(
          .constant(try Evaluator.bounded(try row(constants))), type: type, at: range, in: text)
      }
      return Evaluator(
        .call(parts, row, VectorKernels.byName[name]), type: type, at: range, in: text)
    } catch {
      throw QueryError(error.code, error.message, at: range, in: text)
    }
  }

  /// `* has "x"`: whether any column has it. `pack_all()` and `pack_array(*)`.
  private func callOnAllColumns(
    _ function: ScalarFunction, _ arguments: [BoundExpression], _ expression: BoundExpression,
    over schema: RowSchema
  ) throws(QueryError) -> Evaluator {
    let columns = schema.columns.enumerated().map { index, column in
      Evaluator(.column(index), type: column.type.stored, at: expression.range, in: text)
    }
    var rest: [Evaluator] = []
    for argument in arguments.dropFirst() { rest.append(try evaluator(argument, over: schema)) }
    switch function.name {
    case "pack_all":
      let ignoresEmpty = rest.first?.constant?.truth ?? false
      let names = schema.columns.map { Array($0.name.utf8) }
      let row: RowFunction = { values in
        var bag = BagBuilder()
        for (name, value) in zip(names, values) {
          if ignoresEmpty, value.isNull || value.text.isEmpty { continue }
          bag.set(name, value.json)
        }
        return .dynamic(.bag(bag.members))
      }
      return Evaluator(.call(columns, row, nil), type: .dynamic, at: expression.range, in: text)
    case "pack_array":
      return try call(function.name, columns, type: .dynamic, at: expression.range)
    default:
      var name = function.name
      // A text alone in `search` may have stars at its ends.
      if expression.range == arguments[1].range, let pattern = rest.first?.constant?.text {
        let isOpenStart = pattern.first == 0x2a
        let isOpenEnd = pattern.count > 1 && pattern.last == 0x2a
        let suffix = name.hasSuffix("_cs") ? "_cs" : ""
        if isOpenStart || isOpenEnd {
          name = (isOpenStart ? isOpenEnd ? "contains" : "hassuffix" : "hasprefix") + suffix
          let bare = Array(pattern.dropFirst(isOpenStart ? 1 : 0).dropLast(isOpenEnd ? 1 : 0))
          guard !bare.contains(0x2a) else {
            throw unsupported("a star inside of a term is not supported", expression.range)
          }
          rest[0] = Evaluator(
            .constant(.string(bare)), type: .string, at: expression.range, in: text)
        }
      }
      var tests: [Evaluator] = []
      for column in columns {
        let shown =
          column.type == .string
          ? column : try call("tostring", [column], type: .string, at: expression.range)
        tests.append(
          try call(name, [shown] + rest, type: .bool, at: expression.range))
      }
      if tests.isEmpty {
        return Evaluator(.constant(.bool(false)), type: .bool, at: expression.range, in: text)
      }
      if tests.count == 1 { return tests[0] }
      return try call("or", tests, type: .bool, at: expression.range)
    }
  }
}
