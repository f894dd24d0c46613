import ByteIO
import TestSupport
import Testing

@Suite struct LogBuilderTests {
  private func sysmonEvent(_ number: Int) -> StandardEvent {
    StandardEvent(
      provider: "Microsoft-Windows-Sysmon", eventID: 5,
      data: [("ProcessId", .uint32(UInt32(number))), ("Image", .terminatedString("C:\\a.exe"))])
  }

  @Test func `a log without records is a header of 4,096 bytes with a right checksum`() {
    let log = LogBuilder.log()
    #expect(log.count == 4_096)
    #expect(log.starts(with: "ElfFile\0".utf8))
    #expect(log.u16(at: 36) == 1)
    #expect(log.u16(at: 38) == 3)
    #expect(log.u16(at: 42) == 0)
    #expect(log.u32(at: 124) == Checksum.crc32(log[..<120]))
  }

  @Test func `a chunk's header says which records it has and where they end`() {
    let log = LogBuilder.log(events: (1...3).map(sysmonEvent))
    let records = LogMap(log).records
    #expect(log.count == 4_096 + 65_536)
    #expect(records.map(\.id) == [1, 2, 3])
    #expect(log.u64(at: 4_096 + 24) == 1)
    #expect(log.u64(at: 4_096 + 32) == 3)
    #expect(4_096 + Int(log.u32(at: 4_096 + 44)) == records[2].fileOffset)
    #expect(4_096 + Int(log.u32(at: 4_096 + 48)) == records[2].end)
    #expect(log.u64(at: 24) == 4)
    let isRight = Damage.repairingChecksums(of: log) == log
    #expect(isRight)
  }

  @Test func `records are multiples of 8 bytes with their size at both ends`() {
    let events = (0..<8).map { length in
      StandardEvent(data: [("Text", .string(String(repeating: "x", count: length)))])
    }
    let log = LogBuilder.log(events: events)
    for record in LogMap(log).records {
      #expect(record.byteCount % 8 == 0)
      #expect(log.u32(at: record.end - 4) == UInt32(record.byteCount))
    }
  }

  @Test func `a template is resident at its first use in a chunk and referred to afterwards`() {
    var builder = LogBuilder()
    for number in 1...2 { builder.add(sysmonEvent(number)) }
    builder.startChunk()
    builder.add(sysmonEvent(3))
    let log = builder.finish()
    let map = LogMap(log)
    // 24 bytes of record header, 4 of fragment header, 0C, 1, id: then the definition's offset.
    let residence = map.chunks.flatMap { chunk in
      chunk.records.map { record in
        Int(log.u32(at: record.fileOffset + 34)) == record.fileOffset + 38 - chunk.fileOffset
      }
    }
    #expect(residence == [true, false, true])
    #expect(map.records[1].byteCount < map.records[0].byteCount)
  }

  @Test func `every name in the string table is in the bucket of its hash`() {
    let log = LogBuilder.log(events: [sysmonEvent(1)])
    var names: Set<String> = []
    for bucket in 0..<64 {
      var offset = Int(log.u32(at: 4_096 + 128 + 4 * bucket))
      while offset != 0 {
        let start = 4_096 + offset
        let count = Int(log.u16(at: start + 6))
        let units = (0..<count).map { log.u16(at: start + 8 + 2 * $0) }
        var hash: UInt32 = 0
        for unit in units { hash = hash &* 65_599 &+ UInt32(unit) }
        #expect(log.u16(at: start + 4) == UInt16(truncatingIfNeeded: hash))
        #expect(Int(hash % 64) == bucket)
        #expect(log.u16(at: start + 8 + 2 * count) == 0)
        names.insert(String(decoding: units, as: UTF16.self))
        offset = Int(log.u32(at: start))
      }
    }
    #expect(names.isSuperset(of: ["Event", "xmlns", "System", "EventData", "Data", "Name"]))
  }

  @Test func `a record that does not fit leaves no trace in the chunk it was tried in`() {
    let long = String(repeating: "y", count: 700)
    let next = StandardEvent(data: [("OnlyInTheSecondChunk", .string(long))])
    var tried = LogBuilder()
    var told = LogBuilder()
    // Less than a record's size remains free behind 38 of these.
    for _ in 0..<38 {
      tried.add(StandardEvent(data: [("Text", .string(long))]))
      told.add(StandardEvent(data: [("Text", .string(long))]))
    }
    told.startChunk()
    tried.add(next)
    told.add(next)
    let log = tried.finish()
    #expect(LogMap(log).chunks.map(\.records.count) == [38, 1])
    let isSame = log == told.finish()
    #expect(isSame)
  }

  @Test func `the same log comes out of memory and of a file`() throws {
    let path = "/tmp/logspoor-writer-test-\(processID).evtx"
    defer { removeFile(path) }
    var memory = LogBuilder()
    let file = try LogFileWriter(path: path)
    for number in 0..<300 {
      memory.add(sysmonEvent(number))
      try file.add(sysmonEvent(number).record(id: file.nextRecordID))
    }
    try file.finish()
    let isSame = try readFile(path) == memory.finish()
    #expect(isSame)
  }

  @Test func `version 3.2, flags and missing checksums are declared`() {
    var options = LogOptions()
    options.minorVersion = 2
    options.isDirty = true
    options.isFull = true
    options.hasChecksums = false
    options.preallocatedChunks = 1
    let log = LogBuilder.log(Fragment.elements([Element("Event")]), options: options)
    #expect(log.count == 4_096 + 2 * 65_536)
    #expect(log.u16(at: 36) == 2)
    #expect(log.u32(at: 120) == 7)
    #expect(log.u32(at: 124) == 0)
    #expect(log.u32(at: 4_096 + 120) == 5)
    #expect(log.u32(at: 4_096 + 124) == 0)
  }

  @Test func `a GUID reads as it was written`() {
    let text = "{5770385f-c22a-43e0-bf4c-06f5698ffbd9}"
    #expect(GUID(text).description == text)
    #expect(GUID(text).data1 == 0x5770_385f)
  }
}
