internal import Tabular

/// Numbers the groups of rows with equal keys, in the order in which they are met. Nulls are equal.
struct Grouping {
  private let types: [ScalarType]
  private var byInteger: [Int64: Int32] = [:]
  private var byKey: [[Datum]: Int32] = [:]
  private var nullGroup: Int32?
  /// The row, counted over all batches, in which each group was met first.
  private(set) var firstRows: [Int32] = []
  private var rowCount: Int32 = 0
  private var keyBytes = 0

  init(_ types: [ScalarType]) { self.types = types }

  var groupCount: Int { firstRows.count }
  /// Bytes of memory held.
  var byteCount: Int { firstRows.count * 4 + byInteger.count * 24 + keyBytes }

  /// The group of each row of a batch.
  mutating func numbers(_ columns: [Column], count: Int) -> [Int32] {
    defer { rowCount += Int32(count) }
    if columns.count == 1, let column = columns.first {
      switch column.storage {
      case .texts(let codes, let dictionary): return byCode(column, codes, dictionary)
      case .integers(let values): return byNumber(column, values)
      default: break
      }
    }
    var result: [Int32] = []
    result.reserveCapacity(count)
    for row in 0..<count { result.append(group(columns.map { $0.datum(row) }, row)) }
    return result
  }

  private mutating func add(_ row: Int) -> Int32 {
    firstRows.append(rowCount + Int32(row))
    return Int32(firstRows.count - 1)
  }

  private mutating func group(_ key: [Datum], _ row: Int) -> Int32 {
    if let known = byKey[key] { return known }
    let number = add(row)
    byKey[key] = number
    keyBytes += key.reduce(48) { $0 + $1.byteCount }
    return number
  }

  private mutating func byCode(
    _ column: Column, _ codes: [UInt32], _ dictionary: StringDictionary
  ) -> [Int32] {
    var known = Array(repeating: Int32(-1), count: dictionary.count)
    var result: [Int32] = []
    result.reserveCapacity(codes.count)
    for (row, code) in codes.enumerated() {
      if column.isNull(row) {
        result.append(group([.null], row))
        continue
      }
      var number = known[Int(code)]
      if number < 0 {
        number = group([column.datum(row)], row)
        known[Int(code)] = number
      }
      result.append(number)
    }
    return result
  }

  private mutating func byNumber(_ column: Column, _ values: [Int64]) -> [Int32] {
    var result: [Int32] = []
    result.reserveCapacity(values.count)
    for (row, value) in values.enumerated() {
      if column.isNull(row) {
        let number = nullGroup ?? add(row)
        nullGroup = number
        result.append(number)
      } else if let known = byInteger[value] {
        result.append(known)
      } else {
        let number = add(row)
        byInteger[value] = number
        result.append(number)
      }
    }
    return result
  }
}
