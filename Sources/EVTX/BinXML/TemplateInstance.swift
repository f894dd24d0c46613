internal import ByteIO

/// The head of a template instance: which definition, and where its values lie.
///
/// | Offset | Bytes | Field |
/// |-------:|------:|-------|
/// | 0 | 1 | token 0x0c |
/// | 1 | 1 | 0x01 in all logs seen |
/// | 2 | 4 | template identifier, the first four bytes of the GUID |
/// | 6 | 4 | chunk offset of the definition |
/// | 10 | | the definition, when that offset is the next byte: see ``TemplateDefinitionHeader`` |
/// | | 4 | number of values |
/// | | 4 each | descriptors: 16-bit size, 8-bit type, 8 bits unused |
/// | | | the values |
///
/// Source: MS-EVEN6 2.2.12, libevtx "Template instance". Whether the definition is resident is decided
/// by the offset alone: identifiers can collide.
struct TemplateInstance {
  static let headSize = 10

  /// The first four bytes of the definition's GUID.
  let templateID: UInt32
  /// Bytes from the start of the chunk.
  let definitionOffset: Int
  let isResident: Bool
  let valueCount: Int
  /// Where the descriptors begin.
  let descriptorsStart: Int
  /// Where the values end, taken from the descriptors; at most where the bytes end.
  let valuesEnd: Int
  /// Whether the descriptors ask for more bytes than there are: a size among them is damaged, and the
  /// values from there on are not to be had.
  let isOverrun: Bool

  var valuesStart: Int { descriptorsStart + 4 * valueCount }

  /// Reads at the token, and leaves the reader behind the descriptors.
  init(parsing reader: inout ByteReader) throws(DecodeFailure) {
    let start = reader.position
    do throws(Truncated) {
      try reader.skip(2)
      templateID = try reader.u32()
      definitionOffset = Int(try reader.u32())
      isResident = definitionOffset == reader.position
      if isResident {
        try reader.skip(TemplateDefinitionHeader.size - 4)
        try reader.skip(Int(try reader.u32()))
      }
      valueCount = Int(try reader.u32())
      descriptorsStart = reader.position
      guard valueCount <= Limits.valuesPerRecord else {
        throw Truncated(position: start, needed: valueCount, available: 0)
      }
      var end = reader.position + 4 * valueCount
      for _ in 0..<valueCount { end += Int(try reader.u32() & 0xffff) }
      isOverrun = end > reader.end
      valuesEnd = min(end, reader.end)
    } catch { throw DecodeFailure(error) }
  }
}

/// The head of a template definition.
///
/// | Offset | Bytes | Field |
/// |-------:|------:|-------|
/// | 0 | 4 | chunk offset of the next definition in the same bucket |
/// | 4 | 16 | GUID |
/// | 20 | 4 | size of the body in bytes |
/// | 24 | | the body, a fragment |
struct TemplateDefinitionHeader {
  static let size = 24

  let guid: GUID
  let bodyStart: Int
  let bodyEnd: Int

  /// The definition at a chunk offset; nil when it does not fit or is not the one of `templateID`.
  init?(_ chunk: RawSpan, at offset: Int, templateID: UInt32, end: Int) {
    guard offset >= 0, offset <= end - Self.size, chunk.holds(Self.size, at: offset) else {
      return nil
    }
    guid = GUID(chunk, at: offset + 4)
    bodyStart = offset + Self.size
    let size = Int(chunk.u32(offset + 20))
    guard guid.data1 == templateID, size <= end - bodyStart else { return nil }
    bodyEnd = bodyStart + size
  }
}
