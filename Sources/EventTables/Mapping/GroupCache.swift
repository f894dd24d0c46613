internal import ByteIO
internal import EVTX
internal import Tabular

/// What the columns of a ``ColumnGroup`` came to, by what they depend on. One for groups of the same signature.
final class GroupCache {
  private static let entryCount = 1 << 11
  /// Texts of a group that are kept.
  private static let textLimit = 4_096

  private struct Entry {
    var hash: UInt64
    var ledger: HostLedger
    var key: [UInt8]
    var cells: KeptCells
    /// Bit by bit, which columns of the group were concluded.
    var inferred: UInt64
  }

  private var entries: [Entry?] = Array(repeating: nil, count: entryCount)

  /// Puts the cells of a group into a row.
  ///
  /// - Returns: which columns of the group were concluded; nil when its cells are not known.
  func put(
    _ group: ColumnGroup, _ key: borrowing GroupKey, _ ledger: HostLedger,
    into row: inout RowBuffer
  ) -> UInt64? {
    guard let entry = entries[Self.place(key.hash)], entry.hash == key.hash,
      entry.ledger === ledger, key.isEqual(to: entry.key)
    else { return nil }
    row.put(entry.cells, at: group.columns)
    return entry.inferred
  }

  /// Remembers the cells of a group.
  func keep(
    _ group: ColumnGroup, _ key: borrowing GroupKey, _ ledger: HostLedger,
    of row: borrowing RowBuffer, inferred: UInt64
  ) {
    let cells = row.keep(group.columns)
    guard cells.byteCount + key.byteCount <= Self.textLimit else { return }
    entries[Self.place(key.hash)] = Entry(
      hash: key.hash, ledger: ledger, key: key.copy(), cells: cells,
      inferred: inferred)
  }

  private static func place(_ hash: UInt64) -> Int {
    Int(truncatingIfNeeded: hash >> 32) & (entryCount - 1)
  }
}

/// What the columns of a group depend on: texts of fields and processes.
struct GroupKey: ~Copyable {
  private var bytes = TextBuffer(capacity: 512)
  private(set) var hash: UInt64 = 0

  var byteCount: Int { bytes.count }

  /// Begins the key of another row.
  mutating func begin() { bytes.removeAll(keeping: 1 << 16) }

  /// Adds a text.
  mutating func add(_ text: RawSpan) {
    bytes.append(text)
    bytes.append(TextBuffer.textEnd)
  }

  /// Adds a process, or that there is none.
  mutating func add(_ process: ProcessIndex?) {
    bytes.append(process.map { UInt64($0.number) + 1 } ?? 0, used: 8)
  }

  /// Ends the key.
  mutating func end() {
    // Bytes behind the text would differ from row to row.
    let count = bytes.count
    for _ in 0..<(8 - count & 7) { bytes.append(0) }
    hash = Self.hash(bytes.bytes)
  }

  /// Multiplies and folds, eight bytes at a time. Texts that collide push each other out, no more.
  private static func hash(_ text: RawSpan) -> UInt64 {
    var value: UInt64 = 0x9e37_79b9_7f4a_7c15
    var index = 0
    while index &+ 8 <= text.byteCount {
      let product = (value ^ text.u64(index)).multipliedFullWidth(by: 0xd6e8_feb8_6659_fd93)
      value = (product.high ^ product.low) &+ 0x9e37_79b9_7f4a_7c15
      index &+= 8
    }
    return value
  }

  /// Whether the key is one that was kept.
  func isEqual(to kept: [UInt8]) -> Bool {
    kept.count == bytes.count && bytes.bytes.matches(kept.rawSpan, at: 0)
  }

  /// The key, to be kept.
  func copy() -> [UInt8] {
    var copy: [UInt8] = []
    copy.append(copying: bytes.bytes)
    return copy
  }
}
