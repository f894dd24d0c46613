/// Bounds on what hostile events and mapping files can cost.
enum Limits {
  /// How deep arrays and objects of a mapping file may nest. Our own: 5.
  static let jsonDepth = 32
  /// Bytes of a user's mapping file. Our own: 60 KiB.
  static let mappingFileByteCount: Int64 = 16 << 20
  /// How deep includes may nest. Our own: 3.
  static let includeDepth = 16
  /// How deep an expression may nest. Our own mappings: 5.
  static let expressionDepth = 40
  /// Bytes of texts that a worker composed for a row and keeps the memory of. Rows of real logs: 70 KiB.
  static let keptScratchByteCount = 1 << 20
  /// Events of one shape whose bound mappings a worker keeps. Real shapes: 1.
  static let eventsPerShape = 16
  /// Kinds of column groups that a worker remembers values of. Our own mappings of one version of Windows: 20.
  static let groupCaches = 64
}
