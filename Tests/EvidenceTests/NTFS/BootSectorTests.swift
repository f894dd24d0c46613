import ByteIO
import TestSupport
import Testing

@testable import Evidence

/// The boot sector and its copy.
@Suite struct BootSectorTests {
  /// A boot sector, field by field.
  static let good: [UInt8] = {
    var bytes = [UInt8](repeating: 0, count: 512)
    bytes.replaceSubrange(3..<11, with: "NTFS    ".utf8)
    bytes.set(UInt16(512), at: 11)  // bytes of a sector
    bytes[13] = 8  // sectors of a cluster
    bytes.set(UInt64(131_071), at: 40)  // sectors of the volume
    bytes.set(UInt64(4), at: 48)  // first cluster of $MFT
    bytes.set(UInt64(8_191), at: 56)  // first cluster of $MFTMirr
    bytes[64] = 0xf6  // a file record: 2^10 bytes
    bytes[68] = 1  // an index node: one cluster
    bytes.set(UInt64(0x348414de1f3334bb), at: 72)  // serial number
    bytes.set(UInt16(0xaa55), at: 510)
    return bytes
  }()

  private func parse(_ bytes: [UInt8]) -> NTFSBootSector? { try? NTFSBootSector(bytes.rawSpan) }

  @Test func `a boot sector has its fields at their places`() throws {
    let sector = try NTFSBootSector(Self.good.rawSpan)
    #expect(sector.sectorByteCount == 512)
    #expect(sector.clusterByteCount == 4_096)
    #expect(sector.volumeByteCount == 131_071 * 512)
    #expect((sector.tableCluster, sector.mirrorCluster) == (4, 8_191))
    #expect((sector.recordByteCount, sector.indexNodeByteCount) == (1_024, 4_096))
    #expect(sector.serialNumber == 0x3484_14de_1f33_34bb)
  }

  @Test func `every proper prefix of a boot sector is refused`() {
    for count in 0..<512 { #expect(parse(Array(Self.good[..<count])) == nil) }
  }

  @Test func `every single-byte change ends without a trap, and a lost signature is refused`() {
    for place in Self.good.indices {
      for mask: UInt8 in [0x01, 0x80, 0xff] {
        var bytes = Self.good
        bytes[place] ^= mask
        let isSignature = (3..<11).contains(place) || place >= 510
        if isSignature { #expect(parse(bytes) == nil) } else { _ = parse(bytes) }
      }
    }
  }

  @Test(arguments: [
    (UInt8(1), 512), (128, 65_536), (0xf8, 131_072), (0xf4, 2 << 20), (0xf3, nil), (0, nil),
    (3, nil),
    (0x81, nil),
  ])
  func `clusters are of 512 bytes to 2 MiB`(stored: UInt8, expected: Int?) {
    var bytes = Self.good
    bytes[13] = stored
    bytes[68] = 0xf4  // an index node: 2^12 bytes
    bytes.set(UInt64(1 << 30), at: 40)
    #expect(parse(bytes)?.clusterByteCount == expected)
  }

  @Test(arguments: [
    (UInt8(0xf6), 1_024), (0xf4, 4_096), (1, 4_096), (0xf0, 65_536), (0xef, nil), (0, nil),
    (0x80, nil),
    (127, nil),
  ])
  func `a file record is of a power of two up to 64 KiB`(stored: UInt8, expected: Int?) {
    var bytes = Self.good
    bytes[64] = stored
    #expect(parse(bytes)?.recordByteCount == expected)
  }

  @Test func `a number of sectors that would overflow is refused`() {
    var bytes = Self.good
    for count: UInt64 in [0, .max, 1 << 63, 1 << 52] {
      bytes.set(count, at: 40)
      #expect(parse(bytes) == nil)
    }
  }

  @Test(arguments: [512, 4_096])
  func `the copy in the last sector is used where the first sector is lost`(sector: Int) throws {
    var writer = NTFSWriter()
    writer.sectorByteCount = sector
    writer.add("a.txt", [1, 2, 3])
    var image = writer.image()
    image.replaceSubrange(0..<512, with: repeatElement(0, count: 512))
    let volume = try NTFSVolume(MemoryByteSource(image))
    #expect(volume.failures.count == 1)
    #expect(volume.boot.sectorByteCount == sector)
    #expect(Volume.sniff(MemoryByteSource(image)) == .ntfs)
  }

  @Test func `the mirror is used where the first record of the file table is lost`() throws {
    var writer = NTFSWriter()
    writer.add("a.txt", [1, 2, 3])
    var image = writer.image()
    let table = Int(image.u64(at: 48)) * 4_096
    image.replaceSubrange(table..<table + 1_024, with: repeatElement(0xff, count: 1_024))
    let volume = try NTFSVolume(MemoryByteSource(image))
    #expect(volume.failures.map(\.message).contains { $0.contains("$MFTMirr is used") })
    #expect(try volume.file(24).name.map { nameText($0.units) } == "a.txt")
    let mirror = Int(image.u64(at: 56)) * 4_096
    image.replaceSubrange(mirror..<mirror + 1_024, with: repeatElement(0xff, count: 1_024))
    #expect(throws: DiskFailure.self) { try NTFSVolume(MemoryByteSource(image)) }
  }
}
