import ByteIO

/// Bytes of an attack while they are written, with chunk offsets.
struct Bytes {
  var content: [UInt8]

  init(_ content: [UInt8] = []) { self.content = content }

  var count: Int { content.count }

  mutating func u8(_ value: UInt8) { content.append(value) }

  mutating func u16(_ value: Int) {
    for shift in [0, 8] { content.append(UInt8(truncatingIfNeeded: value >> shift)) }
  }

  mutating func u32(_ value: Int) {
    for shift in [0, 8, 16, 24] { content.append(UInt8(truncatingIfNeeded: value >> shift)) }
  }

  mutating func u64(_ value: UInt64) {
    for shift in stride(from: UInt64(0), to: 64, by: 8) {
      content.append(UInt8(truncatingIfNeeded: value >> shift))
    }
  }

  mutating func bytes(_ bytes: [UInt8]) { content += bytes }

  mutating func setU32(_ value: Int, at offset: Int) {
    for place in 0..<4 { content[offset + place] = UInt8(truncatingIfNeeded: value >> (8 * place)) }
  }
}

/// A chunk of hostile records: header and sizes are right, what the records hold is up to the attack.
struct ChunkForge {
  var bytes = Bytes([UInt8](repeating: 0, count: 512))
  private var names: [String: Int] = [:]
  private var lastRecord = 512
  private var nextID: UInt64 = 1

  /// Bytes left for records.
  var room: Int { 65_536 - bytes.count }

  /// Appends a record whose binary XML is written by `body` at its chunk offset.
  mutating func record(id: UInt64? = nil, _ body: (inout ChunkForge) -> Void) {
    let start = beginRecord(id: id)
    body(&self)
    endRecord(from: start)
  }

  /// Writes a record's head; returns where it lies.
  mutating func beginRecord(id: UInt64? = nil) -> Int {
    let start = bytes.count
    lastRecord = start
    bytes.u32(0x2a2a)
    bytes.u32(0)
    bytes.u64(id ?? nextID)
    nextID = (id ?? nextID) &+ 1
    bytes.u64(133_601_490_000_000_000)
    return start
  }

  /// Ends a record: its size is known now.
  mutating func endRecord(from start: Int) {
    let byteCount = bytes.count + 4 - start
    bytes.u32(byteCount)
    bytes.setU32(byteCount, at: start + 4)
  }

  /// A name reference; the name itself follows at its first use.
  mutating func name(_ text: String) {
    if let known = names[text] {
      bytes.u32(known)
      return
    }
    let offset = bytes.count + 4
    bytes.u32(offset)
    names[text] = offset
    bytes.u32(0)
    bytes.u16(0)
    bytes.u16(text.utf16.count)
    for unit in text.utf16 { bytes.u16(Int(unit)) }
    bytes.u16(0)
  }

  /// A template instance with its definition inside; returns the definition's offset.
  mutating func resident(
    _ templateID: Int, body: (inout ChunkForge) -> Void, values: [(type: Int, bytes: [UInt8])]
  ) -> Int {
    bytes.u8(0x0c)
    bytes.u8(1)
    bytes.u32(templateID)
    let offset = bytes.count + 4
    bytes.u32(offset)
    bytes.u32(0)
    bytes.u32(templateID)
    bytes.bytes([UInt8](repeating: 7, count: 12))
    bytes.u32(0)
    let start = bytes.count
    body(&self)
    bytes.setU32(bytes.count - start, at: start - 4)
    self.values(values)
    return offset
  }

  /// An instance of a definition that lies elsewhere.
  mutating func instance(
    _ templateID: Int, at offset: Int, values: [(type: Int, bytes: [UInt8])] = []
  ) {
    bytes.u8(0x0c)
    bytes.u8(1)
    bytes.u32(templateID)
    bytes.u32(offset)
    self.values(values)
  }

  private mutating func values(_ values: [(type: Int, bytes: [UInt8])]) {
    bytes.u32(values.count)
    for value in values {
      bytes.u16(value.bytes.count)
      bytes.u16(value.type)
    }
    for value in values { bytes.bytes(value.bytes) }
  }

  /// `<name>` in a definition; `content` and the end follow.
  mutating func element(
    _ text: String, isDefinition: Bool = true, _ content: (inout ChunkForge) -> Void
  ) {
    bytes.u8(0x01)
    if isDefinition { bytes.u16(0xffff) }
    bytes.u32(0)
    name(text)
    bytes.u8(0x02)
    content(&self)
    bytes.u8(0x04)
  }

  /// A reference to a value.
  mutating func substitution(_ index: Int, type: Int = 0x21) {
    bytes.u8(0x0d)
    bytes.u16(index)
    bytes.u8(UInt8(type))
  }

  /// The 64 KiB.
  func sealed() -> [UInt8] {
    precondition(bytes.count <= 65_536, "an attack of \(bytes.count) bytes")
    var chunk = bytes
    let freeSpace = chunk.count
    chunk.content += [UInt8](repeating: 0, count: 65_536 - freeSpace)
    for (place, byte) in "ElfChnk\0".utf8.enumerated() { chunk.content[place] = byte }
    chunk.content[8] = 1
    chunk.content[16] = 1
    chunk.content[24] = 1
    chunk.content[32] = 1
    chunk.setU32(128, at: 40)
    chunk.setU32(lastRecord, at: 44)
    chunk.setU32(freeSpace, at: 48)
    chunk.setU32(1, at: 120)
    let content = chunk.content
    let head = crc32(content.rawSpan, from: 0, to: 120)
    chunk.setU32(Int(crc32(content.rawSpan, from: 128, to: 512, seed: head)), at: 124)
    return chunk.content
  }
}

/// A log of chunks, whose header says as little as possible.
func log(_ chunks: [UInt8]...) -> [UInt8] { log(chunks) }

/// A log of chunks, whose header says as little as possible.
func log(_ chunks: [[UInt8]]) -> [UInt8] {
  var header = [UInt8](repeating: 0, count: 4_096)
  for (place, byte) in "ElfFile\0".utf8.enumerated() { header[place] = byte }
  header[32] = 128
  header[36] = 1
  header[38] = 3
  header[41] = 0x10
  header[42] = UInt8(truncatingIfNeeded: chunks.count)
  return header + chunks.flatMap { $0 }
}
