internal import ByteIO

/// What a file is by its content, whatever its name.
public enum ContentKind: Hashable, Sendable {
  /// An event log with its header.
  case evtx
  /// An event log whose file header is destroyed: chunks begin at 4,096.
  case evtxWithDamagedHeader
  /// Chunks from the first byte on.
  case evtxWithoutHeader
  /// Chunks somewhere, found by scanning.
  case evtxFragments
  /// RFC 1952.
  case gzip
  /// PKZIP.
  case zip
  /// A log of Windows XP and Server 2003.
  case evt
  /// A trace of Event Tracing for Windows. A guess: the format has no signature.
  case etl
  /// XML, such as an export of Event Viewer.
  case xml
  /// A disk image: the signature of a container, a partition table or a volume.
  case disk
  /// Another archive; with its article, such as "a 7-Zip archive".
  case container(String)
  /// Nothing.
  case empty
  /// Anything else.
  case unknown

  /// Whether this is read as a log.
  public var isLog: Bool {
    switch self {
    case .evtx, .evtxWithDamagedHeader, .evtxWithoutHeader, .evtxFragments: true
    default: false
    }
  }

  /// Recognises content.
  ///
  /// - Parameters:
  ///   - head: the first bytes, at best 4,104.
  ///   - count: how many bytes of `head` are meant.
  public init(sniffing head: RawSpan, count: Int) {
    let count = min(count, head.byteCount)
    func has(_ text: StaticString, at offset: Int) -> Bool {
      offset + text.utf8CodeUnitCount <= count && head.matches(text, at: offset)
    }
    self =
      if count == 0 {
        .empty
      } else if has("ElfFile\0", at: 0) {
        .evtx
      } else if has("ElfChnk\0", at: 0) {
        .evtxWithoutHeader
      } else if has("ElfChnk\0", at: 4_096) {
        .evtxWithDamagedHeader
      } else if count >= 3, head.u8(0) == 0x1f, head.u8(1) == 0x8b, head.u8(2) == 8 {
        .gzip
      } else if has("PK\u{3}\u{4}", at: 0) || has("PK\u{5}\u{6}", at: 0) {
        .zip
      } else if has("0\0\0\0LfLe", at: 0) {
        .evt
      } else if Self.isDisk(head, count: count) {
        .disk
      } else if let name = Self.containerName(head, count: count) {
        .container(name)
      } else if Self.isXML(head, count: count) {
        .xml
      } else if Self.looksLikeTrace(head, count: count) {
        .etl
      } else {
        .unknown
      }
  }

  /// Why a file of this kind is passed over, in one line; for an event log what it is.
  public var message: String {
    switch self {
    case .evtx: "is an event log"
    case .evtxWithDamagedHeader: "is an event log whose file header is destroyed"
    case .evtxWithoutHeader: "is an event log without its file header"
    case .evtxFragments: "holds event log chunks"
    case .gzip: "is a gzip file"
    case .zip: "is a zip archive, which is not supported yet"
    case .evt: "is a Windows XP .evt log, which is another format"
    case .etl: "looks like an .etl trace, which is another format"
    case .xml: "is XML, which is not supported yet"
    case .disk: "is a disk image, which is read from a file only"
    case .container(let name): "is \(name), which is not supported yet"
    case .empty: "is empty (0 bytes)"
    case .unknown: "is not EVTX: neither \"ElfFile\" at its start nor \"ElfChnk\" in it"
    }
  }
}

// MARK: - Recognising

extension ContentKind {
  private static func containerName(_ head: RawSpan, count: Int) -> String? {
    let signatures: [(Int, [UInt8], String)] = [
      (0, [0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c], "a 7-Zip archive"),
      (0, [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00], "an xz file"),
      (0, [0x28, 0xb5, 0x2f, 0xfd], "a zstd file"),
      (0, [0x42, 0x5a, 0x68], "a bzip2 file"),
      (0, [0x52, 0x61, 0x72, 0x21, 0x1a, 0x07], "a RAR archive"),
      (257, [0x75, 0x73, 0x74, 0x61, 0x72], "a tar archive"),
      (0, [0x4d, 0x53, 0x43, 0x46], "a cabinet file"),
    ]
    for (offset, signature, name) in signatures
    where offset + signature.count <= count && head.matches(signature.rawSpan, at: offset) {
      return name
    }
    return nil
  }

  /// A container's signature, a boot sector, or a partition table that is one: MBR's four entries, or
  /// GPT's signature in the second sector.
  private static func isDisk(_ head: RawSpan, count: Int) -> Bool {
    if ContainerKind(head: head, headCount: count, tail: head, tailCount: 0) != nil { return true }
    guard count >= 512 else { return false }
    let hasGPT = [512, 4_096].contains { $0 + 8 <= count && head.matches("EFI PART", at: $0) }
    if hasGPT || head.matches("NTFS    ", at: 3) || head.matches("-FVE-FS-", at: 3) { return true }
    guard let record = MasterBootRecord(head) else { return false }
    return record.entries.contains { !$0.isEmpty }
  }

  /// `<?xml` or `<Event` behind white space and a byte order mark, in UTF-8 or UTF-16.
  private static func isXML(_ head: RawSpan, count: Int) -> Bool {
    var text: [UInt8] = []
    var index = 0
    while index < min(count, 256) {
      let byte = head.u8(index)
      index += 1
      // UTF-16's other halves and the byte order marks; white space before the text.
      if byte == 0 || byte >= 0x80 { continue }
      if text.isEmpty, byte == 0x20 || (0x09...0x0d).contains(byte) { continue }
      text.append(byte)
    }
    return text.starts(with: "<?xml".utf8) || text.starts(with: "<Event".utf8)
  }

  /// A guess after the structures WMI_BUFFER_HEADER (72 bytes), SYSTEM_TRACE_HEADER and
  /// TRACE_LOGFILE_HEADER: the system trace marker, and the same buffer size in both headers.
  private static func looksLikeTrace(_ head: RawSpan, count: Int) -> Bool {
    guard count >= 0x6c else { return false }
    let bufferByteCount = head.u32(0)
    return (1_024...(16 << 20)).contains(bufferByteCount) && head.u32(0x68) == bufferByteCount
      && head.u8(0x4b) == 0xc0
  }
}
