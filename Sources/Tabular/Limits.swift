/// Bounds on the memory that rows may hold.
enum Limits {
  /// Bytes of text that a row keeps for the next one. Rows of real logs: 340 KiB.
  static let keptTextByteCount = 4 << 20
}
