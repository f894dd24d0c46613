internal import Tabular

extension Binder {
  /// A call in a scalar expression: of a function of the query, of an aggregate, or of the catalogue.
  mutating func bindCall(_ call: CallSyntax) -> BoundExpression {
    if case .function(let index) = scope[call.name.text] {
      guard !functions[index].isTabular else {
        return invalid(
          .badType,
          "expected a scalar, found the table of \(call.name.text); toscalar(...) gives its first cell",
          at: call.range)
      }
      return callScalar(index, call.arguments, at: call.range)
    }
    switch call.name.text {
    case "toscalar": return bindToScalar(call)
    case "iscolumnexists", "column_ifexists", "columnifexists":
      return bindColumnTest(call)
    case "pack_all": return bindPackAll(call)
    case "column_names_of": return bindColumnNames(call)
    default: break
    }
    if row?.aggregates?.isInside == false, let aggregate = AggregateCatalogue.byName[call.name.text]
    {
      return bindAggregate(aggregate, call)
    }
    if let function = FunctionCatalogue.byName[call.name.text] {
      return bindCall(of: function, call)
    }
    if AggregateCatalogue.byName[call.name.text] != nil {
      return invalid(
        .badUse, "the aggregate \(call.name.text) may stand only in summarize and its like",
        at: call.name.range)
    }
    if isTable(ExpressionSyntax(range: call.range, kind: .call(call), height: 1)) {
      return invalid(
        .badType,
        "expected a scalar, found the table of \(call.name.text); toscalar(...) gives its first cell",
        at: call.range)
    }
    if functions.contains(where: { ColumnName($0.name) == ColumnName(call.name.text) }) {
      return invalid(
        .unknownName, "\(call.name.text) is not known here: a function cannot call itself",
        at: call.name.range)
    }
    let names =
      functions.map(\.name) + FunctionCatalogue.byName.keys.sorted()
      + AggregateCatalogue.byName.keys.sorted()
    return invalid(
      .unknownName,
      "no function named \(call.name.text)\(suggestion(for: call.name.text, among: names))",
      at: call.name.range)
  }

  private mutating func bindCall(of function: ScalarFunction, _ call: CallSyntax) -> BoundExpression
  {
    if function.purity == .window {
      guard let row, row.isSerialized else {
        return invalid(
          .badUse,
          "\(function.name) needs rows in an order: sort, top or serialize them before",
          at: call.range)
      }
    }
    if function === ScalarFunction.prev || function === ScalarFunction.next {
      checkNeighbour(call)
    }
    var arguments: [BoundExpression] = []
    var literalType: ValueType?
    for argument in call.arguments {
      if let name = argument.names.first {
        return invalid(
          .badUse, "the function \(function.name) takes no named arguments", at: name.range)
      }
      switch argument.value.kind {
      case .typeOf(let items):
        guard items.count == 1, case .type(let name) = items[0] else {
          return invalid(.badUse, "expected typeof(type)", at: argument.range)
        }
        guard let type = type(named: name) else { return .invalid(at: call.range) }
        literalType = type
        arguments.append(
          BoundExpression(
            .constant(.string(type.name)), type, at: argument.range, dependence: .constant))
      case .star:
        arguments.append(
          BoundExpression(.allColumns, .unknown, at: argument.range, dependence: .row))
      default: arguments.append(bindExpression(argument.value))
      }
    }
    return apply(
      function, arguments, literalType: literalType, at: call.range, spelling: call.name.text)
  }

  /// `prev(column, offset, default)`: which row it is, and what stands for a row that is not there, must be known.
  private mutating func checkNeighbour(_ call: CallSyntax) {
    guard call.arguments.count > 1 else { return }
    let offset = bindExpression(call.arguments[1].value)
    if let constant = offset.constant, (constant.integer ?? 0) < 1 {
      fail(.badUse, "expected an offset of at least 1, found \(constant)", at: offset.range)
    }
    guard call.arguments.count > 2 else { return }
    let other = bindExpression(call.arguments[2].value)
    if other.dependence == .row {
      fail(.badUse, "expected a default that is the same for all rows", at: other.range)
    }
  }

  // MARK: - Application

  /// A function applied to arguments, with its type and name.
  mutating func apply(
    _ function: ScalarFunction, _ arguments: [BoundExpression], literalType: ValueType? = nil,
    at range: SourceRange, spelling: String? = nil
  ) -> BoundExpression {
    if arguments.contains(where: \.isInvalid) { return .invalid(at: range) }
    let arguments = harmonized(arguments, for: function)
    let name = spelling ?? function.name
    var best: (signature: Signature, fit: Int)?
    for signature in function.signatures {
      guard let fit = fit(arguments, literalType, signature) else { continue }
      if best.map({ fit < $0.fit }) ?? true { best = (signature, fit) }
    }
    guard let signature = best?.signature else {
      return misfit(function, arguments, name: name, at: range)
    }
    guard let (type, tuple) = result(signature, arguments, literalType) else {
      return misfit(function, arguments, name: name, at: range)
    }
    var dependence = arguments.map(\.dependence).max() ?? .constant
    switch function.purity {
    case .pure: break
    case .perQuery: dependence = max(dependence, .query)
    case .perRow, .window: dependence = .row
    }
    return checked(
      BoundExpression(
        .call(function, arguments), type, at: range,
        name: function.resultName.name(arguments, in: row?.schema ?? RowSchema([])),
        dependence: dependence, tuple: tuple))
  }

  /// How well arguments fit a signature, 0 best; nil when they do not.
  private func fit(
    _ arguments: [BoundExpression], _ literalType: ValueType?, _ signature: Signature
  ) -> Int? {
    guard let layout = signature.layout(arguments.count) else { return nil }
    var sum = 0
    for (argument, parameter) in zip(arguments, layout) {
      if case .typeLiteral = parameter.kind {
        guard literalType != nil else { return nil }
      } else if case .allColumns = argument.kind, argument.type.isUnknown {
        guard case .star = parameter.kind else { return nil }
      } else {
        guard let fit = parameter.fit(argument.type) else { return nil }
        sum = max(sum, fit)
      }
    }
    return sum
  }

  private func result(
    _ signature: Signature, _ arguments: [BoundExpression], _ literalType: ValueType?
  ) -> (type: ValueType, tuple: [BoundColumn])? {
    switch signature.result {
    case .type(let type): return (type, [])
    case .argument(let index): return (arguments[index].type, [])
    case .promoted(let index):
      let type = arguments[index].type
      return (type == .int ? .long : type == .dynamic ? .real : type, [])
    case .widest:
      return ValueType.widest(arguments.map(\.type)).map { ($0 == .int ? .long : $0, []) }
    case .common(.from(let index)):
      return ValueType.common(arguments[index...].map(\.type)).map { ($0, []) }
    case .common(.values):
      let last = arguments.count - 1
      let values = arguments.indices.filter { !$0.isMultiple(of: 2) || $0 == last }
      return ValueType.common(values.map { arguments[$0].type }).map { ($0, []) }
    case .typeLiteral: return (literalType ?? .string, [])
    case .tuple(let rule):
      let columns = rule(arguments)
      return columns.first.map { ($0.type, columns) }
    case .custom(let rule): return rule(arguments).map { ($0, []) }
    }
  }

  /// Says what a function takes and what it was given.
  private mutating func misfit(
    _ function: ScalarFunction, _ arguments: [BoundExpression], name: String, at range: SourceRange
  ) -> BoundExpression {
    let isOperator = FunctionCatalogue.byName[name] == nil
    if isOperator {
      let types = arguments.map(\.type.name).joined(separator: " and ")
      return invalid(.badType, "\"\(name)\" does not take \(types)", at: range)
    }
    if function.signatures.count == 1, let layout = function.signatures[0].layout(arguments.count) {
      for (number, (argument, parameter)) in zip(arguments, layout).enumerated()
      where parameter.fit(argument.type) == nil {
        return invalid(
          .badType,
          "expected \(parameter.expectation) as argument \(number + 1) of \(name) (\(parameter.name)), found a \(argument.type.name)",
          at: argument.range)
      }
      let types = arguments.map(\.type.name).joined(separator: ", ")
      return invalid(
        .badType, "the arguments of \(name) do not go together: \(types)", at: range)
    }
    let forms = function.signatures.map { signature in
      "\(name)(\(signature.parameters.map { $0.isOptional ? "[\($0.name)]" : $0.name }.joined(separator: ", ")))"
    }
    let types = arguments.map(\.type.name).joined(separator: ", ")
    return invalid(
      .badUse, "expected \(forms.joined(separator: " or ")), found \(name)(\(types))", at: range)
  }

  // MARK: - Special forms

  private mutating func bindToScalar(_ call: CallSyntax) -> BoundExpression {
    guard call.arguments.count == 1 else {
      return invalid(.badUse, "expected toscalar(table)", at: call.range)
    }
    let argument = call.arguments[0].value
    guard isTable(argument) else {
      // A scalar inside is that scalar, one for the whole query.
      let outer = row
      row = nil
      let value = bindExpression(argument)
      row = outer
      guard value.dependence == .row else { return value }
      return variable(.expression(value), type: value.type, name: "", at: call.range)
    }
    let table = bindTable(argument)
    let type = table.schema.columns.first?.type ?? .unknown
    return variable(.firstCell(table), type: type, name: "", at: call.range)
  }

  /// `column_ifexists("name", default)`: the column if there is one, else the default.
  private mutating func bindColumnTest(_ call: CallSyntax) -> BoundExpression {
    guard let row else {
      return invalid(.badUse, "\(call.name.text) needs the row of a table", at: call.range)
    }
    let isTest = call.name.text == "iscolumnexists"
    guard call.arguments.count == (isTest ? 1 : 2) else {
      return invalid(
        .badUse,
        "expected \(call.name.text)(\(isTest ? "name" : "name, default")), found \(call.arguments.count) arguments",
        at: call.range)
    }
    let argument = bindExpression(call.arguments[0].value)
    if argument.isInvalid { return argument }
    guard let name = argument.constant?.string else {
      return invalid(
        .badUse, "expected the name of a column as a string literal", at: argument.range)
    }
    let index = row.schema.index(of: name)
    if isTest {
      if index == nil, row.schema.isOpen {
        return apply(
          .columnExists, [openColumn(name, at: argument.range).named(nil)], at: call.range)
      }
      return .constant(Constant(.bool(index != nil), .bool), at: call.range)
    }
    let other = bindExpression(call.arguments[1].value)
    if index != nil {
      return bindExpression(
        ExpressionSyntax(
          range: call.range, kind: .name(NameSyntax(name, at: argument.range)), height: 1))
    }
    if row.schema.isOpen {
      return apply(
        .columnOrDefault, [openColumn(name, at: argument.range), other], at: call.range
      )
      .named(name)
    }
    return BoundExpression(
      other.kind, other.type, at: call.range, name: nil, dependence: other.dependence)
  }

  /// `column_names_of(table)`: the names of its columns as an array.
  private mutating func bindColumnNames(_ call: CallSyntax) -> BoundExpression {
    guard call.arguments.count == 1 else {
      return invalid(
        .badUse, "expected column_names_of(table), found \(call.arguments.count) arguments",
        at: call.range)
    }
    let table = bindTable(call.arguments[0].value)
    guard !table.schema.isOpen else {
      return invalid(
        .unsupported, "column_names_of is supported for tables whose columns are known",
        at: call.range)
    }
    let names = table.schema.columns.map { DynamicLiteral.quoted($0.name) }
    return .constant(.dynamic("[" + names.joined(separator: ",") + "]"), at: call.range)
  }

  /// `pack_all()`: a bag of all columns.
  private mutating func bindPackAll(_ call: CallSyntax) -> BoundExpression {
    guard let row else {
      return invalid(.badUse, "pack_all needs the row of a table", at: call.range)
    }
    var arguments = [BoundExpression(.allColumns, .unknown, at: call.range, dependence: .row)]
    if row.schema.columns.isEmpty, !row.schema.isOpen { arguments = [] }
    arguments += call.arguments.map { bindExpression($0.value) }
    if arguments.contains(where: \.isInvalid) { return .invalid(at: call.range) }
    return BoundExpression(.call(.packAll, arguments), .dynamic, at: call.range, dependence: .row)
  }
}
