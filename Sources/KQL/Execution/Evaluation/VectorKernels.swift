internal import Tabular

/// An argument of a kernel over whole columns.
enum VectorOperand {
  case constant(Datum)
  case column(Column)
}

/// Computes a function for all rows at once; nil for kinds of columns that it does not take.
typealias VectorKernel = @Sendable ([VectorOperand], Int) -> Column?

/// Kernels over whole columns, for what queries do most with numbers, times and truth.
enum VectorKernels {
  static let byName: [String: VectorKernel] = [
    "and": { combine($0, $1, isAnd: true) },
    "or": { combine($0, $1, isAnd: false) },
    "<": { order($0, $1) { $0 < $1 } }, "<=": { order($0, $1) { $0 <= $1 } },
    ">": { order($0, $1) { $0 > $1 } }, ">=": { order($0, $1) { $0 >= $1 } },
    "==": { order($0, $1) { $0 == $1 } }, "!=": { order($0, $1) { $0 != $1 } },
    "isnull": { nulls($0, $1, wanted: true) }, "isnotnull": { nulls($0, $1, wanted: false) },
  ]

  /// Truth of three values: what is known decides.
  private static func combine(_ operands: [VectorOperand], _ count: Int, isAnd: Bool) -> Column? {
    // Words of "is true" and "is false"; what is neither is null.
    let words = (count + 63) / 64
    var deciding = Array(repeating: UInt64(0), count: words)
    var neutral = Array(repeating: UInt64.max, count: words)
    for operand in operands {
      switch operand {
      case .constant(let value):
        guard let truth = value.truth else {
          neutral = Array(repeating: 0, count: words)
          continue
        }
        if truth != isAnd { deciding = Array(repeating: .max, count: words) }
      case .column(let column):
        guard case .bools(let bits) = column.storage else { return nil }
        for index in 0..<words {
          let isNull = column.nulls?.words[index] ?? 0
          let isTrue = bits.words[index] & ~isNull
          let isFalse = ~bits.words[index] & ~isNull
          deciding[index] |= isAnd ? isFalse : isTrue
          neutral[index] &= isAnd ? isTrue : isFalse
        }
      }
    }
    var result = Bitmap(count: count)
    var nulls: Bitmap?
    for row in 0..<count {
      let bit: UInt64 = 1 << UInt64(row & 63)
      if deciding[row >> 6] & bit != 0 {
        result[row] = !isAnd
      } else if neutral[row >> 6] & bit != 0 {
        result[row] = isAnd
      } else {
        if nulls == nil { nulls = Bitmap(count: count) }
        nulls?[row] = true
      }
    }
    return Column(type: .bool, storage: .bools(result), nulls: nulls)
  }

  /// Compares columns of whole numbers and times without nulls with each other or with a constant.
  private static func order(
    _ operands: [VectorOperand], _ count: Int, _ compare: (Int64, Int64) -> Bool
  ) -> Column? {
    guard operands.count == 2 else { return nil }
    var bits = Bitmap(count: count)
    switch (operands[0], operands[1]) {
    case (.column(let left), .constant(let right)):
      guard left.nulls == nil, case .integers(let values) = left.storage,
        let constant = whole(right)
      else { return nil }
      for (row, value) in values.enumerated() where compare(value, constant) { bits[row] = true }
    case (.column(let left), .column(let right)):
      guard left.nulls == nil, right.nulls == nil, case .integers(let values) = left.storage,
        case .integers(let others) = right.storage
      else { return nil }
      for row in 0..<count where compare(values[row], others[row]) { bits[row] = true }
    default: return nil
    }
    return Column(type: .bool, storage: .bools(bits))
  }

  private static func whole(_ value: Datum) -> Int64? {
    switch value {
    case .integer(let number), .dateTime(let number), .timeSpan(let number): number
    default: nil
    }
  }

  private static func nulls(_ operands: [VectorOperand], _ count: Int, wanted: Bool) -> Column? {
    guard case .column(let column)? = operands.first else { return nil }
    var bits = column.nulls ?? Bitmap(count: count)
    if !wanted {
      var others = Bitmap(repeating: true, count: count)
      for row in bits.trueIndices { others[Int(row)] = false }
      bits = others
    }
    return Column(type: .bool, storage: .bools(bits))
  }
}
