internal import ByteIO
internal import EVTX

/// Where the texts lie that values refer to.
struct TextStore: ~Copyable {
  /// The texts of all expressions.
  let literals: [UInt8]
  /// What functions composed for the row.
  private(set) var scratch = TextBuffer(capacity: 4_096)
  /// The texts of the host's ledger: a copy that shares its memory, so that views of it need no ledger.
  var pool = TextPool()

  init(literals: [UInt8]) { self.literals = literals }

  /// The bytes of a text.
  @_lifetime(borrow self, copy record)
  func bytes(_ text: TextRef, _ record: borrowing FieldRecord) -> RawSpan {
    let range = Int(text.start)..<Int(text.end)
    switch text.source {
    case .field: return record[Int(text.index)].extracting(range)
    case .literal: return literals.rawSpan.extracting(range)
    case .scratch: return scratch.bytes.extracting(range)
    case .ledger: return pool[StringID(number: text.index)].extracting(range)
    }
  }

  /// Keeps a composed text until the end of the row.
  mutating func keep(_ text: borrowing TextBuffer) -> TextRef {
    let start = scratch.count
    scratch.append(text, at: 0, length: text.count)
    return TextRef(.scratch, 0, start, scratch.count)
  }

  /// Forgets what was composed.
  mutating func removeAll() { scratch.removeAll(keeping: Limits.keptScratchByteCount) }
}
