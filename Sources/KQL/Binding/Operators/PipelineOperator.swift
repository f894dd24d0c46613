/// An operator that gets rows from what stands before it.
protocol PipelineOperator: OperatorSyntax {
  func bind(_ binder: inout Binder, input: PlanNode) -> PlanNode
}

/// An operator that may begin a pipeline.
protocol SourceOperator: OperatorSyntax {
  func bindSource(_ binder: inout Binder, input: PlanNode?) -> PlanNode
}

extension SourceOperator {
  /// For an operator that takes no rows.
  func refused(_ binder: inout Binder) -> PlanNode {
    binder.invalidTable(
      .badUse, "\(keyword.text) begins a query: it takes no rows", at: keyword.range)
  }
}

extension OperatorSyntax {
  /// The word that a parameter is given, in lower case; nil when it is not given.
  func word(_ name: String, in parameters: [ParameterSyntax]) -> (text: String, range: SourceRange)?
  {
    guard let parameter = parameters.last(where: { $0.name.text == name }) else { return nil }
    let range = parameter.value.range
    switch parameter.value.kind {
    case .name(let name): return (name.text, range)
    case .literal(.string(let text)): return (text, range)
    case .literal(.bool(let value)): return ("\(value)", range)
    case .literal(.long(let value)): return ("\(value)", range)
    default: return ("", range)
    }
  }
}
