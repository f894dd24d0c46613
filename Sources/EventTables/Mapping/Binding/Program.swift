internal import EVTX

/// An expression bound to a shape: what it reads is known by its index.
enum Node: Sendable {
  case bool(Bool)
  case integer(Int64)
  case literal(TextRef)
  /// A field; nothing where it is empty or `-`.
  case field(Int)
  /// A field; nothing where it is empty.
  case rawField(Int)
  case timeCreated
  /// A value that was evaluated before.
  case slot(Int)
  /// A function and the places of its arguments' numbers.
  case call(Function, first: Int, count: Int)
  case lookup(Int, key: Int)
  case member(Member, Int)
  case object(first: Int, count: Int)
}

/// A mapping bound to a shape.
final class Program: Sendable {
  /// A column, the node that fills it and how.
  struct Column: Sendable {
    var index: Int
    var node: Int
    var type: ValueType
    var name: TextRef
    /// The index of the field when the node is just one, to be copied as it is; negative otherwise.
    var field: Int
  }

  /// A member of an object.
  struct Item: Sendable {
    /// The name; nil for all fields of the payload.
    var name: TextRef?
    var node: Int
    var isJSON: Bool
  }

  let table: Int
  let condition: Int?
  let merge: Mapping.Merge?
  let nodes: [Node]
  /// Arguments of calls: numbers of nodes.
  let arguments: [Int]
  let items: [Item]
  /// What slots hold; each uses only those before it.
  let slots: [Int]
  /// Slots that the condition needs.
  let conditionSlotCount: Int
  /// The node that is the time of the row; nil for the time the event was created.
  let time: Int?
  /// Slots that the time needs, and those before it.
  let timeSlotCount: Int
  let columns: [Column]
  /// How many columns, at the front, decide whether the row is wanted; and the slots that they need.
  let testedColumnCount: Int
  let testedSlotCount: Int
  let additionalFields: (column: Int, isJSON: Bool, first: Int, count: Int)?
  /// Names and indices of the payload's fields, for objects with all of them.
  let payload: [(name: [UInt8], index: Int)]

  init(_ binder: consuming Binder, _ parts: Binder.Parts) {
    table = parts.table
    condition = parts.condition
    merge = parts.merge
    time = parts.time
    columns = parts.columns
    testedColumnCount = parts.testedColumnCount
    testedSlotCount = parts.testedSlotCount
    additionalFields = parts.additionalFields
    conditionSlotCount = parts.conditionSlotCount
    timeSlotCount = parts.timeSlotCount
    nodes = binder.nodes
    arguments = binder.arguments
    items = binder.items
    slots = binder.slots
    payload = binder.payload
  }
}
