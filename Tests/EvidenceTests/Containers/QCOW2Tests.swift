import ByteIO
import TestSupport
import Testing

@testable import Evidence

@Suite struct QCOW2Tests {
  private static let disk = smallDisk(20_000 / 512 * 512)

  private static func image(_ change: (inout QCOW2Writer) -> Void = { _ in }) -> [UInt8] {
    var writer = QCOW2Writer()
    change(&writer)
    return writer.image(of: disk)
  }

  @Test func `clusters are stored, compressed, zero or absent`() throws {
    for version in [2, 3] as [UInt32] {
      for bits in [9, 10, 12, 16, 21] as [UInt32] {
        let image = Self.image {
          $0.version = version
          $0.clusterBits = bits
        }
        let opened = try openImage(image)
        #expect(opened.kind == .qcow2)
        #expect((try content(of: opened.media) == Self.disk) as Bool, "\(version), \(bits)")
        #expect(opened.diagnostics.all.map(\.description) == [])
      }
    }
  }

  @Test func `a backing file is refused with its name and never opened`() {
    let image = Self.image { $0.backingName = "/etc/passwd\u{7}" }
    // The files beside would be asked for it.
    let error = openError(image, beside: ["/etc/passwd\u{7}": [1]])
    #expect(error?.code == .imageDifferencing)
    #expect(
      error?.message
        == "has only what differs from its backing file \"/etc/passwd\\u{07}\", which is not opened; "
        + "convert it with qemu-img first")
  }

  @Test func `encryption, data files, zstd and unknown features are refused by name`() {
    for (method, name) in [(1, "AES"), (2, "LUKS"), (3, "unknown")] as [(UInt32, String)] {
      let error = openError(Self.image { $0.encryption = method })
      #expect(error?.code == .imageEncrypted)
      #expect(error?.message.contains(name) == true)
    }
    #expect(openError(Self.image { $0.features = 4 })?.code == .imageDifferencing)
    let zstd = openError(
      Self.image {
        $0.features = 8
        $0.compression = 1
      })
    #expect(zstd?.code == .notSupported)
    #expect(zstd?.message.contains("zstd") == true)
    #expect(openError(Self.image { $0.features = 32 })?.message.contains("0x20") == true)
    var first = Self.image()
    first.set(UInt32(1).byteSwapped, at: 4)
    #expect(openError(first)?.code == .notSupported)
  }

  @Test func `marks of damage and snapshots are notes`() throws {
    var image = Self.image { $0.features = 3 }
    image.set(UInt32(2).byteSwapped, at: 60)
    let opened = try openImage(image)
    #expect((try content(of: opened.media) == Self.disk) as Bool)
    #expect(opened.diagnostics.count == 2)
  }

  @Test func `subclusters are stored or zero each for itself`() throws {
    // A disk of one cluster of 16 KiB: its L2 entry has the bits of 32 subclusters of 512 bytes.
    var image = [UInt8](repeating: 0, count: 5 * 16_384)
    image.replaceSubrange(0..<112, with: Self.image { $0.features = 16 }[..<112])
    image.set(UInt32(14).byteSwapped, at: 20)
    image.set(UInt64(16_384).byteSwapped, at: 24)
    image.set(UInt32(1).byteSwapped, at: 36)
    image.set(UInt64(16_384).byteSwapped, at: 40)
    image.set(UInt64(32_768).byteSwapped, at: 16_384)
    image.set(UInt64(49_152).byteSwapped, at: 32_768)
    // Stored: 0, 2, 3 and 31; 3 is zero as well, which counts.
    image.set((1 << 35 | 1 << 31 | 0b1101 as UInt64).byteSwapped, at: 32_776)
    for index in 0..<16_384 { image[49_152 + index] = UInt8(1 + index / 512) }
    let opened = try openImage(image)
    let read = try content(of: opened.media)
    for index in 0..<32 {
      let expected: UInt8 = [0, 2, 31].contains(index) ? UInt8(index + 1) : 0
      #expect(Set(read[512 * index..<512 * (index + 1)]) == [expected], "\(index)")
    }
    #expect(opened.media.nextData(from: 512) == 1_024)
    #expect(opened.media.nextData(from: 1_536) == 31 * 512)
  }

  @Test func `tables that point to themselves end, and what cannot be is lost`() throws {
    var image = Self.image()
    let levelOne = Int(image.u64(at: 40).byteSwapped)
    // The L1 table as its own L2 table.
    image.set(UInt64(levelOne).byteSwapped, at: levelOne)
    _ = try content(of: openImage(image).media)
    for target in [UInt64(1) << 50, UInt64(image.count + 511) / 512 * 512, 520] {
      var changed = Self.image()
      changed.set(target.byteSwapped, at: levelOne)
      let opened = try openImage(changed)
      let read = try content(of: opened.media)
      let isRest =
        read[32_768.clamped(to: read.count)...] == Self.disk[32_768.clamped(to: read.count)...]
      #expect(isRest)
      #expect(opened.diagnostics.count == (target == 520 ? 0 : 1))
    }
  }

  @Test func `a compressed cluster that is damaged, or inflates to too little, is lost`() throws {
    let image = Self.image()
    let levelOne = Int(image.u64(at: 40).byteSwapped)
    let levelTwo = Int(image.u64(at: levelOne).byteSwapped & QCOW2Format.offsetMask)
    let entry = image.u64(at: levelTwo + 8).byteSwapped
    #expect(entry & QCOW2Format.compressedFlag != 0)
    let place = Int(entry & ((1 << 61) - 1))
    for stream in [[0xff, 0xff], Deflate.raw([1, 2, 3])] {
      var changed = image
      changed.replaceSubrange(place..<place + stream.count, with: stream)
      let opened = try openImage(changed)
      let read = try content(of: opened.media)
      #expect(Set(read[512..<1_024]) == [0])
      #expect((read[1_024...] == Self.disk[1_024...]) as Bool)
      #expect(opened.diagnostics.all.compactMap(\.lostRange) == [512..<1_024])
    }
    // A bomb fills its cluster and no more.
    var bomb = image
    let zeros = Deflate.raw([UInt8](repeating: 0, count: 100_000), level: 9)
    bomb.replaceSubrange(place..<place + min(zeros.count, 16), with: zeros.prefix(16))
    #expect(try content(of: openImage(bomb).media).count == Self.disk.count)
  }

  @Test func `sizes at their limits are taken, beyond them refused`() {
    func opens(_ change: (inout [UInt8]) -> Void) -> Bool {
      var image = Self.image()
      change(&image)
      return (try? openImage(image)) != nil
    }
    // One L1 entry covers 64 clusters of 512 bytes.
    let covered = UInt64(Self.disk.count + 32_767) / 32_768 * 32_768
    #expect(opens { $0.set(covered.byteSwapped, at: 24) })
    #expect(!opens { $0.set((covered + 1).byteSwapped, at: 24) })
    #expect(!opens { $0.set(UInt64(0), at: 24) })
    #expect(!opens { $0.set(UInt64.max, at: 24) })
    for (bits, isRead) in [(8, false), (22, false), (63, false), (.max, false), (9, true)]
      as [(UInt32, Bool)]
    {
      #expect(opens { $0.set(bits.byteSwapped, at: 20) } == isRead, "\(bits) bits")
    }
    // The L1 table may have 4,194,304 entries, if the file has them.
    let most = UInt64(ContainerLimits.levelOneByteCount / 8)
    for (count, isRead) in [(most, true), (most + 1, false)] {
      var image = Self.image()
      image.set((count * 32_768).byteSwapped, at: 24)
      image.set(UInt32.max, at: 36)
      image.set(UInt64(512).byteSwapped, at: 40)
      let source = PatchedZeros(image, byteCount: 40 << 20)
      let opened = try? DiskContainer.open(
        "image", source: source, siblings: NoSiblings(of: "."))
      #expect((opened != nil) == isRead, "\(count) entries")
      if let opened { #expect(opened.media.nextData(from: 1 << 30) <= opened.media.byteCount) }
    }
  }

  @Test func `every prefix is refused, read, or reported`() throws {
    let image = Self.image()
    let base = MemoryByteSource(image)
    for count in stride(from: 8, to: image.count, by: 31) {
      let result = try outcome(PatchedSource(base, byteCount: Int64(count)), original: Self.disk)
      if case .silent = result { Issue.record("prefix of \(count)") }
    }
  }

  @Test func `no single-byte change traps or hangs`() throws {
    let image = Self.image()
    let base = MemoryByteSource(image)
    for offset in Array(4..<112) + Array(1_024..<image.count) {
      _ = try outcome(
        PatchedSource(base, at: Int64(offset), [image[offset] ^ 0xff]), original: Self.disk)
    }
  }
}

extension Int {
  fileprivate func clamped(to limit: Int) -> Int { Swift.min(self, limit) }
}

/// Some bytes with zeros behind them, up to any size.
private final class PatchedZeros: ByteSource {
  let byteCount: Int64
  private let head: [UInt8]

  init(_ head: [UInt8], byteCount: Int64) {
    self.head = head
    self.byteCount = byteCount
  }

  func read(at offset: Int64, into target: inout MutableRawSpan) -> Int {
    guard offset < byteCount else { return 0 }
    let wanted = Int(min(Int64(target.byteCount), byteCount - offset))
    target.clear(from: 0, to: wanted)
    if offset < Int64(head.count) {
      let part = Array(head[Int(offset)...].prefix(wanted))
      target.copy(part.rawSpan, to: 0)
    }
    return wanted
  }
}
