import ByteIO
import TestSupport
import Testing

@testable import EventTables

func withSpan<Result>(_ text: String, _ body: (RawSpan) -> Result) -> Result {
  body([UInt8](text.utf8).rawSpan)
}

/// Numbers, times, identifiers and addresses in the texts of fields.
@Suite struct LedgerTextTests {
  @Test(
    arguments: [
      ("0", 0), ("0x3e7", 0x3e7), ("18446744073709551615", .max), ("18446744073709551616", nil),
      ("0xffffffffffffffff", .max), ("0x10000000000000000", nil), ("", nil), ("-1", nil),
      ("12a", nil), ("0x", nil), ("99999999999999999999999", nil),
    ] as [(String, UInt64?)])
  func `numbers are decimal or hexadecimal and fit 64 bits`(_ text: String, _ value: UInt64?) {
    #expect(withSpan(text) { LedgerText.unsigned($0) } == value)
  }

  @Test(
    arguments: [
      ("2020-09-17 21:46:05.411", "2020-09-17T21:46:05.4110000Z"),
      ("2019-04-30T20:35:11.8568751Z", "2019-04-30T20:35:11.8568751Z"),
      ("2019-04-30 20:35:11", "2019-04-30T20:35:11.0000000Z"),
      ("2019-04-30 20:35:11.123456789", "2019-04-30T20:35:11.1234567Z"),
      ("2019-13-30 20:35:11.123", nil), ("2019-04-31 20:35:11.123", nil), ("", nil), ("-", nil),
      ("2019-04-30", nil), ("0000-00-00 00:00:00", nil), ("2019/04/30 20:35:11.123", nil),
    ] as [(String, String?)])
  func `times have up to seven digits of a second`(_ text: String, _ printed: String?) {
    #expect(withSpan(text) { LedgerText.time($0) }?.description == printed)
  }

  @Test func `a process identifier of Sysmon holds the second of the start`() throws {
    let guid = try #require(
      withSpan("{d273d0f0-d91d-5f63-6b05-000000000400}") { ProcessGUID($0) })
    #expect(guid.high == 0xd273_d0f0_d91d_5f63)
    #expect(guid.low == 0x6b05_0000_0000_0400)
    #expect(guid.startSecond?.description == "2020-09-17T21:46:05.0000000Z")
    #expect(withSpan("D273D0F0-D91D-5F63-6B05-000000000400") { ProcessGUID($0) } == guid)
  }

  @Test(
    arguments: [
      "", "{}", "{d273d0f0-d91d-5f63-6b05-00000000040}", "{d273d0f0-d91d-5f63-6b05-00000000040g}",
      "(d273d0f0-d91d-5f63-6b05-000000000400)", "{d273d0f0_d91d_5f63_6b05_000000000400}",
    ])
  func `what is no identifier is none`(_ text: String) {
    #expect(withSpan(text) { ProcessGUID($0) } == nil)
  }

  @Test(
    arguments: [
      ("172.18.39.5", "172.18.39.5"), ("0:0:0:0:0:0:0:1", "::1"), ("::1", "::1"), ("::", "::"),
      ("::ffff:10.0.2.15", "10.0.2.15"), ("0:0:0:0:0:FFFF:A00:20F", "10.0.2.15"),
      ("fe80::80ac:4126:fa58:1b81%12", "fe80::80ac:4126:fa58:1b81"),
      ("FE80:0:0:0:0:0:0:1", "fe80::1"), ("2001:db8:0:0:1:0:0:1", "2001:db8::1:0:0:1"),
      ("2001:db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1"), ("ff02::1:3", "ff02::1:3"),
      ("1::", "1::"), ("1:2:3:4:5:6:7::", "1:2:3:4:5:6:7:0"),
      ("::2:3:4:5:6:7:8", "0:2:3:4:5:6:7:8"),
    ])
  func `addresses are printed as RFC 5952 has them`(_ text: String, _ printed: String) {
    #expect(withSpan(text) { IPAddress($0) }?.description == printed)
  }

  @Test(
    arguments: [
      "", "-", ":", ":::", "1.2.3", "1.2.3.4.5", "1.2.3.256", "1..2.3", "1:2", "1:2:3:4:5:6:7:8:9",
      "1::2::3", "12345::", "g::", "1:2:3:4:5:6:7:", "1:2:3:4:5:6:7:1.2.3.4", "LOCAL", "0001.2.3.4",
      "1:2:3:4:5:6:7:8::", "::1:2:3:4:5:6:7:8",
    ])
  func `what is no address is none`(_ text: String) {
    #expect(withSpan(text) { IPAddress($0) } == nil)
  }

  @Test func `texts are kept once and found again`() {
    var pool = TextPool()
    var ids: [StringID] = []
    for number in 0..<5_000 {
      ids.append(withSpan("text \(number % 2_500)") { pool.intern($0) })
    }
    #expect(Array(ids[..<2_500]) == Array(ids[2_500...]))
    #expect(pool.count == 2_501)
    #expect(pool.string(ids[77]) == "text 77")
    #expect(withSpan("text 77") { pool.find($0) } == ids[77])
    #expect(withSpan("no such text") { pool.find($0) } == nil)
    #expect(withSpan("") { pool.intern($0) } == StringID.none)
    let long = String(repeating: "x", count: LedgerLimits.textByteCount + 1)
    let cut = withSpan(long) { pool.intern($0) }
    #expect(pool.string(cut).utf8.count == LedgerLimits.textByteCount)
    #expect(pool.lostCount == 1)
  }

  @Test func `each field has a name`() {
    #expect(Set(SourceField.names.map(\.field)).count == SourceField.allCases.count)
  }

  @Test(
    arguments: [
      ("WORKSTATION6", true), ("workstation6.theshire.local", true), ("WORKSTATION6.other", false),
      ("WORKSTATION", false), ("-", false), ("", false),
    ])
  func `a host's name may lack its domain`(_ name: String, _ isName: Bool) {
    #expect(
      withSpan(name) { name in
        withSpan("WORKSTATION6.theshire.local") { HostLedger.isName(name, of: $0) }
      } == isName)
  }
}
