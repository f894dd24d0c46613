import ByteIO
import Evidence
import Testing

@Suite struct ContentKindTests {
  private func kind(_ bytes: [UInt8]) -> ContentKind {
    ContentKind(sniffing: bytes.rawSpan, count: bytes.count)
  }

  @Test func `a log is known by its file header, by its first chunk, or by the chunk behind`() {
    #expect(kind(logBytes()) == .evtx)
    #expect(kind(padded("ElfFile\0", to: 8)) == .evtx)
    #expect(kind(padded("ElfChnk\0", to: 8)) == .evtxWithoutHeader)
    let destroyed = [UInt8](repeating: 0, count: 4_096) + Array("ElfChnk\0".utf8)
    #expect(kind(destroyed) == .evtxWithDamagedHeader)
    #expect(kind(destroyed.dropLast()) == .unknown)
  }

  @Test(arguments: 1..<8)
  func `a part of the signature is none`(count: Int) {
    #expect(kind(Array("ElfFile\0".utf8.prefix(count))) == .unknown)
  }

  @Test func `bytes behind the count are not looked at`() {
    let bytes = logBytes()
    #expect(ContentKind(sniffing: bytes.rawSpan, count: 7) == .unknown)
    #expect(ContentKind(sniffing: bytes.rawSpan, count: 0) == .empty)
    #expect(ContentKind(sniffing: bytes.rawSpan, count: 1 << 40) == .evtx)
  }

  @Test(arguments: [
    ([], ContentKind.empty),
    ([0x1f, 0x8b, 8], .gzip),
    ([0x1f, 0x8b], .unknown),
    ([0x50, 0x4b, 3, 4], .zip),
    ([0x50, 0x4b, 5, 6], .zip),
    // The size of the header, 0x30, then its signature.
    ([0x30, 0, 0, 0, 0x4c, 0x66, 0x4c, 0x65], .evt),
    (Array("<?xml version".utf8), .xml),
    (Array("\u{feff} \r\n<Events>".utf8), .xml),
    ([0xff, 0xfe, 0x3c, 0, 0x3f, 0, 0x78, 0, 0x6d, 0, 0x6c, 0], .xml),
    ([0xfe, 0xff, 0, 0x3c, 0, 0x3f, 0, 0x78, 0, 0x6d, 0, 0x6c], .xml),
    ([0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c], .container("a 7-Zip archive")),
    (Array("vhdxfile".utf8), .disk),
    (Array("just text".utf8), .unknown),
    (Array("\0\0\0\0\0\0\0\0".utf8), .unknown),
  ])
  func `other kinds are known by their first bytes`(bytes: [UInt8], expected: ContentKind) {
    #expect(kind(bytes) == expected)
    #expect(!kind(bytes).isLog)
  }

  @Test func `a trace is guessed by the same buffer size in both headers and the system's mark`() {
    var bytes = [UInt8](repeating: 0, count: 0x6c)
    bytes[2] = 1  // WMI_BUFFER_HEADER.BufferSize: 64 KiB
    bytes[0x48] = 2  // SYSTEM_TRACE_HEADER.Version
    bytes[0x4a] = 2  // HeaderType: 64-bit
    bytes[0x4b] = 0xc0  // Flags
    bytes[0x6a] = 1  // TRACE_LOGFILE_HEADER.BufferSize
    #expect(kind(bytes) == .etl)
    #expect(kind(bytes.dropLast()) == .unknown)
    bytes[0x6a] = 2
    #expect(kind(bytes) == .unknown)
  }

  @Test func `each kind says in one line what it is`() {
    let kinds: [ContentKind] = [
      .evtx, .evtxWithDamagedHeader, .evtxWithoutHeader, .evtxFragments, .gzip, .zip, .evt, .etl,
      .xml, .container("a tar archive"), .empty, .unknown,
    ]
    #expect(Set(kinds.map(\.message)).count == kinds.count)
    #expect(kinds.allSatisfy { !$0.message.contains("\n") })
    #expect(ContentKind.evt.message == "is a Windows XP .evt log, which is another format")
    #expect(ContentKind.empty.message == "is empty (0 bytes)")
  }
}
