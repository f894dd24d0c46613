public import ByteIO

/// Four times of a file, as $STANDARD_INFORMATION and each $FILE_NAME keep them.
public struct FileTimes: Hashable, Sendable {
  /// When the file was made.
  public let created: FileTime
  /// When its content was last written.
  public let modified: FileTime
  /// When its record was last changed.
  public let changed: FileTime
  /// When it was last read, as far as Windows keeps that.
  public let accessed: FileTime

  /// Decodes four times of 8 bytes at `offset`, which the caller has checked to lie inside.
  init(_ bytes: RawSpan, at offset: Int) {
    created = FileTime(ticks: bytes.u64(offset))
    modified = FileTime(ticks: bytes.u64(offset + 8))
    changed = FileTime(ticks: bytes.u64(offset + 16))
    accessed = FileTime(ticks: bytes.u64(offset + 24))
  }
}

/// A name of a file in a folder: the content of a $FILE_NAME, which index entries repeat.
///
/// | Offset | Bytes | Field |
/// |-------:|------:|-------|
/// | 0 | 8 | the folder |
/// | 8 | 32 | four times |
/// | 64 | 1 | UTF-16 units of the name |
/// | 65 | 1 | name space: 0 POSIX, 1 Windows, 2 DOS, 3 both |
/// | 66 | | the name |
///
/// Source: Linux-NTFS documentation, "$FILE_NAME".
struct FileName: Hashable, Sendable {
  let folder: FileReference
  let times: FileTimes
  let space: UInt8
  /// UTF-16 as stored: names may hold any unit, lone surrogates too.
  let units: [UInt16]

  /// Decodes the name in `range`; nil when it does not fit.
  init?(_ bytes: RawSpan, in range: Range<Int>) {
    guard range.count >= 66, bytes.holds(range.count, at: range.lowerBound) else { return nil }
    let start = range.lowerBound
    let count = Int(bytes.u8(start + 64))
    guard count > 0, range.count - 66 >= 2 * count else { return nil }
    folder = FileReference(bytes.u64(start))
    times = FileTimes(bytes, at: start + 8)
    space = bytes.u8(start + 65)
    units = utf16Units(bytes, in: start + 66..<start + 66 + 2 * count)
  }

  /// Whether this is only the 8.3 twin of another name.
  var isDOSTwin: Bool { space == 2 }
}

/// The UTF-16 units in a range of even size, which the caller has checked to lie inside.
func utf16Units(_ bytes: RawSpan, in range: Range<Int>) -> [UInt16] {
  (0..<range.count / 2).map { bytes.u16(range.lowerBound + 2 * $0) }
}

/// Names as text: UTF-16 in which a lone surrogate becomes U+FFFD.
func nameText(_ units: [UInt16]) -> String { String(decoding: units, as: UTF16.self) }

/// Whether two names are the same to Windows. A simple upper case for each unit, as $UpCase has it, decides
/// outside of ASCII only for the letters of Latin, Greek and Cyrillic.
func namesMatch(_ one: [UInt16], _ other: String) -> Bool {
  let text = nameText(one)
  return text.utf8.count == other.utf8.count && text.lowercased() == other.lowercased()
}
