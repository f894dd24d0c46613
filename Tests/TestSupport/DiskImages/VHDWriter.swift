/// Writes dynamic and fixed VHD images.
///
/// Source: Microsoft, "Virtual Hard Disk Image Format Specification". Integers are big-endian.
public struct VHDWriter: Sendable {
  /// Bytes of a block, a power of two from 4,096 on; 2 MiB as a rule, which QEMU and Windows demand.
  public var blockByteCount = 2 << 20
  /// 2 fixed, 3 dynamic, 4 differencing.
  public var type: UInt32 = 3
  /// The parent's name of a differencing disk.
  public var parentName = ""

  /// A dynamic disk.
  public init() {}

  /// The image of a disk; blocks of zeros are not stored, nor are sectors of zeros marked.
  public func image(of media: [UInt8]) -> [UInt8] {
    let footer = footer(mediaByteCount: media.count)
    guard type != 2 else { return media + footer }
    let blockCount = (media.count + blockByteCount - 1) / blockByteCount
    var image = ByteBuilder(capacity: media.count + 8_192)
    image.append(contentsOf: footer)
    image.append(contentsOf: header(blockCount: blockCount))
    let tableOffset = image.count
    for _ in 0..<blockCount { image.u32(.max) }
    while image.count % 512 != 0 { image.u8(0xff) }
    for block in 0..<blockCount {
      let start = block * blockByteCount
      var data = Array(media[start..<min(media.count, start + blockByteCount)])
      guard data.contains(where: { $0 != 0 }) else { continue }
      data += [UInt8](repeating: 0, count: blockByteCount - data.count)
      image.patch(UInt32(image.count / 512).byteSwapped, at: tableOffset + 4 * block)
      var bitmap = [UInt8](repeating: 0, count: (blockByteCount / 4_096 + 511) / 512 * 512)
      for sector in 0..<blockByteCount / 512
      where data[512 * sector..<512 * (sector + 1)].contains(where: { $0 != 0 }) {
        bitmap[sector / 8] |= 0x80 >> UInt8(sector % 8)
      }
      image.append(contentsOf: bitmap)
      image.append(contentsOf: data)
    }
    image.append(contentsOf: footer)
    return image.bytes
  }

  /// The footer, 512 bytes.
  public func footer(mediaByteCount: Int) -> [UInt8] {
    var footer = ByteBuilder(capacity: 512)
    footer.append(contentsOf: Array("conectix".utf8))
    footer.u32(UInt32(2).byteSwapped)
    footer.u32(UInt32(0x0001_0000).byteSwapped)
    footer.u64(type == 2 ? .max : UInt64(512).byteSwapped)
    footer.u32(0)
    // Disks of "win " have the size that stands below, whatever their geometry.
    footer.append(contentsOf: Array("win ".utf8))
    footer.zeros(8)
    footer.u64(UInt64(mediaByteCount).byteSwapped)
    footer.u64(UInt64(mediaByteCount).byteSwapped)
    footer.u32(UInt32(0x0041_1001).byteSwapped)
    footer.u32(type.byteSwapped)
    footer.u32(0)
    footer.zeros(512 - footer.count)
    return Self.sealed(footer.bytes, at: 64)
  }

  private func header(blockCount: Int) -> [UInt8] {
    var header = ByteBuilder(capacity: 1_024)
    header.append(contentsOf: Array("cxsparse".utf8))
    header.u64(.max)
    header.u64(UInt64(1_536).byteSwapped)
    header.u32(UInt32(0x0001_0000).byteSwapped)
    header.u32(UInt32(blockCount).byteSwapped)
    header.u32(UInt32(blockByteCount).byteSwapped)
    header.zeros(64 - header.count)
    for unit in parentName.utf16 { header.u16(unit.byteSwapped) }
    header.zeros(1_024 - header.count)
    return Self.sealed(header.bytes, at: 36)
  }

  /// The structure with the right checksum at `offset`.
  public static func sealed(_ bytes: [UInt8], at offset: Int) -> [UInt8] {
    var result = bytes
    result.set(UInt32(0), at: offset)
    let sum = result.reduce(UInt32(0)) { $0 &+ UInt32($1) }
    result.set((~sum).byteSwapped, at: offset)
    return result
  }
}
