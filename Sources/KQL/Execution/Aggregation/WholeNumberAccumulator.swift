internal import Tabular

/// `sum`, `min` and `max` of whole numbers and times. A sum wraps, and is 0 without values [O]; extremes are null then.
final class WholeNumberAccumulator: Accumulator {
  enum Operation { case sum, least, most }

  private let operation: Operation
  private let type: ScalarType
  private var values: [Int64] = []
  private var isMet: [Bool] = []

  init(_ operation: Operation, type: ScalarType) {
    self.operation = operation
    self.type = type
  }

  private func grow(_ groupCount: Int) {
    guard values.count < groupCount else { return }
    values += Array(repeating: 0, count: groupCount - values.count)
    isMet += Array(repeating: false, count: groupCount - isMet.count)
  }

  func add(_ arguments: [Column], groups: [Int32], groupCount: Int) {
    grow(groupCount)
    guard let column = arguments.first, case .integers(let numbers) = column.storage else { return }
    for (row, number) in numbers.enumerated() where !column.isNull(row) {
      let group = Int(groups[row])
      let known = values[group]
      switch operation {
      case .sum: values[group] = known &+ number
      case .least: if !isMet[group] || number < known { values[group] = number }
      case .most: if !isMet[group] || number > known { values[group] = number }
      }
      isMet[group] = true
    }
  }

  func finish(groupCount: Int) -> [AggregateValues] {
    grow(groupCount)
    var nulls: Bitmap?
    if operation != .sum, isMet.contains(false) {
      var bits = Bitmap(count: values.count)
      for (group, isMet) in isMet.enumerated() where !isMet { bits[group] = true }
      nulls = bits
    }
    return [.column(Column(type: type, storage: .integers(values), nulls: nulls))]
  }

  var byteCount: Int { values.count * 9 }
}
