/// An expression where the query has it.
///
/// Parentheses are kept as nodes, since names of columns may depend on them. Chains of `and` and of `or` are one node
/// each; the height of a tree is at most `Limits.treeHeight`, so walks may recurse.
struct ExpressionSyntax: Sendable {
  let range: SourceRange
  let kind: Kind
  /// Levels of nodes, this one included.
  let height: Int

  indirect enum Kind: Sendable {
    case literal(LiteralValue)
    /// `dynamic(...)`.
    case dynamic(DynamicSyntax)
    /// A column, a table, a variable, `$left`, `$right`.
    case name(NameSyntax)
    /// `T*`, only where tables are listed.
    case pattern(NameSyntax)
    /// `*` as an argument, a column list or a search operand.
    case star
    /// `(...)`, around an expression or a pipeline.
    case parenthesized(ExpressionSyntax)
    /// A source with operators after it, or operators alone; only in parentheses and as a statement.
    case pipeline(PipelineSyntax)
    case unary(UnaryOperator, ExpressionSyntax)
    case binary(ExpressionSyntax, BinaryOperator, operatorRange: SourceRange, ExpressionSyntax)
    /// Two or more operands joined by the same word.
    case logical(LogicalOperator, [ExpressionSyntax])
    /// `x in (a, b)` and its like. A subquery is one operand of kind `parenthesized`.
    case membership(
      ExpressionSyntax, MembershipOperator, operatorRange: SourceRange, [ExpressionSyntax])
    /// `x between (low .. high)`.
    case between(ExpressionSyntax, isNegated: Bool, low: ExpressionSyntax, high: ExpressionSyntax)
    /// `base.name`.
    case member(ExpressionSyntax, NameSyntax)
    /// `base[index]`.
    case element(ExpressionSyntax, ExpressionSyntax)
    case call(CallSyntax)
    /// `base.f(x)`, as in `database("d").T`.
    case memberCall(ExpressionSyntax, CallSyntax)
    case datatable(DataTableSyntax)
    case externalData(ExternalDataSyntax)
    /// `typeof(string)`, `typeof(a:string, b:long)`, `typeof(*, a:string)`.
    case typeOf([TypeOfItem])
  }

  enum TypeOfItem: Sendable {
    case star(SourceRange)
    case type(NameSyntax)
    case column(ColumnDeclarationSyntax)
  }
}

/// `f(a, name = b, *)`.
struct CallSyntax: Sendable {
  let range: SourceRange
  let name: NameSyntax
  /// `toscalar kind=nooptimization (...)`, `materialize` and `view` have none.
  let parameters: [ParameterSyntax]
  let arguments: [NamedExpressionSyntax]
}

/// An expression with the names it is to have: none, `name = x`, or `(a, b) = f()`.
struct NamedExpressionSyntax: Sendable {
  let range: SourceRange
  let names: [NameSyntax]
  /// Whether the names stand in parentheses.
  let isTuple: Bool
  let value: ExpressionSyntax
}

/// `kind=inner`, `hint.strategy=broadcast`: something an operator is told about its work.
struct ParameterSyntax: Sendable {
  let name: NameSyntax
  /// A literal or a name.
  let value: ExpressionSyntax

  /// Hints never change a result.
  var isHint: Bool { name.text.utf8.starts(with: "hint.".utf8) }
}

/// `datatable (a:string, b:long) ["x", 1]`.
struct DataTableSyntax: Sendable {
  let range: SourceRange
  let schema: SchemaSyntax
  /// Row by row: literals, signed numbers, `dynamic(...)`.
  let values: [ExpressionSyntax]
}

/// `externaldata (a:string) ["https://..."] with (format="csv")`.
struct ExternalDataSyntax: Sendable {
  let range: SourceRange
  let keyword: NameSyntax
  let schema: SchemaSyntax
  let locations: [ExpressionSyntax]
  let properties: [ParameterSyntax]
}
