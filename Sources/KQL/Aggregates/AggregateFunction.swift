internal import Tabular

/// An entry of the catalogue of aggregates. What computes it stands under its name in
/// ``AccumulatorCatalogue``.
final class AggregateFunction: Sendable {
  let name: String
  /// Old and other spellings.
  let aliases: [String]
  /// The page of the documentation, below data-explorer/kusto/query.
  let page: String
  let signatures: [Signature]
  let resultName: ResultName
  /// The columns of an aggregate that gives others than one of the signature's type.
  let columns: (@Sendable (AggregateCall) -> [BoundColumn])?
  /// Whether arguments are also results: those of `arg_max` and `take_any`, where `*` stands for all columns.
  let returnsArguments: Bool

  init(
    _ name: String, aliases: [String] = [], page: String, _ signatures: [Signature],
    resultName: ResultName = .none, returnsArguments: Bool = false,
    columns: (@Sendable (AggregateCall) -> [BoundColumn])? = nil
  ) {
    self.name = name
    self.aliases = aliases
    self.page = page
    self.signatures = signatures
    self.resultName = resultName
    self.returnsArguments = returnsArguments
    self.columns = columns
  }

  /// An aggregate with one signature whose column is called `prefix_` and the name of the first argument.
  convenience init(
    _ name: String, aliases: [String] = [], prefix: String? = nil, page: String,
    returns result: ResultType, _ parameters: [Parameter]
  ) {
    self.init(
      name, aliases: aliases, page: page, [Signature(parameters, returns: result)],
      resultName: .prefixed(prefix ?? name))
  }
}

/// A use of an aggregate, for the rule that gives its columns.
struct AggregateCall: Sendable {
  /// Without `*`.
  let arguments: [BoundExpression]
  /// Whether each argument has a name that the query gives.
  let isNamed: [Bool]
  let type: ValueType
}

/// An aggregate with its arguments, over the rows of an input.
struct BoundAggregate: Sendable {
  let function: AggregateFunction
  let arguments: [BoundExpression]
  /// The columns it gives, in their order.
  let columns: [BoundColumn]
  /// Whether columns that the schema does not list are given too: `arg_max(x, *)` of an open schema.
  let takesOpenColumns: Bool
  /// The name as the query spells it: some old spellings stop at 128 elements.
  let spelling: String
  let range: SourceRange
}
