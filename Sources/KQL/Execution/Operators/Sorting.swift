internal import Tabular

extension Sort: ExecutableOperation {
  func execute(_ run: QueryRun, _ node: PlanNode) throws(QueryError) -> RowSet {
    let input = try run.rows(node.inputs[0])
    let order = try run.order(of: input, by: keys, schema: node.inputs[0].schema)
    return run.rowSet([input.gathering(order)], node)
  }
}

extension Top: ExecutableOperation {
  func execute(_ run: QueryRun, _ node: PlanNode) throws(QueryError) -> RowSet {
    let input = try run.rows(node.inputs[0])
    let order = try run.order(
      of: input, by: keys, schema: node.inputs[0].schema, first: try run.rowCount(count))
    return run.rowSet([input.gathering(order)], node)
  }
}

extension QueryRun {
  /// The rows in the order of keys, at most the first so many; equal ones stay in their order.
  func order(
    of input: RowSet, by keys: [SortKey], schema: RowSchema, first: Int = .max
  ) throws(QueryError) -> [Int32] {
    var ranks = SortRanks(rowCount: input.count)
    for key in keys {
      let evaluator = try evaluator(key.value, over: schema)
      try evaluator.prepare(input.batches)
      var columns: [Column] = []
      for batch in evaluator.hasWindow ? [input.whole] : input.batches {
        columns.append(try evaluator.column(batch))
      }
      ranks.add(columns, isAscending: key.isAscending, nullsFirst: key.nullsFirst)
    }
    return ranks.order(first: first)
  }
}

/// Numbers for the rows by which they are sorted: the least comes first.
private struct SortRanks {
  private let rowCount: Int
  private var keys: [[Int64]] = []

  init(rowCount: Int) { self.rowCount = rowCount }

  /// Adds a key: the columns of all batches.
  mutating func add(_ columns: [Column], isAscending: Bool, nullsFirst: Bool) {
    guard let first = columns.first else { return }
    guard first.type.isWhole else {
      return addRanked(columns, isAscending: isAscending, nullsFirst: nullsFirst)
    }
    var values: [Int64] = []
    values.reserveCapacity(rowCount)
    var places: [Int64] = []
    let hasNulls = columns.contains { $0.nulls != nil }
    for column in columns {
      guard case .integers(let numbers) = column.storage else { continue }
      for (row, number) in numbers.enumerated() {
        let isNull = hasNulls && column.isNull(row)
        values.append(isNull ? 0 : isAscending ? number : ~number)
        if hasNulls { places.append(isNull ? (nullsFirst ? -1 : 1) : 0) }
      }
    }
    if hasNulls { keys.append(places) }
    keys.append(values)
  }

  /// Values that are no whole numbers are sorted themselves first, each once.
  private mutating func addRanked(_ columns: [Column], isAscending: Bool, nullsFirst: Bool) {
    var numbers = KeyNumbers(columns[0].type)
    var all: [Int32] = []
    all.reserveCapacity(rowCount)
    var values: [Datum] = []
    for column in columns {
      for (row, number) in numbers.numbers(column).enumerated() {
        all.append(number)
        if Int(number) == values.count { values.append(column.datum(row)) }
      }
    }
    func isNaN(_ value: Datum) -> Bool {
      if case .real(let number) = value { number.isNaN } else { false }
    }
    // NaN stands with the nulls, on their inner side.
    func place(_ value: Datum) -> Int {
      let outer = nullsFirst == isAscending ? -2 : 2
      return value.isNull ? outer : isNaN(value) ? outer / 2 : 0
    }
    let order = values.indices.sorted { one, other in
      let left = place(values[one])
      let right = place(values[other])
      if left != right { return left < right }
      return (Order.compare(values[one], values[other]) ?? 0) < 0
    }
    var ranks = Array(repeating: Int64(0), count: values.count)
    for (rank, index) in order.enumerated() {
      ranks[index] = isAscending ? Int64(rank) : ~Int64(rank)
    }
    keys.append(all.map { ranks[Int($0)] })
  }

  @inline(__always)
  private func precedes(_ one: Int32, _ other: Int32) -> Bool {
    for key in keys {
      let left = key[Int(one)]
      let right = key[Int(other)]
      if left != right { return left < right }
    }
    return one < other
  }

  /// The rows in their order, at most the first so many.
  func order(first: Int) -> [Int32] {
    guard first > 0 else { return [] }
    guard first < rowCount / 4 else {
      return Array(Array(0..<Int32(rowCount)).sorted(by: precedes).prefix(first))
    }
    // The best rows so far, as a heap with the last of them on top.
    var heap = Array(0..<Int32(first))
    for index in stride(from: first / 2, through: 0, by: -1) { sink(&heap, index) }
    for row in Int32(first)..<Int32(rowCount) where precedes(row, heap[0]) {
      heap[0] = row
      sink(&heap, 0)
    }
    return heap.sorted(by: precedes)
  }

  private func sink(_ heap: inout [Int32], _ start: Int) {
    var index = start
    while true {
      let left = 2 * index + 1
      guard left < heap.count else { return }
      let right = left + 1
      let later = right < heap.count && precedes(heap[left], heap[right]) ? right : left
      guard precedes(heap[index], heap[later]) else { return }
      heap.swapAt(index, later)
      index = later
    }
  }
}
