import EVTX
import TestSupport
import Testing

/// A record of a known shape is printed by a kept program; the slow way compiles every record anew. Both
/// must print the same bytes.
@Suite struct FastWayTests {
  /// What two ways of decoding a log do not have in common.
  private func difference(_ log: [UInt8], _ format: EventFormat) throws -> String? {
    let fast = try decode(log, format) { $0.options.recovery = .slack }
    let slow = try decode(log, format) {
      $0.options.recovery = .slack
      $0.options.keepsPrograms = false
    }
    if fast.bytes != slow.bytes {
      let pairs = zip(fast.lines, slow.lines)
      let first = pairs.first { $0 != $1 }
      return "fast: \(first?.0 ?? "none")\nslow: \(first?.1 ?? "none")"
    }
    return fast.codes == slow.codes ? nil : "other errors"
  }

  private func check(_ name: String, _ difference: String?) {
    if let difference { Issue.record("\(name)\n\(difference)") }
  }

  /// Decodes the log twice with one decoder, the second time from the last chunk to the first.
  private func orderDifference(_ log: [UInt8], _ format: EventFormat) throws -> String? {
    var request = DecodeRequest(format)
    var decoder = EventDecoder(request.options)
    let first = try decode(log, with: &decoder, request)
    let again = try decode(log, with: &decoder, request)
    request.isReversed = true
    let reversed = try decode(log, with: &decoder, request)
    if first.bytes != again.bytes { return "a second time gives other bytes" }
    return first.lines.sorted() == reversed.lines.sorted()
      ? nil : "another order gives other events"
  }

  @Test(arguments: outputFormats)
  func `the samples are printed alike by both ways`(format: EventFormat) throws {
    for sample in SampleLogs.own {
      try check("\(sample.path)", difference(sample.bytes, format))
    }
  }

  @Test(arguments: outputFormats)
  func `the samples are printed alike in any order of chunks and a second time`(
    format: EventFormat
  ) throws {
    for sample in SampleLogs.own {
      try check("\(sample.path)", orderDifference(sample.bytes, format))
    }
  }

  @Test(arguments: outputFormats)
  func `one decoder prints all samples as one for each would`(format: EventFormat) throws {
    let request = DecodeRequest(format)
    var decoder = EventDecoder(request.options)
    for sample in SampleLogs.own + SampleLogs.own.reversed() {
      let alone = try decode(sample.bytes, format).bytes
      let isSame = try decode(sample.bytes, with: &decoder, request).bytes == alone
      #expect(isSame, "\(sample.path)")
    }
  }

  @Test(
    .enabled(if: !SampleLogs.shared.isEmpty, "no logs of real machines beside the project"),
    arguments: outputFormats)
  func `logs of real machines are printed alike by both ways and in any order`(
    format: EventFormat
  ) throws {
    for path in SampleLogs.shared {
      let log = try readFile(path)
      // The large ones take minutes without optimisation.
      if isDebugBuild, log.count > 200_000 { continue }
      try check("\(path)", difference(log, format))
      try check("\(path)", orderDifference(log, format))
    }
  }

  @Test(arguments: outputFormats)
  func `records of one template and random values are printed alike by both ways`(
    format: EventFormat
  ) throws {
    let seed: UInt64 = 20_261_124
    var random = SplitMix64(seed: seed)
    let inner = TemplateDescription(
      root: Element(
        "EventData", content: (0..<4).map { named("v\($0)", [.substitution(UInt16($0), .string)]) })
    )
    let outer = eventTemplate([
      element("System", [element("EventID", [.substitution(0, .uint16)])]),
      element("UserData", dependency: 2, [.optionalSubstitution(2, .string)]),
      .optionalSubstitution(1, .binXML),
    ])
    func value() -> EventValue {
      switch random.below(13) {
      case 0: .null(byteCount: random.below(5))
      case 1: .string(String(repeating: "x", count: random.below(4)))
      case 2: .utf16((0..<random.below(4)).map { _ in UInt16(truncatingIfNeeded: random.next()) })
      case 3: .uint32(UInt32(truncatingIfNeeded: random.next()))
      case 4: .strings((0..<random.below(4)).map { "\($0)" })
      case 5: .array(of: .uint16, (0..<random.below(3)).map { .uint16(UInt16($0)) })
      case 6: .raw(type: 0x86, random.bytes(random.below(5)))
      case 7: .raw(type: .sid, random.bytes(random.below(14)))
      case 8: .binXML(.empty)
      case 9: .binXML(.bareElements([Element("X", content: [.text("t")])]))
      case 10: .raw(type: .binXML, random.bytes(random.below(6)))
      case 11: .real64(Double(random.below(1_000)) / 8)
      default:
        .raw(type: ValueType(code: UInt8(random.below(0x16))), random.bytes(random.below(20)))
      }
    }
    var log = LogBuilder()
    for _ in 0..<1_500 {
      let hole: EventValue =
        random.percent(80)
        ? .binXML(.bareTemplate(inner, (0..<random.number(in: 3...5)).map { _ in value() }))
        : value()
      log.add(.template(outer, [.uint16(UInt16(random.below(9))), hole, value()]))
    }
    let bytes = log.finish()
    try check("seed \(seed)", difference(bytes, format))
    try check("seed \(seed)", orderDifference(bytes, format))
  }
}
