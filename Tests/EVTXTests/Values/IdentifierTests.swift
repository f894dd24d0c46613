import ByteIO
import EVTX
import TestSupport
import Testing

@Suite struct IdentifierTests {
  @Test(arguments: [
    "{5770385f-c22a-43e0-bf4c-06f5698ffbd9}", "{00000000-0000-0000-0000-000000000000}",
    "{ffffffff-ffff-ffff-ffff-ffffffffffff}", "{01234567-89ab-cdef-0123-456789abcdef}",
  ])
  func `GUIDs are in lower case and in braces`(text: String) throws {
    let guid = GUID(String(text.dropFirst().dropLast()))
    #expect(
      try printed(.guid(guid))
        == PrintedValue(json: "\"\(text)\"", xml: text, attribute: text, flags: ""))
  }

  @Test(arguments: [
    "S-1-5-18", "S-1-0-0", "S-1-5-21-3623811015-3361044348-30300820-1013", "S-1-5-32-544",
    "S-1-15-2-4294967295",
  ])
  func `SIDs have decimal parts`(text: String) throws {
    #expect(
      try printed(.sid(SID(text)))
        == PrintedValue(json: "\"\(text)\"", xml: text, attribute: text, flags: ""))
  }

  @Test func `a SID has up to 15 sub-authorities, and may have none`() throws {
    let all = (1...15).map { "\($0)" }.joined(separator: "-")
    #expect(
      try printed(.sid(SID(authority: 15, (1...15).map { UInt32($0) }))).xml == "S-1-15-\(all)")
    #expect(try printed(.sid(SID(authority: 5, []))).xml == "S-1-5")
  }

  @Test func `an authority of 2^32 and more is hexadecimal, the greatest below it decimal`() throws
  {
    #expect(try printed(.sid(SID(authority: 0xffff_ffff, [1]))).xml == "S-1-4294967295-1")
    #expect(try printed(.sid(SID(authority: 0x1_0000_0000, [1]))).xml == "S-1-0x100000000-1")
    #expect(
      try printed(.sid(SID(authority: 0xffff_ffff_ffff, [.max]))).xml
        == "S-1-0xffffffffffff-4294967295")
  }

  @Test(
    arguments: [
      // Revision 1, two sub-authorities announced, one there.
      ([1, 2, 0, 0, 0, 0, 0, 5, 32, 0, 0, 0], "010200000000000520000000"),
      // One sub-authority announced, two there.
      (
        [1, 1, 0, 0, 0, 0, 0, 5, 32, 0, 0, 0, 1, 0, 0, 0],
        "01010000000000052000000001000000"
      ),
      // Revision 2.
      ([2, 0, 0, 0, 0, 0, 0, 5], "0200000000000005"),
      // 16 sub-authorities.
      (
        [1, 16, 0, 0, 0, 0, 0, 5] + [UInt8](repeating: 0, count: 64),
        "0110000000000005" + String(repeating: "00", count: 64)
      ),
      ([1], "01"),
    ] as [([UInt8], String)])
  func `bytes that are no SID are printed as bytes, and flagged`(bytes: [UInt8], digits: String)
    throws
  {
    #expect(
      try printed(.raw(type: .sid, bytes))
        == PrintedValue(
          json: "\"\(digits)\"", xml: digits, attribute: digits, flags: "\"bad-value\""))
  }

  @Test func `binary is upper-case hexadecimal without spaces`() throws {
    let every = (0...255).map { UInt8($0) }
    let digits = every.map { byte in
      (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
    }.joined()
    #expect(
      try printed(.binary(every))
        == PrintedValue(json: "\"\(digits)\"", xml: digits, attribute: digits, flags: ""))
    #expect(
      try printed(.binary([])) == PrintedValue(json: "\"\"", xml: "", attribute: "", flags: ""))
  }
}
