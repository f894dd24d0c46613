/// How much of a hostile input is taken in.
enum Limits {
  /// Bytes read to recognise content: the file header's 4 KiB and the signature behind it.
  static let headByteCount = 4_104
  /// Bytes read at once when a file is scanned or spooled.
  static let blockByteCount = 256 << 10
  /// Output of gzip from which on the ratio counts. Windows makes logs of 1 MiB and 20 MiB that are
  /// zeros but for their first records: real ones reach 98:1, one with a single record some 900:1.
  static let ratioFreeByteCount: Int64 = 32 << 20
  /// Bytes of one entry of a path list. Paths end at 4,096 bytes, which JSON may write six times as
  /// long.
  static let pathListEntryByteCount = 32 << 10
  /// Runs of record identifiers followed in one log. They are kept in order, which takes time that grows
  /// with their square. Real logs: 60.
  static let identifierRuns = 16_384
  /// Failed reads after which the scan of one file is given up.
  static let failedReadCount = 256
  /// Bytes of all logs together in which lost template definitions are looked for.
  static let templateSearchByteCount: Int64 = 2 << 30
  /// Logs in which lost template definitions are looked for; each stays open.
  static let templateSearchLogCount = 32
  /// Output that may wait for its turn or be in work before further chunks are taken. Real chunks print
  /// 150 KiB.
  static let waitingByteCount = 24 << 20
}
