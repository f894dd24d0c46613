/// Writes qcow2 images with stored, compressed and zero clusters.
///
/// Source: QEMU, docs/interop/qcow2.txt. Integers are big-endian.
public struct QCOW2Writer: Sendable {
  /// 2 or 3.
  public var version: UInt32 = 3
  /// Bits of a cluster's size, 9 to 21.
  public var clusterBits: UInt32 = 9
  /// Whether the cluster of a number is compressed.
  public var isCompressed: @Sendable (Int) -> Bool = { $0 % 2 == 1 }
  /// The backing file's name.
  public var backingName = ""
  /// The encryption method.
  public var encryption: UInt32 = 0
  /// Incompatible features.
  public var features: UInt64 = 0
  /// The compression type, of version 3.
  public var compression: UInt8 = 0

  /// A disk of version 3 with clusters of 512 bytes.
  public init() {}

  /// The image of a disk. Clusters of zeros have no entry; the first of them that follows a stored
  /// one has the zero flag.
  public func image(of media: [UInt8]) -> [UInt8] {
    let size = 1 << Int(clusterBits)
    let clusters = stride(from: 0, to: media.count, by: size).map { start in
      let bytes = Array(media[start..<min(media.count, start + size)])
      return bytes + [UInt8](repeating: 0, count: size - bytes.count)
    }
    let perTable = size / 8
    let tableCount = (clusters.count + perTable - 1) / perTable
    // Header, L1, refcount table and block, each from a cluster's start on.
    var image = ByteBuilder(capacity: media.count + 16 * size)
    func aligned(_ count: Int) -> Int { (count + size - 1) / size * size }
    let levelOneOffset = aligned(1_200)
    let refcountOffset = levelOneOffset + aligned(8 * tableCount)
    image.zeros(refcountOffset + 2 * size)
    writeHeader(&image, media.count, tableCount, levelOneOffset, refcountOffset)
    var wasStored = false
    for table in 0..<tableCount {
      let range = table * perTable..<min(clusters.count, (table + 1) * perTable)
      guard clusters[range].contains(where: { $0.contains { $0 != 0 } }) else { continue }
      image.align(to: size)
      let tableOffset = image.count
      image.zeros(size)
      image.patch((UInt64(tableOffset) | 1 << 63).byteSwapped, at: levelOneOffset + 8 * table)
      for cluster in range {
        let entry = entry(clusters[cluster], cluster, &image, wasStored)
        wasStored = entry > 1
        image.patch(entry.byteSwapped, at: tableOffset + 8 * (cluster - range.lowerBound))
      }
    }
    image.align(to: size)
    return image.bytes
  }

  private func entry(
    _ bytes: [UInt8], _ number: Int, _ image: inout ByteBuilder, _ wasStored: Bool
  ) -> UInt64 {
    let size = 1 << Int(clusterBits)
    guard bytes.contains(where: { $0 != 0 }) else { return wasStored && version == 3 ? 1 : 0 }
    let deflated = isCompressed(number) ? Deflate.raw(bytes) : []
    guard !deflated.isEmpty, deflated.count < size else {
      image.align(to: size)
      image.append(contentsOf: bytes)
      return UInt64(image.count - size) | 1 << 63
    }
    // Compressed clusters lie anywhere, one behind the other.
    let offset = image.count
    image.append(contentsOf: deflated)
    let sectors = (offset % 512 + deflated.count - 1) / 512
    return 1 << 62 | UInt64(sectors) << UInt64(62 - (clusterBits - 8)) | UInt64(offset)
  }

  private func writeHeader(
    _ image: inout ByteBuilder, _ mediaByteCount: Int, _ tableCount: Int, _ levelOneOffset: Int,
    _ refcountOffset: Int
  ) {
    image.patch([0x51, 0x46, 0x49, 0xfb], at: 0)
    image.patch(version.byteSwapped, at: 4)
    if !backingName.isEmpty {
      image.patch(UInt64(600).byteSwapped, at: 8)
      image.patch(UInt32(backingName.utf8.count).byteSwapped, at: 16)
      image.patch(Array(backingName.utf8), at: 600)
    }
    image.patch(clusterBits.byteSwapped, at: 20)
    image.patch(UInt64(mediaByteCount).byteSwapped, at: 24)
    image.patch(encryption.byteSwapped, at: 32)
    image.patch(UInt32(tableCount).byteSwapped, at: 36)
    image.patch(UInt64(levelOneOffset).byteSwapped, at: 40)
    image.patch(UInt64(refcountOffset).byteSwapped, at: 48)
    image.patch(UInt32(1).byteSwapped, at: 56)
    // No cluster is counted: readers do not ask.
    guard version == 3 else { return }
    image.patch(features.byteSwapped, at: 72)
    image.patch(UInt32(4).byteSwapped, at: 96)
    image.patch(UInt32(112).byteSwapped, at: 100)
    image.patch(compression, at: 104)
  }
}
