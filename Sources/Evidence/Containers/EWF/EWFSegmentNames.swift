internal import ByteIO

/// The names of an image's segments: `.E01` to `.E99`, then `.EAA` to `.EZZ` and so on to `.ZZZ`.
///
/// Source: libewf, "Segment files". `.s01` of SMART goes the same way.
struct EWFSegmentNames: Hashable {
  /// The bytes before the extension, the dot included.
  let stem: [UInt8]
  /// The first letter of the first segment's extension.
  let letter: UInt8

  private var isUpperCase: Bool { letter < 0x61 }

  /// The scheme that a segment's name follows, and its number in it; nil for other names.
  static func parse(_ name: [UInt8]) -> (names: EWFSegmentNames, number: Int)? {
    guard name.count > 4, name[name.count - 4] == 0x2e else { return nil }
    let stem = Array(name[..<(name.count - 3)])
    let suffix = Array(name[(name.count - 3)...])
    let isDigits = suffix[1...].allSatisfy { (0x30...0x39).contains($0) }
    guard isDigits, isLetter(suffix[0]) else { return nil }
    let number = Int(suffix[1] - 0x30) * 10 + Int(suffix[2] - 0x30)
    guard number > 0 else { return nil }
    return (EWFSegmentNames(stem: stem, letter: suffix[0]), number)
  }

  /// The number of a segment of this image by its name, in whatever case; nil for other names.
  func number(of name: [UInt8]) -> Int? {
    guard name.count == stem.count + 3, name.starts(with: stem) else { return nil }
    let suffix = name[stem.count...].map(Self.lowerCase)
    let first = Self.lowerCase(letter)
    if suffix[0] == first, suffix[1...].allSatisfy({ (0x30...0x39).contains($0) }) {
      let number = Int(suffix[1] - 0x30) * 10 + Int(suffix[2] - 0x30)
      return number > 0 ? number : nil
    }
    guard suffix.allSatisfy(Self.isLetter), suffix[0] >= first else { return nil }
    return 100 + (Int(suffix[0] - first) * 26 + Int(suffix[1] - 0x61)) * 26
      + Int(suffix[2] - 0x61)
  }

  /// The name of a segment; nil beyond `.ZZZ`.
  func name(_ number: Int) -> [UInt8]? {
    if number < 100 {
      return stem + [letter, 0x30 + UInt8(number / 10), 0x30 + UInt8(number % 10)]
    }
    let place = number - 100
    let first = Int(letter) + place / 676
    let base: UInt8 = isUpperCase ? 0x41 : 0x61
    guard first <= Int(base) + 25 else { return nil }
    return stem + [UInt8(first), base + UInt8(place / 26 % 26), base + UInt8(place % 26)]
  }

  private static func isLetter(_ byte: UInt8) -> Bool {
    (0x61...0x7a).contains(lowerCase(byte))
  }

  private static func lowerCase(_ byte: UInt8) -> UInt8 {
    (0x41...0x5a).contains(byte) ? byte + 0x20 : byte
  }
}
