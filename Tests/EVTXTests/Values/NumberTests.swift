import EVTX
import TestSupport
import Testing

/// A value and what it becomes; in XML attributes as in XML text.
struct NumberCase: CustomTestStringConvertible, Sendable {
  var value: EventValue
  var json: String
  var xml: String

  init(_ value: EventValue, json: String, xml: String? = nil) {
    self.value = value
    self.json = json
    self.xml = xml ?? json
  }

  var testDescription: String { json }
}

@Suite struct NumberTests {
  @Test(arguments: [
    NumberCase(.int8(.min), json: "-128"), NumberCase(.int8(-1), json: "-1"),
    NumberCase(.int8(.max), json: "127"), NumberCase(.uint8(0), json: "0"),
    NumberCase(.uint8(.max), json: "255"), NumberCase(.int16(.min), json: "-32768"),
    NumberCase(.int16(.max), json: "32767"), NumberCase(.uint16(.max), json: "65535"),
    NumberCase(.int32(.min), json: "-2147483648"), NumberCase(.int32(.max), json: "2147483647"),
    NumberCase(.int32(-2_147_024_894), json: "-2147024894"),
    NumberCase(.uint32(.max), json: "4294967295"),
    NumberCase(.int64(.min), json: "-9223372036854775808"),
    NumberCase(.int64(.max), json: "9223372036854775807"),
    NumberCase(.int64(-28_799_616), json: "-28799616"),
    NumberCase(.uint64(.max), json: "18446744073709551615"),
  ])
  func `integers are decimal, and numbers in JSON`(number: NumberCase) throws {
    #expect(
      try printed(number.value)
        == PrintedValue(json: number.json, xml: number.xml, attribute: number.xml, flags: ""))
  }

  @Test func `integers of every number of digits are printed whole`() throws {
    var numbers: [UInt64] = [0]
    var power: UInt64 = 1
    for _ in 0..<19 {
      power *= 10
      numbers += [power - 1, power, power + 1]
    }
    let values = try printed(numbers.map { .uint64($0) }).map(\.json)
    #expect(values == numbers.map { String($0) })
  }

  @Test(arguments: [
    NumberCase(.hexInt32(0), json: "\"0x0\"", xml: "0x0"),
    NumberCase(.hexInt32(0xc000_006d), json: "\"0xc000006d\"", xml: "0xc000006d"),
    NumberCase(.hexInt32(.max), json: "\"0xffffffff\"", xml: "0xffffffff"),
    NumberCase(.hexInt64(0), json: "\"0x0\"", xml: "0x0"),
    NumberCase(
      .hexInt64(0x80_0000_0000_0000), json: "\"0x80000000000000\"", xml: "0x80000000000000"),
    NumberCase(.hexInt64(.max), json: "\"0xffffffffffffffff\"", xml: "0xffffffffffffffff"),
    NumberCase(.sizeT32(0x44c), json: "\"0x44c\"", xml: "0x44c"),
    NumberCase(.sizeT32(.max), json: "\"0xffffffff\"", xml: "0xffffffff"),
    NumberCase(.sizeT64(0x7ff6_1234_5678), json: "\"0x7ff612345678\"", xml: "0x7ff612345678"),
    NumberCase(.sizeT64(0), json: "\"0x0\"", xml: "0x0"),
  ])
  func `hexadecimal and pointer values have a prefix and no leading zeros`(number: NumberCase)
    throws
  {
    #expect(
      try printed(number.value)
        == PrintedValue(json: number.json, xml: number.xml, attribute: number.xml, flags: ""))
  }

  @Test func `hexadecimal values of every number of digits have no zero in front`() throws {
    let numbers = (0..<64).map { UInt64(1) << UInt64($0) }
    let values = try printed(numbers.map { .hexInt64($0) }).map(\.xml)
    #expect(values == numbers.map { "0x" + String($0, radix: 16) })
  }

  @Test(arguments: [
    NumberCase(.boolean(false), json: "false"), NumberCase(.boolean(true), json: "true"),
    NumberCase(.raw(type: .boolean, [2, 0, 0, 0]), json: "2"),
    NumberCase(.raw(type: .boolean, [0xff, 0xff, 0xff, 0xff]), json: "4294967295"),
    NumberCase(.raw(type: .boolean, [1]), json: "true"),
    NumberCase(.raw(type: .boolean, [0]), json: "false"),
  ])
  func `booleans are words, other numbers than 0 and 1 stay visible`(number: NumberCase) throws {
    #expect(
      try printed(number.value)
        == PrintedValue(json: number.json, xml: number.xml, attribute: number.xml, flags: ""))
  }

  @Test(arguments: [
    NumberCase(.real32(0), json: "0.0"), NumberCase(.real32(-0.0), json: "-0.0"),
    NumberCase(.real32(3_199.234), json: "3199.234"), NumberCase(.real64(0.1), json: "0.1"),
    NumberCase(.real64(1.0 / 3), json: "0.3333333333333333"),
    NumberCase(.real64(123_456_789.125), json: "123456789.125"),
    NumberCase(.real64(1e300), json: "1e+300"),
    NumberCase(.real64(-.leastNonzeroMagnitude), json: "-5e-324"),
    NumberCase(.real64(.nan), json: "\"NaN\"", xml: "NaN"),
    NumberCase(.real64(.infinity), json: "\"Infinity\"", xml: "INF"),
    NumberCase(.real64(-.infinity), json: "\"-Infinity\"", xml: "-INF"),
    NumberCase(.real32(.nan), json: "\"NaN\"", xml: "NaN"),
    NumberCase(.real32(-.infinity), json: "\"-Infinity\"", xml: "-INF"),
  ])
  func `reals have the shortest text that reads back, what is no number is a string in JSON`(
    number: NumberCase
  ) throws {
    #expect(
      try printed(number.value)
        == PrintedValue(json: number.json, xml: number.xml, attribute: number.xml, flags: ""))
  }

  @Test func `reals read back as the same bits`() throws {
    var random = SplitMix64(seed: 11)
    let numbers = (0..<500).map { _ in Double(bitPattern: random.next()) }.filter(\.isFinite)
    let texts = try printed(numbers.map { .real64($0) }).map(\.xml)
    let isSame = texts.compactMap { Double($0)?.bitPattern } == numbers.map(\.bitPattern)
    #expect(isSame, "seed 11")
  }

  @Test(arguments: [
    (EventValue.raw(type: .uint32, [1, 2, 3]), "010203"), (.raw(type: .uint64, []), ""),
    (.raw(type: .int16, [1, 2, 3, 4]), "01020304"), (.raw(type: .guid, [0xab]), "AB"),
    (.raw(type: .fileTime, [1, 2, 3, 4]), "01020304"), (.raw(type: .sizeT, [1, 2]), "0102"),
    (.raw(type: .boolean, [1, 0]), "0100"), (.raw(type: 0x16, [0xca, 0xfe]), "CAFE"),
    (.raw(type: 0x7f, [1]), "01"),
  ])
  func `a value of a wrong size or an unknown type is printed as bytes, and flagged`(
    value: EventValue, digits: String
  ) throws {
    #expect(
      try printed(value)
        == PrintedValue(
          json: "\"\(digits)\"", xml: digits, attribute: digits, flags: "\"bad-value\""))
  }

  @Test func `NULL is null in JSON and empty in XML, with and without bytes`() throws {
    for byteCount in [0, 1, 2, 4, 8, 16, 3] {
      // The attribute is left out, so that the element holds none.
      #expect(
        try printed(.null(byteCount: byteCount))
          == PrintedValue(json: "null", xml: "", attribute: "", flags: ""))
    }
  }

  @Test func `the bytes of a NULL are passed over`() throws {
    let log = LogBuilder.log(
      event(
        [element("D", [.substitution(1, .uint32)])], [.null(byteCount: 6), .uint32(77)]))
    #expect(try decode(log, .xml).lines == ["<Event><D>77</D></Event>"])
  }
}
