internal import Tabular

/// What computes an aggregate: makes the state that rows are added to.
typealias AggregateKernel = @Sendable (_ aggregate: BoundAggregate) -> any AggregateState

/// The values of an aggregate for many groups at once, under construction.
protocol AggregateState {
  /// Adds the rows of a batch: one column for each argument, and the group of each row.
  mutating func add(_ arguments: [Column], groups: [Int32], groupCount: Int)
  /// A column for each result, one value for each group.
  mutating func finish(groupCount: Int) -> [Column]
}

/// An entry of the catalogue of aggregates.
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
  let evaluate: AggregateKernel?

  init(
    _ name: String, aliases: [String] = [], page: String, _ signatures: [Signature],
    resultName: ResultName = .none, returnsArguments: Bool = false,
    columns: (@Sendable (AggregateCall) -> [BoundColumn])? = nil,
    evaluate: AggregateKernel? = nil
  ) {
    self.name = name
    self.aliases = aliases
    self.page = page
    self.signatures = signatures
    self.resultName = resultName
    self.returnsArguments = returnsArguments
    self.columns = columns
    self.evaluate = evaluate
  }

  /// An aggregate with one signature whose column is called `prefix_` and the name of the first argument.
  convenience init(
    _ name: String, aliases: [String] = [], prefix: String? = nil, page: String,
    returns result: ResultType, _ parameters: [Parameter], evaluate: AggregateKernel? = nil
  ) {
    self.init(
      name, aliases: aliases, page: page, [Signature(parameters, returns: result)],
      resultName: .prefixed(prefix ?? name), evaluate: evaluate)
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
  let range: SourceRange
}
