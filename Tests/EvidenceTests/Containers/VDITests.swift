import ByteIO
import TestSupport
import Testing

@testable import Evidence

@Suite struct VDITests {
  private static let disk = smallDisk(41_000 / 512 * 512)

  private static func image() -> [UInt8] {
    var writer = VDIWriter()
    writer.blockByteCount = 4_096
    return writer.image(of: disk)
  }

  @Test func `blocks lie in any order, and those without a place are zero`() throws {
    var image = Self.image()
    // Discarded instead of never written.
    image.set(UInt32.max - 1, at: 512 + 4 * 3)
    let opened = try openImage(image)
    #expect(opened.kind == .vdi)
    #expect((try content(of: opened.media) == Self.disk) as Bool)
    #expect(opened.diagnostics.count == 0)
    #expect(opened.media.nextData(from: 12_288) == 20_480)
  }

  @Test func `a differencing disk is refused with its parent's identifier`() {
    var writer = VDIWriter()
    writer.type = 4
    let error = openError(writer.image(of: Self.disk))
    #expect(error?.code == .imageDifferencing)
    #expect(error?.message.contains("parent {") == true)
  }

  @Test func `sizes at their limits are taken, beyond them refused`() {
    func opens(_ change: (inout [UInt8]) -> Void) -> Bool {
      var image = Self.image()
      change(&image)
      return (try? openImage(image)) != nil
    }
    let blocks = UInt64((Self.disk.count + 4_095) / 4_096)
    #expect(opens { $0.set(blocks * 4_096, at: 368) })
    #expect(!opens { $0.set(blocks * 4_096 + 1, at: 368) })
    #expect(!opens { $0.set(UInt64(0), at: 368) })
    #expect(!opens { $0.set(UInt64.max, at: 368) })
    #expect(!opens { $0.set(UInt32(4_097), at: 376) })
    #expect(!opens { $0.set(UInt32(256), at: 376) })
    #expect(!opens { $0.set(UInt32.max, at: 340) })
    #expect(!opens { $0.set(UInt32(7), at: 76) })
    #expect(!opens { $0.set(UInt32(1), at: 68) })
  }

  @Test func `a block behind the end of the file is lost, and said to be`() throws {
    var image = Self.image()
    image.set(UInt32.max - 2, at: 512)
    // Products beyond 63 bits as well.
    image.set(UInt32(1 << 31), at: 512 + 4)
    let opened = try openImage(image)
    let read = try content(of: opened.media)
    #expect((read[8_192...] == Self.disk[8_192...]) as Bool)
    #expect(opened.diagnostics.all.compactMap(\.lostRange) == [0..<4_096, 4_096..<8_192])
  }

  @Test func `every prefix is refused, read, or reported`() throws {
    let image = Self.image()
    let base = MemoryByteSource(image)
    for count in stride(from: 68, to: image.count, by: 53) {
      let result = try outcome(PatchedSource(base, byteCount: Int64(count)), original: Self.disk)
      if case .silent = result { Issue.record("prefix of \(count)") }
    }
  }

  @Test func `no single-byte change of header or map traps or hangs`() throws {
    let image = Self.image()
    let base = MemoryByteSource(image)
    for offset in 64..<600 {
      for flip in [1, 0x80, 0xff] as [UInt8] {
        _ = try outcome(
          PatchedSource(base, at: Int64(offset), [image[offset] ^ flip]), original: Self.disk)
      }
    }
  }
}
