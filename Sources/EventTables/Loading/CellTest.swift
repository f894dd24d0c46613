internal import ByteIO
internal import Tabular

/// A condition of a query on one column, made ready for values where they lie.
///
/// What cannot be decided exactly here passes: the query tests every row again. So do texts with letters
/// beyond ASCII where case does not count, since the engine alone knows which of them are equal.
struct CellTest: Sendable {
  private enum Kind: Sendable {
    case integers(Set<Int64>)
    case texts(StringDictionary)
    /// Texts in lower case, all ASCII.
    case textsOfAnyCase([[UInt8]])
    case pieces([[UInt8]])
    case range(ClosedRange<Int64>)
    case bools(Set<Bool>)
    case guids(Set<GUID>)
    case present
    case anything
    case nothing
  }

  private let kind: Kind
  private let isText: Bool

  /// The test of a column of a type.
  init(_ test: ColumnPredicate.Test, _ type: ScalarType) {
    isText = type == .string
    kind = Self.kind(test, type)
  }

  private static func kind(_ test: ColumnPredicate.Test, _ type: ScalarType) -> Kind {
    switch test {
    case .isOneOf(let values): return equality(values, type)
    case .isBetween(let first, let last):
      guard type.isInteger else { return .anything }
      guard let low = first.map({ integer($0, type) }) ?? .some(.min),
        let high = last.map({ integer($0, type) }) ?? .some(.max)
      else { return .anything }
      return low <= high ? .range(low...high) : .nothing
    case .isOneOfIgnoringCase(let texts):
      guard type == .string, let lower = lowered(texts) else { return .anything }
      return .textsOfAnyCase(lower)
    case .holdsOneOf(let texts):
      guard type == .string, let lower = lowered(texts), !lower.contains([]) else {
        return .anything
      }
      return .pieces(lower)
    case .isNotEmpty: return .present
    }
  }

  private static func equality(_ values: [Tabular.Value], _ type: ScalarType) -> Kind {
    switch type {
    case .int, .long, .datetime, .timespan:
      var wanted: Set<Int64> = []
      for value in values {
        guard let number = integer(value, type) else { return .anything }
        wanted.insert(number)
      }
      return .integers(wanted)
    case .string:
      let interner = StringInterner()
      var hasEmpty = false
      for value in values {
        guard case .string(let text) = value else { return .anything }
        if text.isEmpty { hasEmpty = true }
        _ = interner.intern(text)
      }
      // A dictionary knows the empty text always.
      return hasEmpty ? .anything : .texts(interner.makeDictionary())
    case .bool:
      var wanted: Set<Bool> = []
      for value in values {
        guard case .bool(let truth) = value else { return .anything }
        wanted.insert(truth)
      }
      return .bools(wanted)
    case .guid:
      var wanted: Set<GUID> = []
      for value in values {
        guard case .guid(let guid) = value else { return .anything }
        wanted.insert(guid)
      }
      return .guids(wanted)
    case .real, .decimal, .dynamic: return .anything
    }
  }

  private static func integer(_ value: Tabular.Value, _ type: ScalarType) -> Int64? {
    switch (value, type) {
    case (.integer(let number), .int), (.integer(let number), .long): number
    case (.dateTime(let ticks), .datetime), (.timeSpan(let ticks), .timespan): ticks
    default: nil
    }
  }

  /// Texts in lower case; nil unless all are ASCII.
  private static func lowered(_ texts: [String]) -> [[UInt8]]? {
    var lower: [[UInt8]] = []
    for text in texts {
      let bytes = [UInt8](text.utf8)
      guard bytes.allSatisfy({ $0 < 0x80 }) else { return nil }
      lower.append(bytes.map(LedgerText.lower))
    }
    return lower
  }

  // MARK: - Testing

  /// Whether the condition may hold for a value.
  func passes(_ cell: borrowing Cell) -> Bool {
    switch cell {
    case .null: passesNull
    case .integer(let number), .dateTime(let number), .timeSpan(let number): passes(number)
    case .bool(let truth):
      if case .bools(let wanted) = kind { wanted.contains(truth) } else { isUndecided }
    case .guid(let guid):
      if case .guids(let wanted) = kind { wanted.contains(guid) } else { isUndecided }
    case .string(let text): passes(text)
    case .dynamic, .real, .decimal: isUndecided
    }
  }

  /// Whether the condition may hold for a null, which of strings is the empty text.
  var passesNull: Bool {
    switch kind {
    case .anything: true
    case .textsOfAnyCase(let texts): texts.contains([])
    default: false
    }
  }

  /// Whether the condition may hold for a number or ticks.
  func passes(_ number: Int64) -> Bool {
    switch kind {
    case .integers(let wanted): wanted.contains(number)
    case .range(let range): range.contains(number)
    default: isUndecided
    }
  }

  /// Whether the condition may hold for some number of a range.
  func mayPass(anyOf numbers: ClosedRange<Int64>) -> Bool {
    switch kind {
    case .integers(let wanted): wanted.contains { numbers.contains($0) }
    case .range(let range): range.overlaps(numbers)
    default: isUndecided
    }
  }

  private var isUndecided: Bool {
    if case .nothing = kind { false } else { true }
  }

  /// Whether the condition may hold for a text.
  func passes(_ text: RawSpan) -> Bool {
    switch kind {
    case .texts(let wanted): !text.isEmpty && wanted.code(of: text) != nil
    case .textsOfAnyCase(let wanted):
      wanted.contains { Self.isEqual(text, $0) } || !Self.isASCII(text)
    case .pieces(let wanted): wanted.contains { Self.holds(text, $0) } || !Self.isASCII(text)
    case .present: !text.isEmpty
    case .nothing: false
    default: true
    }
  }

  private static func isASCII(_ text: RawSpan) -> Bool {
    var index = 0
    while index &+ 8 <= text.byteCount {
      if text.u64(index) & 0x8080_8080_8080_8080 != 0 { return false }
      index &+= 8
    }
    while index < text.byteCount {
      if text.u8(index) >= 0x80 { return false }
      index &+= 1
    }
    return true
  }

  private static func isEqual(_ text: RawSpan, _ lower: [UInt8]) -> Bool {
    guard text.byteCount == lower.count else { return false }
    for index in 0..<lower.count where LedgerText.lower(text.u8(index)) != lower[index] {
      return false
    }
    return true
  }

  private static func holds(_ text: RawSpan, _ lower: [UInt8]) -> Bool {
    guard let first = lower.first, text.byteCount >= lower.count else { return lower.isEmpty }
    let last = text.byteCount &- lower.count
    var start = 0
    while start <= last {
      if LedgerText.lower(text.u8(start)) == first {
        var index = 1
        while index < lower.count, LedgerText.lower(text.u8(start &+ index)) == lower[index] {
          index &+= 1
        }
        if index == lower.count { return true }
      }
      start &+= 1
    }
    return false
  }
}
