public import Tabular

/// Runs KQL over tables.
///
/// The result of a query depends on the query, the tables and the time alone. Rows without a sorting operator come
/// in the order in which they were met.
public struct Engine: Sendable {
  private let source: any TableSource
  private let now: Int64
  private let limits: QueryLimits
  private let batchRows: Int?
  private let tracksLineage: Bool
  private let isOptimizing: Bool

  /// An engine over tables.
  ///
  /// - Parameters:
  ///   - source: the tables.
  ///   - now: the time that `now()` gives, in ticks since 0001-01-01.
  ///   - limits: what a query may use.
  ///   - tracksLineage: whether answers tell which rows of tables theirs came from.
  public init(
    source: any TableSource, now: Int64, limits: QueryLimits = QueryLimits(),
    tracksLineage: Bool = false
  ) {
    self.init(
      source: source, now: now, limits: limits, batchRows: nil, tracksLineage: tracksLineage)
  }

  /// An engine that cuts all batches to so many rows, or leaves nothing out, for tests.
  init(
    source: any TableSource, now: Int64, limits: QueryLimits, batchRows: Int?,
    tracksLineage: Bool = false, isOptimizing: Bool = true
  ) {
    self.isOptimizing = isOptimizing
    self.source = source
    self.now = now
    self.limits = limits
    self.batchRows = batchRows
    self.tracksLineage = tracksLineage
  }

  /// The answer of a query.
  ///
  /// - Throws: ``QueryError``: what is wrong with the query, `unsupported` for what has no exact answer here,
  ///   `resources` when a limit is reached.
  public func run(_ query: String) throws(QueryError) -> QueryResult {
    let meter = MemoryMeter()
    let tracking = tracksLineage ? LineageTracking() : nil
    let (run, bound) = try prepared(query, meter: meter, tracking)
    let rows = try run.rows(bound.root)
    let columns = bound.root.schema.columns.map { ColumnSchema($0.name, $0.type.stored) }
    return QueryResult(
      schema: TableSchema(name: "Table_0", columns: columns), batches: rows.batches,
      notices: bound.notices + run.notices,
      lineage: tracking.map { Lineage($0.store, of: rows.batches) })
  }

  /// The plan of a query, one operator a line, for people.
  public func explain(_ query: String) throws(QueryError) -> String {
    let meter = MemoryMeter()
    return PlanPrinter.text(of: try prepared(query, meter: meter, nil).bound)
  }

  /// Binds, and while there are operators whose columns only the data tells, runs the first and binds again.
  private func prepared(
    _ query: String, meter: MemoryMeter, _ tracking: LineageTracking?
  ) throws(QueryError) -> (run: QueryRun, bound: BoundQuery) {
    let bytes = Array(query.utf8)
    let syntax = try Parser.query(bytes)
    let text = QueryText(bytes)
    var schemas: [RowSchema] = []
    var rows: [RowSet] = []
    while true {
      let bound = try Binder.bind(syntax, text: text, tables: source, resolved: schemas)
      let run = QueryRun(
        text: text, query: bound, source: source, now: now, limits: limits, meter: meter,
        resolved: rows, batchRows: batchRows, tracking: tracking, isOptimizing: isOptimizing)
      guard bound.openCount > schemas.count else { return (run, bound) }
      tracking?.begin()
      let schema: RowSchema
      let found: RowSet
      do throws(QueryError) {
        (schema, found) = try run.resolve(number: schemas.count)
      } catch {
        tracking?.fail()
        throw error
      }
      schemas.append(schema)
      rows.append(tracking?.end(found, meter: meter) ?? found)
    }
  }
}

/// The answer of a query.
public struct QueryResult: Sendable {
  /// The columns.
  public let schema: TableSchema
  /// The rows.
  public let batches: [Batch]
  /// What a reader of the answer should know, such as tables that were missing.
  public let notices: [String]
  /// Which rows of tables each row came from; nil unless the engine was asked for it.
  public let lineage: Lineage?

  /// The number of rows.
  public var count: Int { batches.reduce(0) { $0 + $1.count } }
}

extension QueryRun {
  /// Runs the operator of a number whose columns only the data tells.
  fileprivate func resolve(number: Int) throws(QueryError) -> (RowSchema, RowSet) {
    var found: PlanNode?
    var watchlist: PlanNode?
    var seen: Set<ObjectIdentifier> = []
    func search(_ node: PlanNode) {
      guard seen.insert(ObjectIdentifier(node)).inserted else { return }
      if let call = node.operation as? PluginCall, call.openNumber == number { found = node }
      if let list = node.operation as? Watchlist, list.openNumber == number { watchlist = node }
      for input in node.inputs + node.operation.subplans { search(input) }
    }
    search(query.root)
    for variable in query.variables {
      if case .firstCell(let node) = variable.value { search(node) }
    }
    if let found, let call = found.operation as? PluginCall {
      return try call.resolve(self, found)
    }
    if let list = watchlist, let operation = list.operation as? Watchlist {
      if let given = try operation.given(self, list) { return given }
      notices.append("the watchlist \(operation.watchlist) is not given: it counts as empty")
      let columns = list.schema.columns
      // Its columns are those of a file: any may be asked for, and is empty.
      return (
        RowSchema(columns, isOpen: true), RowSet([], types: columns.map(\.type.stored), meter: meter)
      )
    }
    // It is bound, but nothing reads it.
    return (RowSchema([]), RowSet([], types: [], meter: meter))
  }
}
