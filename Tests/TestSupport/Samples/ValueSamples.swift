internal import ByteIO

/// A value with the name of what is special about it.
struct ValueCase {
  var name: String
  var value: EventValue

  init(_ name: String, _ value: EventValue) {
    self.name = name
    self.value = value
  }
}

extension SampleFile {
  /// One log for each value type, or pair of types that differ in sign or width only: each record
  /// has the elements Case, which names the value, and Value.
  static func valueFiles() -> [SampleFile] {
    textValues() + numberValues() + otherValues()
  }

  static func file(_ name: String, _ shows: String, _ cases: [ValueCase]) -> SampleFile {
    var log = LogBuilder()
    for (index, item) in cases.enumerated() {
      log.add(
        StandardEvent(
          eventID: UInt16(index + 1), data: [("Case", .string(item.name)), ("Value", item.value)]))
    }
    return SampleFile("values/\(name).evtx", shows, log: log.finish())
  }

  /// The same for values that hold elements: these stand in UserData, since Data holds text only.
  static func nestedFile(_ name: String, _ shows: String, _ cases: [ValueCase]) -> SampleFile {
    var log = LogBuilder()
    for (index, item) in cases.enumerated() {
      log.add(
        StandardEvent(eventID: UInt16(index + 1), data: []).withUserData(
          "Sample", namespace: "urn:example:samples",
          [("Case", .string(item.name)), ("Value", item.value)]))
    }
    return SampleFile("values/\(name).evtx", shows, log: log.finish())
  }

  private static func textValues() -> [SampleFile] {
    func units(_ name: String, _ units: [UInt16]) -> ValueCase { ValueCase(name, .utf16(units)) }
    func text(_ name: String, _ text: String) -> ValueCase { ValueCase(name, .string(text)) }
    return [
      file(
        "string", "0x01 and 0x81: NUL, surrogates, control characters, markup, empty items",
        [
          text("empty", ""), text("ASCII", "plain text"),
          ValueCase("terminated", .terminatedString("ends here")),
          units("two terminators", Array("two".utf16) + [0, 0]),
          units("embedded NUL", Array("left".utf16) + [0] + Array("right".utf16)),
          text("not ASCII", "Zürich, Ελλάδα, Москва, 東京"), text("beyond the BMP", "🔍 𝄞"),
          units("lone high surrogate", [0x61, 0xd83d, 0x62]),
          units("lone low surrogate", [0x61, 0xdd0d, 0x62]),
          units("high surrogate at the end", [0x61, 0xd83d]),
          units("surrogates in reverse", [0xdd0d, 0xd83d]),
          text("control characters", "\u{1}\u{7}\u{8}\u{b}\u{1f}"),
          text("escape sequence", "\u{1b}[31mred\u{1b}[0m"),
          text("C1 and DEL", "\u{7f}\u{85}\u{9b}"),
          text("line separators", "\u{2028}\u{2029}"),
          units("non-characters", [0xfffe, 0xffff, 0xfdd0]),
          text("CR, LF and TAB", "one\r\ntwo\tthree\rfour\nfive"),
          text("markup", "<script>\"a\" & 'b'</script> ]]>"),
          text("bidirectional override", "\u{202e}exe.fdp\u{202c}"), text("formula", "=1+2"),
          text("spaces", "  two before and after  "),
          text("10,000 units", String(repeating: "0123456789", count: 1_000)),
          ValueCase("array", .strings(["one", "two", "three"])),
          ValueCase("array with empty items", .strings(["", "middle", "", ""])),
          ValueCase("array without items", .strings([])),
          ValueCase("array, last item not terminated", .raw(type: 0x81, [0x61, 0, 0, 0, 0x62, 0])),
          ValueCase("odd byte count", .raw(type: 0x01, [0x61, 0, 0x62])),
        ]),
      file(
        "ansi-string", "0x02 and 0x82: bytes of a code page",
        [
          ValueCase("empty", .ansiString([])), ValueCase("ASCII", .ansiString(Array("abc".utf8))),
          ValueCase("terminated", .ansiString(Array("abc".utf8) + [0])),
          ValueCase("code page 1252", .ansiString([0x80, 0x20, 0xe9, 0xfc, 0x99])),
          ValueCase("bytes that 1252 lacks", .ansiString([0x81, 0x8d, 0x8f, 0x90, 0x9d])),
          ValueCase("embedded NUL", .ansiString([0x61, 0, 0x62])),
          ValueCase(
            "array",
            .array(of: .ansiString, [.ansiString([0x61]), .ansiString([]), .ansiString([0xe9])])),
        ]),
    ]
  }

  private static func numberValues() -> [SampleFile] {
    [
      file(
        "int8", "0x03, 0x04, 0x83, 0x84",
        [
          ValueCase("least", .int8(.min)), ValueCase("minus one", .int8(-1)),
          ValueCase("greatest", .int8(.max)), ValueCase("unsigned zero", .uint8(0)),
          ValueCase("unsigned greatest", .uint8(.max)),
          ValueCase("array", .array(of: .int8, [.int8(.min), .int8(0), .int8(.max)])),
          ValueCase("unsigned array", .array(of: .uint8, [.uint8(0), .uint8(128), .uint8(.max)])),
        ]),
      file(
        "int16", "0x05, 0x06, 0x85, 0x86",
        [
          ValueCase("least", .int16(.min)), ValueCase("minus one", .int16(-1)),
          ValueCase("greatest", .int16(.max)), ValueCase("unsigned zero", .uint16(0)),
          ValueCase("unsigned greatest", .uint16(.max)),
          ValueCase("array", .array(of: .int16, [.int16(.min), .int16(0), .int16(.max)])),
          ValueCase("unsigned array", .array(of: .uint16, [.uint16(0), .uint16(.max)])),
        ]),
      file(
        "int32", "0x07, 0x08, 0x87, 0x88",
        [
          ValueCase("least", .int32(.min)), ValueCase("minus one", .int32(-1)),
          ValueCase("greatest", .int32(.max)), ValueCase("unsigned zero", .uint32(0)),
          ValueCase("unsigned greatest", .uint32(.max)),
          ValueCase("array", .array(of: .int32, [.int32(.min), .int32(0), .int32(.max)])),
          ValueCase("unsigned array", .array(of: .uint32, [.uint32(0), .uint32(.max)])),
          ValueCase("unsigned array without items", .array(of: .uint32, [])),
          ValueCase("array of one and a half", .raw(type: 0x88, [1, 0, 0, 0, 2, 0])),
        ]),
      file(
        "int64", "0x09, 0x0A, 0x89, 0x8A",
        [
          ValueCase("least", .int64(.min)), ValueCase("minus one", .int64(-1)),
          ValueCase("greatest", .int64(.max)), ValueCase("unsigned zero", .uint64(0)),
          ValueCase("beyond 2^53", .uint64(9_007_199_254_740_993)),
          ValueCase("unsigned greatest", .uint64(.max)),
          ValueCase("array", .array(of: .int64, [.int64(.min), .int64(0), .int64(.max)])),
          ValueCase("unsigned array", .array(of: .uint64, [.uint64(0), .uint64(.max)])),
        ]),
      file(
        "real", "0x0B, 0x0C, 0x8B, 0x8C: NaN, infinities, subnormals",
        realCases() + [
          ValueCase("array", .array(of: .real32, [.real32(1.5), .real32(-0.0)])),
          ValueCase("double array", .array(of: .real64, [.real64(0.1), .real64(.infinity)])),
        ]),
      file(
        "hex", "0x14, 0x15, 0x94, 0x95",
        [
          ValueCase("zero", .hexInt32(0)), ValueCase("digits", .hexInt32(0xc000_006d)),
          ValueCase("greatest", .hexInt32(.max)), ValueCase("64-bit zero", .hexInt64(0)),
          ValueCase("64-bit digits", .hexInt64(0x3e7)),
          ValueCase("64-bit greatest", .hexInt64(.max)),
          ValueCase("array", .array(of: .hexInt32, [.hexInt32(1), .hexInt32(.max)])),
          ValueCase("64-bit array", .array(of: .hexInt64, [.hexInt64(0), .hexInt64(0xabc)])),
        ]),
      file(
        "size-t", "0x10 of 4 and of 8 bytes, 0x90",
        [
          ValueCase("4 bytes", .sizeT32(0x44c)), ValueCase("4 bytes, greatest", .sizeT32(.max)),
          ValueCase("8 bytes", .sizeT64(0x7ff6_1234_5678)),
          ValueCase("8 bytes, greatest", .sizeT64(.max)), ValueCase("zero", .sizeT64(0)),
          ValueCase("array of 8 bytes", .array(of: .sizeT, [.sizeT64(1), .sizeT64(2)])),
        ]),
    ]
  }

  private static func realCases() -> [ValueCase] {
    let singles: [(String, Float)] = [
      ("zero", 0), ("minus zero", -0.0), ("one and a half", 1.5), ("3199.234", 3_199.234),
      ("greatest", .greatestFiniteMagnitude), ("least normal", .leastNormalMagnitude),
      ("least", .leastNonzeroMagnitude), ("NaN", .nan), ("infinity", .infinity),
      ("minus infinity", -.infinity),
    ]
    let doubles: [(String, Double)] = [
      ("zero", 0), ("minus zero", -0.0), ("a tenth", 0.1), ("a third", 1.0 / 3),
      ("1e21", 1e21), ("1e-7", 1e-7), ("123456789.125", 123_456_789.125),
      ("greatest", .greatestFiniteMagnitude), ("least normal", .leastNormalMagnitude),
      ("least", .leastNonzeroMagnitude), ("NaN", .nan), ("infinity", .infinity),
      ("minus infinity", -.infinity),
    ]
    return singles.map { ValueCase("single, \($0.0)", .real32($0.1)) }
      + doubles.map { ValueCase("double, \($0.0)", .real64($0.1)) }
  }
}
