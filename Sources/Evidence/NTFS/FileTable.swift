internal import ByteIO

/// What $MFT says about all files, in little memory: 16 bytes for each entry, and the folders' names.
///
/// Made by one pass over $MFT in large reads. Paths are put together only for the files that are wanted.
struct FileTable {
  /// The entries by pages; a page without a used entry is empty and takes no memory.
  private var pages: [[Row]] = []
  /// Entries up to the last used one.
  private(set) var count = 0
  /// Names in UTF-8, each behind two bytes with its length. The first byte stands for none.
  private var nameBytes: [UInt8] = [0]
  /// Further folders of files with more than one name.
  private var links: [(entry: UInt32, folder: UInt64)] = []
  /// What is wrong with the table.
  private(set) var failures: [DiskFailure] = []
  /// Entries there can be.
  private let entryLimit: Int
  /// Bytes that all this may still take.
  private var bytesLeft: Int64
  /// Bytes that all this takes.
  private(set) var memoryByteCount: Int64 = 0

  /// What is kept of an entry, in 16 bytes.
  private struct Row {
    /// The folder, as stored; zero for none.
    var folder: UInt64 = 0
    /// Where a folder's name begins in ``nameBytes``; zero for what is no folder.
    var nameStart: UInt32 = 0
    var sequence: UInt16 = 0
    var marks: Marks = []
  }

  private static let pageRowCount = 4_096

  private struct Marks: OptionSet {
    let rawValue: UInt8
    static let present = Marks(rawValue: 1)
    static let inUse = Marks(rawValue: 2)
    static let folder = Marks(rawValue: 4)
    /// A name that ends in `.evtx`.
    static let namedAsLog = Marks(rawValue: 8)
    static let named = Marks(rawValue: 16)
  }

  /// Reads the table of `volume`. O(entries), and reads $MFT once.
  ///
  /// - Parameters:
  ///   - volume: an opened volume.
  ///   - byteLimit: bytes of memory it may take; entries behind that are left out, and it is said.
  init(_ volume: NTFSVolume, byteLimit: Int64 = .max) {
    bytesLeft = byteLimit
    let size = volume.boot.recordByteCount
    var count = Int(clamping: volume.entryCount)
    if count > Limits.fileTableEntries {
      failures.append(
        DiskFailure(
          damaged: "$MFT: \(count) entries; those behind \(Limits.fileTableEntries) are left out"))
      count = Limits.fileTableEntries
    }
    entryLimit = count
    let perBlock = max(1, Self.blockByteCount / size)
    var buffer = ByteBuffer(capacity: perBlock * size)
    var entry = 0
    var failedReads = 0
    while entry < count {
      let offset = Int64(entry) * Int64(size)
      let data = volume.table.nextData(from: offset)
      // Entries in holes were never used.
      if data - offset >= Int64(size) {
        entry += Int(min((data - offset) / Int64(size), Int64(count - entry)))
        continue
      }
      let wanted = min(perBlock, count - entry)
      do throws(ByteSourceError) {
        let found = try buffer.fill(from: volume.table, at: offset, byteCount: wanted * size) / size
        takeBlock(&buffer, entry: entry, count: found, size: size)
        entry += max(1, found)
        guard bytesLeft >= 0 else {
          failures.append(
            DiskFailure(
              .memoryLimit,
              "$MFT: the entries from \(entry) of \(count) on are left out: those before them take "
                + "\(memoryByteCount) bytes of memory, which is the limit"))
          break
        }
      } catch {
        failedReads += 1
        if failedReads <= Self.saidReads {
          failures.append(DiskFailure(error, reading: "$MFT entry \(entry)"))
        }
        guard failedReads < Limits.failedReadCount else { break }
        entry += 1
      }
    }
    if failedReads > Self.saidReads {
      failures.append(DiskFailure(damaged: "$MFT: \(failedReads) reads failed in all"))
    }
  }

  private static let blockByteCount = 1 << 20
  private static let saidReads = 4
}

// MARK: - Reading

extension FileTable {
  private mutating func takeBlock(
    _ buffer: inout ByteBuffer, entry: Int, count: Int, size: Int
  ) {
    for index in 0..<count {
      let offset = index * size
      guard buffer.bytes.matches("FILE", at: offset) else { continue }
      let whole = Self.repair(&buffer, at: offset, size: size)
      guard let whole,
        let header = FileRecordHeader(buffer.bytes, at: offset, byteCount: size)
      else { continue }
      take(
        header, entry: entry + index, buffer.bytes, from: offset,
        to: offset + min(whole, header.usedByteCount))
    }
  }

  private static func repair(_ buffer: inout ByteBuffer, at offset: Int, size: Int) -> Int? {
    var bytes = buffer.mutableBytes
    return UpdateSequence.apply(&bytes, at: offset, byteCount: size)
  }

  private mutating func take(
    _ header: FileRecordHeader, entry: Int, _ bytes: RawSpan, from start: Int, to end: Int
  ) {
    var owner = entry
    if header.isExtension {
      // Names may lie in an extension record, whose base comes before or behind it.
      guard header.base.entry < UInt64(entryLimit), header.isInUse else { return }
      owner = Int(header.base.entry)
    }
    change(owner) { row in
      guard !header.isExtension else { return }
      row.sequence = header.sequence
      row.marks.insert(.present)
      if header.isInUse { row.marks.insert(.inUse) }
      if header.isFolder { row.marks.insert(.folder) }
    }
    var cursor = AttributeCursor(from: start + header.firstAttribute, to: end)
    do throws(DiskFailure) {
      // Attributes lie in the order of their types.
      while let attribute = try cursor.next(in: bytes), attribute.type <= AttributeType.fileName {
        guard attribute.type == AttributeType.fileName,
          case .resident(let range) = attribute.form, range.count >= 66
        else { continue }
        takeName(bytes, in: range, owner: owner, isFolder: header.isFolder)
      }
    } catch {
      // A damaged record keeps what came before; a log among them is gathered anew, and then it is said.
      return
    }
  }

  /// Changes what is kept of an entry.
  private mutating func change(_ entry: Int, _ body: (inout Row) -> Void) {
    count = max(count, entry + 1)
    let (page, place) = entry.quotientAndRemainder(dividingBy: Self.pageRowCount)
    if page >= pages.count {
      pages.append(contentsOf: repeatElement([], count: page + 1 - pages.count))
    }
    if pages[page].isEmpty {
      pages[page] = [Row](repeating: Row(), count: Self.pageRowCount)
      spend(Self.pageRowCount * MemoryLayout<Row>.stride)
    }
    body(&pages[page][place])
  }

  /// What is kept of an entry below ``count``.
  private subscript(entry: Int) -> Row {
    let (page, place) = entry.quotientAndRemainder(dividingBy: Self.pageRowCount)
    return pages[page].isEmpty ? Row() : pages[page][place]
  }

  private mutating func spend(_ byteCount: Int) {
    memoryByteCount += Int64(byteCount)
    bytesLeft -= Int64(byteCount)
  }

  /// Takes a name without decoding more of it than its folder, its end, and of a folder its text.
  private mutating func takeName(
    _ bytes: RawSpan, in range: Range<Int>, owner: Int, isFolder: Bool
  ) {
    let start = range.lowerBound
    let count = Int(bytes.u8(start + 64))
    guard count > 0, range.count - 66 >= 2 * count, bytes.u8(start + 65) != 2 || !isFolder else {
      return
    }
    let folder = bytes.u64(start)
    let isLog = Self.endsAsLog(bytes, at: start + 66, count: count)
    var isFurther = false
    let nameStart = isFolder && nameBytes.count < Int(UInt32.max) - 1_024 ? nameBytes.count : 0
    change(owner) { row in
      if isLog { row.marks.insert(.namedAsLog) }
      isFurther = row.marks.contains(.named)
      guard !isFurther else {
        isFurther = row.folder != folder
        return
      }
      row.folder = folder
      row.marks.insert(.named)
      row.nameStart = UInt32(nameStart)
    }
    if isFurther {
      links.append((UInt32(owner), folder))
      spend(MemoryLayout<(UInt32, UInt64)>.stride)
    }
    guard nameStart > 0, self[owner].nameStart == UInt32(nameStart) else { return }
    let units = utf16Units(bytes, in: start + 66..<start + 66 + 2 * count)
    let text = nameText(units)
    nameBytes.append(UInt8(truncatingIfNeeded: text.utf8.count))
    nameBytes.append(UInt8(truncatingIfNeeded: text.utf8.count >> 8))
    nameBytes.append(contentsOf: text.utf8)
    spend(2 + text.utf8.count)
  }

  /// Whether a name ends in `.evtx`, in whatever case.
  private static func endsAsLog(_ bytes: RawSpan, at start: Int, count: Int) -> Bool {
    guard count >= 5 else { return false }
    for (index, letter) in Self.suffix.enumerated() {
      let unit = bytes.u16(start + 2 * (count - 5 + index))
      guard unit == letter || (letter >= 0x61 && unit == letter - 0x20) else { return false }
    }
    return true
  }

  private static let suffix = [UInt16](".evtx".utf16)
}

// MARK: - Paths

extension FileTable {
  /// Whether an entry is a file of its own, in use or deleted, and no folder.
  func isFile(_ entry: Int) -> Bool {
    let marks = self[entry].marks
    return marks.contains(.present) && !marks.contains(.folder)
  }

  /// Whether an entry is in use.
  func isInUse(_ entry: Int) -> Bool { self[entry].marks.contains(.inUse) }

  /// Whether a name of the entry ends in `.evtx`.
  func isNamedAsLog(_ entry: Int) -> Bool { self[entry].marks.contains(.namedAsLog) }

  /// The entry of the folder that a reference means; nil when it is used for something else by now.
  private func folderEntry(_ stored: UInt64) -> Int? {
    let reference = FileReference(stored)
    guard reference.entry < UInt64(count) else { return nil }
    let entry = Int(reference.entry)
    let row = self[entry]
    guard row.marks.contains([.present, .folder]) else { return nil }
    if row.sequence == reference.sequence { return entry }
    // Deleting counts the sequence number up, past zero.
    let next = reference.sequence == .max ? 1 : reference.sequence + 1
    return !row.marks.contains(.inUse) && row.sequence == next ? entry : nil
  }

  /// The folders from the root down to the one that a reference means, as names; nil when the way up ends
  /// anywhere else: at a folder that is gone, or in a circle.
  func folderNames(_ reference: FileReference) -> [String]? {
    var names: [String] = []
    var stored = reference.entry | UInt64(reference.sequence) << 48
    while names.count <= Limits.folderDepth {
      guard let entry = folderEntry(stored) else { return nil }
      if entry == Int(FileReference.root) { return names.reversed() }
      names.append(name(entry))
      stored = self[entry].folder
    }
    return nil
  }

  private func name(_ entry: Int) -> String {
    let start = Int(self[entry].nameStart)
    guard start > 0 else { return "" }
    let count = Int(nameBytes[start]) | Int(nameBytes[start + 1]) << 8
    return String(decoding: nameBytes[start + 2..<start + 2 + count], as: UTF8.self)
  }

  private enum Place: UInt8 {
    case unknown, visited, inside, outside, lost
  }

  /// The files under a folder `System32\winevt\Logs`, and the deleted ones whose folder is lost.
  ///
  /// - Returns: for each entry whether it is one.
  func logCandidates() -> [Bool] {
    var places = [Place](repeating: .unknown, count: count)
    func place(_ stored: UInt64) -> Place {
      folderEntry(stored).map { self.place(of: $0, &places) } ?? .lost
    }
    var wanted = [Bool](repeating: false, count: count)
    for entry in 0..<count where isFile(entry) {
      switch place(self[entry].folder) {
      case .inside: wanted[entry] = true
      case .lost where isNamedAsLog(entry) || !isInUse(entry): wanted[entry] = true
      default: break
      }
    }
    for link in links where isFile(Int(link.entry)) && place(link.folder) == .inside {
      wanted[Int(link.entry)] = true
    }
    return wanted
  }

  /// The folders `System32\winevt\Logs` that are in use, in rising order.
  func logFolders() -> [Int] {
    (0..<count).filter { self[$0].marks.contains([.present, .inUse, .folder]) && isLogFolder($0) }
  }

  /// Whether an entry holds a record of its own.
  func isPresent(_ entry: UInt64) -> Bool {
    entry < UInt64(count) && self[Int(entry)].marks.contains(.present)
  }

  /// Whether a folder lies in or under `System32\winevt\Logs`, noted for all folders on the way up.
  private func place(of entry: Int, _ places: inout [Place]) -> Place {
    var way: [Int] = []
    var current = entry
    var result: Place
    while true {
      result = places[current]
      if result == .visited {
        // A circle leads nowhere.
        result = .lost
        break
      }
      guard result == .unknown else { break }
      if current == Int(FileReference.root) {
        result = .outside
        break
      }
      if isLogFolder(current) {
        result = .inside
        break
      }
      places[current] = .visited
      way.append(current)
      guard way.count <= Limits.folderDepth, let next = folderEntry(self[current].folder) else {
        result = .lost
        break
      }
      current = next
    }
    places[current] = result
    for step in way { places[step] = result }
    return result
  }

  private func isLogFolder(_ entry: Int) -> Bool {
    var current = entry
    for wanted in ["logs", "winevt", "system32"] {
      guard hasName(current, wanted), let next = folderEntry(self[current].folder) else {
        return false
      }
      current = next
    }
    return true
  }

  /// Whether a folder's name is `text`, which is lower-case ASCII, in whatever case.
  private func hasName(_ entry: Int, _ text: String) -> Bool {
    let start = Int(self[entry].nameStart)
    guard start > 0, Int(nameBytes[start]) == text.utf8.count, nameBytes[start + 1] == 0 else {
      return false
    }
    var place = start + 2
    for letter in text.utf8 {
      let byte = nameBytes[place]
      guard byte == letter || (letter >= 0x61 && byte == letter - 0x20) else { return false }
      place += 1
    }
    return true
  }
}
