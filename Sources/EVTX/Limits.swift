/// Bounds on what hostile input may ask for. Each line gives the largest value met in 2,118 real logs.
enum Limits {
  /// Open elements in one fragment. Real logs: 12.
  static let elementDepth = 64
  /// Template instances inside each other. Real logs: 2.
  static let templateDepth = 16
  /// Open elements over all nested fragments of a record. Real logs: 14.
  static let openElements = 512
  /// Arrays that are being repeated at once: two in one element, or one inside the other. Real logs: 1.
  static let openArrays = 64
  /// Values of one record over all its template instances. Real logs: 180. A slot index has 16 bits.
  static let valuesPerRecord = 32_768
  /// Nodes of one record's own elements and of one template definition. Real logs: 2,100.
  static let nodesPerFragment = 60_000
  /// Bytes of names and characters in one fragment, which may name one long name often.
  static let textPerFragment = 1 << 20
  /// Bytes of the template definitions that one record uses, each as often as it is used.
  static let definitionBytesPerRecord = 16 << 20
  /// Nodes that are planned for one record, each as often as values inside each other print it. Real logs: 2,100.
  static let plannedNodesPerRecord = 200_000
  /// The same for all records of one chunk together, whether their programs were kept or not. Real logs: 400,000.
  static let plannedNodesPerChunk = 4_000_000
  /// Output of one record in bytes. Real logs: 340 KiB.
  static let outputPerRecord = 16 << 20
  /// Output of one chunk in bytes, 128 times its size. Real logs: 1.5 MiB.
  static let outputPerChunk = 8 << 20
  /// Programs kept per worker before it forgets them all and starts anew. Real logs: 900.
  static let cachedPrograms = 8_192
  /// Template definitions kept per worker before it starts anew. Real logs: 1,400.
  static let cachedTemplates = 16_384
  /// Bytes of compiled programs and templates kept per worker before it starts anew.
  static let cachedBytes = 24 << 20
  /// Descriptors of all shapes kept per worker before it starts anew.
  static let cachedDescriptors = 1 << 20
  /// Places of template definitions remembered for one log. Real logs: 1,400 definitions in all of them.
  static let definitionPlacesPerLog = 16_384
  /// Lost template definitions that are looked for in vain in one chunk before no more are looked for.
  static let failedSearchesPerChunk = 64
  /// Shapes kept for one template before further ones are rendered without being kept.
  static let shapesPerTemplate = 48
  /// Losses listed for one chunk; further ones are counted.
  static let lossesPerChunk = 1_000
}
