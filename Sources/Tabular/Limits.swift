/// Bounds on what tables may hold and hostile input may ask for.
enum Limits {
  /// Bytes of text that a row keeps for the next one. Rows of real logs: 340 KiB.
  static let keptTextByteCount = 4 << 20
  /// Arrays and objects inside each other in JSON; one bit each in a word. Real rows: 9.
  static let jsonDepth = 64
}
