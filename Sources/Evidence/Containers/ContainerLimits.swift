/// How much of a hostile disk image is taken in.
enum ContainerLimits {
  /// Bytes of a virtual disk: 1 PiB. VHDX ends at 64 TiB, VMware's disks at 62 TiB.
  static let mediaByteCount: Int64 = 1 << 50
  /// Bytes of one chunk, cluster or grain that is inflated whole. E01: 32 KiB as a rule, 16 MiB at
  /// most; qcow2: 64 KiB, 2 MiB at most; VMDK: 64 KiB.
  static let unitByteCount = 16 << 20
  /// Bytes of inflated units kept.
  static let unitCacheByteCount = 8 << 20
  /// Inflated units kept however large they are.
  static let unitCacheMinimum = 4
  /// Bytes of a page of a table, such as a block allocation table.
  static let pageByteCount = 64 << 10
  /// Pages of tables kept for one file.
  static let pageCount = 64
  /// Files of a split image held open at once; 1,024 is what a process may open as a rule.
  static let openPartCount = 24
  /// Files of one image. E01 has names for 14,971 segments.
  static let partCount = 16_384
  /// Diagnostics of one image that are kept; the rest is counted.
  static let diagnosticCount = 1_000
  /// Places of an image whose loss is remembered, so that it is reported once.
  static let knownLossCount = 65_536
  /// Entries of one chunk table of an E01 image. EnCase writes 16,375 and 65,534.
  static let tableEntryCount: Int64 = 1 << 24
  /// Sections of an E01 image. A segment of 2 GiB has some 200.
  static let sectionCount = 1 << 20
  /// Bytes to which the header text of an E01 image may inflate. Real ones: under 4 KiB.
  static let headerTextByteCount = 128 << 10
  /// Runs of sectors that the acquisition could not read, kept of one E01 image.
  static let acquisitionErrorCount = 65_536
  /// Bytes of a VMDK descriptor. Real ones: under 4 KiB.
  static let descriptorByteCount = 1 << 20
  /// Bytes of a qcow2 L1 table, as QEMU has it.
  static let levelOneByteCount: Int64 = 32 << 20
  /// Bytes of a VHDX log. Hyper-V writes 1 MiB.
  static let logByteCount: Int64 = 64 << 20
  /// Bytes of a VHDX log over which checksums are computed, entries that overlap included.
  static let logChecksumByteCount: Int64 = 512 << 20
  /// Runs of zeros that a VHDX log may write.
  static let logZeroRunCount = 8_192
}
