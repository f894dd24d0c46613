internal import Tabular

/// The type of an expression or of a column: one of Kusto's, or one that only the data will tell.
enum ValueType: Hashable, Sendable {
  case known(ScalarType)
  /// Of a column that a plugin such as `bag_unpack` makes, or of what is in error.
  case unknown

  static let bool = ValueType.known(.bool)
  static let int = ValueType.known(.int)
  static let long = ValueType.known(.long)
  static let real = ValueType.known(.real)
  static let decimal = ValueType.known(.decimal)
  static let datetime = ValueType.known(.datetime)
  static let timespan = ValueType.known(.timespan)
  static let string = ValueType.known(.string)
  static let guid = ValueType.known(.guid)
  static let dynamic = ValueType.known(.dynamic)

  /// The name in messages and in explanations.
  var name: String {
    switch self {
    case .known(let type): type.rawValue
    case .unknown: "unknown"
    }
  }

  /// Whether arithmetic of numbers takes it.
  var isNumber: Bool { numberRank != nil }
  var isInteger: Bool { self == .int || self == .long }
  /// Numbers and times.
  var isSummable: Bool { isNumber || self == .datetime || self == .timespan }
  var isUnknown: Bool { self == .unknown }
  /// Whether a member or an element may be taken of it.
  var mayHoldMembers: Bool { self == .dynamic || isUnknown }

  /// Where the type stands in int, long, real, decimal: a number fits into all behind it.
  private var numberRank: Int? {
    switch self {
    case .int: 0
    case .long: 1
    case .real: 2
    case .decimal: 3
    default: nil
    }
  }

  /// The number type that holds the values of all; nil when one is no number.
  static func widest(_ types: some Sequence<ValueType>) -> ValueType? {
    var widest: ValueType?
    var rank = -1
    for type in types {
      guard let own = type.numberRank else { return nil }
      if own > rank { (widest, rank) = (type, own) }
    }
    return widest
  }

  /// Whether a value of this type may stand where one of `target` is asked for, by widening of numbers.
  func widens(to target: ValueType) -> Bool {
    if self == target { return true }
    guard let own = numberRank, let other = target.numberRank else { return false }
    return own <= other
  }

  /// The type of `iff(_, a, b)` and its like; nil when there is none.
  ///
  /// A dynamic among others gives way to them.
  static func common(_ types: [ValueType]) -> ValueType? {
    let known = types.filter { !$0.isUnknown }
    guard let first = known.first else { return .unknown }
    let firm = known.filter { $0 != .dynamic }
    guard let firstFirm = firm.first else { return first }
    return firm.allSatisfy { $0 == firstFirm } ? firstFirm : widest(firm)
  }
}
