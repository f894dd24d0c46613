/// Writes VHDX images, also such that were not closed and have changes in their log.
///
/// Source: MS-VHDX.
public struct VHDXWriter: Sendable {
  /// A change in the log.
  public enum Change: Sendable {
    /// 4,096 bytes at a multiple of 4,096 of the file.
    case write([UInt8], fileOffset: Int)
    /// Zeros from a multiple of 4,096 on, so many bytes.
    case zero(fileOffset: Int, byteCount: Int)
  }

  /// Bytes of a block, a power of two from 1 MiB on.
  public var blockByteCount = 1 << 20
  /// 512 or 4,096.
  public var logicalSectorByteCount = 512
  /// Entries of the log, the oldest first; none leaves the log empty.
  public var log: [[Change]] = []
  /// Where in the log the first entry stands, a multiple of 4,096 below 1 MiB.
  public var logStart = 0
  /// The path of the parent; nil for none.
  public var parentPath: String?

  /// Where the log is.
  public static let logOffset = 1 << 20
  /// Where the block table is.
  public static let tableOffset = 2 << 20
  /// Where the metadata are.
  public static let metadataOffset = 3 << 20
  /// Where the first stored block is.
  public static let dataOffset = 4 << 20

  private static let logIdentifier = (low: UInt64(0x1122_3344_5566_7788), high: UInt64(0x99))

  /// A dynamic disk with blocks of 1 MiB and an empty log.
  public init() {}

  /// The image of a disk; blocks of zeros are not stored.
  public func image(of media: [UInt8]) -> [UInt8] {
    let blockCount = (media.count + blockByteCount - 1) / blockByteCount
    var image = [UInt8](repeating: 0, count: Self.dataOffset)
    image.replaceSubrange(0..<8, with: Array("vhdxfile".utf8))
    let ratio = (logicalSectorByteCount << 23) / blockByteCount
    for block in 0..<blockCount {
      let start = block * blockByteCount
      let bytes = media[start..<min(media.count, start + blockByteCount)]
      guard bytes.contains(where: { $0 != 0 }) else { continue }
      image.set(
        UInt64(image.count >> 20) << 20 | 6, at: Self.tableOffset + 8 * (block + block / ratio))
      image += bytes
      image += [UInt8](repeating: 0, count: blockByteCount - bytes.count)
    }
    writeMetadata(&image, mediaByteCount: media.count)
    for offset in [192 << 10, 256 << 10] { writeRegions(&image, at: offset) }
    writeHeader(&image, at: 64 << 10, sequenceNumber: 5)
    writeHeader(&image, at: 128 << 10, sequenceNumber: 6)
    writeLog(&image)
    return image
  }

  private func writeHeader(_ image: inout [UInt8], at offset: Int, sequenceNumber: UInt64) {
    image.replaceSubrange(offset..<offset + 4, with: Array("head".utf8))
    image.set(sequenceNumber, at: offset + 8)
    image.set(UInt64(77), at: offset + 16)
    image.set(UInt64(78), at: offset + 32)
    if !log.isEmpty {
      image.set(Self.logIdentifier.low, at: offset + 48)
      image.set(Self.logIdentifier.high, at: offset + 56)
    }
    image.set(UInt16(1), at: offset + 66)
    image.set(UInt32(1 << 20), at: offset + 68)
    image.set(UInt64(Self.logOffset), at: offset + 72)
    image.sealVHDX(at: offset, byteCount: 4_096)
  }

  private func writeRegions(_ image: inout [UInt8], at offset: Int) {
    image.replaceSubrange(offset..<offset + 4, with: Array("regi".utf8))
    image.set(UInt32(2), at: offset + 8)
    let regions: [(id: [UInt8], offset: Int)] = [
      (Self.identifier("66 77 c2 2d 23 f6 00 42 9d 64 11 5e 9b fd 4a 08"), Self.tableOffset),
      (Self.identifier("06 a2 7c 8b 90 47 9a 4b b8 fe 57 5f 05 0f 88 6e"), Self.metadataOffset),
    ]
    for (index, region) in regions.enumerated() {
      let start = offset + 16 + 32 * index
      image.replaceSubrange(start..<start + 16, with: region.id)
      image.set(UInt64(region.offset), at: start + 16)
      image.set(UInt32(1 << 20), at: start + 24)
      image.set(UInt32(1), at: start + 28)
    }
    image.sealVHDX(at: offset, byteCount: 64 << 10)
  }

  private func writeMetadata(_ image: inout [UInt8], mediaByteCount: Int) {
    let start = Self.metadataOffset
    image.replaceSubrange(start..<start + 8, with: Array("metadata".utf8))
    var parameters = ByteBuilder()
    parameters.u32(UInt32(blockByteCount))
    parameters.u32(parentPath == nil ? 0 : 2)
    var items: [(id: String, value: [UInt8], flags: UInt32)] = [
      ("37 67 a1 ca 36 fa 43 4d b3 b6 33 f0 aa 44 e7 6b", parameters.bytes, 4),
      ("24 42 a5 2f 1b cd 76 48 b2 11 5d be d8 3b f4 b8", Self.integer(UInt64(mediaByteCount)), 6),
      ("ab 12 ca be e6 b2 23 45 93 ef c3 09 e0 00 c7 46", Array(1...16), 6),
      (
        "1d bf 41 81 6f a9 09 47 ba 47 f2 33 a8 fa ab 5f",
        Self.integer(UInt32(logicalSectorByteCount)), 6
      ),
      ("c7 48 a3 cd 5d 44 71 44 9c c9 e9 88 52 51 c5 56", Self.integer(UInt32(4_096)), 6),
    ]
    if let parentPath { items.append(parentLocator(parentPath)) }
    image.set(UInt16(items.count), at: start + 10)
    var place = 64 << 10
    for (index, item) in items.enumerated() {
      let entry = start + 32 + 32 * index
      image.replaceSubrange(entry..<entry + 16, with: Self.identifier(item.id))
      image.set(UInt32(place), at: entry + 16)
      image.set(UInt32(item.value.count), at: entry + 20)
      image.set(item.flags, at: entry + 24)
      image.replaceSubrange(start + place..<start + place + item.value.count, with: item.value)
      place += item.value.count
    }
  }

  private func parentLocator(_ path: String) -> (id: String, value: [UInt8], flags: UInt32) {
    let key = "relative_path"
    var locator = ByteBuilder()
    locator.append(contentsOf: Array(1...16))
    locator.u16(0)
    locator.u16(1)
    locator.u32(32)
    locator.u32(UInt32(32 + 2 * key.utf16.count))
    locator.u16(UInt16(2 * key.utf16.count))
    locator.u16(UInt16(2 * path.utf16.count))
    locator.utf16(key)
    locator.utf16(path)
    return ("2d 5f d3 a8 0b b3 4d 45 ab f7 d3 d8 48 34 ab 0c", locator.bytes, 4)
  }

  // MARK: - Log

  private func writeLog(_ image: inout [UInt8]) {
    var place = logStart
    for (index, changes) in log.enumerated() {
      let entry = entry(changes, sequenceNumber: UInt64(40 + index), fileByteCount: image.count)
      for (offset, byte) in entry.enumerated() {
        // The log goes round.
        image[Self.logOffset + (place + offset) % (1 << 20)] = byte
      }
      place = (place + entry.count) % (1 << 20)
    }
  }

  private func entry(_ changes: [Change], sequenceNumber: UInt64, fileByteCount: Int) -> [UInt8] {
    var entry = ByteBuilder(capacity: 16_384)
    entry.append(contentsOf: Array("loge".utf8))
    entry.zeros(8)
    entry.u32(UInt32(logStart))
    entry.u64(sequenceNumber)
    entry.u32(UInt32(changes.count))
    entry.u32(0)
    entry.u64(Self.logIdentifier.low)
    entry.u64(Self.logIdentifier.high)
    entry.u64(UInt64(fileByteCount))
    entry.u64(UInt64(fileByteCount))
    var sectors = ByteBuilder(capacity: 16_384)
    for change in changes {
      switch change {
      case .zero(let fileOffset, let byteCount):
        entry.append(contentsOf: Array("zero".utf8))
        entry.u32(0)
        entry.u64(UInt64(byteCount))
        entry.u64(UInt64(fileOffset))
      case .write(let bytes, let fileOffset):
        entry.append(contentsOf: Array("desc".utf8))
        entry.append(contentsOf: bytes[4_092...])
        entry.append(contentsOf: bytes[..<8])
        entry.u64(UInt64(fileOffset))
        sectors.append(contentsOf: Array("data".utf8))
        sectors.u32(UInt32(sequenceNumber >> 32))
        sectors.append(contentsOf: bytes[8..<4_092])
        sectors.u32(UInt32(truncatingIfNeeded: sequenceNumber))
      }
      entry.u64(sequenceNumber)
    }
    entry.align(to: 4_096)
    entry.append(contentsOf: sectors.bytes)
    entry.patch(UInt32(entry.count), at: 8)
    var bytes = entry.bytes
    bytes.sealVHDX(at: 0, byteCount: bytes.count)
    return bytes
  }

  private static func identifier(_ hex: String) -> [UInt8] {
    hex.split(separator: " ").map { UInt8($0, radix: 16) ?? 0 }
  }

  private static func integer<Number: FixedWidthInteger & BitwiseCopyable>(
    _ value: Number
  ) -> [UInt8] {
    var bytes = ByteBuilder()
    bytes.append(value)
    return bytes.bytes
  }
}

extension [UInt8] {
  /// Computes the CRC-32C of a VHDX structure anew, which stands 4 bytes behind its start.
  public mutating func sealVHDX(at offset: Int, byteCount: Int) {
    setU32(0, at: offset + 4)
    setU32(Checksum.crc32C(Array(self[offset..<offset + byteCount])), at: offset + 4)
  }
}
