internal import ByteIO

extension Column {
  /// The values at `rows`, in that order. A row below zero gives null, or the empty string: what an
  /// outer join puts where there is no match. O(rows).
  public func gathering(_ rows: [Int32]) -> Column {
    if isBlank { return Column(nullsOf: type, count: rows.count) }
    let hasMisses = rows.contains { $0 < 0 }
    var nulls: Bitmap?
    if type != .string, hasMisses || self.nulls != nil {
      var bits = Bitmap(count: rows.count)
      for (place, row) in rows.enumerated() where row < 0 || isNull(Int(row)) {
        bits[place] = true
      }
      nulls = bits
    }
    let storage: ColumnStorage =
      switch storage {
      case .bools(let bits):
        .bools(Self.bits(rows) { $0 >= 0 && bits[Int($0)] })
      case .integers(let values): .integers(rows.map { $0 < 0 ? 0 : values[Int($0)] })
      case .reals(let values): .reals(rows.map { $0 < 0 ? 0 : values[Int($0)] })
      case .decimals(let values):
        .decimals(rows.map { $0 < 0 ? Decimal128(0) : values[Int($0)] })
      case .guids(let values):
        .guids(rows.map { $0 < 0 ? GUID(low: 0, high: 0) : values[Int($0)] })
      case .texts(let codes, let dictionary):
        .texts(rows.map { $0 < 0 ? 0 : codes[Int($0)] }, dictionary)
      }
    return Column(type: type, storage: storage, nulls: nulls)
  }

  /// The values of `rows`, which must lie inside. O(rows).
  public func slice(_ rows: Range<Int>) -> Column {
    precondition(rows.lowerBound >= 0 && rows.upperBound <= count)
    if isBlank { return Column(nullsOf: type, count: rows.count) }
    let storage: ColumnStorage =
      switch storage {
      case .bools(let bits): .bools(Self.bits(rows) { bits[$0] })
      case .integers(let values): .integers(Array(values[rows]))
      case .reals(let values): .reals(Array(values[rows]))
      case .decimals(let values): .decimals(Array(values[rows]))
      case .guids(let values): .guids(Array(values[rows]))
      case .texts(let codes, let dictionary): .texts(Array(codes[rows]), dictionary)
      }
    return Column(
      type: type, storage: storage, nulls: nulls.map { nulls in Self.bits(rows) { nulls[$0] } })
  }

  private static func bits<Places: Collection>(
    _ places: Places, _ bit: (Places.Element) -> Bool
  ) -> Bitmap {
    var bits = Bitmap(count: places.count)
    for (index, place) in places.enumerated() where bit(place) { bits[index] = true }
    return bits
  }

  /// The values of columns of one type behind each other. O(values), and for texts of different
  /// dictionaries O(different texts).
  public static func concatenating(_ columns: [Column]) -> Column {
    guard let first = columns.first else { preconditionFailure("no columns to put together") }
    guard columns.count > 1 else { return first }
    precondition(columns.allSatisfy { $0.type == first.type })
    var nulls: Bitmap?
    let count = columns.reduce(0) { $0 + $1.count }
    if columns.allSatisfy(\.isBlank) { return Column(nullsOf: first.type, count: count) }
    if columns.contains(where: { $0.nulls != nil }) {
      var bits = Bitmap(count: count)
      var start = 0
      for column in columns {
        for row in column.nulls?.trueIndices ?? [] { bits[start + Int(row)] = true }
        start += column.count
      }
      nulls = bits
    }
    return Column(type: first.type, storage: storage(of: columns, first: first), nulls: nulls)
  }

  private static func storage(of columns: [Column], first: Column) -> ColumnStorage {
    switch first.storage {
    case .bools:
      var all = Bitmap(count: 0)
      for case .bools(let bits) in columns.lazy.map(\.storage) {
        for row in 0..<bits.count { all.append(bits[row]) }
      }
      return .bools(all)
    case .integers:
      var all: [Int64] = []
      for case .integers(let values) in columns.lazy.map(\.storage) { all += values }
      return .integers(all)
    case .reals:
      var all: [Double] = []
      for case .reals(let values) in columns.lazy.map(\.storage) { all += values }
      return .reals(all)
    case .decimals:
      var all: [Decimal128] = []
      for case .decimals(let values) in columns.lazy.map(\.storage) { all += values }
      return .decimals(all)
    case .guids:
      var all: [GUID] = []
      for case .guids(let values) in columns.lazy.map(\.storage) { all += values }
      return .guids(all)
    case .texts:
      var all: [UInt32] = []
      var dictionary = StringDictionary.empty
      for case .texts(let codes, let shared) in unifying(columns).lazy.map(\.storage) {
        all += codes
        dictionary = shared
      }
      return .texts(all, dictionary)
    }
  }

  /// Columns of texts with one dictionary for all, which numbers texts in the order in which they come.
  /// O(values) and O(different texts), unless the dictionary is one already.
  static func unifying(_ columns: [Column]) -> [Column] {
    var only: StringDictionary?
    var isUnified = true
    for case .texts(_, let dictionary) in columns.lazy.map(\.storage) {
      if only == nil { only = dictionary }
      if only !== dictionary { isUnified = false }
    }
    guard !isUnified else { return columns }
    var union = DictionaryUnion()
    let translated = columns.map { column in
      var translated: [UInt32] = []
      guard case .texts(let codes, let dictionary) = column.storage else { return translated }
      translated.reserveCapacity(codes.count)
      union.translate(codes[...], of: dictionary, into: &translated)
      return translated
    }
    let dictionary = union.finish()
    return zip(columns, translated).map { column, codes in
      Column(type: column.type, storage: .texts(codes, dictionary), nulls: column.nulls)
    }
  }
}

/// Brings numbers of several dictionaries into one.
struct DictionaryUnion {
  private let interner = StringInterner()
  /// Numbers in the new dictionary by those in each one met, `unknown` where not yet asked for.
  private var translations: [ObjectIdentifier: [UInt32]] = [:]
  private static let unknown = UInt32.max

  /// Appends the numbers in the new dictionary of numbers in one of the others.
  mutating func translate(
    _ codes: ArraySlice<UInt32>, of dictionary: StringDictionary, into translated: inout [UInt32]
  ) {
    let id = ObjectIdentifier(dictionary)
    var translation =
      translations.removeValue(forKey: id)
      ?? Array(repeating: Self.unknown, count: dictionary.count)
    for code in codes {
      var new = translation[Int(code)]
      if new == Self.unknown {
        new = dictionary.withBytes(code) { interner.intern($0, from: 0, to: $0.byteCount) }
        translation[Int(code)] = new
      }
      translated.append(new)
    }
    translations[id] = translation
  }

  /// The dictionary that all numbers are of.
  func finish() -> StringDictionary { interner.makeDictionary() }
}
