import ByteIO
import EVTX
import TestSupport
import Testing

@Suite struct TimeTests {
  @Test(arguments: [
    (UInt64(0), "1601-01-01T00:00:00.0000000Z"), (1, "1601-01-01T00:00:00.0000001Z"),
    (863_999_999_999, "1601-01-01T23:59:59.9999999Z"),
    (864_000_000_000, "1601-01-02T00:00:00.0000000Z"),
    (116_444_736_000_000_000, "1970-01-01T00:00:00.0000000Z"),
    (133_601_490_001_234_567, "2024-05-14T08:30:00.1234567Z"),
    (133_601_490_005_454_000, "2024-05-14T08:30:00.5454000Z"),
    (133_536_384_000_000_000, "2024-02-29T00:00:00.0000000Z"),
    (2_650_467_743_999_999_999, "9999-12-31T23:59:59.9999999Z"),
    (2_650_467_744_000_000_000, "10000-01-01T00:00:00.0000000Z"),
    (0x7fff_ffff_ffff_ffff, "30828-09-14T02:48:05.4775807Z"),
    (UInt64.max, "60056-05-28T05:36:10.9551615Z"),
  ])
  func `FILETIME has seven digits and Z, zeros kept`(ticks: UInt64, text: String) throws {
    #expect(
      try printed(.fileTime(FileTime(ticks: ticks)))
        == PrintedValue(json: "\"\(text)\"", xml: text, attribute: text, flags: ""))
  }

  @Test func `every day of four centuries is the day after the one before`() throws {
    // One log of many days, compared with a calendar counted by hand.
    var year = 1_900
    var month = 1
    var day = 1
    // 1900-01-01 lies 109,207 days behind 1601-01-01.
    var ticks: UInt64 = 109_207 * 864_000_000_000
    var log = LogBuilder()
    var expected: [String] = []
    for _ in 0..<1_700 {
      // 97 days each: 450 years.
      log.add(
        event([element("T", [.substitution(0, .fileTime)])], [.fileTime(FileTime(ticks: ticks))]))
      func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
      expected.append("<Event><T>\(year)-\(two(month))-\(two(day))T00:00:00.0000000Z</T></Event>")
      for _ in 0..<97 {
        ticks += 864_000_000_000
        day += 1
        let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
        let lengths = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        if day > lengths[month - 1] {
          day = 1
          month += 1
        }
        if month > 12 {
          month = 1
          year += 1
        }
      }
    }
    let isSame = try decode(log.finish(), .xml).lines == expected
    #expect(isSame)
  }

  @Test(arguments: [
    (
      SystemTime(
        year: 2024, month: 5, dayOfWeek: 2, day: 14, hour: 8, minute: 30, second: 15,
        millisecond: 678), "2024-05-14T08:30:15.6780000Z"
    ),
    (SystemTime(year: 1601, month: 1, day: 1), "1601-01-01T00:00:00.0000000Z"),
    (SystemTime(year: 0, month: 0, day: 0), "0000-00-00T00:00:00.0000000Z"),
    (SystemTime(year: 2024, month: 13, day: 32), "2024-13-32T00:00:00.0000000Z"),
    (SystemTime(year: 30_827, month: 12, day: 31), "30827-12-31T00:00:00.0000000Z"),
  ])
  func `SYSTEMTIME is printed like FILETIME, its parts as they are stored`(
    time: SystemTime, text: String
  ) throws {
    #expect(
      try printed(.systemTime(time))
        == PrintedValue(json: "\"\(text)\"", xml: text, attribute: text, flags: ""))
  }
}
