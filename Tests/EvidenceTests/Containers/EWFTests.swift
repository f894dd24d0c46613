import ByteIO
import TestSupport
import Testing

@testable import Evidence

@Suite struct EWFTests {
  /// 22 chunks of 2 KiB, the last one shorter; three tables of 8.
  private static let disk = smallDisk(43_520)

  private static func writer() -> EWFWriter {
    var writer = EWFWriter()
    writer.sectorsPerChunk = 4
    writer.chunksPerTable = 8
    return writer
  }

  private static let segment = writer().segments(of: disk)[0]
  private static let map = EWFSectionMap(segment)

  /// Opens, reads all, and gives the bytes with what was reported.
  private func read(
    _ image: [UInt8], beside files: [String: [UInt8]] = [:]
  ) throws -> (bytes: [UInt8], messages: [String]) {
    let opened = try openImage(image, named: "a.E01", beside: files)
    let bytes = try content(of: opened.media)
    return (bytes, opened.diagnostics.all.map(\.description))
  }

  private func chunk(_ number: Int) -> Range<Int> {
    2_048 * number..<min(Self.disk.count, 2_048 * (number + 1))
  }

  /// The disk with zeros for some chunks.
  private func disk(without chunks: Range<Int>) -> [UInt8] {
    var disk = Self.disk
    for number in chunks {
      disk.replaceSubrange(chunk(number), with: [UInt8](repeating: 0, count: chunk(number).count))
    }
    return disk
  }

  // MARK: - Good images

  @Test func `chunks are stored or deflated, each with its checksum`() throws {
    for storage in [.stored, .deflated(9), .deflated(0), nil] as [EWFWriter.ChunkStorage?] {
      var writer = Self.writer()
      writer.storage = { _ in storage }
      let (bytes, messages) = try read(writer.segments(of: Self.disk)[0])
      #expect((bytes == Self.disk) as Bool)
      #expect(messages == [])
    }
  }

  @Test func `what the acquisition noted is told`() throws {
    var writer = Self.writer()
    writer.unreadableSectors = [(7, 2), (50, 1)]
    writer.sha1 = Array(1...20)
    let opened = try openImage(writer.segments(of: Self.disk)[0], named: "a.E01")
    let acquisition = try #require(opened.acquisition)
    #expect(acquisition.caseNumber == "case")
    #expect(acquisition.evidenceNumber == "evidence")
    #expect(acquisition.description == "description")
    #expect(acquisition.examiner == "examiner")
    #expect(acquisition.notes == "notes")
    #expect(acquisition.softwareVersion == "7.0")
    #expect(acquisition.operatingSystem == "Windows 10")
    #expect(acquisition.acquisitionDate == "2019-04-30T20:35:11Z")
    #expect(acquisition.systemDate == "2019-04-30T20:35:12Z")
    #expect(acquisition.isPhysical == true)
    #expect(acquisition.unreadableSectors == [7..<9, 50..<51])
    #expect(acquisition.md5 == MD5.digest(Self.disk))
    #expect(acquisition.sha1 == Array(1...20))
    #expect(opened.logicalSectorByteCount == 512)
    #expect(
      opened.diagnostics.all.map(\.error.message) == [
        "3 sectors could not be read when the image was made and are zeros in it"
      ])
  }

  @Test func `a date is seconds in UTC, or numbers in local time, or stays as it is`() {
    #expect(EWFHeaderText.date("0") == "1970-01-01T00:00:00Z")
    #expect(EWFHeaderText.date("2002 3 4 10 19 59") == "2002-03-04T10:19:59")
    for odd in ["2002 13 4 10 19 59", "", "soon", "-1", "99999999999999999999"] {
      #expect(EWFHeaderText.date(odd) == odd)
    }
  }

  @Test func `a header text that does not inflate, or to too much, is a note`() throws {
    var writer = Self.writer()
    writer.header = [("t", String(repeating: "x", count: ContainerLimits.headerTextByteCount))]
    let (bytes, messages) = try read(writer.segments(of: Self.disk)[0])
    #expect((bytes == Self.disk) as Bool)
    #expect(messages.count == 3)
    #expect(messages[0] == "a.E01: header2 section at 13: inflates to more than 131072 bytes")
    var broken = Self.segment
    broken[Self.map.section("header2").dataOffset + 20] ^= 0xff
    #expect((try read(broken).bytes == Self.disk) as Bool)
    #expect(try read(broken).messages.count == 1)
  }

  // MARK: - Segments

  private static func segments() -> (first: [UInt8], others: [String: [UInt8]]) {
    var writer = writer()
    writer.chunksPerSegment = 6
    let all = writer.segments(of: disk)
    return (all[0], ["a.E02": all[1], "a.E03": all[2], "a.E04": all[3]])
  }

  @Test func `segments are found beside the first, in whatever case`() throws {
    let (first, others) = Self.segments()
    #expect((try read(first, beside: others).bytes == Self.disk) as Bool)
    var mixed = others
    mixed["a.e03"] = mixed.removeValue(forKey: "a.E03")
    mixed["a.txt"] = [1, 2, 3]
    mixed["b.E05"] = first
    let opened = try openImage(first, named: "a.E01", beside: mixed)
    #expect(opened.files.map(\.display) == ["a.E01", "a.E02", "a.e03", "a.E04"])
    #expect((try content(of: opened.media) == Self.disk) as Bool)
    #expect(opened.diagnostics.count == 0)
  }

  @Test func `names go from E01 to E99, EAA to EZZ, FAA to ZZZ`() throws {
    let (names, number) = try #require(EWFSegmentNames.parse(Array("x.E01".utf8)))
    #expect(number == 1)
    for (number, name) in [
      (2, "x.E02"), (99, "x.E99"), (100, "x.EAA"), (101, "x.EAB"), (126, "x.EBA"), (775, "x.EZZ"),
      (776, "x.FAA"), (14_971, "x.ZZZ"),
    ] {
      #expect(names.name(number) == Array(name.utf8))
      #expect(names.number(of: Array(name.utf8)) == number)
      #expect(names.number(of: Array(name.lowercased().utf8)) == number)
    }
    #expect(names.name(14_972) == nil)
    for other in ["x.E00", "x.D01", "y.E01", "x.E0A", "x.E1", "x.E001", "x.AAA", "x.E01.txt"] {
      #expect(names.number(of: Array(other.utf8)) == nil, "\(other)")
    }
    #expect(EWFSegmentNames.parse(Array("x.s01".utf8))?.names.name(776) == Array("x.taa".utf8))
  }

  @Test func `a missing segment between others is an error that names it`() {
    var (first, others) = Self.segments()
    others["a.E03"] = nil
    let error = openError(first, named: "a.E01", beside: others)
    #expect(error?.code == .imagePart)
    #expect(error?.message == "segment 3 (a.E03) is missing, but a.E04 is there")
    first = []
  }

  @Test func `missing last segments are a loss of all that was in them`() throws {
    var (first, others) = Self.segments()
    others["a.E03"] = nil
    others["a.E04"] = nil
    let (bytes, messages) = try read(first, beside: others)
    #expect((bytes == disk(without: 12..<22)) as Bool)
    #expect(
      messages == [
        "a.E02: the segments behind this one are missing; disk bytes 24576 to 43519 read as zeros"
      ])
    first = []
  }

  @Test func `a segment that is there twice, or of another image, is an error`() {
    let (first, others) = Self.segments()
    var twice = others
    twice["a.E03"] = others["a.E02"]
    #expect(
      openError(first, named: "a.E01", beside: twice)?.description
        == "a.E03: says that it is segment 2, expected 3 by its name")
    var writer = Self.writer()
    writer.chunksPerSegment = 6
    writer.setIdentifier = Array(21...36)
    var foreign = others
    foreign["a.E02"] = writer.segments(of: Self.disk)[1]
    #expect(
      openError(first, named: "a.E01", beside: foreign)?.description
        == "a.E02: belongs to another image: its identifier differs from that of a.E01")
    var text = others
    text["a.E02"] = Array("hello, world of text".utf8)
    #expect(openError(first, named: "a.E01", beside: text)?.code == .imagePart)
  }

  @Test func `a later segment alone says so, and other kinds of EWF are named`() {
    let (_, others) = Self.segments()
    #expect(
      openError(others["a.E02"] ?? [], named: "a.E02")?.message
        == "is segment 2 of an E01 image; give the first one, which finds the others")
    let tail = [UInt8](repeating: 0, count: 100)
    #expect(openError(EWFFormat.logicalSignature + tail)?.code == .notSupported)
    #expect(openError(EWFFormat.version2Signature + tail)?.code == .notSupported)
  }

  @Test func `more segments than may be open at once are read by many threads`() throws {
    var writer = Self.writer()
    writer.sectorsPerChunk = 1
    writer.chunksPerSegment = 1
    let segments = writer.segments(of: Self.disk)
    #expect(segments.count == 85)
    let folder = TemporaryFolder()
    for (index, segment) in segments.enumerated() {
      let number = index + 1 < 10 ? "0\(index + 1)" : "\(index + 1)"
      folder.write("a.E\(number)", segment)
    }
    let opened = try DiskContainer.open(path: folder.at("a.E01"))
    let media = opened.media
    let wrong = Monitor(0)
    runThreads(4) { thread in
      for round in 0..<200 {
        let offset = (round * 7 + thread * 13) % 85 * 512
        var buffer = ByteBuffer(capacity: 700)
        do throws(ByteSourceError) {
          let count = try buffer.fill(from: media, at: Int64(offset))
          let expected = Array(Self.disk[offset..<offset + count])
          let isEqual = buffer.withBytes { $0.matches(expected.rawSpan, at: 0) }
          if !isEqual { wrong.update { $0 += 1 } }
        } catch {
          wrong.update { $0 += 1 }
        }
      }
    }
    #expect(wrong.withLock { $0 } == 0)
  }

  // MARK: - Damage

  @Test func `a chunk with a wrong checksum is zeros and a loss, and the others are read`() throws {
    for storage in [.stored, .deflated(6)] as [EWFWriter.ChunkStorage] {
      var writer = Self.writer()
      writer.storage = { _ in storage }
      var image = writer.segments(of: Self.disk)[0]
      let map = EWFSectionMap(image)
      // The third chunk of the second table.
      let table = map.section("table", 1).dataOffset
      let place =
        map.section("sectors", 1).dataOffset
        + Int(image.u32(at: table + 24 + 8) & 0x7fff_ffff)
      image[place + 10] ^= 1
      let (bytes, messages) = try read(image)
      #expect((bytes == disk(without: 10..<11)) as Bool)
      #expect(messages.count == 1)
      #expect(messages[0].hasPrefix("a.E01: chunk 10 at \(place): "))
      #expect(messages[0].hasSuffix("; disk bytes 20480 to 22527 read as zeros"))
    }
  }

  @Test func `a chunk that inflates to more than a chunk is no bomb`() throws {
    var writer = Self.writer()
    writer.storage = { _ in .deflated(9) }
    var image = writer.segments(of: Self.disk)[0]
    let map = EWFSectionMap(image)
    // The first chunk's place is taken by a stream of 1 MiB of zeros, as far as it fits.
    let bomb = Deflate.zlib([UInt8](repeating: 0, count: 1 << 20), level: 9)
    let place = map.section("sectors", 1).dataOffset
    image.replaceSubrange(place..<place + bomb.count, with: bomb)
    let (bytes, messages) = try read(image)
    #expect(bytes[..<16_384] == Self.disk[..<16_384])
    #expect(messages[0].contains("chunk 8 at \(place): inflates to more than 2048 bytes"))
  }

  @Test func `the copy of a table is used where the table is damaged`() throws {
    let table = Self.map.section("table", 1).dataOffset
    for offset in [0, 3, 8, 20, 24, 30, 24 + 32] {
      var image = Self.segment
      image[table + offset] ^= 0x40
      let (bytes, messages) = try read(image)
      #expect(bytes == Self.disk, "byte \(offset)")
      #expect(messages.count >= 1, "byte \(offset)")
    }
  }

  @Test func `with both tables damaged, chunks are judged by their own checksums`() throws {
    var image = Self.segment
    for name in ["table", "table2"] {
      // The fourth entry of the second table.
      image[Self.map.section(name, 1).dataOffset + 24 + 12] ^= 0x10
    }
    let (bytes, messages) = try read(image)
    #expect((bytes == disk(without: 11..<12) || bytes == disk(without: 10..<12)) as Bool)
    #expect(messages[0].contains("wrong checksum; it is used all the same"))
  }

  @Test func `behind a table that is lost chunks are counted from the end of the disk`() throws {
    var image = Self.segment
    for name in ["table", "table2"] {
      // More entries than the section has room for.
      image.setU32(9_000, at: Self.map.section(name, 1).dataOffset)
    }
    let (bytes, messages) = try read(image)
    #expect((bytes == disk(without: 8..<16)) as Bool)
    #expect(messages.contains { $0.contains("disk bytes 16384 to 32767 read as zeros") })
  }

  @Test func `a section whose descriptor is damaged does not end the segment`() throws {
    for section in Self.map.sections where !["next", "done"].contains(section.type) {
      for offset in [0, 16, 24, 72] {
        var image = Self.segment
        image[section.offset + offset] ^= 0xff
        // Without its name, the volume section is none.
        if section.type == "volume", offset == 0 {
          #expect(openError(image, named: "a.E01")?.code == .imageDamaged)
          continue
        }
        guard let (bytes, messages) = try? read(image) else {
          Issue.record("\(section.type) at \(section.offset), byte \(offset)")
          continue
        }
        #expect(messages.count > 0, "\(section.type), byte \(offset)")
        let isRead = bytes == Self.disk
        #expect(isRead, "\(section.type) at \(section.offset), byte \(offset)")
      }
    }
  }

  @Test func `sections that go in circles end`() throws {
    for target in [0, 13, 89] {
      var image = Self.segment
      let section = Self.map.section("table", 1)
      image.set(UInt64(target), at: section.offset + 16)
      image.set(UInt64(0), at: section.offset + 24)
      image.sealEWFDescriptor(at: section.offset)
      let (bytes, messages) = try read(image)
      #expect(bytes[..<16_384] == Self.disk[..<16_384])
      #expect(messages.contains { $0.contains("the chain of sections breaks") })
    }
  }

  @Test func `offsets wrap above 2 GiB`() throws {
    // A segment of 3 GiB with one table: chunks of 1 MiB, stored.
    let source = SparseEWF()
    let opened = try DiskContainer.open(
      "a.E01", source: source, siblings: NoSiblings(of: "."))
    #expect(opened.diagnostics.count == 0)
    for chunk in [0, 1, 2_045, 2_046, 2_047, 2_048, 2_049, SparseEWF.chunkCount - 1] {
      let start = Int64(chunk) << 20
      #expect(try bytes(of: opened.media, at: start + 77, 3) == [UInt8(chunk % 251), 0, 0])
    }
    #expect(opened.diagnostics.all.map(\.description) == [])
  }

  @Test func `the size of a chunk is capped`() throws {
    let volume = Self.map.section("volume")
    let (last, beyond) = (
      UInt32(ContainerLimits.unitByteCount / 512), UInt32(ContainerLimits.unitByteCount / 512 + 1)
    )
    for (sectors, isRead) in [(last, true), (beyond, false), (0, false), (UInt32.max, false)] {
      var image = Self.segment
      image.set(sectors, at: volume.dataOffset + 8)
      let checked = Array(image[volume.dataOffset..<volume.dataOffset + 1_048])
      image.set(Checksum.adler32(checked), at: volume.dataOffset + 1_048)
      if isRead {
        _ = try openImage(image, named: "a.E01")
      } else {
        #expect(openError(image, named: "a.E01")?.code == .imageDamaged)
      }
    }
  }

  /// 6 chunks of 1 KiB in two tables: some 4 KB.
  private static func tiny() -> (disk: [UInt8], segment: [UInt8]) {
    let disk = smallDisk(5_632)
    var writer = EWFWriter()
    writer.sectorsPerChunk = 2
    writer.chunksPerTable = 3
    writer.header = [("a", "x")]
    return (disk, writer.segments(of: disk)[0])
  }

  @Test func `every prefix is refused, or read with what is missing reported`() throws {
    let (disk, segment) = Self.tiny()
    let base = MemoryByteSource(segment)
    let lastTable = EWFSectionMap(segment).section("table", 1).offset
    // Of less than a signature it is no E01 image but some raw one.
    for count in 8..<segment.count {
      let result = try outcome(
        PatchedSource(base, byteCount: Int64(count)), named: "a.E01", original: disk)
      switch result {
      case .refused, .reported: break
      // Only what follows the last table is missing.
      case .intact: #expect(count > lastTable, "prefix of \(count)")
      case .silent: Issue.record("prefix of \(count)")
      }
    }
  }

  @Test func `every single-byte change is harmless, or reported`() throws {
    let (disk, segment) = Self.tiny()
    let base = MemoryByteSource(segment)
    for offset in 8..<segment.count {
      let result = try outcome(
        PatchedSource(base, at: Int64(offset), [segment[offset] ^ 0xff]), named: "a.E01",
        original: disk)
      if case .silent = result { Issue.record("byte \(offset)") }
    }
  }
}

/// An E01 segment of 3 GiB that is computed: 3,000 chunks of 1 MiB, whose bytes are zero but for one.
private final class SparseEWF: ByteSource {
  static let chunkCount = 3_000
  private static let chunk = 1 << 20
  private static let stored = chunk + 4
  private let head: [UInt8]
  private let tail: [UInt8]
  private let dataStart: Int64
  private let checksums: [UInt32]
  let byteCount: Int64

  init() {
    var writer = EWFWriter()
    writer.sectorsPerChunk = Self.chunk / 512
    writer.header = []
    let template = writer.segments(of: [UInt8](repeating: 0, count: Self.chunk))[0]
    let map = EWFSectionMap(template)
    var head = Array(template[..<map.section("sectors").offset])
    let volume = map.section("volume").dataOffset
    head.set(UInt32(Self.chunkCount), at: volume + 4)
    head.set(UInt64(Self.chunkCount * Self.chunk / 512), at: volume + 16)
    head.set(Checksum.adler32(Array(head[volume..<volume + 1_048])), at: volume + 1_048)
    let dataStart = head.count + 76
    func descriptor(_ type: String, at offset: Int, _ byteCount: Int) -> [UInt8] {
      var bytes = ByteBuilder()
      bytes.append(contentsOf: Array(type.utf8))
      bytes.zeros(16 - bytes.count)
      bytes.u64(UInt64(type == "done" ? offset : offset + byteCount))
      bytes.u64(UInt64(byteCount))
      bytes.zeros(40)
      bytes.u32(Checksum.adler32(bytes.bytes))
      return bytes.bytes
    }
    let dataByteCount = Self.chunkCount * Self.stored
    head += descriptor("sectors", at: head.count, 76 + dataByteCount)
    var entries = ByteBuilder()
    for chunk in 0..<Self.chunkCount { entries.u32(UInt32(dataStart + chunk * Self.stored)) }
    var table = ByteBuilder()
    table.u32(UInt32(Self.chunkCount))
    table.u32(0)
    table.u64(0)
    table.u32(0)
    table.u32(Checksum.adler32(table.bytes))
    table.append(contentsOf: entries.bytes)
    table.u32(Checksum.adler32(entries.bytes))
    let tableOffset = head.count + dataByteCount
    var tail = descriptor("table", at: tableOffset, 76 + table.count) + table.bytes
    tail += descriptor("done", at: tableOffset + tail.count, 76)
    self.head = head
    self.tail = tail
    self.dataStart = Int64(head.count)
    byteCount = Int64(head.count + dataByteCount + tail.count)
    checksums = (0..<Self.chunkCount).map { Self.checksum(UInt32($0 % 251)) }
  }

  /// Adler-32 of a chunk of zeros with one byte at 77.
  private static func checksum(_ value: UInt32) -> UInt32 {
    let low = 1 + value
    let count = UInt32(chunk)
    // Each byte adds itself to the low sum, and the low sum to the high one after it.
    let high = (UInt64(count) + UInt64(value) * UInt64(count - 77)) % 65_521
    return UInt32(high) << 16 | low
  }

  func read(at offset: Int64, into target: inout MutableRawSpan) -> Int {
    guard offset < byteCount else { return 0 }
    let wanted = Int(min(Int64(target.byteCount), byteCount - offset))
    target.clear(from: 0, to: wanted)
    func put(_ bytes: [UInt8], at place: Int64, _ target: inout MutableRawSpan) {
      let start = max(place, offset)
      let end = min(place + Int64(bytes.count), offset + Int64(wanted))
      guard start < end else { return }
      let part = bytes[Int(start - place)..<Int(end - place)]
      target.copy(Array(part).rawSpan, to: Int(start - offset))
    }
    put(head, at: 0, &target)
    put(tail, at: byteCount - Int64(tail.count), &target)
    let first = max(0, Int((offset - dataStart) / Int64(Self.stored)) - 1)
    let last = min(
      Self.chunkCount, Int((offset + Int64(wanted) - dataStart) / Int64(Self.stored)) + 1)
    guard first < last else { return wanted }
    for chunk in first..<last {
      let start = dataStart + Int64(chunk * Self.stored)
      put([UInt8(chunk % 251)], at: start + 77, &target)
      var checksum = ByteBuilder(capacity: 4)
      checksum.u32(checksums[chunk])
      put(checksum.bytes, at: start + Int64(Self.chunk), &target)
    }
    return wanted
  }
}
