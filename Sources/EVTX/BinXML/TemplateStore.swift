internal import ByteIO

/// A template definition, decoded once and used for all chunks that hold the same one.
struct TemplateDefinition {
  let guid: GUID
  let signature: TemplateSignature
  /// Its nodes in the store's tree.
  let firstNode: Int
  let endNode: Int
  /// One more than the highest value index it uses.
  let slotCount: Int
  /// Bytes that it takes.
  let byteCount: Int
  /// The next definition with the same bucket, -1 at the end.
  let next: Int32
}

/// All template definitions that a worker has met, and which of them the current chunk's offsets name.
struct TemplateStore {
  private(set) var definitions: [TemplateDefinition] = []
  private var templateIDs: [UInt32] = []
  private var buckets: [Int32]
  private var chunkOffsets: [UInt32]
  private var chunkTemplates: [Int32]
  private var chunkCount = 0
  private(set) var byteCount = 0

  private static let bucketCount = 1_024
  private static let chunkSlots = 1_024

  init() {
    buckets = Array(repeating: -1, count: Self.bucketCount)
    chunkOffsets = Array(repeating: 0, count: Self.chunkSlots)
    chunkTemplates = Array(repeating: -1, count: Self.chunkSlots)
  }

  /// The identifier by which instances call a definition.
  @inline(__always)
  func templateID(_ template: Int) -> UInt32 { templateIDs[template] }

  /// Forgets where the last chunk's definitions lay.
  mutating func beginChunk() {
    guard chunkCount > 0 else { return }
    chunkCount = 0
    for slot in 0..<Self.chunkSlots { chunkOffsets[slot] = 0 }
  }

  /// The definition at a chunk offset, when it was asked for before in this chunk.
  @inline(__always)
  func known(at offset: Int) -> Int? {
    let wanted = UInt32(truncatingIfNeeded: offset)
    var slot = Self.chunkSlot(wanted)
    // Offset 0 is the chunk's signature, so it marks a free slot.
    while chunkOffsets[slot] != 0 {
      if chunkOffsets[slot] == wanted { return Int(chunkTemplates[slot]) }
      slot = (slot &+ 1) & (Self.chunkSlots &- 1)
    }
    return nil
  }

  @inline(__always)
  private static func chunkSlot(_ offset: UInt32) -> Int {
    Int(truncatingIfNeeded: (offset &* 0x9e37_79b1) >> 22)
  }

  /// Notes that a chunk offset names a definition. Beyond three quarters of the slots nothing is noted
  /// and the definition is compared again each time. The first definition noted for an offset stays.
  mutating func note(_ template: Int, at offset: Int) {
    guard offset > 0, chunkCount < Self.chunkSlots * 3 / 4, known(at: offset) == nil else { return }
    var slot = Self.chunkSlot(UInt32(offset))
    while chunkOffsets[slot] != 0 { slot = (slot + 1) & (Self.chunkSlots - 1) }
    chunkOffsets[slot] = UInt32(offset)
    chunkTemplates[slot] = Int32(template)
    chunkCount += 1
  }

  /// The definition of an instance: known, recognised by its bytes, or decoded now.
  ///
  /// - Returns: nil when the bytes at the instance's definition offset are not that definition.
  mutating func template(
    at offset: Int, templateID: UInt32, in chunk: RawSpan, end: Int, tree: inout NodeTree
  ) -> Int? {
    if let known = known(at: offset) {
      if templateIDs[known] == templateID { return known }
      // Stale records name offsets that newer definitions have overwritten: an offset may have a second
      // meaning, which is not noted.
      return decode(at: offset, templateID: templateID, in: chunk, end: end, tree: &tree)
    }
    let found = decode(at: offset, templateID: templateID, in: chunk, end: end, tree: &tree)
    if let found { note(found, at: offset) }
    return found
  }

  /// The definition at a chunk offset, without noting it for the chunk.
  mutating func decode(
    at offset: Int, templateID: UInt32, in chunk: RawSpan, end: Int, tree: inout NodeTree
  ) -> Int? {
    guard let header = TemplateDefinitionHeader(chunk, at: offset, templateID: templateID, end: end)
    else { return nil }
    let bucket =
      Int(truncatingIfNeeded: header.guid.low ^ header.guid.high) & (Self.bucketCount - 1)
    var candidate = buckets[bucket]
    while candidate >= 0 {
      let index = Int(candidate)
      if definitions[index].guid == header.guid,
        definitions[index].signature.matches(chunk, from: header.bodyStart, to: header.bodyEnd)
      {
        return index
      }
      candidate = definitions[index].next
    }
    return add(header, bucket: bucket, chunk: chunk, tree: &tree)
  }

  private mutating func add(
    _ header: TemplateDefinitionHeader, bucket: Int, chunk: RawSpan, tree: inout NodeTree
  ) -> Int? {
    let mark = tree.mark
    var parser = FragmentParser(
      ByteReader(chunk, from: header.bodyStart, to: header.bodyEnd), isDefinition: true)
    parser.base = mark
    do throws(DecodeFailure) {
      try parser.parseFragment(into: &tree)
    } catch {
      tree.cut(to: mark)
      return nil
    }
    guard tree.nodes.count > mark.nodeCount, let recorder = parser.signature else {
      tree.cut(to: mark)
      return nil
    }
    var slotCount = 0
    for index in mark.nodeCount..<tree.nodes.count where tree.nodes[index].kind == .substitution {
      slotCount = max(slotCount, Int(tree.nodes[index].slot) + 1)
    }
    let signature = TemplateSignature(recorder, chunk: chunk)
    let definition = TemplateDefinition(
      guid: header.guid, signature: signature, firstNode: mark.nodeCount,
      endNode: tree.nodes.count, slotCount: slotCount,
      byteCount: signature.byteCount + tree.byteCount(since: mark), next: buckets[bucket])
    buckets[bucket] = Int32(definitions.count)
    byteCount += definition.byteCount
    definitions.append(definition)
    templateIDs.append(header.guid.data1)
    return definitions.count - 1
  }
}
