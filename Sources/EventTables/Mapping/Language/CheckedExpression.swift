internal import EVTX

/// A text during evaluation: where it lies and which of its bytes are meant.
struct TextRef: Sendable, Equatable {
  enum Source: UInt8, Sendable {
    /// A field of the record, by its index.
    case field
    /// A text of the ledger, by its number.
    case ledger
    /// What functions composed for this row.
    case scratch
    /// The texts of all expressions of the mappings.
    case literal
  }

  var source: Source
  var index: UInt32
  var start: UInt32
  var end: UInt32

  init(_ source: Source, _ index: Int = 0, _ start: Int, _ end: Int) {
    self.source = source
    self.index = UInt32(truncatingIfNeeded: index)
    self.start = UInt32(truncatingIfNeeded: start)
    self.end = UInt32(truncatingIfNeeded: end)
  }

  var isEmpty: Bool { start == end }
  var count: Int { Int(end &- start) }

  /// The bytes from `start` to `end` of this text.
  func part(_ start: Int, _ end: Int) -> TextRef {
    var part = self
    part.start = self.start &+ UInt32(truncatingIfNeeded: start)
    part.end = self.start &+ UInt32(truncatingIfNeeded: end)
    return part
  }
}

/// An expression whose names are resolved and whose types fit.
indirect enum CheckedExpression: Sendable {
  case null
  case bool(Bool)
  case integer(Int64)
  case literal(TextRef)
  /// A field of the payload; `-` counts as a value only when it is raw.
  case field(EventField.Part, String, isRaw: Bool)
  case system(SystemField)
  /// What `let` defines, by its place among the bindings.
  case binding(Int)
  case call(Function, [CheckedExpression])
  /// A text by its text: index of the lookup, the key.
  case lookup(Int, CheckedExpression)
  case member(Member, CheckedExpression)
  case object([CheckedItem])
}

/// A member of an object; without a name and value it stands for all fields of the payload.
struct CheckedItem: Sendable {
  var name: TextRef?
  var value: CheckedExpression
}
