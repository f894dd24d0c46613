/// What a value of a column without a known type was in its file: the byte before its text.
enum InferredKind {
  /// A string of JSON, or a field of CSV.
  static let text: UInt8 = 0x73
  /// A number of JSON, as it was written.
  static let number: UInt8 = 0x6e
  /// `true` or `false` of JSON.
  static let bool: UInt8 = 0x62
  /// An array or object of JSON.
  static let json: UInt8 = 0x6a
}
