/// A whole query: statements, the last of which gives the result.
struct QuerySyntax: Sendable {
  let statements: [StatementSyntax]
}

/// A statement where the query has it.
struct StatementSyntax: Sendable {
  let range: SourceRange
  let kind: Kind

  enum Kind: Sendable {
    /// `let name = expression`, scalar or tabular: the binder finds out.
    case letValue(NameSyntax, ExpressionSyntax)
    /// `let name = (parameters) { body }`.
    case letFunction(NameSyntax, FunctionSyntax)
    /// `set option`, `set option = value`.
    case set(NameSyntax, ExpressionSyntax?)
    /// `declare query_parameters (name:type = default)`.
    case queryParameters([FunctionParameterSyntax])
    /// The result of the query: a pipeline or one expression that stands for a table.
    case expression(ExpressionSyntax)
  }
}

/// `[view] (parameters) { statements; expression }`.
struct FunctionSyntax: Sendable {
  let range: SourceRange
  let isView: Bool
  let parameters: [FunctionParameterSyntax]
  /// `let` statements, then the expression that gives the value.
  let body: [StatementSyntax]
}

/// `name:type`, `name:type = default`, `name:(a:string, *)`.
struct FunctionParameterSyntax: Sendable {
  let range: SourceRange
  let name: NameSyntax
  let type: ParameterType
  let defaultValue: ExpressionSyntax?

  enum ParameterType: Sendable {
    case scalar(NameSyntax)
    /// A table with at least these columns.
    case table(SchemaSyntax)
    /// `(*)`: any table.
    case anyTable(SourceRange)
  }
}

/// A source and the operators that its rows go through.
struct PipelineSyntax: Sendable {
  let range: SourceRange
  /// nil if the first operator needs no rows (`print`, `range`, `union`) or gets those of an outer operator
  /// (`mv-apply ... on (top 1 by x)`).
  let source: ExpressionSyntax?
  let operators: [any OperatorSyntax]
}
