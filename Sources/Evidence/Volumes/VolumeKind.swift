internal import ByteIO

/// What lies in a volume, by its content.
public enum VolumeKind: Hashable, Sendable {
  /// NTFS, which is read.
  case ntfs
  /// An encrypted volume, by the name of the encryption: "BitLocker".
  case encrypted(String)
  /// A file system or volume manager that is not read, with its name: "FAT32".
  case unsupported(String)
  /// Nothing but zeros where a file system would have its first structures.
  case empty
  /// Anything else.
  case unknown

  /// The kind in a word or two, for people and programs.
  public var name: String {
    switch self {
    case .ntfs: "NTFS"
    case .encrypted(let name), .unsupported(let name): name
    case .empty: "empty"
    case .unknown: "unknown"
    }
  }
}

extension VolumeKind {
  /// Bytes that are looked at.
  static let headByteCount = 68 << 10

  /// Recognises a volume by its first bytes.
  ///
  /// | Offset | Bytes | What |
  /// |-------:|-------|------|
  /// | 3 | `NTFS    `, `-FVE-FS-`, `EXFAT   `, `ReFS` | the boot sector's OEM name |
  /// | 0x36, 0x52 | `FAT12   `, `FAT16   `; `FAT32   ` | file system type of FAT |
  /// | 0x1a8 | BitLocker's GUID | BitLocker To Go, behind a FAT boot sector |
  /// | 0, 512, 1024, 1536 | `LABELONE` | LVM's label |
  /// | 0x438 | 53 ef | ext2, 3, 4 |
  ///
  /// Sources: the file systems' published layouts; `blkid -p` agrees on volumes made by their own
  /// tools.
  ///
  /// - Parameters:
  ///   - head: the first bytes, at best ``headByteCount``.
  ///   - count: how many bytes of `head` are meant.
  init(sniffing head: RawSpan, count: Int) {
    let count = min(count, head.byteCount)
    func has(_ text: StaticString, at offset: Int) -> Bool {
      offset + text.utf8CodeUnitCount <= count && head.matches(text, at: offset)
    }
    for (offset, text, kind) in Self.signatures where has(text, at: offset) {
      self = kind
      return
    }
    if has("LUKS", at: 0), count >= 6, head.u16(4) == 0xbeba {
      self = .encrypted("LUKS")
      return
    }
    self = Self.isBitLockerToGo(head, count) ? .encrypted("BitLocker To Go") : Self.fat(head, count)
    if case .unknown = self {
      if count >= 1_082, head.u16(1_080) == 0xef53 {
        self = .unsupported("ext")
      } else if head.isZero(from: 0, to: count) {
        self = .empty
      }
    }
  }

  private static var signatures: [(Int, StaticString, VolumeKind)] {
    [
      (3, "NTFS    ", .ntfs),
      (3, "-FVE-FS-", .encrypted("BitLocker")),
      (3, "EXFAT   ", .unsupported("exFAT")),
      (3, "ReFS\0\0\0\0", .unsupported("ReFS")),
      (0, "LABELONE", .unsupported("LVM")), (512, "LABELONE", .unsupported("LVM")),
      (1_024, "LABELONE", .unsupported("LVM")), (1_536, "LABELONE", .unsupported("LVM")),
      (0, "SPACEDB ", .unsupported("Storage Spaces")),
      (4_096, "SPACEDB ", .unsupported("Storage Spaces")),
      (0, "XFSB", .unsupported("XFS")),
      (32, "NXSB", .unsupported("APFS")),
      (1_024, "H+\0\u{4}", .unsupported("HFS+")),
      (65_600, "_BHRfS_M", .unsupported("Btrfs")),
      (4_086, "SWAPSPACE2", .unsupported("Linux swap")),
    ]
  }

  /// BitLocker To Go keeps a FAT boot sector, with the GUID 4967d63b-2e29-4ad8-8399-f6a339e3d001.
  private static func isBitLockerToGo(_ head: RawSpan, _ count: Int) -> Bool {
    count >= 0x1b8 && head.u64(0x1a8) == 0x4ad8_2e29_4967_d63b
      && head.u64(0x1b0) == 0x01d0_e339_a3f6_9983
  }

  private static func fat(_ head: RawSpan, _ count: Int) -> VolumeKind {
    guard count >= 512, head.u16(510) == 0xaa55 else { return .unknown }
    if head.matches("FAT32   ", at: 0x52) { return .unsupported("FAT32") }
    if head.matches("FAT16   ", at: 0x36) { return .unsupported("FAT16") }
    if head.matches("FAT12   ", at: 0x36) { return .unsupported("FAT12") }
    return .unknown
  }
}
