internal import ByteIO
internal import Synchronization

/// What was found when a table was read through.
struct EWFTableCheck: Hashable {
  /// Which of the group's tables is used.
  let table: Int
  /// The first entry whose offset takes all 32 bits; the number of entries when none does.
  ///
  /// EnCase 6.7 and later write more than 2 GiB of chunks behind one table. Its offsets then go on
  /// in 32 bits, chunks are stored without compression from there on, and nothing says so but that
  /// the offsets, taken as 31 bits, go back. Source: libewf, "Table entry".
  let wrapEntry: Int
}

/// Reads each table through once, when the first of its chunks is wanted: all tables of a disk of
/// 1 TB are 128 MB.
final class EWFTableChecks: Sendable {
  private let known: Mutex<[EWFTableCheck?]>

  init(groupCount: Int) { known = Mutex([EWFTableCheck?](repeating: nil, count: groupCount)) }

  /// The group's better table. Threads that ask at the same time may both read it.
  func check(
    _ index: Int, _ group: EWFChunkGroup, _ parts: PartPool, _ diagnostics: ContainerDiagnostics
  ) throws(ByteSourceError) -> EWFTableCheck {
    if let check = known.withLock({ $0[index] }) { return check }
    var first: (check: EWFTableCheck, isIntact: Bool)?
    for (number, table) in group.tables.enumerated() {
      let result = try read(table, number, group.part, parts)
      if result.isIntact || number == 0 { first = result }
      if result.isIntact { break }
    }
    guard let first else { preconditionFailure("a group without a table is not checked") }
    let isNew = known.withLock { known in
      let isNew = known[index] == nil
      known[index] = first.check
      return isNew
    }
    if isNew, !first.isIntact || first.check.table > 0 {
      let table = group.tables[0]
      diagnostics.note(
        parts.parts[group.part].path,
        "table at \(table.entriesOffset): wrong checksum; "
          + (first.isIntact
            ? "its copy is used" : "it is used all the same, chunks have checksums of their own"),
        at: table.entriesOffset)
    }
    return first.check
  }

  private func read(
    _ table: EWFTable, _ number: Int, _ part: Int, _ parts: PartPool
  ) throws(ByteSourceError) -> (check: EWFTableCheck, isIntact: Bool) {
    var buffer = ByteBuffer(capacity: ContainerLimits.pageByteCount)
    var checksum: UInt32 = 1
    var entry = 0
    var wrapEntry = table.entryCount
    var last: UInt32 = 0
    while entry < table.entryCount {
      let wanted = min(buffer.capacity, 4 * (table.entryCount - entry))
      let offset = table.entriesOffset + 4 * Int64(entry)
      guard try buffer.fill(from: parts, part: part, at: offset, byteCount: wanted) == wanted else {
        break
      }
      let bytes = buffer.bytes
      checksum = adler32(bytes, from: 0, to: wanted, seed: checksum)
      if wrapEntry == table.entryCount {
        for index in 0..<wanted / 4 {
          let raw = bytes.u32(4 * index)
          let offset = raw & 0x7fff_ffff
          // From close below 2 GiB to close above it: a damaged entry alone is no wrap.
          if last >= 0x7000_0000, offset < 0x1000_0000, raw & 0x8000_0000 != 0 {
            wrapEntry = entry + index
            break
          }
          last = offset
        }
      }
      entry += wanted / 4
    }
    let stored = try parts.checksum(part, at: table.entriesOffset + 4 * Int64(table.entryCount))
    return (
      EWFTableCheck(table: number, wrapEntry: wrapEntry),
      table.isIntact && entry == table.entryCount && stored == checksum
    )
  }
}

extension PartPool {
  /// Four bytes of a part; nil where it does not reach.
  fileprivate func checksum(_ part: Int, at offset: Int64) throws(ByteSourceError) -> UInt32? {
    var buffer = ByteBuffer(capacity: 4)
    let found = try buffer.fill(from: self, part: part, at: offset, byteCount: 4)
    return found == 4 ? buffer.bytes.u32(0) : nil
  }
}
