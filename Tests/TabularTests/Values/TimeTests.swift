import ByteIO
import Tabular
import Testing

@Suite struct TimeTests {
  private func dateTime(_ text: String) -> Int64? {
    let bytes = [UInt8](text.utf8)
    return Ticks.parseDateTime(bytes.rawSpan, from: 0, to: bytes.count)
  }

  private func timeSpan(_ text: String) -> Int64? {
    let bytes = [UInt8](text.utf8)
    return Ticks.parseTimeSpan(bytes.rawSpan, from: 0, to: bytes.count)
  }

  private func text(dateTime ticks: Int64) -> String {
    var output = TextBuffer()
    output.appendDateTime(ticks)
    return output.string
  }

  private func text(timeSpan ticks: Int64) -> String {
    var output = TextBuffer()
    output.appendTimeSpan(ticks)
    return output.string
  }

  @Test func `a datetime is printed with seven digits and read back`() {
    for text in [
      "0001-01-01T00:00:00.0000000Z", "1601-01-01T00:00:00.0000000Z",
      "2024-01-15T10:30:00.1234567Z", "2024-02-29T23:59:59.9999999Z",
      "9999-12-31T23:59:59.9999999Z",
    ] {
      let ticks = dateTime(text)
      #expect(ticks != nil)
      #expect(self.text(dateTime: ticks ?? -1) == text)
    }
    #expect(dateTime("1601-01-01") == Ticks.fileTimeEpoch)
    #expect(dateTime("1970-01-01") == Ticks.unixEpoch)
    #expect(dateTime("9999-12-31T23:59:59.9999999Z") == Ticks.latest)
  }

  @Test func `times of Windows become datetimes up to the year 9999`() {
    #expect(Ticks.dateTime(FileTime(ticks: 0)) == Ticks.fileTimeEpoch)
    let last = UInt64(Ticks.latest - Ticks.fileTimeEpoch)
    #expect(Ticks.dateTime(FileTime(ticks: last)) == Ticks.latest)
    #expect(Ticks.dateTime(FileTime(ticks: last + 1)) == nil)
    #expect(Ticks.dateTime(FileTime(ticks: .max)) == nil)
  }

  @Test func `a datetime may come without seconds, with an offset or with more digits`() {
    let noon = dateTime("2024-01-15T12:00:00Z")
    #expect(noon != nil)
    #expect(dateTime("2024-01-15 12:00") == noon)
    #expect(dateTime("2024-01-15t12:00:00z") == noon)
    #expect(dateTime("2024-01-15T14:30:00+02:30") == noon)
    #expect(dateTime("2024-01-15T05:00:00.0-07:00") == noon)
    #expect(dateTime("2024-01-15T12:00:00.00000009Z") == noon)
    #expect(dateTime("2024-01-15T12:00:00.0000001") == noon.map { $0 + 1 })
  }

  @Test(arguments: [
    "", "2024", "2024-1-15", "2024-13-01", "2024-02-30", "2023-02-29", "0000-01-01",
    "2024-01-15T", "2024-01-15T24:00:00", "2024-01-15T10:60:00", "2024-01-15T10:30:60",
    "2024-01-15T10:30:00.", "2024-01-15T10:30:00.1Zx", "2024-01-15T10:30:00+15:00",
    "2024-01-15T10:30:00+1:00", "0001-01-01T00:00:00+01:00", "2024-01-15x", "2024/01/15",
  ])
  func `what is no datetime is refused`(_ text: String) {
    #expect(dateTime(text) == nil)
  }

  @Test func `a timespan is printed as Kusto does and read back`() {
    for (ticks, text) in [
      (0, "00:00:00"), (5, "00:00:00.0000005"), (Ticks.perSecond, "00:00:01"),
      (Ticks.perDay, "1.00:00:00"),
      (
        Ticks.perDay + 2 * 3_600 * Ticks.perSecond + 184 * Ticks.perSecond + 5, "1.02:03:04.0000005"
      ),
      (-Ticks.perSecond / 2, "-00:00:00.5000000"), (Int64.max, "10675199.02:48:05.4775807"),
    ] {
      #expect(self.text(timeSpan: ticks) == text)
      #expect(timeSpan(text) == ticks)
    }
    #expect(text(timeSpan: .min) == "-10675199.02:48:05.4775808")
    #expect(timeSpan("3") == 3 * Ticks.perDay)
    #expect(timeSpan("1.02:03") == Ticks.perDay + 7_380 * Ticks.perSecond)
  }

  @Test(arguments: [
    "", "-", "1.", "99999999", "10675199.02:48:05.4775808", "1.2.03:04", "24:00:00", "1:2", "1:60",
    "123456789", "00:00:00x", ":00:00", "1..00:00:00",
  ])
  func `what is no timespan is refused`(_ text: String) {
    #expect(timeSpan(text) == nil)
  }

  @Test func `prefixes and changed bytes of times end without a trap`() {
    for text in ["2024-01-15T10:30:00.1234567+01:30", "-10675199.02:48:05.4775807"] {
      let bytes = [UInt8](text.utf8)
      for end in 0...bytes.count {
        _ = Ticks.parseDateTime(bytes.rawSpan, from: 0, to: end)
        _ = Ticks.parseTimeSpan(bytes.rawSpan, from: 0, to: end)
      }
      for place in bytes.indices {
        for value in 0...255 {
          var changed = bytes
          changed[place] = UInt8(value)
          _ = Ticks.parseDateTime(changed.rawSpan, from: 0, to: changed.count)
          _ = Ticks.parseTimeSpan(changed.rawSpan, from: 0, to: changed.count)
        }
      }
    }
  }
}
