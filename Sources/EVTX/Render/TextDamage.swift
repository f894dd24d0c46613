/// What a record's text could not keep as it was.
struct TextDamage: OptionSet {
  let rawValue: UInt8
  /// A surrogate without its partner became U+FFFD.
  static let invalidUTF16 = TextDamage(rawValue: 1)
  /// A character that XML 1.0 cannot hold became U+FFFD.
  static let invalidXML = TextDamage(rawValue: 2)
  /// A value's size does not fit its type, or the type is unknown: printed as hexadecimal bytes.
  static let badValue = TextDamage(rawValue: 4)
  /// A template definition was lost: the values are printed without their names.
  static let templateMissing = TextDamage(rawValue: 8)
  /// A part of the record could not be decoded: printed as hexadecimal bytes, or missing.
  static let damagedPart = TextDamage(rawValue: 16)

  /// The names in `Flags` of what there is.
  var flagNames: [String] {
    Self.names.filter { contains($0.0) }.map { $0.1.description }
  }

  /// The names in `Flags`; characters that only XML cannot hold are none of JSON's.
  static let names: [(TextDamage, StaticString)] = [
    (.invalidUTF16, "invalid-utf16"),
    (.badValue, "bad-value"),
    (.templateMissing, "template-missing"),
    (.damagedPart, "damaged-part"),
  ]
}
