import EVTX
import TestSupport
import Testing

/// ROBUSTNESS rows 3 to 5: single bytes and numbers that are wrong.
@Suite struct ByteChangeTests {
  private static let log = numberedLog(chunks: 2, recordsPerChunk: 5)
  private static let map = LogMap(log)
  /// 16 in a release build: every bit, and bytes that are wrong altogether.
  private static let masks: [UInt8] =
    isDebugBuild
    ? [0xff] : [0x01, 0x02, 0x04, 0x08, 0x10, 0x20, 0x40, 0x80, 0xff, 0x7f, 0xaa, 0x55]

  /// What a changed log lost that it should not have, nil when all is well.
  private func complaint(
    _ changed: [UInt8], record: LogMap.Record?, original: [String], format: EventFormat
  ) throws -> String? {
    let result = try decode(changed, format)
    let second = Array(original[5...])
    guard Array(result.lines.suffix(5)) == second else { return "the later chunk changed" }
    guard let record else {
      return result.lines == original ? nil : "a header's byte changed the events"
    }
    // The first record holds the definitions of the others, which may change but not vanish.
    if record.id == 1 {
      let ids = result.recordIDs
      return (2...10).allSatisfy { ids.contains($0) } ? nil : "records are missing: \(ids)"
    }
    for (index, line) in original.enumerated() where index + 1 != Int(record.id) {
      if !result.lines.contains(line) { return "record \(index + 1) changed or is missing" }
    }
    return nil
  }

  @Test(arguments: outputFormats)
  func
    `one wrong byte in a chunk's first 4 KiB costs one record at most, and none of a later chunk`(
      format: EventFormat
    ) throws
  {
    let original = try decode(Self.log, format).lines
    var complaints: [String] = []
    let step = isDebugBuild ? 3 : 1
    for place in stride(from: format == .xml ? 1 : 0, to: 4_096, by: step) {
      let offset = 4_096 + place
      let record = Self.map.records.first { $0.fileOffset <= offset && offset < $0.end }
      // Free space, and what lies in no record.
      if place >= 512, record == nil { continue }
      for mask in Self.masks {
        var changed = Self.log
        changed[offset] ^= mask
        if let complaint = try complaint(
          changed, record: record, original: original, format: format)
        {
          complaints.append("byte \(place) ^ \(mask), record \(record?.id ?? 0): \(complaint)")
        }
      }
    }
    #expect(complaints == [])
  }

  /// Numbers that overflow, wrap or point back.
  private static let badNumbers: [UInt32] = [
    0, 1, 7, 0x7f, 0xff, 0x200, 0x7fff, 0xffff, 0xfffe, 0x1_0000, 0x7fff_ffff, 0x8000_0000,
    0xffff_fffe, 0xffff_ffff,
  ]

  @Test func `a wrong number at every place of a record costs that record alone`() throws {
    let original = try decode(Self.log).lines
    var complaints: [String] = []
    let step = isDebugBuild ? 7 : 1
    for record in Self.map.chunks[0].records[1...2] {
      for offset in stride(from: record.fileOffset, through: record.end - 4, by: step) {
        for number in Self.badNumbers {
          var changed = Self.log
          changed.setU32(number, at: offset)
          if let complaint = try complaint(
            changed, record: record, original: original, format: .jsonl)
          {
            complaints.append("\(number) at byte \(offset - record.fileOffset): \(complaint)")
          }
        }
      }
    }
    #expect(complaints == [])
  }

  @Test func `a wrong number at every place of a definition ends without a trap`() throws {
    let first = Self.map.records[0]
    let original = try decode(Self.log).lines
    var complaints: [String] = []
    for offset in stride(from: first.fileOffset, through: first.end - 4, by: isDebugBuild ? 11 : 1)
    {
      for number in Self.badNumbers {
        var changed = Self.log
        changed.setU32(number, at: offset)
        if let complaint = try complaint(changed, record: first, original: original, format: .jsonl)
        {
          complaints.append("\(number) at byte \(offset - first.fileOffset): \(complaint)")
        }
      }
    }
    #expect(complaints == [])
  }

  // MARK: - Record sizes

  @Test(arguments: [
    0, 1, 7, 8, 24, 27, 28, 29, 36, 65_023, 65_024, 65_025, 65_536, 0x7fff_ffff, 0x8000_0000,
    0xffff_fff8, UInt32.max,
  ])
  func `a record of a size that cannot be is one loss with the record's offset`(size: UInt32) throws
  {
    let record = Self.map.records[2]
    let result = try decode(Damage.setSize(size, of: record, in: Self.log))
    let others = result.eventRecordIDs.filter { $0 != 3 }
    #expect(others == [1, 2, 4, 5, 6, 7, 8, 9, 10])
    // The record is either there, or its loss is told at its place.
    if !result.eventRecordIDs.contains(3) {
      #expect(result.errors.contains { $0.fileOffset == Int64(record.fileOffset) })
    }
  }

  @Test(arguments: [0, 27, 28, 65_024, UInt32.max])
  func `a record whose two sizes agree on what cannot be is one loss`(size: UInt32) throws {
    let record = Self.map.records[2]
    let log = Damage.setSizeCopy(
      size, of: record, in: Damage.setSize(size, of: record, in: Self.log))
    let result = try decode(log)
    #expect(result.eventRecordIDs.filter { $0 != 3 } == [1, 2, 4, 5, 6, 7, 8, 9, 10])
    #expect(!result.errors.isEmpty)
  }

  @Test func `a size that is wrong at the end keeps the record`() throws {
    for size: UInt32 in [0, 1, 28, .max] {
      let result = try decode(Damage.setSizeCopy(size, of: Self.map.records[2], in: Self.log))
      #expect(result.recordIDs == Array(1...10))
    }
  }

  @Test func `a broken record signature is a loss that names the record`() throws {
    let record = Self.map.records[2]
    let result = try decode(Damage.breakMagic(of: record, in: Self.log))
    #expect(result.eventRecordIDs == [1, 2, 4, 5, 6, 7, 8, 9, 10])
    let error = try #require(result.errors.first { $0.code == .badRecord })
    #expect(error.recordID == 3)
    #expect(error.fileOffset == Int64(record.fileOffset))
    #expect(error.severity == .loss)
  }

  @Test func `binary XML of zeros is a loss that names the record`() throws {
    let result = try decode(Damage.zeroBinXML(of: Self.map.records[2], in: Self.log))
    #expect(result.eventRecordIDs == [1, 2, 4, 5, 6, 7, 8, 9, 10])
    #expect(result.errors.map(\.code) == [.badBinXML])
    #expect(result.errors.first?.recordID == 3)
    #expect(result.recordCount == 10)
    #expect(result.failedCount == 1)
  }

  @Test func `the greatest record identifiers are read, with damage behind them too`() throws {
    var options = LogOptions()
    options.firstRecordID = .max - 2
    let log = LogBuilder.log(
      events: (1...6).map { numberedEvent($0) }, options: options)
    let ids = LogMap(log).records.map(\.id)
    #expect(ids == [.max - 2, .max - 1, .max, 0, 1, 2])
    #expect(try decode(log).recordCount == 6)
    for record in LogMap(log).records.dropFirst() {
      #expect(try decode(Damage.breakMagic(of: record, in: log)).recordCount >= 3)
    }
  }

  // MARK: - Chains

  @Test func `chains of names and templates that run in circles change nothing`() throws {
    let original = try decode(Self.log).lines
    let chunk = 4_096
    for target: UInt32 in [0, 512, 550, 0xffff, .max] {
      var log = Self.log
      // All heads of the name and template lists.
      for place in stride(from: 128, to: 512, by: 4) { log.setU32(target, at: chunk + place) }
      log = Damage.repairingChecksums(of: log)
      #expect(try decode(log).lines == original)
    }
    // The definition's own "next" points at itself.
    var log = Self.log
    let definition = Self.map.records[0].fileOffset + 38
    log.setU32(UInt32(definition - chunk), at: definition)
    #expect(try decode(log).lines == original)
  }

  @Test func `a definition offset that leads back to its own instance is a lost definition`() throws
  {
    let record = Self.map.records[1]
    for delta in [0, 4, 28, 30, 34, 36] {
      var log = Self.log
      log.setU32(UInt32(record.fileOffset - 4_096 + delta), at: record.fileOffset + 34)
      let result = try decode(log)
      #expect(result.recordIDs == Array(1...10))
      #expect(result.eventRecordIDs.filter { $0 != 2 } == [1, 3, 4, 5, 6, 7, 8, 9, 10])
    }
  }
}
