import ByteIO
import TestSupport
import Testing

@testable import Evidence

@Suite struct VHDTests {
  private static let disk = smallDisk(40_960)

  /// Five blocks of 8 KiB, of which the last is shorter and the second and fourth are not stored.
  private static func image() -> [UInt8] {
    var writer = VHDWriter()
    writer.blockByteCount = 8_192
    return writer.image(of: disk)
  }

  @Test func `blocks that are not stored, and sectors whose bit is 0, are zero`() throws {
    var image = Self.image()
    // Bytes in a sector whose bit is 0 were never written by the disk's user.
    let sector = Int(image.u32(at: 1_536).byteSwapped)
    image[512 * sector] = 0x7f
    var expected = Self.disk
    expected.replaceSubrange(0..<512, with: [UInt8](repeating: 0, count: 512))
    let opened = try openImage(image)
    #expect(opened.kind == .vhd)
    #expect((try content(of: opened.media) == expected) as Bool)
    #expect(opened.diagnostics.count == 0)
    #expect(opened.media.nextData(from: 10_240) == 20_480)
  }

  @Test func `a fixed disk is its bytes and a footer, of 511 bytes from old programs`() throws {
    var writer = VHDWriter()
    writer.type = 2
    for image in [writer.image(of: Self.disk), Array(writer.image(of: Self.disk).dropLast())] {
      let opened = try openImage(image)
      #expect(opened.kind == .vhd)
      #expect((try content(of: opened.media) == Self.disk) as Bool)
    }
  }

  @Test func `the footer's copy at the start is used when the end is damaged or missing`() throws {
    let image = Self.image()
    var changed = image
    changed[image.count - 500] ^= 1
    for damaged in [changed, Array(image.dropLast(512)), Array(image.dropLast(100))] {
      let opened = try openImage(damaged)
      #expect((try content(of: opened.media) == Self.disk) as Bool)
      #expect(opened.diagnostics.count == 1)
    }
  }

  @Test func `a block behind the end of the file is lost, and said to be`() throws {
    var image = Self.image()
    image.set(UInt32(0x7fff_ffff).byteSwapped, at: 1_536 + 8)
    let opened = try openImage(image)
    let read = try content(of: opened.media)
    #expect((read[..<16_384] == Self.disk[..<16_384]) as Bool)
    #expect((read[24_576...] == Self.disk[24_576...]) as Bool)
    #expect(
      opened.diagnostics.all.map(\.description) == [
        "image: block 2 would be stored at 1099511627776, the file ends at \(image.count); "
          + "disk bytes 16384 to 24575 read as zeros"
      ])
  }

  @Test func `a differencing disk is refused with its parent's name`() {
    var writer = VHDWriter()
    writer.type = 4
    writer.parentName = "parent\u{1b}.vhd"
    let error = openError(writer.image(of: Self.disk))
    #expect(error?.code == .imageDifferencing)
    #expect(error?.message.contains("\"parent\\u{1b}.vhd\"") == true)
  }

  @Test func `sizes at their limits are taken, beyond them refused`() {
    func image(_ change: (inout [UInt8]) -> Void) -> [UInt8] {
      var image = Self.image()
      change(&image)
      let footer = VHDWriter.sealed(Array(image[..<512]), at: 64)
      image.replaceSubrange(image.count - 512..<image.count, with: footer)
      image.replaceSubrange(512..<1_536, with: VHDWriter.sealed(Array(image[512..<1_536]), at: 36))
      return image
    }
    // Five blocks of 8 KiB hold 40,960 bytes.
    for (byteCount, opens) in [(40_960, true), (1, true), (0, false), (40_961, false)]
      as [(UInt64, Bool)]
    {
      let changed = image { $0.set(byteCount.byteSwapped, at: 48) }
      #expect(((try? openImage(changed)) != nil) == opens, "\(byteCount) bytes")
    }
    for size in [0, 256, 511, 8_191, UInt32.max] as [UInt32] {
      #expect(openError(image { $0.set(size.byteSwapped, at: 512 + 32) })?.code == .imageDamaged)
    }
    for offset in [UInt64.max, 1 << 62, UInt64(Self.image().count) - 19] as [UInt64] {
      #expect(openError(image { $0.set(offset.byteSwapped, at: 512 + 16) })?.code == .imageDamaged)
    }
    #expect(openError(image { $0.set(UInt32(7).byteSwapped, at: 60) })?.code == .imageDamaged)
  }

  @Test func `every prefix is refused, read, or reported`() throws {
    let image = Self.image()
    let base = MemoryByteSource(image)
    for count in stride(from: 8, to: image.count, by: 61) {
      let result = try outcome(PatchedSource(base, byteCount: Int64(count)), original: Self.disk)
      if case .silent = result { Issue.record("prefix of \(count)") }
    }
  }

  @Test func `every single-byte change of a structure is refused, harmless or reported`() throws {
    let image = Self.image()
    let base = MemoryByteSource(image)
    // Footer, header and table; the bitmaps and the data have no checksum.
    for offset in Array(0..<1_556) + Array(image.count - 512..<image.count) {
      let result = try outcome(
        PatchedSource(base, at: Int64(offset), [image[offset] ^ 0xff]), original: Self.disk)
      if case .silent = result {
        // A table entry that points to another place inside the file cannot be told from a right one.
        #expect((1_536..<1_556).contains(offset), "byte \(offset)")
      }
    }
  }
}
