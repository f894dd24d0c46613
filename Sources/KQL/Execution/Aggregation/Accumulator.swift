internal import Tabular

/// The values of an aggregate for all groups, under construction.
protocol Accumulator: AnyObject {
  /// Adds the rows of a batch: a column for each argument, and the group of each row.
  func add(_ arguments: [Column], groups: [Int32], groupCount: Int) throws(Refusal)
  /// The values of each result, one for each group.
  func finish(groupCount: Int) throws(Refusal) -> [AggregateValues]
  /// Bytes of memory held, about.
  var byteCount: Int { get }
}

/// What an aggregate gives for all groups.
enum AggregateValues {
  case data([Datum])
  case column(Column)

  /// The values as a column of a type.
  func column(of type: ScalarType) -> Column {
    switch self {
    case .data(let values): Column(values, type: type)
    case .column(let column): column.converted(to: type)
    }
  }
}

/// What an aggregate knows of one group.
protocol GroupState {
  mutating func add(_ arguments: [Datum]) throws(Refusal)
  /// One value for each column of the aggregate.
  func finish() throws(Refusal) -> [Datum]
  /// Bytes that it holds beyond itself.
  var byteCount: Int { get }
}

extension GroupState {
  var byteCount: Int { 0 }
}

/// Keeps a state for each group.
final class StateAccumulator<State: GroupState>: Accumulator {
  private let make: () -> State
  /// The argument that says whether a row counts, as in `sumif`.
  private let condition: Int?
  private var states: [State] = []
  private var added = 0

  init(condition: Int? = nil, _ make: @escaping () -> State) {
    self.condition = condition
    self.make = make
  }

  private func grow(_ count: Int) { while states.count < count { states.append(make()) } }

  func add(_ arguments: [Column], groups: [Int32], groupCount: Int) throws(Refusal) {
    grow(groupCount)
    for (row, group) in groups.enumerated() {
      if let condition, arguments[condition].datum(row).truth != true { continue }
      var values: [Datum] = []
      values.reserveCapacity(arguments.count)
      for (index, column) in arguments.enumerated() where index != condition {
        values.append(column.datum(row))
      }
      try states[Int(group)].add(values)
    }
  }

  func finish(groupCount: Int) throws(Refusal) -> [AggregateValues] {
    grow(groupCount)
    var columns: [[Datum]] = []
    for state in states {
      for (index, value) in try state.finish().enumerated() {
        if index == columns.count { columns.append([]) }
        columns[index].append(value)
      }
    }
    return columns.map { .data($0) }
  }

  var byteCount: Int {
    states.reduce(states.count * MemoryLayout<State>.stride) { $0 + $1.byteCount }
  }
}

/// `count()`, for which the rows of a group are enough.
final class CountAccumulator: Accumulator {
  private let condition: Bool
  private var counts: [Int64] = []

  init(condition: Bool) { self.condition = condition }

  func add(_ arguments: [Column], groups: [Int32], groupCount: Int) {
    while counts.count < groupCount { counts.append(0) }
    if condition, let test = arguments.first {
      for (row, group) in groups.enumerated() where test.datum(row).truth == true {
        counts[Int(group)] += 1
      }
    } else {
      for group in groups { counts[Int(group)] += 1 }
    }
  }

  func finish(groupCount: Int) -> [AggregateValues] {
    while counts.count < groupCount { counts.append(0) }
    return [.column(Column(type: .long, storage: .integers(counts)))]
  }

  var byteCount: Int { counts.count * 8 }
}
