public import ByteIO

/// What is known of a disk image that was opened.
public struct ImageInfo: Sendable {
  /// A volume in it.
  public struct VolumeInfo: Sendable {
    /// Where the partition table places it.
    public let partition: Partition
    /// What it holds.
    public let kind: VolumeKind
    /// Bytes of a cluster, of NTFS.
    public let clusterByteCount: Int?
    /// The serial number, of NTFS.
    public let serialNumber: UInt64?
    /// Whether its files could be read.
    public let isRead: Bool
    /// Logs found in it.
    public let logCount: Int
  }

  /// The image's path as given.
  public let path: EvidencePath
  /// The files it consists of.
  public let files: [EvidencePath]
  /// Device and inode of each.
  public let identities: [FileIdentity]
  /// How they hold the disk.
  public let container: ContainerKind
  /// What the image says about its making, of E01.
  public let acquisition: AcquisitionData?
  /// The disk's hashes beside the stored ones; nil when that was not asked for.
  public let verification: HashVerification?
  /// What came up so far while the container was read; more may come.
  public let diagnostics: ContainerDiagnostics
  /// The disk's size in bytes.
  public let byteCount: Int64
  /// How it is parted.
  public let scheme: PartitionScheme
  /// Bytes of a sector in the partition table.
  public let sectorByteCount: Int
  /// The volumes.
  public let volumes: [VolumeInfo]

  /// Whether the files of a volume could be read.
  public var isReadable: Bool { volumes.contains(where: \.isRead) }
}
