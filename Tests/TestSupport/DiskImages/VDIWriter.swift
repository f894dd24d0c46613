/// Writes dynamic VDI images.
///
/// Source: VirtualBox, VDICore.h.
public struct VDIWriter: Sendable {
  /// Bytes of a block, a power of two; 1 MiB as a rule, which QEMU demands.
  public var blockByteCount = 1 << 20
  /// 1 dynamic, 2 fixed, 4 differencing.
  public var type: UInt32 = 1

  /// A dynamic disk.
  public init() {}

  /// The image of a disk, whose blocks are stored in backward order; blocks of zeros are not.
  public func image(of media: [UInt8]) -> [UInt8] {
    let blockCount = (media.count + blockByteCount - 1) / blockByteCount
    let blocks = (0..<blockCount).map {
      Array(media[$0 * blockByteCount..<min(media.count, ($0 + 1) * blockByteCount)])
    }
    let stored = blocks.indices.filter { blocks[$0].contains { $0 != 0 } }
    let mapOffset = 512
    let dataOffset = (mapOffset + 4 * blockCount + 511) / 512 * 512
    var image = ByteBuilder(capacity: media.count + dataOffset)
    image.append(contentsOf: Array("<<< made by a test >>>\n".utf8))
    image.zeros(64 - image.count)
    image.u32(0xbeda_107f)
    image.u32(0x0001_0001)
    image.u32(0x190)
    image.u32(type)
    image.zeros(340 - image.count)
    image.u32(UInt32(mapOffset))
    image.u32(UInt32(dataOffset))
    image.zeros(12)
    image.u32(512)
    image.u32(0)
    image.u64(UInt64(media.count))
    image.u32(UInt32(blockByteCount))
    image.u32(0)
    image.u32(UInt32(blockCount))
    image.u32(UInt32(stored.count))
    image.append(contentsOf: Array(1...16))
    image.zeros(mapOffset - image.count)
    for _ in 0..<blockCount { image.u32(.max) }
    image.zeros(dataOffset - image.count)
    for (place, block) in stored.reversed().enumerated() {
      image.patch(UInt32(place), at: mapOffset + 4 * block)
      image.append(contentsOf: blocks[block])
      image.zeros(blockByteCount - blocks[block].count)
    }
    return image.bytes
  }
}
