internal import Tabular

/// The values of an expression for the texts of a dictionary, each computed when a row first asks for it.
final class CodeResults {
  /// Stands for a null among codes.
  static let null = UInt32.max

  /// Keeps the dictionary alive, by whose identity the results are known.
  private let dictionary: StringDictionary
  /// The place of the value of each code, of null at the end; below zero where it is not computed yet.
  private var places: [Int32]
  private var values: Column?

  init(_ dictionary: StringDictionary) {
    self.dictionary = dictionary
    places = Array(repeating: -1, count: dictionary.count + 1)
  }

  /// The codes in columns whose values are not known yet, in the order in which they are met.
  /// They count as asked for from now on: their values must be added next.
  func missing(_ columns: [Column]) -> [UInt32] {
    var missing: [UInt32] = []
    var seen: [Int32] = []
    swap(&seen, &places)
    defer { swap(&seen, &places) }
    for column in columns {
      guard case .texts(let codes, _) = column.storage else { continue }
      if let nulls = column.nulls {
        for (row, code) in codes.enumerated() {
          let isNull = nulls[row]
          let place = isNull ? seen.count - 1 : Int(code)
          if seen[place] < 0 {
            seen[place] = 0
            missing.append(isNull ? Self.null : code)
          }
        }
      } else {
        for code in codes where seen[Int(code)] < 0 {
          seen[Int(code)] = 0
          missing.append(code)
        }
      }
    }
    return missing
  }

  /// Adds the values of codes.
  func add(_ codes: [UInt32], _ column: Column) {
    var next = Int32(values?.count ?? 0)
    for code in codes {
      places[code == Self.null ? places.count - 1 : Int(code)] = next
      next += 1
    }
    values = values.map { Column.concatenating([$0, column]) } ?? column
  }

  /// The values for the rows of a column, all of which are known.
  func pick(_ source: Column, _ codes: [UInt32]) -> Column {
    guard let values else { return Column(nullsOf: source.type, count: 0) }
    var rows: [Int32] = []
    rows.reserveCapacity(codes.count)
    if let nulls = source.nulls {
      for (row, code) in codes.enumerated() {
        rows.append(places[nulls[row] ? places.count - 1 : Int(code)])
      }
    } else {
      for code in codes { rows.append(places[Int(code)]) }
    }
    return values.gathering(rows)
  }
}
