import ByteIO
import TestSupport
import Testing

@testable import EVTX

/// The walk over tokens and the head of a template instance, byte by byte.
@Suite struct FragmentParserTests {
  /// Binary XML of one element without a template: 0F 01 01 00, then the element, then 00.
  private static let fragment: [UInt8] = [
    0x0f, 1, 1, 0,  // fragment header
    0x41, 0x3a, 0, 0, 0,  // open start element with attributes, length
    13, 0, 0, 0,  // name at the next byte
    0, 0, 0, 0, 0, 0, 1, 0, 0x45, 0, 0, 0,  // next, hash, 1 unit: "E", end
    0x1b, 0, 0, 0,  // attribute list's length
    0x06, 34, 0, 0, 0,  // attribute, name at the next byte
    0, 0, 0, 0, 0, 0, 1, 0, 0x61, 0, 0, 0,  // "a"
    0x05, 0x01, 1, 0, 0x31, 0,  // value: "1"
    0x02,  // close start element
    0x45, 0x01, 1, 0, 0x78, 0,  // value "x", more follow
    0x48, 0x42, 0,  // character reference
    0x47, 1, 0, 0x63, 0,  // CDATA "c"
    0x0d, 2, 0, 0x08,  // substitution 2 of type u32
    0x0e, 3, 0, 0x01,  // optional substitution 3 of type string
    0x04,  // end element
    0x00,  // end of fragment
  ]

  private func parse(
    _ bytes: [UInt8], isDefinition: Bool = false, from start: Int = 0
  ) throws -> NodeTree {
    var tree = NodeTree()
    var parser = FragmentParser(
      ByteReader(bytes.rawSpan, from: start, to: bytes.count), isDefinition: isDefinition)
    try parser.parseFragment(into: &tree)
    return tree
  }

  @Test func `a fragment becomes nodes in the order of the document`() throws {
    let tree = try parse(Self.fragment)
    #expect(
      tree.nodes.map(\.kind) == [
        .element, .attribute, .text, .text, .charReference, .cdata, .substitution, .substitution,
      ])
    #expect(tree.nodes.map(\.end) == [8, 3, 3, 4, 5, 6, 7, 8])
    #expect([0, 1, 2, 3, 5].map { tree.string($0) } == ["E", "a", "1", "x", "c"])
    #expect(tree.nodes[6].slot == 2)
    #expect(!tree.nodes[6].flag && tree.nodes[7].flag)
    #expect(tree.nodes[0].slot == Node.noDependency)
  }

  @Test func `every proper prefix that cuts the element is truncated or unclosed`() {
    // The last byte, the end token, may be missing: a value ends at its size.
    for count in 5..<Self.fragment.count - 1 {
      #expect(throws: DecodeFailure.self, "\(count) bytes") {
        try self.parse(Array(Self.fragment[..<count]))
      }
    }
    #expect(throws: Never.self) { try self.parse(Array(Self.fragment.dropLast())) }
  }

  @Test func `a cut is reported where the missing bytes should be`() {
    let failure = #expect(throws: DecodeFailure.self) {
      try self.parse(Array(Self.fragment[..<11]))
    }
    // The name's offset needs four bytes at 9.
    #expect(failure?.fault == .truncated)
    #expect(failure?.position == 9)
  }

  @Test func `every single-byte change ends without a trap`() {
    for place in Self.fragment.indices {
      for mask in UInt8(1)...255 {
        var changed = Self.fragment
        changed[place] ^= mask
        for isDefinition in [false, true] {
          // Either nodes or a failure inside the bytes.
          do {
            let tree = try parse(changed, isDefinition: isDefinition)
            #expect(tree.nodes.allSatisfy { Int($0.end) <= tree.nodes.count })
          } catch let failure as DecodeFailure {
            #expect((0...Self.fragment.count).contains(failure.position))
          } catch { Issue.record("\(error)") }
        }
      }
    }
  }

  @Test(arguments: [
    // Names: nowhere, at the end, in the middle of the end.
    (9, UInt32.max, DecodeFailure.Fault.badName), (9, 0x7fff_ffff, .badName), (9, 87, .badName),
    (9, 81, .badName),
    // An attribute's name beyond the bytes.
    (30, 0xffff_fff0, .badName),
  ])
  func `a name that is not in the chunk is a bad name`(
    place: Int, offset: UInt32, fault: DecodeFailure.Fault
  ) {
    var changed = Self.fragment
    changed.setU32(offset, at: place)
    let failure = #expect(throws: DecodeFailure.self) { try self.parse(changed) }
    #expect(failure?.fault == fault)
    #expect(failure?.position == place)
  }

  @Test func `a name of more units than there are bytes is a bad name`() {
    var changed = Self.fragment
    changed[19] = 0xff
    changed[20] = 0xff
    #expect(throws: DecodeFailure.self) { try self.parse(changed) }
  }

  @Test func `lengths of elements and attribute lists are not relied on`() throws {
    for (place, length) in [(5, UInt32(0)), (5, .max), (25, 0), (25, .max)] {
      var changed = Self.fragment
      changed.setU32(length, at: place)
      #expect(try parse(changed).nodes.count == 8)
    }
  }

  @Test(arguments: [0x03, 0x04, 0x0b, 0x10, 0x1f, 0x3f, 0x80, 0xff] as [UInt8])
  func `a token that may not stand at the start is unknown there`(token: UInt8) {
    let failure = #expect(throws: DecodeFailure.self) { try self.parse([token, 0, 0, 0]) }
    #expect(failure?.fault == .unknownToken)
    #expect(failure?.position == 0)
    #expect(failure?.found == Int(token))
  }

  @Test func `a dependency identifier is read in definitions only`() throws {
    var definition = Self.fragment
    definition.insert(contentsOf: [7, 0], at: 5)
    // Both names lie two bytes further on.
    definition[11] += 2
    definition[32] += 2
    let tree = try parse(definition, isDefinition: true)
    #expect(tree.nodes.count == 8)
    #expect(tree.nodes[0].slot == 7)
  }

  // MARK: - Template instances

  /// An instance with a resident definition, two descriptors and their values.
  private static let instance: [UInt8] = [
    0x0c, 1, 0x11, 0x22, 0x33, 0x44,  // token, 1, template identifier
    10, 0, 0, 0,  // the definition at the next byte
    0, 0, 0, 0,  // next definition
    0x11, 0x22, 0x33, 0x44, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16,  // GUID
    2, 0, 0, 0, 0xaa, 0xbb,  // body of 2 bytes
    2, 0, 0, 0,  // 2 values
    4, 0, 0x08, 0, 3, 0, 0x0e, 0,  // 4 bytes of u32, 3 of binary
    1, 2, 3, 4, 5, 6, 7,  // the values
  ]

  private func instance(_ bytes: [UInt8]) throws -> EVTX.TemplateInstance {
    var reader = ByteReader(bytes.rawSpan, from: 0, to: bytes.count)
    return try EVTX.TemplateInstance(parsing: &reader)
  }

  @Test func `an instance tells its definition and its values`() throws {
    let instance = try instance(Self.instance)
    #expect(instance.templateID == 0x4433_2211)
    #expect(instance.definitionOffset == 10)
    #expect(instance.isResident)
    #expect(instance.valueCount == 2)
    #expect(instance.descriptorsStart == 40)
    #expect(instance.valuesStart == 48)
    #expect(instance.valuesEnd == 55)
    #expect(!instance.isOverrun)
  }

  @Test func `an instance is resident by the offset alone`() throws {
    var other = Self.instance
    other[6] = 200
    // What stands at 10 is then the number of values: 0.
    let back = try instance(other)
    #expect(!back.isResident)
    #expect(back.valueCount == 0)
    #expect(back.definitionOffset == 200)
  }

  @Test func `every proper prefix of an instance is truncated, or lacks values`() throws {
    for count in 0..<48 {
      let failure = #expect(throws: DecodeFailure.self) {
        try self.instance(Array(Self.instance[..<count]))
      }
      #expect(failure?.fault == .truncated)
    }
    for count in 48..<55 {
      let instance = try instance(Array(Self.instance[..<count]))
      #expect(instance.isOverrun)
      #expect(instance.valuesEnd == count)
    }
  }

  @Test func `every single-byte change of an instance ends without a trap`() {
    for place in Self.instance.indices {
      for mask in UInt8(1)...255 {
        var changed = Self.instance
        changed[place] ^= mask
        do {
          let instance = try instance(changed)
          #expect((0...changed.count).contains(instance.valuesEnd))
        } catch let failure as DecodeFailure {
          #expect(failure.fault == .truncated)
        } catch { Issue.record("\(error)") }
      }
    }
  }

  @Test(arguments: [32_769, 0x7fff_ffff, 0x8000_0000, 0xffff_fffe, UInt32.max])
  func `more values than a record may have are refused`(count: UInt32) {
    var changed = Self.instance
    changed.setU32(count, at: 36)
    #expect(throws: DecodeFailure.self) { try self.instance(changed) }
  }

  @Test(arguments: [0x7fff_ffff, 0x8000_0000, UInt32.max])
  func `a definition larger than the chunk is refused`(size: UInt32) {
    var changed = Self.instance
    changed.setU32(size, at: 30)
    #expect(throws: DecodeFailure.self) { try self.instance(changed) }
  }

  @Test func `a definition must carry the identifier it is called by, and fit`() {
    let bytes = Self.instance
    func header(_ offset: Int, _ id: UInt32) -> TemplateDefinitionHeader? {
      TemplateDefinitionHeader(bytes.rawSpan, at: offset, templateID: id, end: bytes.count)
    }
    #expect(header(10, 0x4433_2211)?.bodyStart == 34)
    #expect(header(10, 0x4433_2211)?.bodyEnd == 36)
    #expect(header(10, 0x4433_2212) == nil)
    for offset in [-1, bytes.count - 23, bytes.count, Int(UInt32.max), .max] {
      #expect(header(offset, 0x4433_2211) == nil)
    }
  }
}
