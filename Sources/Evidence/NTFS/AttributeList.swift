internal import ByteIO

/// An entry of an attribute list: an attribute of the file and the record it lies in.
///
/// | Offset | Bytes | Field |
/// |-------:|------:|-------|
/// | 0 | 4 | type |
/// | 4 | 2 | bytes of the entry, 26 at least |
/// | 6 | 1 | UTF-16 units of the name |
/// | 7 | 1 | offset of the name |
/// | 8 | 8 | first cluster of the stream that the attribute's runs hold |
/// | 16 | 8 | the record |
///
/// Source: Linux-NTFS documentation, "$ATTRIBUTE_LIST".
struct AttributeListEntry: Hashable {
  let type: UInt32
  let firstCluster: UInt64
  let record: FileReference
  let hasName: Bool

  /// Decodes all entries; what cannot be one ends the list.
  ///
  /// - Returns: the entries, and why the list ends early or nil.
  static func decode(_ bytes: [UInt8]) -> (entries: [AttributeListEntry], failure: String?) {
    let span = bytes.rawSpan
    var entries: [AttributeListEntry] = []
    var position = 0
    while span.byteCount - position >= 26 {
      let size = Int(span.u16(position + 4))
      guard size >= 26, size <= span.byteCount - position else {
        // Zeros behind the last entry are padding.
        if span.isZero(from: position, to: span.byteCount) { break }
        return (entries, "attribute list: entry of \(size) bytes at \(position)")
      }
      entries.append(
        AttributeListEntry(
          type: span.u32(position), firstCluster: span.u64(position + 8),
          record: FileReference(span.u64(position + 16)), hasName: span.u8(position + 6) > 0))
      position += size
    }
    return (entries, nil)
  }
}
