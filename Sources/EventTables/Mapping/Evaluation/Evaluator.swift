internal import ByteIO
internal import EVTX
internal import Tabular

/// Evaluates bound expressions for one event after the other; the memory is used again.
struct Evaluator: ~Copyable {
  let lookups: [Lookup]
  /// Whether what no log says may be concluded.
  let infers: Bool
  var texts: TextStore
  /// The text that a function is composing; empty between functions.
  var composed = TextBuffer(capacity: 1_024)
  /// What is known of the host.
  private(set) var ledger: HostLedger
  /// The sessions that values of this row refer to.
  var sessions: [LogonSession] = []
  /// The time of the row: that of the event, corrected.
  private(set) var rowTime = FileTime(ticks: 0)
  /// Whether anything evaluated since this was set to false was concluded and not logged.
  var isInferred = false
  /// Accounts that `sidOf` was last asked for, and their identifiers: mostly those of two processes.
  var askedAccounts: [(name: [UInt8], sid: StringID)] = []
  /// The device that `deviceId` was last asked for, and its identifier.
  var device: (name: String, identifier: [UInt8]) = ("", [])
  /// Values of the program's slots, and whether they were concluded; nil for those not evaluated yet.
  private var slots: [(value: Value, isInferred: Bool)?] = []

  init(_ mappings: MappingSet, infers: Bool) {
    self.infers = infers
    lookups = mappings.lookups
    texts = TextStore(literals: mappings.literals)
    ledger = HostLedger(host: "")
  }

  /// Begins a row of a host.
  mutating func begin(
    _ record: borrowing FieldRecord, _ ledger: HostLedger, slotCount: Int
  ) {
    if ledger !== self.ledger {
      self.ledger = ledger
      texts.pool = ledger.texts
      askedAccounts.removeAll()
    }
    texts.removeAll()
    sessions.removeAll(keepingCapacity: true)
    slots.removeAll(keepingCapacity: true)
    for _ in 0..<slotCount { slots.append(nil) }
    rowTime = record.timeCreated
    isInferred = false
  }

  /// Evaluates slots up to `count` now; others are when they are first used.
  mutating func fillSlots(
    upTo count: Int, of program: Program, _ record: borrowing FieldRecord
  ) {
    for slot in 0..<count { _ = value(ofSlot: slot, program, record) }
    isInferred = false
  }

  /// The value of a slot.
  mutating func value(
    ofSlot slot: Int, _ program: Program, _ record: borrowing FieldRecord
  ) -> Value {
    if let known = slots[slot] {
      if known.isInferred { isInferred = true }
      return known.value
    }
    let wasInferred = isInferred
    isInferred = false
    let value = evaluate(program.slots[slot], program, record)
    slots[slot] = (value, isInferred)
    if wasInferred { isInferred = true }
    return value
  }

  /// Makes a node's value the time of the row.
  mutating func setRowTime(
    _ node: Int, _ program: Program, _ record: borrowing FieldRecord
  ) {
    guard case .time(let ticks) = evaluate(node, program, record), ticks >= Ticks.fileTimeEpoch
    else { return }
    rowTime = FileTime(ticks: UInt64(ticks &- Ticks.fileTimeEpoch))
  }

  /// The value of a node.
  mutating func evaluate(
    _ node: Int, _ program: Program, _ record: borrowing FieldRecord
  ) -> Value {
    guard node >= 0 else { return .nothing }
    switch program.nodes[node] {
    case .bool(let value): return .bool(value)
    case .integer(let value): return .integer(value)
    case .literal(let text): return .text(text)
    case .field(let index):
      let text = record[index]
      if FieldText.isAbsent(text) { return .nothing }
      return .text(TextRef(.field, index, 0, text.byteCount))
    case .rawField(let index):
      let text = record[index]
      return text.isEmpty ? .nothing : .text(TextRef(.field, index, 0, text.byteCount))
    case .timeCreated: return Ticks.dateTime(record.timeCreated).map { .time($0) } ?? .nothing
    case .slot(let slot): return value(ofSlot: slot, program, record)
    case .call(let function, let first, let count):
      return call(function, Arguments(first: first, count: count), program, record)
    case .lookup(let index, let key):
      guard let key = text(key, program, record) else { return .nothing }
      return lookup(index, key, record)
    case .member(let member, let owner):
      return self.member(member, of: evaluate(owner, program, record))
    case .object: return .nothing
    }
  }

  /// The text of a node; nil when it is nothing.
  mutating func text(
    _ node: Int, _ program: Program, _ record: borrowing FieldRecord
  ) -> TextRef? {
    guard case .text(let text) = evaluate(node, program, record), !text.isEmpty else { return nil }
    return text
  }

  /// Whether a condition holds.
  mutating func holds(_ node: Int, _ program: Program, _ record: borrowing FieldRecord) -> Bool {
    guard case .bool(let value) = evaluate(node, program, record) else { return false }
    return value
  }

  /// A text, or what was composed where there is none.
  mutating func finish(_ text: TextRef?) -> Value {
    if let text { return text.isEmpty ? .nothing : .text(text) }
    return keepComposed()
  }

  /// Keeps what was composed, and makes room for the next text.
  mutating func keepComposed() -> Value {
    guard !composed.isEmpty else { return .nothing }
    let text = texts.keep(composed)
    composed.removeAll(keeping: Limits.keptScratchByteCount)
    return .text(text)
  }

  private func lookup(_ index: Int, _ key: TextRef, _ record: borrowing FieldRecord) -> Value {
    let bytes = texts.bytes(key, record)
    for entry in lookups[index].entries
    where entry.key.count == bytes.byteCount
      && texts.literals.rawSpan.matches(bytes, at: Int(entry.key.start))
    {
      return .text(entry.value)
    }
    return .nothing
  }
}

/// Where the arguments of a call are listed.
struct Arguments {
  let first: Int
  let count: Int
}
