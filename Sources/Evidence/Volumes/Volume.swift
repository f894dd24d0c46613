internal import ByteIO

/// A volume of a disk: its bytes and what lies in it.
public struct Volume: Sendable {
  /// Where the disk's table places it.
  public let partition: Partition
  /// What it holds.
  public let kind: VolumeKind
  /// The volume's bytes.
  let source: any ByteSource

  /// Looks at what lies in `partition`.
  init(_ disk: any ByteSource, _ partition: Partition) {
    self.partition = partition
    source =
      partition.startOffset == 0 && partition.byteCount >= disk.byteCount
      ? disk : SliceByteSource(disk, start: partition.startOffset, byteCount: partition.byteCount)
    kind = Self.sniff(source)
  }

  /// Recognises a volume by its beginning; one whose beginning is lost by NTFS' backup at its end.
  static func sniff(_ source: any ByteSource) -> VolumeKind {
    let kind: VolumeKind
    do throws(ByteSourceError) {
      let head = try source.bytes(at: 0, count: VolumeKind.headByteCount)
      kind = VolumeKind(sniffing: head.rawSpan, count: head.count)
    } catch {
      kind = .unknown
    }
    guard kind == .unknown || kind == .empty, NTFSBootSector.backup(in: source) != nil else {
      return kind
    }
    return .ntfs
  }

  /// How the volume is named beside others: "partition 2".
  var title: String { partition.number == 0 ? "volume" : "partition \(partition.number)" }

  /// Why the volume is not read, or nil for one that is or that holds nothing to speak of.
  var refusal: DiskFailure? {
    let place = "\(title) at \(partition.startOffset)"
    switch kind {
    case .ntfs, .empty: return nil
    case .encrypted(let name):
      return DiskFailure(
        .encryptedVolume, "\(place): encrypted volume (\(name)), skipped",
        at: partition.startOffset)
    case .unsupported(let name):
      guard !partition.isReserved else { return nil }
      return DiskFailure(
        .unsupportedVolume, "\(place): \(name) is not supported, skipped",
        at: partition.startOffset)
    case .unknown:
      guard !partition.isReserved else { return nil }
      return DiskFailure(
        .unsupportedVolume,
        "\(place): no file system that is known; its type is \(partition.typeText)",
        at: partition.startOffset)
    }
  }
}

/// The volumes of a disk.
public struct DiskLayout: Sendable {
  /// How the disk is parted.
  public let scheme: PartitionScheme
  /// Bytes in a sector of the partition table.
  public let sectorByteCount: Int
  /// The volumes in the order of the table.
  public let volumes: [Volume]
  /// What is wrong with the table.
  let failures: [DiskFailure]

  /// Whether a file system is known in one of the volumes.
  var isRecognised: Bool { volumes.contains { $0.kind != .unknown && $0.kind != .empty } }

  /// Finds the volumes of a disk. Reads a few sectors.
  ///
  /// - Parameters:
  ///   - disk: the disk's bytes.
  ///   - sectorByteCount: the sector size, where the container knows it.
  /// - Returns: the volumes, or nil for what is no disk: neither a partition table nor a file system that
  ///   is known.
  /// - Throws: when the first sector cannot be read.
  static func read(
    _ disk: any ByteSource, sectorByteCount: Int? = nil
  ) throws(DiskFailure) -> DiskLayout? {
    let whole = Volume(disk, Self.wholeDisk(disk))
    if whole.isKnownByFirstSector {
      return DiskLayout(bare: whole)
    }
    if let table = try PartitionTable.read(disk, sectorByteCount: sectorByteCount),
      !table.partitions.isEmpty || !table.failures.isEmpty
    {
      return DiskLayout(table, of: disk)
    }
    guard whole.kind != .unknown, whole.kind != .empty else { return nil }
    return DiskLayout(bare: whole)
  }

  private init(_ table: PartitionTable, of disk: any ByteSource) {
    scheme = table.scheme
    sectorByteCount = table.sectorByteCount
    volumes = table.partitions.map { Volume(disk, $0) }
    var failures = table.failures
    for partition in table.partitions
    where partition.startOffset + partition.byteCount > disk.byteCount {
      let missing = partition.startOffset + partition.byteCount - disk.byteCount
      failures.append(
        DiskFailure(
          damaged: "partition \(partition.number): its last \(missing) bytes lie behind the end "
            + "of the image", at: partition.startOffset))
    }
    self.failures = failures
  }

  private init(bare volume: Volume) {
    scheme = .none
    sectorByteCount = 512
    volumes = [volume]
    failures = []
  }

  private static func wholeDisk(_ disk: any ByteSource) -> Partition {
    Partition(
      number: 0, startOffset: 0, byteCount: disk.byteCount, typeText: "none", name: "",
      isReserved: false)
  }
}

extension Volume {
  /// Whether the first sector is that of a file system: then what looks like a partition table in it is
  /// none, and what a former file system left behind it does not matter.
  fileprivate var isKnownByFirstSector: Bool {
    do throws(ByteSourceError) {
      let head = try source.bytes(at: 0, count: 512)
      let kind = VolumeKind(sniffing: head.rawSpan, count: head.count)
      return kind != .unknown && kind != .empty
    } catch {
      return false
    }
  }
}
