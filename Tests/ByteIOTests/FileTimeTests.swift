import ByteIO
import Testing

@Suite struct FileTimeTests {
  @Test(arguments: [
    (UInt64(0), "1601-01-01T00:00:00.0000000Z"),
    (1, "1601-01-01T00:00:00.0000001Z"),
    // The Unix epoch: 11,644,473,600 seconds.
    (116_444_736_000_000_000, "1970-01-01T00:00:00.0000000Z"),
    // 951,782,400 and 951,868,800 seconds of Unix time (date -u -d @951782400).
    (125_962_560_000_000_000, "2000-02-29T00:00:00.0000000Z"),
    (125_963_424_000_000_000, "2000-03-01T00:00:00.0000000Z"),
    // 1,556,656,511 seconds of Unix time.
    (132_011_301_118_568_751, "2019-04-30T20:35:11.8568751Z"),
    // 4,107,542,399 seconds of Unix time: the last second of a February without a leap day.
    (157_520_159_990_000_000, "2100-02-28T23:59:59.0000000Z"),
    (157_520_160_000_000_000, "2100-03-01T00:00:00.0000000Z"),
    // The last time that Windows converts.
    (UInt64(Int64.max), "30828-09-14T02:48:05.4775807Z"),
  ])
  func `a known number of ticks is a known time`(ticks: UInt64, text: String) {
    #expect(FileTime(ticks: ticks).description == text)
  }

  @Test func `every number of ticks has a text`() {
    #expect(FileTime(ticks: .max).description == "60056-05-28T05:36:10.9551615Z")
  }

  @Test func `a date and its ticks say the same, for every day of 500 years`() {
    var ticks: UInt64 = 0
    for day in 0..<182_622 {
      let date = CivilDate(daysSince1970: day - FileTime.unixEpochDays)
      let time = FileTime(year: date.year, month: date.month, day: date.day)
      if time?.ticks != ticks { Issue.record("day \(day), \(date)") }
      ticks += FileTime.ticksPerDay
    }
  }

  @Test func `parts make the time that prints them`() {
    let time = FileTime(
      year: 2019, month: 4, day: 30, hour: 20, minute: 35, second: 11, fraction: 8_568_751)
    #expect(time?.description == "2019-04-30T20:35:11.8568751Z")
  }

  @Test(arguments: [
    (2023, 2, 29), (2100, 2, 29), (2024, 2, 30), (2024, 4, 31), (2024, 13, 1), (2024, 0, 1),
    (2024, 1, 0), (2024, 1, 32), (1600, 12, 31), (30828, 1, 1),
  ])
  func `parts that are no date make no time`(year: Int, month: Int, day: Int) {
    #expect(FileTime(year: year, month: month, day: day) == nil)
  }

  @Test(arguments: [(2024, 2, 29), (2000, 2, 29), (1601, 1, 1), (30827, 12, 31)])
  func `leap days and the first and last year make a time`(year: Int, month: Int, day: Int) {
    #expect(FileTime(year: year, month: month, day: day) != nil)
  }

  @Test func `parts of a day out of range make no time`() {
    #expect(FileTime(year: 2024, month: 1, day: 1, hour: 24) == nil)
    #expect(FileTime(year: 2024, month: 1, day: 1, minute: 60) == nil)
    #expect(FileTime(year: 2024, month: 1, day: 1, second: 61) == nil)
    #expect(FileTime(year: 2024, month: 1, day: 1, fraction: 10_000_000) == nil)
    #expect(FileTime(year: 2024, month: 1, day: 1, hour: -1) == nil)
  }

  @Test func `times are ordered by their ticks`() {
    #expect(FileTime(ticks: 1) < FileTime(ticks: 2))
    #expect(!(FileTime(ticks: 2) < FileTime(ticks: 2)))
  }
}

@Suite struct GUIDTests {
  @Test func `an identifier is printed in braces and lower case, its first parts little-endian`() {
    // MS-DTYP 2.3.4.2: Data1, Data2, Data3 as little-endian integers, Data4 as bytes.
    let bytes: [UInt8] = [
      0xff,  // something before
      0x5f, 0x38, 0x70, 0x57,  // Data1
      0x2a, 0xc2,  // Data2
      0xe0, 0x43,  // Data3
      0xbf, 0x4c, 0x06, 0xf5, 0x69, 0x8f, 0xfb, 0xd9,  // Data4
    ]
    let guid = GUID(bytes.rawSpan, at: 1)
    #expect(guid.description == "{5770385f-c22a-43e0-bf4c-06f5698ffbd9}")
    #expect(guid.data1 == 0x5770_385f)
  }

  @Test func `leading zeros are kept`() {
    let zeros = [UInt8](repeating: 0, count: 16)
    #expect(GUID(zeros.rawSpan, at: 0).description == "{00000000-0000-0000-0000-000000000000}")
  }
}
