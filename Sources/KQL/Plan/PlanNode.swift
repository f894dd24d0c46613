/// A step of a logical plan: an operation on the rows of its inputs.
///
/// Immutable and shared: a table that a query names twice is one node with two users, and is computed once.
final class PlanNode: Sendable {
  let operation: any PlanOperation
  let inputs: [PlanNode]
  let schema: RowSchema
  /// Whether the rows have an order that functions such as `prev` may rely on.
  let isSerialized: Bool
  /// Where the query has it.
  let range: SourceRange
  /// Nodes from here to the farthest leaf, also through plans inside of expressions; at most `Limits.planHeight`.
  let height: Int

  init(
    _ operation: any PlanOperation, _ inputs: [PlanNode] = [], schema: RowSchema,
    isSerialized: Bool = false, at range: SourceRange
  ) {
    self.operation = operation
    self.inputs = inputs
    self.schema = schema
    self.isSerialized = isSerialized
    self.range = range
    height = 1 + ((inputs + operation.subplans).map(\.height).max() ?? 0)
  }
}

/// What a node of a plan does. One type in one file for each; what executes it is an extension elsewhere.
protocol PlanOperation: Sendable {
  /// The word in explanations.
  static var name: String { get }
  /// What an explanation says behind the name, in one line; empty for nothing. `printer` shows expressions.
  func details(_ printer: PlanPrinter) -> String
  /// Plans inside that are no inputs: those of `mv-apply` and of `in (T)`.
  var subplans: [PlanNode] { get }
}

extension PlanOperation {
  func details(_ printer: PlanPrinter) -> String { "" }
  var subplans: [PlanNode] { [] }
}

/// A value that a query computes once.
struct QueryVariable: Sendable {
  let name: String
  let type: ValueType
  let value: Value

  enum Value: Sendable {
    case expression(BoundExpression)
    /// `toscalar(T)`: the first cell of a table.
    case firstCell(PlanNode)
  }
}
