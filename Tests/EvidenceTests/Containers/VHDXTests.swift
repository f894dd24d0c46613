import ByteIO
import TestSupport
import Testing

@testable import Evidence

@Suite struct VHDXTests {
  private static let disk = smallDisk(3 << 20)
  private static let image = VHDXWriter().image(of: disk)

  private func outcome(_ offset: Int, _ patch: [UInt8]) throws -> Outcome {
    try EvidenceTests.outcome(
      PatchedSource(Self.base, at: Int64(offset), patch), original: Self.disk)
  }
  private static let base = MemoryByteSource(image)

  @Test func `blocks that are not stored are zero, of sectors of 512 and 4096 bytes`() throws {
    for size in [512, 4_096] {
      var writer = VHDXWriter()
      writer.logicalSectorByteCount = size
      var disk = Self.disk
      disk.replaceSubrange(1 << 20..<2 << 20, with: [UInt8](repeating: 0, count: 1 << 20))
      let opened = try openImage(writer.image(of: disk))
      #expect(opened.kind == .vhdx)
      #expect(opened.logicalSectorByteCount == size)
      #expect((try content(of: opened.media) == disk) as Bool)
      #expect(opened.diagnostics.count == 0)
      #expect(opened.media.nextData(from: 1 << 20) == 2 << 20)
    }
  }

  @Test func `blocks whose content is undefined or unmapped are zero, other states are lost`()
    throws
  {
    for state in 0...7 as ClosedRange<UInt8> {
      let entry = VHDXWriter.tableOffset
      let source = PatchedSource(Self.base, at: Int64(entry), [state])
      let opened = try DiskContainer.open(
        "image", source: source, siblings: NoSiblings(of: "."))
      let read = try bytes(of: opened.media, at: 0, 1 << 20)
      #expect((read == Array(Self.disk[..<(1 << 20)])) as Bool == (state == 6), "\(state)")
      #expect(opened.diagnostics.count == ([4, 5, 7].contains(state) ? 1 : 0), "\(state)")
    }
  }

  @Test func `either header and either region table will do, with a note`() throws {
    for offset in [64, 128, 192, 256] {
      let result = try outcome(offset << 10 | 100, [0xff])
      guard case .intact = result else {
        Issue.record("\(offset) KiB")
        continue
      }
    }
    for offsets in [[64, 128], [192, 256]] {
      var image = Self.image
      for offset in offsets { image[offset << 10 | 100] ^= 1 }
      #expect(openError(image)?.code == .imageDamaged)
    }
  }

  @Test func `a differencing disk is refused with its parent's name`() {
    var writer = VHDXWriter()
    writer.parentPath = ".\\base.vhdx"
    let error = openError(writer.image(of: Self.disk))
    #expect(error?.code == .imageDifferencing)
    #expect(error?.message.contains("\".\\base.vhdx\"") == true)
  }

  @Test func `a block behind the end of the file is lost, and said to be`() throws {
    for place in [9, 1 << 43, (1 << 44) - 1] as [UInt64] {
      var entry = ByteBuilder()
      entry.u64(place << 20 | 6)
      let source = PatchedSource(
        Self.base, at: Int64(VHDXWriter.tableOffset + 8), entry.bytes)
      let opened = try DiskContainer.open(
        "image", source: source, siblings: NoSiblings(of: "."))
      #expect(opened.media.nextData(from: 1 << 20) == 2 << 20)
      #expect(opened.diagnostics.all.map(\.lostRange) == [1 << 20..<2 << 20])
    }
  }

  // MARK: - Log

  private static let page = [UInt8](repeating: 0x5a, count: 4_096)

  private static func logged(_ log: [[VHDXWriter.Change]], start: Int = 0) -> [UInt8] {
    var writer = VHDXWriter()
    writer.log = log
    writer.logStart = start
    return writer.image(of: disk)
  }

  private func firstPages(_ image: [UInt8]) throws -> [[UInt8]] {
    let opened = try openImage(image)
    return try (0..<4).map { try bytes(of: opened.media, at: Int64(4_096 * $0), 4_096) }
  }

  @Test func `entries are replayed in order, also where the log goes round its end`() throws {
    let data = VHDXWriter.dataOffset
    let other = [UInt8](repeating: 0x33, count: 4_096)
    for start in [0, 4_096, (1 << 20) - 8_192, (1 << 20) - 4_096] {
      let image = Self.logged(
        [
          [.write(Self.page, fileOffset: data), .write(Self.page, fileOffset: data + 4_096)],
          [.zero(fileOffset: data, byteCount: 8_192)],
          [
            .write(other, fileOffset: data + 4_096),
            .zero(fileOffset: data + 8_192, byteCount: 4_096),
          ],
          [.write(other, fileOffset: data + 8_192)],
        ], start: start)
      let pages = try firstPages(image)
      #expect(Set(pages[0]) == [0])
      #expect(Set(pages[1]) == [0x33])
      #expect(Set(pages[2]) == [0x33])
      #expect((pages[3] == Array(Self.disk[12_288..<16_384])) as Bool)
    }
  }

  @Test func `an entry that was not written whole ends the replay before it`() throws {
    let data = VHDXWriter.dataOffset
    var image = Self.logged([
      [.write(Self.page, fileOffset: data)], [.write(Self.page, fileOffset: data + 4_096)],
    ])
    // Each entry takes two sectors; the last byte of the second is damaged.
    image[VHDXWriter.logOffset + 16_383 - 100] ^= 1
    let pages = try firstPages(image)
    #expect(Set(pages[0]) == [0x5a])
    #expect((pages[1] == Array(Self.disk[4_096..<8_192])) as Bool)
    image[VHDXWriter.logOffset + 100] ^= 1
    #expect(openError(image)?.code == .imageDamaged)
  }

  @Test func `a change behind the end of the file makes it longer, but not endless`() throws {
    let image = Self.logged([
      [
        .write(Self.page, fileOffset: Self.image.count + 8_192),
        .zero(fileOffset: 1 << 61, byteCount: 1 << 62),
        .zero(fileOffset: 0x7fff_ffff_ffff_f000, byteCount: 4_096),
      ]
    ])
    let opened = try openImage(image)
    #expect((try content(of: opened.media) == Self.disk) as Bool)
  }

  @Test func `entries that overlap over and over are given up`() throws {
    // Every sector of a log of 64 sectors begins an entry that takes all of it.
    let sector = 4_096
    let image = Self.logged([[.zero(fileOffset: 0, byteCount: 0)]])
    let header = Array(image[VHDXWriter.logOffset..<VHDXWriter.logOffset + 64])
    var log = [UInt8](repeating: 0, count: 64 * sector)
    for start in stride(from: 0, to: log.count, by: sector) {
      log.replaceSubrange(start..<start + 64, with: header)
      log.set(UInt32(log.count), at: start + 8)
    }
    let context = ContainerContext(
      path: "image", diagnostics: ContainerDiagnostics(), siblings: NoSiblings(of: "."))
    let identifier = GUID(header.rawSpan, at: 32)
    #expect(throws: EvidenceError.self) {
      try VHDXLog(log, identifier: identifier, context, checksumByteCount: Int64(4 * log.count))
    }
    let first = Array(log[..<(4 * sector)])
    _ = try VHDXLog(first, identifier: identifier, context, checksumByteCount: Int64(4 * log.count))
  }

  // MARK: - Limits and damage

  @Test func `sizes at their limits are taken, beyond them refused`() throws {
    let items = VHDXWriter.metadataOffset + (64 << 10)
    func opens(_ offset: Int, _ bytes: [UInt8]) -> Bool {
      (try? DiskContainer.open(
        "image", source: PatchedSource(Self.base, at: Int64(offset), bytes),
        siblings: NoSiblings(of: "."))) != nil
    }
    func integer<Number: FixedWidthInteger & BitwiseCopyable>(_ value: Number) -> [UInt8] {
      var bytes = ByteBuilder()
      bytes.append(value)
      return bytes.bytes
    }
    for (size, isRead) in [
      (1 << 20, true), (256 << 20, true), (512 << 20, false), (1 << 19, false), (3 << 20, false),
      (0, false),
    ] as [(UInt32, Bool)] {
      #expect(opens(items, integer(size)) == isRead, "block of \(size)")
    }
    // The table of 1 MiB has 131,072 entries, every 4,097th of which is for a bitmap.
    let most = UInt64(131_072 - 131_072 / 4_097) << 20
    for (size, isRead) in [
      (most, true), (most + 1, false), (0, false), (.max, false), (1 << 50 + 1, false),
    ] as [(UInt64, Bool)] {
      #expect(opens(items + 8, integer(size)) == isRead, "disk of \(size)")
    }
    for (size, isRead) in [(512, true), (4_096, true), (1_024, false), (0, false)]
      as [(UInt32, Bool)]
    {
      #expect(opens(items + 32, integer(size)) == isRead, "sector of \(size)")
    }
  }

  @Test func `every prefix is refused, read, or reported`() throws {
    let counts =
      Array(8..<40) + Array(stride(from: 40, to: Self.image.count, by: 40_961))
      + [1, 2, 3, 4, 5].flatMap { [$0 << 20 - 1, $0 << 20, $0 << 20 + 1] }
    for count in counts {
      let result = try EvidenceTests.outcome(
        PatchedSource(Self.base, byteCount: Int64(count)), original: Self.disk)
      if case .silent = result { Issue.record("prefix of \(count)") }
    }
  }

  @Test func `every single-byte change of a structure is refused, harmless or reported`() throws {
    let items = VHDXWriter.metadataOffset
    let offsets =
      Array(65_536..<65_536 + 80) + Array(196_608..<196_608 + 80)
      + Array(items..<items + 200) + Array(items + 65_536..<items + 65_536 + 40)
      + Array(VHDXWriter.tableOffset..<VHDXWriter.tableOffset + 24)
    for offset in offsets {
      let result = try outcome(offset, [Self.image[offset] ^ 0xff])
      guard case .silent = result else { continue }
      // The metadata and the block table have no checksum.
      #expect(offset >= VHDXWriter.tableOffset, "byte \(offset)")
    }
  }

  @Test func `no single-byte change of a log traps or hangs`() throws {
    let image = Self.logged([
      [.write(Self.page, fileOffset: VHDXWriter.dataOffset)],
      [.zero(fileOffset: VHDXWriter.dataOffset, byteCount: 4_096)],
    ])
    let base = MemoryByteSource(image)
    for offset in Array(0..<200) + Array(4_096..<4_110) + Array(8_180..<8_300) {
      let place = VHDXWriter.logOffset + offset
      _ = try EvidenceTests.outcome(
        PatchedSource(base, at: Int64(place), [image[place] ^ 0xff]), original: Self.disk,
        limit: 16_384)
    }
  }
}
