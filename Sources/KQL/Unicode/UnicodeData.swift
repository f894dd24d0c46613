/// Reads UnicodeTables: named sets and case mappings, each decoded when it is first asked for.
enum UnicodeData {
  /// What kind of name a set has.
  enum Kind: UInt8 {
    case category = 0x63  // c
    case property = 0x70  // p
    case script = 0x73  // s
  }

  /// The set with a name, compared without case, spaces, `_` and `-`; nil if there is none.
  ///
  /// `kinds` are those to look among, in the tables' order.
  static func set(named name: [UInt8], among kinds: [Kind]) -> CharacterClass? {
    let wanted = loose(name)
    for entry in entries where kinds.contains(entry.kind) {
      if entry.names.contains(wanted) { return CharacterClass(decoding: entry.ranges) }
    }
    return nil
  }

  /// A set that is known to be in the tables.
  private static func known(_ name: StaticString, _ kind: Kind) -> CharacterClass {
    let set = set(named: Array(name.description.utf8), among: [kind])
    precondition(set != nil, "the tables lack \(name)")
    return set ?? CharacterClass()
  }

  /// `\d`: the general category Nd.
  static let digits = known("Nd", .category)
  /// `\s`: the property White_Space.
  static let spaces = known("White_Space", .property)
  /// `\w`: Alphabetic, marks, decimal numbers, connector punctuation and join controls.
  static let wordCharacters = known("Alphabetic", .property)
    .union(known("M", .category)).union(digits).union(known("Pc", .category))
    .union(known("Join_Control", .property))
  /// Letters and decimal digits, of which the terms of `has` consist.
  static let alphanumerics = known("L", .category).union(digits)

  /// Membership in ``wordCharacters``.
  static let isWord = CodePointSet(wordCharacters)
  /// Membership in ``alphanumerics``.
  static let isAlphanumeric = CodePointSet(alphanumerics)

  /// Simple case folding.
  static let folding = CaseMapping(decoding: UnicodeTables.folds)
  /// Simple lower case.
  static let lower = CaseMapping(decoding: UnicodeTables.lowers)
  /// Simple upper case.
  static let upper = CaseMapping(decoding: UnicodeTables.uppers)

  // MARK: - Decoding

  private struct Entry {
    let kind: Kind
    let names: [[UInt8]]
    let ranges: [UInt8]
  }

  private static let entries: [Entry] = UnicodeTables.sets.utf8
    .split(separator: UInt8(ascii: "\n"))
    .compactMap { line in
      let words = line.split(separator: UInt8(ascii: " ")).map(Array.init)
      guard words.count == 4, let kind = words[0].first.flatMap(Kind.init) else { return nil }
      return Entry(kind: kind, names: [loose(words[1]), loose(words[2])], ranges: words[3])
    }

  /// A name without case, spaces, `_` and `-` (UAX #44, loose matching).
  static func loose(_ name: [UInt8]) -> [UInt8] {
    name.compactMap { byte in
      switch byte {
      case UInt8(ascii: "A")...UInt8(ascii: "Z"): byte | 0x20
      case UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: " "): nil
      default: byte
      }
    }
  }

  /// The numbers of a table: groups of 5 bits, each one character from 63 on, the lowest first.
  static func numbers(_ text: some Sequence<UInt8>) -> [UInt32] {
    var numbers: [UInt32] = []
    var value: UInt32 = 0
    var shift: UInt32 = 0
    for byte in text {
      let group = UInt32(byte) &- 63
      value |= (group & 31) << shift
      shift += 5
      if group & 32 == 0 {
        numbers.append(value)
        value = 0
        shift = 0
      }
    }
    return numbers
  }
}
