internal import ByteIO

extension SampleFile {
  /// Types that are neither texts nor numbers.
  static func otherValues() -> [SampleFile] {
    let guid = GUID("5770385f-c22a-43e0-bf4c-06f5698ffbd9")
    return [
      file(
        "null", "0x00, with and without a size",
        [
          ValueCase("no bytes", .null()), ValueCase("2 bytes", .null(byteCount: 2)),
          ValueCase("16 bytes", .null(byteCount: 16)), ValueCase("3 bytes", .null(byteCount: 3)),
        ]),
      file(
        "boolean", "0x0D, 0x8D: also numbers that are neither 0 nor 1, and one byte",
        [
          ValueCase("true", .boolean(true)), ValueCase("false", .boolean(false)),
          ValueCase("2", .raw(type: .boolean, [2, 0, 0, 0])),
          ValueCase("all bits", .raw(type: .boolean, [0xff, 0xff, 0xff, 0xff])),
          ValueCase("one byte", .raw(type: .boolean, [1])),
          ValueCase("array", .array(of: .boolean, [.boolean(true), .boolean(false)])),
        ]),
      file(
        "binary", "0x0E",
        [
          ValueCase("empty", .binary([])), ValueCase("one byte", .binary([0])),
          ValueCase("every byte", .binary((0...255).map { UInt8($0) })),
        ]),
      file(
        "guid", "0x0F, 0x8F",
        [
          ValueCase("letters", .guid(guid)), ValueCase("zero", .guid(.zero)),
          ValueCase("all bits", .guid(GUID(low: .max, high: .max))),
          ValueCase("array", .array(of: .guid, [.guid(guid), .guid(.zero)])),
        ]),
      file(
        "filetime", "0x11, 0x91: limits, 100-nanosecond digits",
        [
          ValueCase("zero", .fileTime(FileTime(ticks: 0))),
          ValueCase("one tick", .fileTime(FileTime(ticks: 1))),
          ValueCase("seven digits", .fileTime(FileTime(ticks: 133_601_490_001_234_567))),
          ValueCase("zeros at the end", .fileTime(FileTime(ticks: 133_601_490_005_000_000))),
          ValueCase("leap day", .fileTime(FileTime(ticks: 133_536_384_000_000_000))),
          ValueCase("last of 9999", .fileTime(FileTime(ticks: 2_650_467_743_999_999_999))),
          ValueCase("greatest signed", .fileTime(FileTime(ticks: 0x7fff_ffff_ffff_ffff))),
          ValueCase("greatest", .fileTime(FileTime(ticks: .max))),
          ValueCase(
            "array", .array(of: .fileTime, [.fileTime(FileTime(ticks: 1)), .fileTime(.sample)])),
        ]),
      file("systemtime", "0x12, 0x92: also what is no date", systemTimeCases()),
      file("sid", "0x13, 0x93: authorities, up to 15 subauthorities, cut off", sidCases()),
      binXMLValues(),
    ]
  }

  private static func systemTimeCases() -> [ValueCase] {
    let usual = SystemTime(
      year: 2024, month: 5, dayOfWeek: 2, day: 14, hour: 8, minute: 30, second: 15,
      millisecond: 678)
    let leapDay = SystemTime(year: 2024, month: 2, dayOfWeek: 4, day: 29)
    return [
      ValueCase("usual", .systemTime(usual)), ValueCase("leap day", .systemTime(leapDay)),
      ValueCase("zero", .systemTime(SystemTime(year: 0, month: 0, day: 0))),
      ValueCase("month 13", .systemTime(SystemTime(year: 2024, month: 13, day: 1))),
      ValueCase("30 February", .systemTime(SystemTime(year: 2024, month: 2, day: 30))),
      ValueCase("last year", .systemTime(SystemTime(year: 30_827, month: 12, day: 31))),
      ValueCase("array", .array(of: .systemTime, [.systemTime(usual), .systemTime(leapDay)])),
    ]
  }

  private static func sidCases() -> [ValueCase] {
    [
      ValueCase("SYSTEM", .sid(.system)), ValueCase("nobody", .sid(.null)),
      ValueCase(
        "domain user", .sid(SID("S-1-5-21-3623811015-3361044348-30300820-1013"))),
      ValueCase("no subauthorities", .sid(SID(authority: 5, []))),
      ValueCase("15 subauthorities", .sid(SID(authority: 15, (1...15).map { UInt32($0) }))),
      ValueCase("authority beyond 32 bits", .sid(SID(authority: 0xffff_ffff_ffff, [.max]))),
      ValueCase("array", .array(of: .sid, [.sid(.system), .sid(SID("S-1-5-32-544"))])),
      ValueCase("cut off", .raw(type: .sid, [1, 2, 0, 0, 0, 0, 0, 5, 32, 0, 0, 0])),
      ValueCase("empty", .raw(type: .sid, [])),
    ]
  }

  private static func binXMLValues() -> SampleFile {
    let inner = StandardTemplates.eventData([("Number", .uint32)])
    let outer = TemplateDescription(
      root: Element("Outer", content: [.optionalSubstitution(0, .binXML)]))
    let plain = Element("Plain", content: [.text("inline")])
    let attributes = Element(
      "Attributes", attributes: [Attribute("a", "1"), Attribute("b", "2")], ending: .closeEmpty)
    let nested = Fragment.bareTemplate(
      outer, [.binXML(.bareTemplate(outer, [.binXML(.bareTemplate(inner, [.uint32(3)]))]))])
    return nestedFile(
      "binxml", "0x21: template instance bare and after a header, inline elements, empty, nested",
      [
        ValueCase("template, 0C first", .binXML(.bareTemplate(inner, [.uint32(1)]))),
        ValueCase("template, 0F first", .binXML(.template(inner, [.uint32(2)]))),
        ValueCase("element, 01 first", .binXML(.bareElements([plain]))),
        ValueCase("element with attributes, 41 first", .binXML(.bareElements([attributes]))),
        // The grammar has one element in a fragment; evtx and libevtx print the first.
        ValueCase("two elements, 0F first", .binXML(.elements([plain, attributes]))),
        ValueCase("empty", .binXML(.empty)),
        ValueCase("template in a template", .binXML(nested)),
      ])
  }
}
