import ByteIO
import EVTX
import Tabular
import TestSupport
import Testing

@testable import EventTables

/// Events whose fields hold anything: rows are valid JSON, nothing traps.
@Suite struct HostileEventTests {
  /// What fields may hold: nothing, too much, numbers and identifiers that are nearly right.
  private static let values: [EventValue] = [
    .string(""), .string("-"), .null(), .string("\u{0}\u{1}\u{1f}\u{7f}\u{85}\u{2028}\"\\"),
    .string("0x"), .string("0xzz"), .string("0x" + String(repeating: "f", count: 40)),
    .string("99999999999999999999999999"), .string("-9223372036854775808"),
    .string("1:2:3:4:5:6:7:8:9"),
    .string("::ffff:999.1.1.1"), .string(":"), .string("%"), .string("1.2.3.4%"),
    .string("fe80::%eth0%"),
    .string("{00000000-0000-0000-0000-000000000000}"),
    .string("{ffffffff-ffff-ffff-ffff-ffffffffffff}"),
    .string("{b3c27d3f-20cc-6643"), .string("\\"), .string("\\\\\\\\"), .string("C:"),
    .string("a:b:c:d"),
    .string("\\Device\\HarddiskVolume"), .string("\\Device\\HarddiskVolume99999999999\\x"),
    .string("\\??\\"), .string("\\REGISTRY\\"), .string("HKLM"), .string("SHA1="), .string("=,=,="),
    .string("SHA1=,SHA1=A"), .string("2024-99-99 99:99:99.999"),
    .string("9999-12-31 23:59:59.9999999"),
    .string("0001-01-01 00:00:00"),
    .string("2024-05-14 08:30:00." + String(repeating: "9", count: 60)),
    .string("DWORD (0x"), .string("DWORD (0x)"), .string("QWORD (0x00000000-0x"), .string("\""),
    .string("\"\"\""), .string("file:_"), .string("file:_->"), .string(";;;;"), .string("type:"),
    .string("type:  5"), .utf16([0xd800, 0x41, 0xdc00]), .string("%%14592"), .string("%%14593"),
    .string("true"), .string("false"), .string("SetValue"), .string("CommandInvocation("),
    .string("Name=\\\""), .string("\u{1f600}\u{e9}ÄÖ"), .uint32(.max), .int64(.min),
    .hexInt64(.max),
    .boolean(true), .guid(GUID(low: .max, high: .max)), .binary([0, 255, 1]), .real64(.nan),
    .string(String(repeating: "A\\", count: 12_000)),
    .string(String(repeating: ",", count: 20_000)),
  ]

  static func valid(_ rows: [MappedRow], _ seed: String) throws {
    for row in rows {
      do {
        let bytes = Array(row.line.utf8)
        let json = try JSONValue(parsing: bytes.rawSpan)
        // Dynamic columns are JSON by themselves.
        if let fields = json["AdditionalFields"] {
          guard case .object = fields else {
            Issue.record("\(seed): AdditionalFields of \(row.line.prefix(300))")
            continue
          }
        }
      } catch {
        Issue.record("\(seed): \(error): \(row.line.prefix(300))")
      }
    }
  }

  private static var everything: MappingOptions {
    var options = MappingOptions()
    options.extensions = true
    options.auditRequests = true
    return options
  }

  /// The events of the goldens with each field at random replaced.
  private func events(_ random: inout SplitMix64) throws -> [StandardEvent] {
    // The last two are long: records hold one such field.
    let shortCount = UInt64(Self.values.count - 2)
    return try goldenEvents().map { event in
      guard var data = event.data else { return event }
      data.values = data.values.map { value in
        random.next() % 2 == 0 ? value : Self.values[Int(random.next() % shortCount)]
      }
      var event = event
      event.data = data
      return event
    }
  }

  @Test func `fields at random give rows that are valid, with ledgers of the same events`() throws {
    for seed in 1...8 as ClosedRange<UInt64> {
      var random = SplitMix64(seed: seed)
      let events = try events(&random)
      let ledgers = try ledgers(events)
      let collector = RowCollector(BuiltIn.mappings, options: Self.everything) {
        ledgers[$0] ?? HostLedger(host: $0)
      }
      for ledger in ledgers.values { collector.map(ledger) }
      var decoder = EventDecoder(DecodeOptions(format: .fields))
      try mapped(LogBuilder.log(events: events), with: collector, &decoder)
      #expect(collector.rows.count > 60, "seed \(seed)")
      try Self.valid(collector.rows, "seed \(seed)")
    }
  }

  @Test func `every field of every event holds something else each time, and rows are valid`()
    throws
  {
    let shortCount = Self.values.count - 2
    for round in 0..<10 {
      var log = LogBuilder()
      for (number, event) in try goldenEvents().enumerated() {
        var event = event
        if var data = event.data {
          data.values = data.values.indices.map {
            Self.values[(number * 7 + $0 * 3 + round * 5) % shortCount]
          }
          // Of what is long a record holds one.
          if !data.values.isEmpty, round < 2, number % 8 == 0 {
            data.values[number / 8 % data.values.count] = Self.values[shortCount + round]
          }
          event.data = data
        }
        log.add(event)
      }
      let collector = RowCollector(BuiltIn.mappings, options: Self.everything)
      var decoder = EventDecoder(DecodeOptions(format: .fields))
      try mapped(log.finish(), with: collector, &decoder)
      try Self.valid(collector.rows, "round \(round)")
    }
  }

  @Test func `numbers that lie below the first date or beyond the last are no times`() throws {
    let event = StandardEvent(
      provider: "Microsoft-Windows-Sysmon", eventID: 1, time: FileTime(ticks: .max),
      data: [("UtcTime", .string("x")), ("Image", .string("C:\\a.exe"))])
    let row = try #require(try rows([event]).first)
    #expect(!row.line.contains("Timestamp"))
    #expect(row.line.contains("\"FileName\":\"a.exe\""))
  }
}
