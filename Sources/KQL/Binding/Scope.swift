/// The names that `let`, parameters and `as` give.
///
/// A value: a function keeps the scope it was declared in.
struct Scope: Sendable {
  private var entities: [ColumnName: Entity] = [:]

  enum Entity: Sendable {
    /// A scalar. One that depends on a row may be used only at the depth of tables it was bound at.
    case value(BoundExpression, tableDepth: Int)
    case table(PlanNode)
    /// A function by its place in `Binder.functions`.
    case function(Int)

    var isTable: Bool { if case .table = self { true } else { false } }
  }

  subscript(name: String) -> Entity? {
    get { entities[ColumnName(name)] }
    set { entities[ColumnName(name)] = newValue }
  }

  var names: some Sequence<String> { entities.keys.lazy.map(\.text).sorted() }
}

/// A function that the query declares. Its body is bound at each call.
struct QueryFunction: Sendable {
  let name: String
  let syntax: FunctionSyntax
  let scope: Scope
  let isTabular: Bool
}

/// What expressions see of the row they are computed for.
struct RowContext: Sendable {
  let schema: RowSchema
  let isSerialized: Bool
  /// The other side of a join, behind `$left` and `$right`.
  var sides: (left: RowSchema, right: RowSchema)?
  /// The aggregates met so far, where aggregates may stand.
  var aggregates: AggregateContext?
  /// The names of rows of steps, in `scan`.
  var steps: [ColumnName: Int] = [:]
}

/// Aggregates that an operator collects while its expressions are bound.
struct AggregateContext: Sendable {
  /// The keys, over the row of the input, whose columns come before those of aggregates.
  let keys: [BoundExpression]
  var aggregates: [BoundAggregate] = []
  var columnCount: Int
  /// Whether an argument of an aggregate is being bound.
  var isInside = false

  init(keys: [BoundExpression]) {
    self.keys = keys
    columnCount = keys.count
  }
}
