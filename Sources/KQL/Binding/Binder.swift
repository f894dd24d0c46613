internal import Tabular

/// Turns a syntax tree into a bound one: names become columns, functions and tables, and everything has a type.
///
/// All problems are listed. What is in error is bound to `invalid`, or to a table of unknown columns, so that it
/// causes no further messages.
struct Binder {
  let text: QueryText
  let tables: any TableProvider
  /// The schemas of operators that were open when the query was bound before, in their order.
  let resolved: [RowSchema]

  var scope = Scope()
  var functions: [QueryFunction] = []
  var variables: [QueryVariable] = []
  /// The row of the expression that is being bound; nil where there is none.
  var row: RowContext?
  /// Tables inside each other around the current expression.
  var tableDepth = 0
  /// Whether unknown tables count as empty.
  var isFuzzy = false
  /// Calls of functions of the query that are open at once.
  var callDepth = 0
  /// Operators met so far whose columns only the data tells.
  var openCount = 0
  var notices: [String] = []

  private(set) var errors: [QueryError] = []
  private var reported: Set<SourceRange> = []
  private var isAborted = false
  private var depth = 0
  private var nodeCount = 0

  init(text: QueryText, tables: any TableProvider, resolved: [RowSchema] = []) {
    self.text = text
    self.tables = tables
    self.resolved = resolved
  }

  /// The bound query.
  ///
  /// - Throws: `QueryError` that lists all problems in the order of their places: `unknown-name`, `bad-type`,
  ///   `bad-use`, `duplicate-name`, `bad-literal`, `unsupported`, `limit`.
  static func bind(
    _ query: QuerySyntax, text: QueryText, tables: any TableProvider, resolved: [RowSchema] = []
  ) throws(QueryError) -> BoundQuery {
    var binder = Binder(text: text, tables: tables, resolved: resolved)
    let root = binder.bindQuery(query)
    let sorted = binder.errors.sorted { $0.range.start < $1.range.start }
    if var first = sorted.first {
      first.further = Array(sorted.dropFirst())
      throw first
    }
    return BoundQuery(
      root: root, variables: binder.variables, openCount: binder.openCount,
      notices: binder.notices)
  }

  // MARK: - Problems

  /// Lists a problem, once for each place: the body of a function is bound at each call.
  mutating func fail(_ code: QueryError.Code, _ message: String, at range: SourceRange) {
    guard !isAborted, reported.insert(range).inserted else { return }
    errors.append(QueryError(code, message, at: range, in: text))
    if errors.count >= Limits.problemsListed { isAborted = true }
  }

  /// Lists a problem and gives what stands for an expression in error.
  mutating func invalid(
    _ code: QueryError.Code, _ message: String, at range: SourceRange
  ) -> BoundExpression {
    fail(code, message, at: range)
    return .invalid(at: range)
  }

  /// Lists a problem and gives what stands for a table in error.
  mutating func invalidTable(
    _ code: QueryError.Code, _ message: String, at range: SourceRange
  ) -> PlanNode {
    fail(code, message, at: range)
    return errorTable(at: range)
  }

  /// A table that stands for one in error: any column may be in it.
  func errorTable(at range: SourceRange) -> PlanNode {
    PlanNode(
      MissingTable(table: ""), schema: RowSchema([], isOpen: true), isSerialized: true, at: range)
  }

  /// `; did you mean X`, or nothing.
  func suggestion(for name: String, among names: some Sequence<String>) -> String {
    nearestName(to: name, among: names.filter { ColumnName($0) != ColumnName(name) }).map {
      "; did you mean \($0)"
    } ?? ""
  }

  // MARK: - Limits

  /// Runs a part of the binding that may hold parts of its own kind; nil when a limit is reached.
  ///
  /// `weight` is the stack it takes, in that of an expression.
  mutating func nested<Part>(
    at range: SourceRange, weight: Int = 1, _ bind: (inout Binder) -> Part
  ) -> Part? {
    guard !isAborted else { return nil }
    nodeCount += 1
    guard depth < Limits.bindingDepth, nodeCount < Limits.boundNodes else {
      fail(
        .limit,
        depth < Limits.bindingDepth
          ? "expected a query of at most \(Limits.boundNodes) expressions, those of functions at each call, found more"
          : "expected at most \(Limits.bindingDepth) expressions and calls inside each other, found more",
        at: range)
      isAborted = true
      return nil
    }
    depth += weight
    defer { depth -= weight }
    return bind(&self)
  }

  /// Checks the size of an expression that was put together.
  mutating func checked(_ expression: BoundExpression) -> BoundExpression {
    guard expression.size > Limits.expressionSize || expression.height > Limits.bindingDepth else {
      return expression
    }
    return invalid(
      .limit,
      "expected an expression of at most \(Limits.expressionSize) parts, found more",
      at: expression.range)
  }

  /// Checks the height of a plan and the number of its columns.
  mutating func checked(_ node: PlanNode) -> PlanNode {
    if node.height > Limits.planHeight {
      return invalidTable(
        .limit, "expected at most \(Limits.planHeight) operators behind each other, found more",
        at: node.range)
    }
    if node.schema.columns.count > Limits.columns {
      return invalidTable(
        .limit,
        "expected at most \(Limits.columns) columns, found \(node.schema.columns.count)",
        at: node.range)
    }
    return node
  }
}

/// A query that can be explained, optimised and run.
struct BoundQuery: Sendable {
  let root: PlanNode
  /// Each may use those before it.
  let variables: [QueryVariable]
  /// Operators whose columns only the data tells. While there are any that were not resolved, the first of them
  /// is run, and the query is bound again with its schema.
  let openCount: Int
  let notices: [String]
}
