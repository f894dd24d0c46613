/// Writes sparse VMDK extents: monolithic, as a part of a split disk, and stream-optimised.
///
/// Source: VMware, "Virtual Disk Format 5.0".
public struct VMDKWriter: Sendable {
  /// Sectors of a grain, a power of two; 128 as a rule, 8 at least.
  public var grainSectorCount = 8
  /// Entries of a grain table, 512 as a rule.
  public var entriesPerTable = 512
  /// Whether grains are deflated, with markers, and the directory at the end.
  public var isStream = false
  /// Whether a descriptor is inside.
  public var hasDescriptor = true
  /// Whether a second directory with tables of its own is written.
  public var hasSecondDirectory = true
  /// The parent's identifier.
  public var parentContentID = "ffffffff"

  /// A monolithic sparse disk.
  public init() {}

  /// The text of a descriptor.
  public func descriptor(_ createType: String, _ extents: [String]) -> [UInt8] {
    let lines =
      [
        "# Disk DescriptorFile", "version=1", "CID=12345678", "parentCID=\(parentContentID)",
        "createType=\"\(createType)\"", "", "# Extent description",
      ] + extents + ["", "# The Disk Data Base", "ddb.adapterType = \"ide\"", ""]
    return Array(lines.joined(separator: "\n").utf8)
  }

  /// The extent of some bytes, a whole number of sectors. Grains of zeros are not stored.
  public func extent(of media: [UInt8], named name: String = "disk.vmdk") -> [UInt8] {
    let grainByteCount = 512 * grainSectorCount
    let grains = stride(from: 0, to: media.count, by: grainByteCount).map { start in
      let bytes = Array(media[start..<min(media.count, start + grainByteCount)])
      return bytes + [UInt8](repeating: 0, count: grainByteCount - bytes.count)
    }
    let tableCount = (grains.count + entriesPerTable - 1) / entriesPerTable
    var image = ByteBuilder(capacity: media.count + 65_536)
    image.zeros(512)
    if hasDescriptor {
      let text = descriptor(
        isStream ? "streamOptimized" : "monolithicSparse",
        ["RW \(media.count / 512) SPARSE \"\(name)\""])
      image.append(contentsOf: text)
      image.zeros(512 * 3 - image.count)
    }
    var directories: [Int] = []
    var entries = [UInt32](repeating: 0, count: grains.count)
    if !isStream {
      for _ in 0..<(hasSecondDirectory ? 2 : 1) { directories.append(reserve(tableCount, &image)) }
    }
    for (number, grain) in grains.enumerated() where grain.contains(where: { $0 != 0 }) {
      image.align(to: 512)
      entries[number] = UInt32(image.count / 512)
      if isStream {
        let deflated = Deflate.zlib(grain)
        image.u64(UInt64(number * grainSectorCount))
        image.u32(UInt32(deflated.count))
        image.append(contentsOf: deflated)
      } else {
        image.append(contentsOf: grain)
      }
    }
    image.align(to: 512)
    if isStream { directories.append(reserve(tableCount, &image)) }
    for directory in directories { fill(directory, entries, &image) }
    var header = header(media.count, directories)
    if isStream {
      var footer = ByteBuilder(capacity: 1_536)
      // The marker of the footer, the footer, and the marker of the end.
      footer.u64(1)
      footer.u32(0)
      footer.u32(3)
      footer.zeros(496)
      footer.append(contentsOf: header)
      footer.zeros(512)
      image.append(contentsOf: footer.bytes)
      header.set(UInt64.max, at: 56)
    }
    image.patch(header, at: 0)
    return image.bytes
  }

  /// Room for a directory and its tables; where it begins.
  private func reserve(_ tableCount: Int, _ image: inout ByteBuilder) -> Int {
    image.align(to: 512)
    let offset = image.count
    image.zeros((4 * tableCount + 511) / 512 * 512)
    let tableByteCount = (4 * entriesPerTable + 511) / 512 * 512
    for table in 0..<tableCount {
      image.patch(UInt32(image.count / 512), at: offset + 4 * table)
      image.zeros(tableByteCount)
    }
    return offset
  }

  private func fill(_ directory: Int, _ entries: [UInt32], _ image: inout ByteBuilder) {
    let written = image.bytes
    for (number, entry) in entries.enumerated() {
      let table = Int(written.u32(at: directory + 4 * (number / entriesPerTable)))
      image.patch(entry, at: 512 * table + 4 * (number % entriesPerTable))
    }
  }

  private func header(_ mediaByteCount: Int, _ directories: [Int]) -> [UInt8] {
    var header = ByteBuilder(capacity: 512)
    header.u32(0x564d_444b)
    header.u32(isStream ? 3 : 1)
    header.u32(isStream ? 0x3_0001 : hasSecondDirectory ? 3 : 1)
    header.u64(UInt64(mediaByteCount / 512))
    header.u64(UInt64(grainSectorCount))
    header.u64(hasDescriptor ? 1 : 0)
    header.u64(hasDescriptor ? 2 : 0)
    header.u32(UInt32(entriesPerTable))
    header.u64(directories.count > 1 ? UInt64(directories[1] / 512) : 0)
    header.u64(UInt64(directories[0] / 512))
    header.u64(3)
    header.u8(0)
    header.append(contentsOf: [0x0a, 0x20, 0x0d, 0x0a])
    header.u16(isStream ? 1 : 0)
    header.zeros(512 - header.count)
    return header.bytes
  }
}
