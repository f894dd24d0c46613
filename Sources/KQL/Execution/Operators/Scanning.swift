internal import Tabular

extension ScanSteps: ExecutableOperation {
  /// Goes over the rows in their order and holds each against the steps, the last step first.
  func execute(_ run: QueryRun, _ node: PlanNode) throws(QueryError) -> RowSet {
    if steps.contains(where: { $0.isOptional || $0.output == .last }) {
      throw run.unsupported(
        "scan with optional steps or output=last is not supported", node.range)
    }
    if matchColumn != nil, !partition.isEmpty {
      throw run.unsupported("match ids of a scan with partitions are not supported", node.range)
    }
    let inputSchema = node.inputs[0].schema
    let rows = try run.rows(node.inputs[0])
    let input =
      order.isEmpty
      ? rows.whole
      : rows.gathering(try run.order(of: rows, by: order, schema: inputSchema))
    var partitions = Array(repeating: Int32(0), count: input.count)
    if !partition.isEmpty {
      var keys: [Column] = []
      for key in partition { keys.append(try run.evaluator(key, over: inputSchema).column(input)) }
      var grouping = Grouping(keys.map(\.type))
      partitions = grouping.numbers(keys, count: input.count)
    }
    var starts: [Datum] = []
    for (column, start) in declared {
      let value = try start.map { start throws(QueryError) in try run.constant(start) } ?? .null
      starts.append(Conversion.convert(value, to: column.type.stored))
    }
    let empty = inputSchema.columns.map { $0.type == .string ? Datum.string([]) : .null } + starts
    var matchers: [ScanMatcher.Step] = []
    for step in steps {
      var assignments: [(column: Int, type: ScalarType, value: Evaluator)] = []
      for (column, value) in step.assignments {
        assignments.append(
          (
            column, node.schema.columns[column].type.stored,
            try run.evaluator(value, over: node.schema)
          ))
      }
      matchers.append(
        ScanMatcher.Step(
          condition: try run.evaluator(step.condition, over: node.schema),
          assignments: assignments, isShown: step.output == .all))
    }
    var scans: [Int32: ScanMatcher] = [:]
    var columns = run.builders(node)
    var lineage: [Int32] = []
    for row in 0..<input.count {
      let current = input.columns.map { $0.datum(row) } + starts
      var scan = scans[partitions[row]] ?? ScanMatcher(matchers, empty: empty)
      for (values, match) in try scan.match(current) {
        for (index, value) in values.enumerated() { columns[index].append(value) }
        if let matchColumn { columns[matchColumn].append(.integer(match)) }
        if let numbers = input.lineage { lineage.append(numbers[row]) }
      }
      scans[partitions[row]] = scan
      if row & 0xfff == 0 { try run.check(rows: columns.first?.count ?? 0, at: node.range) }
    }
    return run.rowSet(columns, node, lineage: input.lineage == nil ? nil : lineage)
  }
}

/// The state of a scan. Source: dataexplorer-docs, query/scan-operator.md, "Scan logic".
///
/// The state of a step is a row for it and for each step before it. A row that goes with the state of the step before
/// takes that state over; one that goes with the step's own state replaces the step's row in it.
private struct ScanMatcher {
  struct Step {
    let condition: Evaluator
    let assignments: [(column: Int, type: ScalarType, value: Evaluator)]
    let isShown: Bool
  }

  private struct Sequence {
    /// The rows of the steps, behind each other.
    var rows: [Datum]
    let match: Int64
  }

  private let steps: [Step]
  /// What stands for the row of a step that has none: nulls, and the values that declarations give.
  private let empty: [Datum]
  private var sequences: [Sequence?]
  private var matchCount: Int64 = 0

  init(_ steps: [Step], empty: [Datum]) {
    self.steps = steps
    self.empty = empty
    sequences = Array(repeating: nil, count: steps.count)
  }

  /// The rows that a row gives, and their match ids.
  mutating func match(_ row: [Datum]) throws(QueryError) -> [(values: [Datum], match: Int64)] {
    var found: [(values: [Datum], match: Int64)] = []
    for number in steps.indices.reversed() {
      if number > 0, let before = sequences[number - 1],
        let extended = try extended(row, number, before.rows + empty)
      {
        sequences[number] = Sequence(rows: before.rows + extended, match: before.match)
        sequences[number - 1] = nil
        if steps[number].isShown { found.append((extended, before.match)) }
        continue
      }
      let own = sequences[number]
      guard own != nil || number == 0,
        let extended = try extended(row, number, own?.rows ?? empty)
      else { continue }
      let match: Int64
      if let own {
        match = own.match
      } else {
        match = matchCount
        matchCount += 1
      }
      let earlier = own?.rows.dropLast(empty.count) ?? []
      sequences[number] = Sequence(rows: earlier + extended, match: match)
      if steps[number].isShown { found.append((extended, match)) }
    }
    return found
  }

  /// The row with the values that a step assigns; nil where its condition does not hold.
  private func extended(
    _ row: [Datum], _ number: Int, _ state: [Datum]
  ) throws(QueryError) -> [Datum]? {
    let step = steps[number]
    guard try step.condition.value(row + state).truth == true else { return nil }
    var extended = row
    for (column, type, value) in step.assignments {
      extended[column] = Conversion.convert(try value.value(extended + state), to: type)
    }
    return extended
  }
}
