internal import ByteIO

/// A part of a disk, as its partition table tells.
public struct Partition: Hashable, Sendable {
  /// The number in the table, from 1 on; logical partitions of an MBR from 5 on. 0 for a volume that
  /// fills the disk without a table.
  public let number: Int
  /// Bytes from the start of the disk.
  public let startOffset: Int64
  /// Size in bytes, as the table tells.
  public let byteCount: Int64
  /// What the table says it is for: `0x07`, or a GUID.
  public let typeText: String
  /// The name, which only GPT has; empty without one.
  public let name: String
  /// Whether it holds no file system or one for starting the machine only: nothing is lost when it is not
  /// read.
  public let isReserved: Bool
}

/// How a disk is parted.
public enum PartitionScheme: String, Hashable, Sendable {
  /// A master boot record.
  case mbr = "MBR"
  /// A GUID partition table.
  case gpt = "GPT"
  /// None: a volume fills the disk.
  case none = "none"
}

/// The partitions of a disk and what is wrong with their table.
struct PartitionTable {
  var scheme: PartitionScheme
  /// Bytes in a sector, 512 or 4,096.
  var sectorByteCount: Int
  var partitions: [Partition] = []
  var failures: [DiskFailure] = []
}

extension PartitionTable {
  /// Sector sizes that are tried.
  static let sectorSizes = [512, 4_096]

  /// Reads the table of a disk: a GPT, its backup, or an MBR.
  ///
  /// - Parameters:
  ///   - disk: the disk's bytes.
  ///   - sectorByteCount: the sector size, where it is known; else both are tried.
  /// - Returns: the table, or nil when there is none.
  /// - Throws: when the first sector cannot be read.
  static func read(
    _ disk: any ByteSource, sectorByteCount: Int? = nil
  ) throws(DiskFailure) -> PartitionTable? {
    let sizes = sectorByteCount.map { [$0] } ?? sectorSizes
    if let table = readGPT(disk, sizes) { return table }
    return try readMBR(disk, sizes)
  }

  /// Whether two partitions share bytes.
  mutating func noteOverlaps() {
    let sorted = partitions.sorted { $0.startOffset < $1.startOffset }
    for (one, other) in zip(sorted, sorted.dropFirst())
    where other.startOffset - one.startOffset < one.byteCount {
      failures.append(
        DiskFailure(
          damaged: "partitions \(one.number) and \(other.number) overlap", at: other.startOffset))
    }
  }
}
