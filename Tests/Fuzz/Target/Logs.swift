/// A log of one chunk that begins with these bytes.
func logOfChunk(_ input: [UInt8]) -> [UInt8] {
  var chunk = Array(input.prefix(65_536))
  chunk += [UInt8](repeating: 0, count: 65_536 - chunk.count)
  for (place, byte) in "ElfChnk\0".utf8.enumerated() { chunk[place] = byte }
  return log(chunk)
}

/// A log whose first record holds these bytes, and further ones the same template with the same values
/// and with others: the way of records whose shape is known.
func logOfRecord(_ input: [UInt8]) -> [UInt8] {
  let body = Array(input.prefix(16_384))
  var chunk = ChunkForge()
  chunk.record { $0.bytes.bytes(body) }
  guard let instance = TemplateInstanceBytes(body, at: 536) else { return log(chunk.sealed()) }
  for round in 0..<4 where chunk.room > instance.byteCount + 64 {
    chunk.record { $0.bytes.bytes(instance.bytes(round: round)) }
  }
  return log(chunk.sealed())
}

/// A template instance that a record begins with.
private struct TemplateInstanceBytes {
  private let head: [UInt8]
  private var descriptors: [UInt8]
  private let values: [UInt8]

  /// Reads a fragment header and an instance with or without its definition, at a chunk offset.
  init?(_ body: [UInt8], at chunkOffset: Int) {
    func u32(_ offset: Int) -> Int {
      (0..<4).reduce(0) { $0 | Int(body[offset + $1]) << (8 * $1) }
    }
    var place = body.first == 0x0f ? 4 : 0
    guard body.count >= place + 14, body[place] == 0x0c else { return nil }
    head = Array(body[..<(place + 10)])
    let definition = u32(place + 6)
    place += 10
    if definition == chunkOffset + place {
      guard body.count >= place + 28 else { return nil }
      let size = u32(place + 20)
      guard size <= body.count - place - 28 else { return nil }
      place += 24 + size
    }
    let count = u32(place)
    guard count <= (body.count - place - 4) / 4 else { return nil }
    descriptors = Array(body[place..<(place + 4 + 4 * count)])
    values = Array(body[(place + 4 + 4 * count)...])
  }

  var byteCount: Int { head.count + descriptors.count + values.count }

  /// The instance alone: as it was, with other bytes, or with values that are one byte shorter.
  func bytes(round: Int) -> [UInt8] {
    var descriptors = descriptors
    var values = values
    if round == 1 { values = values.map { $0 &+ 1 } }
    if round >= 2, descriptors.count > 4 {
      // The first values whose size may vary grow by what the last ones lose.
      let step = round == 2 ? 2 : 4
      var isFirst = true
      for place in stride(from: 4, to: descriptors.count, by: 4)
      where descriptors[place + 2] & 0x80 != 0 || [1, 2, 0x0e].contains(descriptors[place + 2]) {
        if isFirst {
          descriptors[place] &+= UInt8(step)
        } else if descriptors[place] >= UInt8(step) {
          descriptors[place] -= UInt8(step)
        }
        isFirst.toggle()
      }
    }
    return head + descriptors + values
  }
}
