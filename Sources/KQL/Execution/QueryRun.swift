internal import Tabular

/// What a query may use.
public struct QueryLimits: Sendable {
  /// Bytes that intermediate results may hold at once.
  public var memoryBytes: Int
  /// Rows that one operator may give.
  public var rows: Int

  /// Limits from their parts.
  public init(memoryBytes: Int = 2 << 30, rows: Int = 100_000_000) {
    self.memoryBytes = memoryBytes
    // Rows are counted in 32 bits, those of both sides of a join together.
    self.rows = min(rows, Int(Int32.max) / 2)
  }
}

/// Counts the bytes that results hold.
final class MemoryMeter {
  private(set) var used = 0
  /// Dictionaries that results share, with the number of their users.
  private var dictionaries: [ObjectIdentifier: (users: Int, bytes: Int)] = [:]

  /// Counts batches, dictionaries once.
  func add(_ batches: [Batch]) {
    for batch in batches {
      used += batch.byteCount
      for case .texts(_, let dictionary) in batch.columns.lazy.map(\.storage) {
        let id = ObjectIdentifier(dictionary)
        if let known = dictionaries[id] {
          dictionaries[id] = (known.users + 1, known.bytes)
        } else {
          let bytes = dictionary.byteCount
          dictionaries[id] = (1, bytes)
          used += bytes
        }
      }
    }
  }

  /// Takes batches out that were counted.
  func remove(_ batches: [Batch]) {
    for batch in batches {
      used -= batch.byteCount
      for case .texts(_, let dictionary) in batch.columns.lazy.map(\.storage) {
        let id = ObjectIdentifier(dictionary)
        guard let known = dictionaries[id] else { continue }
        if known.users > 1 {
          dictionaries[id] = (known.users - 1, known.bytes)
        } else {
          dictionaries[id] = nil
          used -= known.bytes
        }
      }
    }
  }
}

/// The rows that an operator gave. Its bytes count until nobody needs it any more.
final class RowSet {
  let types: [ScalarType]
  let batches: [Batch]
  let count: Int
  private let meter: MemoryMeter

  init(_ batches: [Batch], types: [ScalarType], meter: MemoryMeter) {
    self.types = types
    self.batches = batches.filter { $0.count > 0 }
    count = batches.reduce(0) { $0 + $1.count }
    self.meter = meter
    meter.add(self.batches)
  }

  deinit { meter.remove(batches) }

  /// All rows in one batch.
  var whole: Batch {
    guard !batches.isEmpty else {
      return Batch(columns: types.map { Column(nullsOf: $0, count: 0) }, count: 0)
    }
    return Batch.concatenating(batches)
  }

  /// Some of the rows, counted over all batches; one below zero gives nulls.
  func gathering(_ rows: [Int32]) -> Batch {
    batches.isEmpty ? whole.gathering(rows) : Batch.gathering(rows, from: batches)
  }
}

/// An operation that can be executed. One extension in one file for each.
protocol ExecutableOperation: PlanOperation {
  func execute(_ run: QueryRun, _ node: PlanNode) throws(QueryError) -> RowSet
}

/// One execution of a bound query: the values of its variables and the results that are used twice.
final class QueryRun {
  let text: QueryText
  let query: BoundQuery
  let source: any TableSource
  let now: Int64
  let limits: QueryLimits
  let meter: MemoryMeter
  /// Whether what no one needs is left out; tests turn it off.
  let isOptimizing: Bool
  /// Where rows come from, nil when nobody asked.
  let tracking: LineageTracking?
  /// The rows of operators whose columns only the data told.
  let resolved: [RowSet]
  /// What a reader of the answer should know, found while running.
  var notices: [String] = []
  /// Batches are cut to so many rows, so that memory is checked often enough.
  private let batchRows: Int
  /// The rows that subqueries of `mv-apply` and its like read, the innermost last.
  var subqueryInputs: [RowSet] = []

  private var variables: [Int: Datum] = [:]
  private var results: [ObjectIdentifier: RowSet] = [:]
  private var uses: [ObjectIdentifier: Int] = [:]
  /// Nodes that read the rows of an outer operator: their result is another one each time.
  private var dependent: [ObjectIdentifier: Bool] = [:]
  /// The columns that are needed of each scan, by its node.
  private lazy var scanColumns: [ObjectIdentifier: Set<Int>] = {
    var columns: [ObjectIdentifier: Set<Int>] = [:]
    for (node, request) in ScanPlanner.requests(of: query, value: { _ in nil }) {
      columns[node] = Set(request.columns)
    }
    return columns
  }()
  private var absentColumns: [AbsentKey: Column] = [:]

  private struct AbsentKey: Hashable {
    let type: ScalarType
    let count: Int
  }

  init(
    text: QueryText, query: BoundQuery, source: any TableSource, now: Int64, limits: QueryLimits,
    meter: MemoryMeter, resolved: [RowSet], batchRows: Int? = nil,
    tracking: LineageTracking? = nil, isOptimizing: Bool = true
  ) {
    self.isOptimizing = isOptimizing
    self.tracking = tracking
    self.batchRows = batchRows ?? 65_536
    self.text = text
    self.query = query
    self.source = source
    self.now = now
    self.limits = limits
    self.meter = meter
    self.resolved = resolved
    count(query.root)
    for variable in query.variables {
      if case .firstCell(let node) = variable.value { count(node) }
    }
  }

  private func count(_ node: PlanNode) {
    let id = ObjectIdentifier(node)
    uses[id, default: 0] += 1
    guard uses[id] == 1 else { return }
    var depends = node.operation is SubqueryInput
    for input in node.inputs {
      count(input)
      depends = depends || dependent[ObjectIdentifier(input)] == true
    }
    for subplan in node.operation.subplans { count(subplan) }
    dependent[id] = depends
  }

  // MARK: - Rows

  /// The rows of a node; computed once when several read them.
  func rows(_ node: PlanNode) throws(QueryError) -> RowSet {
    let id = ObjectIdentifier(node)
    if let known = results[id] {
      tracking?.reread(known)
      return known
    }
    guard let operation = node.operation as? any ExecutableOperation else {
      throw unsupported(
        "the operator \(type(of: node.operation).name) is not supported yet", node.range)
    }
    let result = cut(try executed(operation, node))
    try check(at: node.range)
    if result.count > limits.rows {
      throw QueryError(
        .resources, "expected at most \(limits.rows) rows, found \(result.count)", at: node.range,
        in: text)
    }
    let isShared = uses[id, default: 0] > 1 || node.operation is Materialize
    if isShared, dependent[id] != true { results[id] = result }
    return result
  }

  private func executed(
    _ operation: any ExecutableOperation, _ node: PlanNode
  ) throws(QueryError) -> RowSet {
    guard let tracking else { return try operation.execute(self, node) }
    tracking.begin()
    do throws(QueryError) {
      return tracking.end(try operation.execute(self, node), meter: meter)
    } catch {
      tracking.fail()
      throw error
    }
  }

  /// Whether only one operator reads the rows of a node, so that they need not be made whole for others.
  func isUsedOnce(_ node: PlanNode) -> Bool { isOptimizing && uses[ObjectIdentifier(node)] == 1 }

  /// The batches of a table with only those columns that the query needs.
  func needed(_ batches: [Batch], of node: PlanNode) -> [Batch] {
    guard isOptimizing, let needed = scanColumns[ObjectIdentifier(node)] else { return batches }
    return batches.map { batch in
      batch.with(
        columns: batch.columns.enumerated().map { index, column in
          needed.contains(index) ? column : absent(column.type, batch.count)
        })
    }
  }

  private func absent(_ type: ScalarType, _ count: Int) -> Column {
    let key = AbsentKey(type: type, count: count)
    if let known = absentColumns[key] { return known }
    let column = Column(nullsOf: type, count: count)
    absentColumns[key] = column
    return column
  }

  private func cut(_ rows: RowSet) -> RowSet {
    guard rows.batches.contains(where: { $0.count > batchRows }) else { return rows }
    let parts = rows.batches.flatMap { batch in
      stride(from: 0, to: batch.count, by: batchRows).map {
        batch.slice($0..<min($0 + batchRows, batch.count))
      }
    }
    return RowSet(parts, types: rows.types, meter: meter)
  }

  /// Throws when more bytes are in use than allowed; `more` are those that an operator holds beside.
  func check(_ more: Int = 0, at range: SourceRange) throws(QueryError) {
    let lineageBytes = tracking?.store.byteCount ?? 0
    guard meter.used + more + lineageBytes > limits.memoryBytes || tracking?.store.isFull == true
    else { return }
    throw QueryError(
      .resources,
      "the query needs more than the \(limits.memoryBytes >> 20) MiB of memory it may use",
      at: range,
      in: text)
  }

  /// Throws when an operator is about to give more rows than allowed.
  func check(rows: Int, at range: SourceRange) throws(QueryError) {
    guard rows > limits.rows else { return }
    throw QueryError(
      .resources, "expected at most \(limits.rows) rows, found more", at: range, in: text)
  }

  func rowSet(_ batches: [Batch], _ node: PlanNode) -> RowSet {
    RowSet(batches, types: node.schema.columns.map(\.type.stored), meter: meter)
  }

  /// The rows of columns of values, and the numbers of what they came from where the operator knows.
  func rowSet(_ columns: [DatumColumn], _ node: PlanNode, lineage: [Int32]? = nil) -> RowSet {
    let finished = columns.map { $0.finish() }
    return rowSet(
      [Batch(columns: finished, count: finished.first?.count ?? 0, lineage: lineage)], node)
  }

  /// Columns under construction for a node.
  func builders(_ node: PlanNode) -> [DatumColumn] {
    node.schema.columns.map { DatumColumn($0.type.stored) }
  }

  // MARK: - Values

  /// The value of a variable, computed once.
  func variable(_ index: Int) throws(QueryError) -> Datum {
    if let known = variables[index] { return known }
    let value: Datum
    switch query.variables[index].value {
    case .expression(let expression): value = try constant(expression)
    case .firstCell(let node):
      let rows = try rows(node)
      value =
        rows.types.isEmpty ? .null : rows.batches.first.map { $0.columns[0].datum(0) } ?? .null
    }
    variables[index] = value
    return value
  }

  /// The value of an expression without columns.
  func constant(_ expression: BoundExpression) throws(QueryError) -> Datum {
    let evaluator = try evaluator(expression, over: RowSchema([]))
    return try evaluator.value([])
  }

  /// A number of rows.
  func rowCount(_ expression: BoundExpression) throws(QueryError) -> Int {
    guard case .integer(let number) = Conversion.long(try constant(expression)) else { return 0 }
    return Int(clamping: max(0, number))
  }

  /// The first column of a table, as the members of `in`; computed once.
  func firstColumn(of node: PlanNode) throws(QueryError) -> [Datum] {
    var seen: Set<Datum> = []
    var values: [Datum] = []
    for batch in try rows(node).batches {
      for row in 0..<batch.count {
        let value = batch.columns[0].datum(row)
        if seen.insert(value).inserted { values.append(value) }
      }
      guard values.count <= 1_000_000 else {
        throw QueryError(
          .resources, "expected at most 1,000,000 members, found more", at: node.range, in: text)
      }
    }
    return values
  }

  func evaluators(
    _ expressions: [BoundExpression], over schema: RowSchema
  ) throws(QueryError) -> [Evaluator] {
    var all: [Evaluator] = []
    for expression in expressions { all.append(try evaluator(expression, over: schema)) }
    return all
  }
}

extension QueryError.Code {
  /// The query needs more memory, or gives more rows, than it may.
  public static let resources = QueryError.Code(rawValue: "resources")
}
