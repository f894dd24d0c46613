internal import Tabular

/// Numbers the values of a column, equal ones alike.
struct KeyNumbers {
  private var byInteger = NumberTable()
  /// Numbers by value: of columns of other kinds, and of texts when they are of several dictionaries.
  private var byValue: [Datum: Int32] = [:]
  /// Whether all texts met are among the values.
  private var knowsTexts: Bool
  /// Numbers by code for each dictionary met, below zero where a text was not met.
  private var byCode: [ObjectIdentifier: (dictionary: StringDictionary, numbers: [Int32])] = [:]
  private var nullNumber: Int32?
  private var count: Int32 = 0
  private var valueBytes = 0

  init(_ type: ScalarType) {
    // Dynamics are compared by what they hold, not by how it is written.
    knowsTexts = type != .string
  }

  var byteCount: Int {
    byCode.values.reduce(byInteger.byteCount + valueBytes) { $0 + $1.numbers.count * 4 }
  }

  private mutating func next() -> Int32 {
    defer { count += 1 }
    return count
  }

  private mutating func null() -> Int32 {
    if let nullNumber { return nullNumber }
    let number = next()
    nullNumber = number
    return number
  }

  private mutating func number(of value: Datum) -> Int32 {
    if value.isNull { return null() }
    if let known = byValue[value] { return known }
    let number = next()
    byValue[value] = number
    valueBytes += 64 + value.byteCount
    return number
  }

  mutating func numbers(_ column: Column) -> [Int32] {
    switch column.storage {
    case .texts(let codes, let dictionary): return numbers(column, codes, dictionary)
    case .integers(let values): return numbers(column, values)
    default: return (0..<column.count).map { number(of: column.datum($0)) }
    }
  }

  private mutating func numbers(
    _ column: Column, _ codes: [UInt32], _ dictionary: StringDictionary
  ) -> [Int32] {
    let id = ObjectIdentifier(dictionary)
    var known = byCode.removeValue(forKey: id)?.numbers
    // A few rows of a large table: not worth a list of all its texts.
    let isWorth = known != nil || codes.count >= dictionary.count / 8
    if !knowsTexts, !isWorth || (known == nil && !byCode.isEmpty) { learnTexts() }
    guard isWorth else { return (0..<column.count).map { number(of: column.datum($0)) } }
    var numbers = known ?? Array(repeating: Int32(-1), count: dictionary.count)
    known = nil
    var result = Array(repeating: Int32(0), count: codes.count)
    for (row, code) in codes.enumerated() {
      if column.isNull(row) {
        result[row] = null()
        continue
      }
      var number = numbers[Int(code)]
      if number < 0 {
        number = knowsTexts ? self.number(of: column.datum(row)) : next()
        numbers[Int(code)] = number
      }
      result[row] = number
    }
    byCode[id] = (dictionary, numbers)
    return result
  }

  /// Puts the texts of the only dictionary so far among the values.
  private mutating func learnTexts() {
    knowsTexts = true
    for (dictionary, numbers) in byCode.values {
      for (code, number) in numbers.enumerated() where number >= 0 {
        let text = dictionary.withBytes(UInt32(code)) { Datum.string(Datum.bytes($0)) }
        byValue[text] = number
        valueBytes += 64 + text.byteCount
      }
    }
  }

  private mutating func numbers(_ column: Column, _ values: [Int64]) -> [Int32] {
    var result = Array(repeating: Int32(0), count: values.count)
    if let nulls = column.nulls {
      for (row, value) in values.enumerated() {
        result[row] = (nulls[row] ? byInteger.number(0, 1) : byInteger.number(value, 0)).number
      }
    } else {
      for (row, value) in values.enumerated() { result[row] = byInteger.number(value, 0).number }
    }
    return result
  }
}
