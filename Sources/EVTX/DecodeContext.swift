internal import ByteIO

/// What a decoder must know beyond the chunk.
public struct DecodeContext {
  /// Which record owns a key, when records are recovered: others with the same key are repetitions.
  let index: RecordIndex?
  let finder: (any TemplateFinder)?
  /// Whether the bytes are no log but space that no file uses: all that is found there is carved.
  let isUnallocated: Bool
  /// `,"SourceFile":"..."`, or nothing.
  let sourceText: [UInt8]

  /// A context for a log.
  ///
  /// - Parameters:
  ///   - sourceFile: the log's path for `SourceFile`, nil when the output does not name it.
  ///   - index: the log's records, when records are recovered.
  ///   - templates: where template definitions are looked for that a chunk has lost.
  ///   - isUnallocated: whether the bytes are no log but space that no file uses.
  public init(
    sourceFile: String? = nil, index: RecordIndex? = nil, templates: LostTemplates? = nil,
    isUnallocated: Bool = false
  ) {
    self.index = index
    self.isUnallocated = isUnallocated
    finder = templates
    guard let sourceFile else {
      sourceText = []
      return
    }
    var units: [UInt8] = []
    for unit in sourceFile.utf16 {
      units.append(UInt8(truncatingIfNeeded: unit))
      units.append(UInt8(truncatingIfNeeded: unit >> 8))
    }
    var text = OutputBuffer(capacity: 256)
    text.append(",\"SourceFile\":\"")
    _ = text.appendUTF16(JSONString.self, units.rawSpan, at: 0, units: units.count / 2)
    text.append("\"")
    sourceText = (0..<text.count).map { text.bytes.u8($0) }
  }

  /// Whether a recovered record is the first of its key.
  func isOwner(_ record: RecordSpan, at fileOffset: Int64) -> Bool {
    guard let index else { return true }
    return index.owner(of: RecordKey(recordID: record.recordID, written: record.written))
      == fileOffset
  }
}
