import ByteIO
import TestSupport
import Testing

@testable import Tabular

@Suite struct JSONReaderTests {
  /// Whether the text is one JSON value and nothing else, by both readers, which must agree.
  private func isJSON(_ bytes: [UInt8]) -> Bool {
    var reader = JSONReader(bytes.rawSpan, from: 0, to: bytes.count)
    var isSkipped = false
    do {
      try reader.skipValue()
      reader.skipSpace()
      isSkipped = reader.isAtEnd
    } catch { isSkipped = false }
    var isTree = false
    do {
      _ = try JSONValue(parsing: bytes.rawSpan)
      isTree = true
    } catch { isTree = false }
    #expect(isSkipped == isTree)
    return isSkipped
  }

  private func isJSON(_ text: String) -> Bool { isJSON([UInt8](text.utf8)) }

  private func value(_ text: String) throws -> JSONValue {
    try JSONValue(parsing: [UInt8](text.utf8).rawSpan)
  }

  @Test func `a document becomes a tree in its order`() throws {
    let tree = try value(#" {"b" : [1, -2.5, true, null, "x\n"], "a":{}, "c":[]} "#)
    #expect(
      tree
        == .object([
          JSONMember(
            name: "b",
            value: .array([
              .number(.integer(1)), .number(.real(-2.5)), .bool(true), .null, .string("x\n"),
            ])),
          JSONMember(name: "a", value: .object([])), JSONMember(name: "c", value: .array([])),
        ]))
    #expect(tree["c"]?.array == [])
    #expect(tree["x"] == nil)
  }

  @Test(arguments: [
    ("0", JSONNumber.integer(0)), ("-0", .integer(0)), ("9223372036854775807", .integer(.max)),
    ("-9223372036854775808", .integer(.min)), ("9223372036854775808", .real(0x1p63)),
    ("18446744073709551616", .real(0x1p64)), ("1.0", .real(1)), ("1e2", .real(100)),
    ("0.1", .real(0.1)), ("1E-7", .real(1e-7)), ("1e400", .real(.infinity)),
    ("123456789.123456789", .real(123456789.123456789)), ("5e-324", .real(.leastNonzeroMagnitude)),
    ("1.7976931348623157e308", .real(.greatestFiniteMagnitude)),
    ("0.000000000000000000000000000001", .real(1e-30)),
    ("12345678901234567890123", .real(12345678901234567741440)),
    ("9007199254740993.0", .real(9007199254740992)),
  ])
  func `numbers are read exactly`(_ text: String, _ number: JSONNumber) throws {
    #expect(try value(text) == .number(number))
  }

  @Test func `random numbers are read as the standard library reads them`() throws {
    let seed = UInt64.random(in: 0 ... .max)
    print("seed \(seed)")
    var dice = SplitMix64(seed: seed)
    for _ in 0..<2_000 {
      let number = Double(bitPattern: dice.next())
      guard number.isFinite else { continue }
      let text = number.description
      #expect(
        try value(text)
          == .number(text.contains { ".e".contains($0) } ? .real(number) : .integer(Int64(number))))
      let short = "\(dice.next() % 100_000).\(dice.next() % 10_000)"
      #expect(try value(short) == .number(.real(Double(short) ?? .nan)))
    }
  }

  @Test(arguments: [
    ("\\u0041\\u00e9\\u20ac\\ud83d\\ude00", "Aé€😀"),
    ("\\\"\\\\\\/\\b\\f\\n\\r\\t", "\"\\/\u{8}\u{c}\n\r\t"),
    ("\\ud800", "\u{fffd}"), ("\\ud800x", "\u{fffd}x"), ("\\udc00\\ud800", "\u{fffd}\u{fffd}"),
    ("\\uzzzz", "\u{fffd}zzzz"), ("päth", "päth"),
  ])
  func `escapes are resolved and half pairs become U+FFFD`(_ text: String, _ expected: String)
    throws
  {
    #expect(try value("\"\(text)\"") == .string(expected))
  }

  @Test func `what is no UTF-8 becomes U+FFFD as the standard library has it`() throws {
    for bytes: [UInt8] in [
      [0x80], [0xc2], [0xc0, 0x80], [0xe0, 0x80, 0x80], [0xed, 0xa0, 0x80],
      [0xf4, 0x90, 0x80, 0x80],
      [0xf5], [0xe2, 0x82, 0xac], [0xf0, 0x9f, 0x98, 0x80], [0x61, 0xff, 0x62],
    ] {
      var output = TextBuffer(capacity: 0)
      output.appendRepaired(bytes.rawSpan, from: 0, to: bytes.count)
      let text = output.string
      let isGood = String(validating: bytes, as: UTF8.self) != nil
      #expect(text.unicodeScalars.contains("\u{fffd}") != isGood)
      let again = try JSONValue(parsing: ([0x22] + bytes + [0x22]).rawSpan)
      #expect(again == .string(text))
    }
  }

  @Test(arguments: [
    "", " ", "{", "[", "\"", "\"\\", "\"\\\"", "{}}", "[1,]", "{\"a\"}", "{\"a\":}", "{\"a\":1,}",
    "{a:1}", "01", "-", "1.", ".5", "1e", "+1", "nul", "tru", "nan", "[1 2]", "{\"a\":1 \"b\":2}",
    "1 2", "[}", "{]",
  ])
  func `what is no JSON is refused`(_ text: String) {
    #expect(!isJSON(text))
  }

  @Test func `nesting ends at 64 levels`() {
    func nested(_ depth: Int) -> String {
      String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
    }
    #expect(isJSON(nested(64)))
    #expect(!isJSON(nested(65)))
    let objects = String(repeating: "{\"a\":", count: 64) + "1" + String(repeating: "}", count: 64)
    #expect(isJSON(objects))
    #expect(!isJSON("[" + objects + "]"))
  }

  private let sample = [UInt8](#"{"a\u0041é":[1,-2.5e3,"x\\",{"b":null}],"c":true}"#.utf8)

  @Test func `no proper prefix is JSON`() {
    #expect(isJSON(sample))
    for count in 0..<sample.count { #expect(!isJSON(Array(sample.prefix(count)))) }
  }

  @Test func `changed bytes end without a trap`() {
    for place in sample.indices {
      for byte in 0...255 {
        var changed = sample
        changed[place] = UInt8(byte)
        _ = isJSON(changed)
      }
    }
  }
}
