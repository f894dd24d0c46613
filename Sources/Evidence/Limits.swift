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

  // Disks and volumes.

  /// Logical partitions of an MBR that are followed. No tool is known to make so many.
  static let logicalPartitions = 128
  /// Bytes of a GPT's entries. The usual 128 entries take 16 KiB.
  static let partitionEntriesByteCount = 1 << 20
  /// Bytes of a file record or index node. Windows makes 1,024 and 4,096.
  static let fileRecordByteCount = 64 << 10
  /// Bytes of a cluster: the largest Windows makes.
  static let clusterByteCount = 2 << 20
  /// Bytes of an attribute list. NTFS itself allows 256 KiB.
  static let attributeListByteCount: Int64 = 1 << 20
  /// Bytes of all attribute lists of a volume: hostile files can share one list.
  static let attributeListTotalByteCount: Int64 = 1 << 30
  /// Bytes of all records that one attribute list names.
  static let extensionRecordsByteCount = 64 << 20
  /// Records that an attribute list names and that are another file's, after which it is given up.
  static let strangeRecords = 64
  /// Runs of one stream, of some 24 bytes each in memory. A guess at more than real files have.
  static let extents = 1 << 20
  /// Bytes of a compression unit; Windows makes at most 64 KiB.
  static let compressionUnitByteCount = 4 << 20
  /// Entries of a $MFT of which something is kept, in some 16 bytes each.
  static let fileTableEntries = 64 << 20
  /// Folders above a file. Windows' paths of 32,767 characters would allow more; none is known.
  static let folderDepth = 1_024
  /// Index nodes of all folders that are listed: millions of names.
  static let indexNodes = 1 << 20
  /// Bytes of the paths of all logs of a volume; behind that the folders of further ones count as lost.
  static let pathsByteCount = 64 << 20
  /// Bytes of files named as logs that are searched for chunks, beyond those of the volume itself.
  static let searchByteCount: Int64 = 1 << 30
  /// Bytes copied at once.
  static let copyByteCount = 1 << 20
  /// Unreadable places of one log that are each said.
  static let saidLosses = 16
  /// Streams of one file.
  static let streamsPerFile = 4_096
}
