public import ByteIO

/// Builds file records of NTFS, and the attributes in them.
///
/// Source: Linux-NTFS documentation.
public struct NTFSRecordWriter: Sendable {
  /// Bytes of the record.
  public var byteCount = 1_024
  /// The entry's sequence number.
  public var sequence: UInt16 = 1
  /// 1 in use, 2 a folder.
  public var flags: UInt16 = 1
  /// The base record's reference of an extension record, else 0.
  public var base: UInt64 = 0
  /// The number that stands at the end of each 512 bytes.
  public var updateNumber: UInt16 = 0x0107
  private var attributes: [[UInt8]] = []

  /// A record without attributes.
  public init() {}

  /// The identifier that the next attribute gets.
  public var nextIdentifier: UInt16 { UInt16(attributes.count) }

  /// Adds an attribute, in the order of types.
  public mutating func add(_ attribute: [UInt8]) { attributes.append(attribute) }

  /// An attribute whose content lies in the record.
  public func resident(_ type: UInt32, _ content: [UInt8], name: String = "") -> [UInt8] {
    var bytes = ByteBuilder()
    let units = Array(name.utf16)
    let start = (24 + 2 * units.count + 7) / 8 * 8
    let size = (start + content.count + 7) / 8 * 8
    bytes.u32(type)
    bytes.u32(UInt32(size))
    bytes.u8(0)
    bytes.u8(UInt8(units.count))
    bytes.u16(24)
    bytes.u16(0)
    bytes.u16(nextIdentifier)
    bytes.u32(UInt32(content.count))
    bytes.u16(UInt16(start))
    bytes.u16(0)
    bytes.utf16(units)
    bytes.zeros(start - bytes.count)
    bytes.append(contentsOf: content)
    bytes.zeros(size - bytes.count)
    return bytes.bytes
  }

  /// An attribute whose content lies in clusters.
  ///
  /// - Parameters:
  ///   - type: the attribute's type.
  ///   - runs: clusters on the volume, nil for a hole, and how many.
  ///   - clusterByteCount: bytes of a cluster.
  ///   - firstCluster: the number in the stream of the first run's first cluster.
  ///   - byteCount: bytes of the stream.
  ///   - initialized: bytes that were written; nil for all.
  ///   - compressionUnit: a power of two of clusters, 0 for none.
  ///   - flags: 0x0001 compressed, 0x4000 encrypted, 0x8000 sparse.
  ///   - name: the stream's name.
  /// - Returns: the attribute.
  public func nonResident(
    _ type: UInt32, runs: [(cluster: Int?, count: Int)], clusterByteCount: Int,
    firstCluster: Int = 0, byteCount: Int, initialized: Int? = nil, compressionUnit: UInt16 = 0,
    flags: UInt16 = 0, name: String = ""
  ) -> [UInt8] {
    var bytes = ByteBuilder()
    let units = Array(name.utf16)
    let start = (64 + 2 * units.count + 7) / 8 * 8
    let list = Self.runList(runs)
    let size = (start + list.count + 7) / 8 * 8
    let clusters = runs.reduce(0) { $0 + $1.count }
    bytes.u32(type)
    bytes.u32(UInt32(size))
    bytes.u8(1)
    bytes.u8(UInt8(units.count))
    bytes.u16(64)
    bytes.u16(flags)
    bytes.u16(nextIdentifier)
    bytes.u64(UInt64(firstCluster))
    bytes.u64(UInt64(bitPattern: Int64(firstCluster + clusters - 1)))
    bytes.u16(UInt16(start))
    bytes.u16(compressionUnit)
    bytes.u32(0)
    bytes.u64(UInt64(clusters * clusterByteCount))
    bytes.u64(UInt64(byteCount))
    bytes.u64(UInt64(initialized ?? byteCount))
    bytes.utf16(units)
    bytes.zeros(start - bytes.count)
    bytes.append(contentsOf: list)
    bytes.zeros(size - bytes.count)
    return bytes.bytes
  }

  /// A run list, with the fewest bytes for each number.
  public static func runList(_ runs: [(cluster: Int?, count: Int)]) -> [UInt8] {
    var bytes: [UInt8] = []
    var last = 0
    for run in runs {
      let length = signed(run.count)
      let distance = run.cluster.map { signed($0 - last) } ?? []
      last = run.cluster ?? last
      bytes.append(UInt8(length.count | distance.count << 4))
      bytes += length + distance
    }
    return bytes + [0]
  }

  private static func signed(_ number: Int) -> [UInt8] {
    for size in 1..<8 where number >> (8 * size - 1) == 0 || number >> (8 * size - 1) == -1 {
      return (0..<size).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) }
    }
    return (0..<8).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) }
  }

  /// The content of a $FILE_NAME.
  public static func fileName(
    _ name: [UInt16], folder: UInt64, space: UInt8 = 1, time: FileTime = .sample,
    isFolder: Bool = false
  ) -> [UInt8] {
    var bytes = ByteBuilder()
    bytes.u64(folder)
    for _ in 0..<4 { bytes.u64(time.ticks) }
    bytes.zeros(16)
    bytes.u32(isFolder ? 0x1000_0000 : 0x20)
    bytes.u32(0)
    bytes.u8(UInt8(name.count))
    bytes.u8(space)
    bytes.utf16(name)
    return bytes.bytes
  }

  /// The content of a $STANDARD_INFORMATION.
  public static func standardInformation(time: FileTime = .sample) -> [UInt8] {
    var bytes = ByteBuilder()
    for offset in 0..<4 { bytes.u64(time.ticks + UInt64(offset)) }
    bytes.zeros(16)
    return bytes.bytes
  }

  /// The record with its update sequence.
  public func record(entry: Int) -> [UInt8] {
    var bytes = ByteBuilder(capacity: byteCount)
    let updateCount = byteCount / 512 + 1
    let first = (48 + 2 * updateCount + 7) / 8 * 8
    bytes.append(contentsOf: "FILE".utf8)
    bytes.u16(48)
    bytes.u16(UInt16(updateCount))
    bytes.u64(0)
    bytes.u16(sequence)
    bytes.u16(1)
    bytes.u16(UInt16(first))
    bytes.u16(flags)
    bytes.u32(0)
    bytes.u32(UInt32(byteCount))
    bytes.u64(base)
    bytes.u16(nextIdentifier)
    bytes.u16(0)
    bytes.u32(UInt32(entry))
    bytes.zeros(first - bytes.count)
    for attribute in attributes { bytes.append(contentsOf: attribute) }
    bytes.u32(.max)
    bytes.u32(0)
    bytes.patch(UInt32(bytes.count), at: 24)
    precondition(bytes.count <= byteCount, "attributes of \(bytes.count) bytes in \(byteCount)")
    bytes.zeros(byteCount - bytes.count)
    return Self.protected(bytes.bytes, sequenceOffset: 48, number: updateNumber)
  }

  /// Replaces the last two bytes of each 512 by a number and keeps them in the update sequence.
  public static func protected(
    _ bytes: [UInt8], sequenceOffset: Int, number: UInt16
  ) -> [UInt8] {
    var bytes = bytes
    bytes.set(number, at: sequenceOffset)
    for index in 1...bytes.count / 512 {
      let place = 512 * index - 2
      bytes.set(bytes.u16(at: place), at: sequenceOffset + 2 * index)
      bytes.set(number, at: place)
    }
    return bytes
  }
}
