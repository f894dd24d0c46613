internal import ByteIO

/// Binary XML at the cursor of a chunk.
///
/// Source: MS-EVEN6 2.2.12 and, for the offsets that only logs have, libevtx "Binary XML".
extension ChunkBuilder {
  /// Writes the parts of a fragment.
  mutating func encode(_ fragment: Fragment) {
    for item in fragment.items {
      switch item {
      case .header(let major, let minor, let flags):
        bytes.u8(0x0f)
        bytes.u8(major)
        bytes.u8(minor)
        bytes.u8(flags)
      case .instance(let instance): encode(instance)
      case .element(let element): encode(element, inTemplate: false)
      case .token(let token): encode(token, inTemplate: false)
      case .endOfFragment: bytes.u8(0)
      case .raw(let raw): bytes.append(contentsOf: raw)
      }
    }
  }

  /// `0C | u8 1 | u32 template id | u32 definition offset | [definition] | values`.
  ///
  /// The definition follows exactly when the offset is that of the byte behind it.
  mutating func encode(_ instance: TemplateInstance) {
    let template = instance.template
    bytes.u8(0x0c)
    bytes.u8(1)
    bytes.u32(template.guid.data1)
    if !instance.isResident, let offset = offset(ofTemplate: template.guid) {
      bytes.u32(offset)
    } else {
      bytes.u32(UInt32(bytes.count + 4))
      encodeDefinition(template)
    }
    encode(instance.values)
  }

  /// `u32 next | GUID | u32 size | fragment header, element, end of fragment`.
  private mutating func encodeDefinition(_ template: TemplateDescription) {
    let next = enter(template: template.guid)
    bytes.u32(next)
    bytes.u64(template.guid.low)
    bytes.u64(template.guid.high)
    let sizeOffset = bytes.count
    bytes.u32(0)
    bytes.append(contentsOf: [0x0f, 1, 1, 0])
    for token in template.prologue { encode(token, inTemplate: true) }
    encode(template.root, inTemplate: true)
    bytes.u8(0)
    bytes.patch(UInt32(bytes.count - sizeOffset - 4), at: sizeOffset)
  }

  /// `u32 count | count times (u16 size, u8 type, u8 0) | the values`.
  private mutating func encode(_ values: [EventValue]) {
    bytes.u32(UInt32(values.count))
    let descriptors = bytes.count
    bytes.zeros(4 * values.count)
    for (index, value) in values.enumerated() {
      let start = bytes.count
      encode(value)
      // A value beyond 65,535 bytes fits into no chunk; the record is taken back then.
      bytes.patch(UInt16(truncatingIfNeeded: bytes.count - start), at: descriptors + 4 * index)
      bytes.patch(UInt16(value.type.code), at: descriptors + 4 * index + 2)
    }
  }

  /// `token | [u16 dependency] | u32 length | name | [u32 length, attributes] | content`.
  private mutating func encode(_ element: Element, inTemplate: Bool) {
    let hasList = !element.attributes.isEmpty || element.hasEmptyAttributeList
    bytes.u8(hasList ? 0x41 : 0x01)
    if inTemplate { bytes.u16(element.dependency) }
    let lengthOffset = bytes.count
    bytes.u32(0)
    encode(name: element.name)
    if hasList {
      let listOffset = bytes.count
      bytes.u32(0)
      for (index, attribute) in element.attributes.enumerated() {
        bytes.u8(index + 1 < element.attributes.count ? 0x46 : 0x06)
        encode(name: attribute.name)
        for token in attribute.value { encode(token, inTemplate: inTemplate) }
      }
      bytes.patch(UInt32(bytes.count - listOffset - 4), at: listOffset)
    }
    switch element.ending {
    case .closeEmpty: bytes.u8(3)
    case .endElement:
      bytes.u8(2)
      for token in element.content { encode(token, inTemplate: inTemplate) }
      bytes.u8(4)
    }
    bytes.patch(UInt32(bytes.count - lengthOffset - 4), at: lengthOffset)
  }

  /// The offset of a name, and the name itself at its first use in the chunk.
  private mutating func encode(name: String) {
    if let offset = offset(ofName: name) {
      bytes.u32(offset)
    } else {
      bytes.u32(UInt32(bytes.count + 4))
      place(name: name)
    }
  }

  /// One token.
  private mutating func encode(_ token: Content, inTemplate: Bool) {
    switch token {
    case .text(let text, let more):
      bytes.u8(more ? 0x45 : 0x05)
      bytes.u8(0x01)
      encode(counted: text)
    case .utf16Text(let units, let more):
      bytes.u8(more ? 0x45 : 0x05)
      bytes.u8(0x01)
      bytes.u16(UInt16(units.count))
      bytes.utf16(units)
    case .cdata(let text, let more):
      bytes.u8(more ? 0x47 : 0x07)
      encode(counted: text)
    case .characterReference(let unit, let more):
      bytes.u8(more ? 0x48 : 0x08)
      bytes.u16(unit)
    case .entityReference(let name, let more):
      bytes.u8(more ? 0x49 : 0x09)
      encode(name: name)
    case .processingInstruction(let target, let data):
      bytes.u8(0x0a)
      encode(name: target)
      bytes.u8(0x0b)
      encode(counted: data)
    case .substitution(let index, let type):
      bytes.u8(0x0d)
      bytes.u16(index)
      bytes.u8(type.code)
    case .optionalSubstitution(let index, let type):
      bytes.u8(0x0e)
      bytes.u16(index)
      bytes.u8(type.code)
    case .element(let element): encode(element, inTemplate: inTemplate)
    case .instance(let instance): encode(instance)
    case .raw(let raw): bytes.append(contentsOf: raw)
    }
  }

  /// A text with its count of code units, without a terminator.
  private mutating func encode(counted text: String) {
    let countOffset = bytes.count
    bytes.u16(0)
    let count = bytes.utf16(text)
    bytes.patch(UInt16(count), at: countOffset)
  }
}

// MARK: - Values

extension ChunkBuilder {
  /// The bytes of one value.
  private mutating func encode(_ value: EventValue) {
    switch value {
    case .null(let byteCount): bytes.zeros(byteCount)
    case .string(let text): bytes.utf16(text)
    case .terminatedString(let text):
      bytes.utf16(text)
      bytes.u16(0)
    case .utf16(let units): bytes.utf16(units)
    case .ansiString(let raw), .binary(let raw), .raw(_, let raw):
      bytes.append(contentsOf: raw)
    case .int8(let number): bytes.append(number)
    case .uint8(let number): bytes.append(number)
    case .int16(let number): bytes.append(number)
    case .uint16(let number): bytes.append(number)
    case .int32(let number): bytes.append(number)
    case .uint32(let number), .hexInt32(let number), .sizeT32(let number): bytes.append(number)
    case .int64(let number): bytes.append(number)
    case .uint64(let number), .hexInt64(let number), .sizeT64(let number): bytes.append(number)
    case .real32(let number): bytes.u32(number.bitPattern)
    case .real64(let number): bytes.u64(number.bitPattern)
    case .boolean(let flag): bytes.u32(flag ? 1 : 0)
    case .guid(let guid):
      bytes.u64(guid.low)
      bytes.u64(guid.high)
    case .fileTime(let time): bytes.u64(time.ticks)
    case .systemTime(let time): bytes.utf16(time.words)
    case .sid(let sid): sid.append(to: &bytes)
    case .binXML(let fragment): encode(fragment)
    case .array(let type, let items):
      for item in items {
        encode(item)
        if type == .string { bytes.u16(0) }
        if type == .ansiString { bytes.u8(0) }
      }
    }
  }
}
