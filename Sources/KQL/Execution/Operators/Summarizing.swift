internal import Tabular

/// Aggregates over groups of rows, made ready.
struct Aggregation {
  private let run: QueryRun
  private let aggregates: [BoundAggregate]
  private let arguments: [[Evaluator]]
  private let accumulators: [any Accumulator]

  init(_ aggregates: [BoundAggregate], over schema: RowSchema, _ run: QueryRun) throws(QueryError) {
    self.run = run
    self.aggregates = aggregates
    var arguments: [[Evaluator]] = []
    var accumulators: [any Accumulator] = []
    for aggregate in aggregates {
      let evaluators = try run.evaluators(aggregate.arguments, over: schema)
      let call = AccumulatorCall(
        spelling: aggregate.spelling, types: evaluators.map(\.type),
        constants: evaluators.map(\.constant),
        result: aggregate.columns.first?.type.stored ?? .dynamic)
      guard let accumulator = AccumulatorCatalogue.make(aggregate.function.name, call) else {
        throw run.unsupported(
          "the aggregate \(aggregate.function.name) is not supported yet", aggregate.range)
      }
      arguments.append(evaluators)
      accumulators.append(accumulator)
    }
    self.arguments = arguments
    self.accumulators = accumulators
  }

  /// Computes what arguments need of all batches.
  func prepare(_ batches: [Batch]) throws(QueryError) {
    for argument in arguments.joined() { try argument.prepare(batches) }
  }

  /// Adds the rows of a batch, whose groups are known.
  func add(_ batch: Batch, groups: [Int32], groupCount: Int) throws(QueryError) {
    for (index, accumulator) in accumulators.enumerated() {
      var columns: [Column] = []
      for argument in arguments[index] { columns.append(try argument.column(batch)) }
      do throws(Refusal) {
        try accumulator.add(columns, groups: groups, groupCount: groupCount)
      } catch {
        throw failure(error, index)
      }
    }
  }

  private func failure(_ refusal: Refusal, _ index: Int) -> QueryError {
    QueryError(refusal.code, refusal.message, at: aggregates[index].range, in: run.text)
  }

  var byteCount: Int { accumulators.reduce(0) { $0 + $1.byteCount } }

  /// The columns of all aggregates, one value for each group.
  func finish(groupCount: Int) throws(QueryError) -> [Column] {
    var columns: [Column] = []
    for (index, accumulator) in accumulators.enumerated() {
      let results: [AggregateValues]
      do throws(Refusal) { results = try accumulator.finish(groupCount: groupCount) } catch {
        throw failure(error, index)
      }
      for (place, column) in aggregates[index].columns.enumerated() {
        let values = place < results.count ? results[place] : .data([])
        columns.append(values.column(of: column.type.stored))
      }
    }
    return columns
  }
}

extension Summarize: ExecutableOperation {
  func execute(_ run: QueryRun, _ node: PlanNode) throws(QueryError) -> RowSet {
    let inputSchema = node.inputs[0].schema
    let input = try run.rows(node.inputs[0])
    let keyValues = try run.evaluators(keys, over: inputSchema)
    let aggregation = try Aggregation(aggregates, over: inputSchema, run)
    var grouping = Grouping(keyValues.map(\.type))
    for key in keyValues { try key.prepare(input.batches) }
    try aggregation.prepare(input.batches)
    var keyColumns: [[Column]] = []
    var rowGroups: [Int32] = []
    for batch in input.batches {
      var columns: [Column] = []
      for key in keyValues { columns.append(try key.column(batch)) }
      let groups: [Int32]
      if keys.isEmpty {
        groups = Array(repeating: 0, count: batch.count)
      } else {
        groups = grouping.numbers(columns, count: batch.count)
        keyColumns.append(columns)
      }
      if run.tracking != nil { rowGroups += groups }
      try aggregation.add(
        batch, groups: groups, groupCount: keys.isEmpty ? 1 : grouping.groupCount)
      try run.check(grouping.byteCount + aggregation.byteCount, at: node.range)
    }
    // No rows and no keys are one group of no rows.
    let groupCount = keys.isEmpty ? (hasKeys && input.count == 0 ? 0 : 1) : grouping.groupCount
    var columns: [Column] = []
    for index in keys.indices {
      columns.append(
        keyColumns.isEmpty
          ? Column(nullsOf: keyValues[index].type, count: 0)
          : Column.concatenating(keyColumns.map { $0[index] }).gathering(grouping.firstRows))
    }
    columns += try aggregation.finish(groupCount: groupCount)
    let grouped = Batch(columns: columns, count: groupCount)
    let groupedSchema = RowSchema(
      keys.map { BoundColumn($0.name ?? "", $0.type) } + aggregates.flatMap(\.columns))
    let values = try run.evaluators(outputs, over: groupedSchema)
    var results: [Column] = []
    for (value, column) in zip(values, node.schema.columns) {
      results.append(try value.column(grouped).converted(to: column.type.stored))
    }
    let lineage = run.lineage(rowGroups, of: input.batches, groupCount: groupCount)
    return run.rowSet([Batch(columns: results, count: groupCount, lineage: lineage)], node)
  }
}
