internal import ByteIO

/// An attribute of a file record.
///
/// | Offset | Bytes | Field |
/// |-------:|------:|-------|
/// | 0 | 4 | type; ffffffff ends the list |
/// | 4 | 4 | bytes of the attribute |
/// | 8 | 1 | 1 when its content lies in clusters |
/// | 9 | 1 | UTF-16 units of its name |
/// | 10 | 2 | offset of the name |
/// | 12 | 2 | flags: 0x0001 compressed, 0x4000 encrypted, 0x8000 sparse |
/// | 14 | 2 | identifier |
/// | 16 | 4 | resident: bytes of the content |
/// | 20 | 2 | resident: its offset |
/// | 16 | 8 | else: first cluster of the stream that these runs hold |
/// | 24 | 8 | the last one |
/// | 32 | 2 | offset of the runs |
/// | 34 | 2 | compression unit: a power of two of clusters, 0 for none |
/// | 40, 48, 56 | 8 | bytes allocated, of the stream, initialised: in the first part of a stream only |
///
/// Source: Linux-NTFS documentation, "Attribute header".
struct Attribute: Hashable {
  let type: UInt32
  /// Its place in the record.
  let range: Range<Int>
  let nameRange: Range<Int>
  let flags: UInt16
  /// Its number in the file, by which tools name it beside the type.
  let identifier: UInt16
  let form: Form

  /// Where the content is.
  enum Form: Hashable {
    case resident(Range<Int>)
    case nonResident(NonResident)
  }

  /// Content in clusters.
  struct NonResident: Hashable {
    let firstCluster: Int64
    let lastCluster: Int64
    let runs: Range<Int>
    let compressionUnit: UInt16
    let allocated: Int64
    let byteCount: Int64
    let initialized: Int64
  }

  var isCompressed: Bool { flags & 0x00ff != 0 }
  var isEncrypted: Bool { flags & 0x4000 != 0 }
}

/// Types of attributes that are read.
enum AttributeType {
  static let standardInformation: UInt32 = 0x10
  static let attributeList: UInt32 = 0x20
  static let fileName: UInt32 = 0x30
  static let volumeName: UInt32 = 0x60
  static let data: UInt32 = 0x80
  static let indexRoot: UInt32 = 0x90
  static let indexAllocation: UInt32 = 0xa0
  static let bitmap: UInt32 = 0xb0
  static let reparsePoint: UInt32 = 0xc0
  static let end: UInt32 = 0xffff_ffff
}

/// Goes through the attributes of a record. Each step moves on by 24 bytes at least.
struct AttributeCursor {
  private var position: Int
  private let end: Int

  /// A cursor over `start ..< end` of a record.
  init(from start: Int, to end: Int) {
    position = start
    self.end = end
  }

  /// A cursor over the attributes of a record.
  init(_ record: FileRecord) {
    self.init(from: record.header.firstAttribute, to: record.readableByteCount)
  }

  /// The next attribute; nil behind the last.
  ///
  /// - Throws: when what lies there cannot be one; the cursor is then at its end.
  mutating func next(in bytes: RawSpan) throws(DiskFailure) -> Attribute? {
    guard end - position >= 4 else { return nil }
    let type = bytes.u32(position)
    guard type != AttributeType.end else { return nil }
    let start = position
    position = end
    guard end - start >= 24 else { throw Self.truncated(at: start) }
    let size = Int(bytes.u32(start + 4))
    guard size >= 24, size <= end - start else {
      throw DiskFailure(
        damaged: "attribute at \(start): \(size) bytes long, expected 24 to \(end - start)")
    }
    let nameCount = 2 * Int(bytes.u8(start + 9))
    let nameOffset = nameCount == 0 ? 0 : Int(bytes.u16(start + 10))
    guard nameOffset <= size - nameCount else {
      throw DiskFailure(damaged: "attribute at \(start): its name reaches behind it")
    }
    let form: Attribute.Form
    if bytes.u8(start + 8) == 0 {
      let count = Int(bytes.u32(start + 16))
      let offset = Int(bytes.u16(start + 20))
      guard count <= size, offset <= size - count else {
        throw DiskFailure(damaged: "attribute at \(start): its content reaches behind it")
      }
      form = .resident(start + offset..<start + offset + count)
    } else {
      form = .nonResident(try Self.nonResident(bytes, at: start, size: size))
    }
    position = start + size
    return Attribute(
      type: type, range: start..<start + size,
      nameRange: start + nameOffset..<start + nameOffset + nameCount,
      flags: bytes.u16(start + 12), identifier: bytes.u16(start + 14), form: form)
  }

  private static func truncated(at start: Int) -> DiskFailure {
    DiskFailure(damaged: "attribute at \(start): the record ends in its header")
  }

  private static func nonResident(
    _ bytes: RawSpan, at start: Int, size: Int
  ) throws(DiskFailure) -> Attribute.NonResident {
    guard size >= 64 else { throw truncated(at: start) }
    let runs = Int(bytes.u16(start + 32))
    let first = Int64(bitPattern: bytes.u64(start + 16))
    let last = Int64(bitPattern: bytes.u64(start + 24))
    guard runs >= 40, runs <= size, first >= 0, last >= -1, last < 1 << 52, first < 1 << 52 else {
      throw DiskFailure(
        damaged: "attribute at \(start): clusters \(first) to \(last), runs at \(runs)")
    }
    // Parts behind the first have no sizes.
    let isFirst = first == 0
    let sizes = [40, 48, 56].map { isFirst ? Int64(bitPattern: bytes.u64(start + $0)) : 0 }
    guard sizes.allSatisfy({ $0 >= 0 }) else {
      throw DiskFailure(damaged: "attribute at \(start): a size of 2^63 bytes and more")
    }
    return Attribute.NonResident(
      firstCluster: first, lastCluster: last, runs: start + runs..<start + size,
      compressionUnit: bytes.u16(start + 34), allocated: sizes[0], byteCount: sizes[1],
      initialized: min(sizes[2], sizes[1]))
  }
}
