public import Tabular

extension Engine {
  /// What a query asks of the tables it reads: one request for each scan, in the order of the plan; a table may come
  /// several times. What operators need whose columns only the data tells counts as everything.
  ///
  /// No table is read. Where the time of the run is not known yet, conditions on `now()` are left out.
  ///
  /// - Throws: ``QueryError``: what is wrong with the query.
  public static func scanRequests(
    of query: String, tables: any TableProvider, now: Int64?
  ) throws(QueryError) -> [ScanRequest] {
    let bytes = Array(query.utf8)
    let text = QueryText(bytes)
    let bound = try Binder.bind(try Parser.query(bytes), text: text, tables: tables)
    let run = QueryRun(
      text: text, query: bound, source: NoRows(tables: tables), now: now ?? 0,
      limits: QueryLimits(memoryBytes: 64 << 20, rows: 1 << 20), meter: MemoryMeter(),
      resolved: [])
    let found = ScanPlanner.requests(of: bound) { expression in
      run.fixedValue(expression, knowsNow: now != nil)
    }
    return found.reversed().map(\.request)
  }
}

/// Tables of which only the columns are known.
private struct NoRows: TableSource {
  let tables: any TableProvider

  func schema(of table: String) -> TableSchema? { tables.schema(of: table) }
  var tableNames: [String] { tables.tableNames }
  func table(named name: String) -> Table? { nil }
}

extension QueryRun {
  /// The value of an expression that depends on no table; nil where it does, or has none.
  fileprivate func fixedValue(_ expression: BoundExpression, knowsNow: Bool) -> Value? {
    guard isFixed(expression, knowsNow: knowsNow) else { return nil }
    do throws(QueryError) { return try constant(expression).fixedValue } catch { return nil }
  }

  private func isFixed(_ expression: BoundExpression, knowsNow: Bool) -> Bool {
    switch expression.kind {
    case .constant: true
    case .variable(let index):
      if case .expression(let value) = query.variables[index].value {
        isFixed(value, knowsNow: knowsNow)
      } else {
        false
      }
    case .call(let function, let arguments):
      (function.purity == .pure || knowsNow && function.purity == .perQuery)
        && arguments.allSatisfy { isFixed($0, knowsNow: knowsNow) }
    case .tupleElement(let call, _): isFixed(call, knowsNow: knowsNow)
    case .column, .openColumn, .table, .allColumns, .invalid: false
    }
  }
}

extension Datum {
  /// The value, where a provider of tables may compare with it.
  fileprivate var fixedValue: Value? {
    switch self {
    case .bool(let value): .bool(value)
    case .integer(let value): .integer(value)
    case .dateTime(let ticks): .dateTime(ticks)
    case .timeSpan(let ticks): .timeSpan(ticks)
    case .guid(let value): .guid(value)
    case .string(let bytes): String(validating: bytes, as: UTF8.self).map { .string($0) }
    case .null, .real, .decimal, .dynamic: nil
    }
  }
}
