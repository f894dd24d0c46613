import ByteIO
import TestSupport
import Testing

@testable import Evidence

@Suite struct VMDKTests {
  private static let disk = smallDisk(60_000 / 512 * 512)

  private static func image(_ change: (inout VMDKWriter) -> Void = { _ in }) -> [UInt8] {
    var writer = VMDKWriter()
    writer.entriesPerTable = 4
    change(&writer)
    return writer.extent(of: disk)
  }

  private static func descriptor(_ extents: [String]) -> [UInt8] {
    VMDKWriter().descriptor("custom", extents)
  }

  @Test func `grains are stored, deflated, zero or absent`() throws {
    for isStream in [false, true] {
      for hasSecond in [false, true] {
        let image = Self.image {
          $0.isStream = isStream
          $0.hasSecondDirectory = hasSecond
        }
        let opened = try openImage(image)
        #expect(opened.kind == .vmdk)
        #expect((try content(of: opened.media) == Self.disk) as Bool)
        #expect(opened.diagnostics.all.map(\.description) == [])
        #expect(opened.media.nextData(from: 16_384) == 28_672)
      }
    }
  }

  @Test func `extents beside the descriptor are put together`() throws {
    let half = Self.disk.count / 2 / 4_096 * 4_096
    var writer = VMDKWriter()
    writer.hasDescriptor = false
    let text = Self.descriptor([
      "RW \(half / 512) SPARSE \"d-s001.vmdk\"", "RW 10 ZERO",
      "RW \((Self.disk.count - half) / 512) FLAT \"d flat.vmdk\" 3",
      "RDONLY 2 VMFS \"d-s003.vmdk\"",
    ])
    let opened = try openImage(
      text, named: "d.vmdk",
      beside: [
        "d-s001.vmdk": writer.extent(of: Array(Self.disk[..<half])),
        "d flat.vmdk": [UInt8](repeating: 9, count: 1_536) + Self.disk[half...],
        "d-s003.vmdk": [UInt8](repeating: 7, count: 1_024),
      ])
    #expect(opened.files.map(\.display) == ["d.vmdk", "d-s001.vmdk", "d flat.vmdk", "d-s003.vmdk"])
    let expected =
      Self.disk[..<half] + [UInt8](repeating: 0, count: 5_120) + Self.disk[half...]
      + [UInt8](repeating: 7, count: 1_024)
    #expect((try content(of: opened.media) == Array(expected)) as Bool)
    #expect(opened.diagnostics.all.map(\.description) == [])
  }

  @Test func `an extent that is no name in the same folder is refused and not opened`() {
    for name in [
      "/etc/passwd", "../d.raw", "sub/d.raw", "..", ".", "", "\\\\.\\PhysicalDrive0", "C:\\d.vmdk",
    ] {
      let text = Self.descriptor(["RW 1 FLAT \"\(name)\" 0"])
      let error = openError(
        text, named: "d.vmdk", beside: [name: [UInt8](repeating: 1, count: 512)])
      #expect(error?.code == .imagePart, "\(name)")
      #expect(error?.message.contains("files elsewhere are not opened") == true)
    }
  }

  @Test func `a missing extent, one of another type and a line that is none are named`() {
    let missing = openError(Self.descriptor(["RW 1 FLAT \"e.vmdk\" 0"]))
    #expect(missing?.code == .imagePart)
    #expect(missing?.message == "its extent \"e.vmdk\" is not beside it")
    #expect(openError(Self.descriptor(["RW 1 SESPARSE \"e.vmdk\""]))?.code == .notSupported)
    for line in [
      "RW x FLAT \"e\"", "RW -1 FLAT \"e\"", "RW 1 FLAT e", "RW", "RW 1 FLAT \"e\" x",
      "RW 99999999999999999999 FLAT \"e\"",
    ] {
      #expect(openError(Self.descriptor([line]))?.code == .imageDamaged, "\(line)")
    }
    #expect(openError(Self.descriptor([]))?.code == .imageDamaged)
    #expect(openError(Self.image { $0.hasDescriptor = false })?.code == .imagePart)
    #expect(
      openError(Array("COWD".utf8) + [UInt8](repeating: 0, count: 600))?.code == .notSupported)
  }

  @Test func `a flat extent that is too short is a loss of its end`() throws {
    let text = Self.descriptor(["RW 4 FLAT \"e\" 0"])
    let opened = try openImage(
      text, named: "d.vmdk", beside: ["e": [UInt8](repeating: 5, count: 700)])
    let read = try content(of: opened.media)
    #expect(read == [UInt8](repeating: 5, count: 700) + [UInt8](repeating: 0, count: 1_348))
    #expect(opened.diagnostics.all.map(\.lostRange) == [700..<2_048])
  }

  @Test func `a disk with a parent is refused, inside or beside`() {
    #expect(openError(Self.image { $0.parentContentID = "12345678" })?.code == .imageDifferencing)
    var writer = VMDKWriter()
    writer.parentContentID = "abcdef01"
    let text =
      writer.descriptor("custom", ["RW 1 FLAT \"e\" 0"])
      + Array("parentFileNameHint=\"/base.vmdk\"\n".utf8)
    let error = openError(text, beside: ["e": [UInt8](repeating: 5, count: 512)])
    #expect(error?.code == .imageDifferencing)
    #expect(error?.message.contains("/base.vmdk") == true)
  }

  @Test func `the second directory is used where the first is damaged`() throws {
    let image = Self.image()
    let first = Int(image.u64(at: 56)) * 512
    var entry = image
    entry.set(UInt32.max, at: first + 4)
    #expect((try content(of: openImage(entry).media) == Self.disk) as Bool)
    var directory = image
    directory.set(UInt64(1) << 40, at: 56)
    let opened = try openImage(directory)
    #expect((try content(of: opened.media) == Self.disk) as Bool)
    #expect(opened.diagnostics.count == 1)
    let alone = Self.image { $0.hasSecondDirectory = false }
    var lost = alone
    lost.set(UInt32.max, at: Int(alone.u64(at: 56)) * 512 + 4)
    let partly = try openImage(lost)
    let read = try content(of: partly.media)
    #expect((read[..<16_384] == Self.disk[..<16_384]) as Bool)
    #expect((read[32_768...] == Self.disk[32_768...]) as Bool)
    #expect(partly.diagnostics.all.map(\.lostRange) == [16_384..<32_768])
  }

  @Test func `a grain that is damaged, or another's, is zeros and a loss`() throws {
    let image = Self.image { $0.isStream = true }
    // The first grain's marker: behind header and descriptor.
    #expect(image.u64(at: 1_536) == 0)
    for (offset, byte) in [(1_536, 8), (1_547, 0xff), (1_552, 0xff)] as [(Int, UInt8)] {
      var changed = image
      changed[offset] ^= byte
      let opened = try openImage(changed)
      let read = try content(of: opened.media)
      #expect(Set(read[..<4_096]) == [0])
      #expect((read[4_096...] == Self.disk[4_096...]) as Bool)
      #expect(opened.diagnostics.all.compactMap(\.lostRange) == [0..<4_096], "\(offset)")
    }
    let cut = openError(Array(image.dropLast(600)))
    #expect(cut?.message.contains("the file may be cut off") == true)
  }

  @Test func `sizes at their limits are taken, beyond them refused`() {
    func opens(_ change: (inout [UInt8]) -> Void) -> Bool {
      var image = Self.image()
      change(&image)
      return (try? openImage(image)) != nil
    }
    for grain in [0, 3, 65_536, UInt64.max] as [UInt64] {
      #expect(!opens { $0.set(grain, at: 20) })
    }
    #expect(opens { $0.set(UInt64(32_768), at: 20) })
    for entries in [0, 65_537, UInt32.max] as [UInt32] {
      #expect(!opens { $0.set(entries, at: 44) })
    }
    for capacity in [0, (1 << 41) + 1, 1 << 60, UInt64.max] as [UInt64] {
      #expect(!opens { $0.set(capacity, at: 12) }, "\(capacity)")
    }
    #expect(!opens { $0.set(UInt32(4), at: 4) })
    let long = Self.descriptor(["RW 1 ZERO"])
    let padding = ContainerLimits.descriptorByteCount - long.count
    let most = long + [UInt8](repeating: 0x0a, count: padding)
    #expect((try? openImage(most)) != nil)
    #expect(openError(most + [0x0a])?.code == .imageDamaged)
    let sectors = ContainerLimits.mediaByteCount / 512
    #expect((try? openImage(Self.descriptor(["RW \(sectors) ZERO"]))) != nil)
    #expect(openError(Self.descriptor(["RW \(sectors) ZERO", "RW 1 ZERO"]))?.code == .imageDamaged)
  }

  @Test func `every prefix is refused, read, or reported`() throws {
    for isStream in [false, true] {
      let image = Self.image { $0.isStream = isStream }
      let base = MemoryByteSource(image)
      for count in stride(from: 8, to: image.count, by: 97) {
        let result = try outcome(PatchedSource(base, byteCount: Int64(count)), original: Self.disk)
        if case .silent = result { Issue.record("prefix of \(count)") }
      }
    }
  }

  @Test func `no single-byte change of a structure traps or hangs`() throws {
    for isStream in [false, true] {
      let image = Self.image { $0.isStream = isStream }
      let base = MemoryByteSource(image)
      let end = isStream ? image.count - 1_536 - 1_024 : 3_072
      let offsets = Array(4..<1_536) + Array(isStream ? end..<image.count : 1_536..<end)
      for offset in offsets {
        _ = try outcome(
          PatchedSource(base, at: Int64(offset), [image[offset] ^ 0xff]), original: Self.disk)
      }
    }
  }
}
