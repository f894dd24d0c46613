internal import EVTX
internal import Tabular

/// Binds mappings to shapes: fields that a shape lacks fall out, and with them all that is nothing without.
struct Binder {
  /// What a program is made of beside its nodes.
  struct Parts {
    var table: Int
    var merge: Mapping.Merge?
    var condition: Int?
    var conditionSlotCount = 0
    var time: Int?
    var timeSlotCount = 0
    var columns: [Program.Column] = []
    var testedColumnCount = 0
    var testedSlotCount = 0
    var additionalFields: (column: Int, isJSON: Bool, first: Int, count: Int)?
  }

  private let mapping: Mapping
  private let shape: EventShape
  private(set) var nodes: [Node] = []
  private(set) var arguments: [Int] = []
  private(set) var items: [Program.Item] = []
  private(set) var slots: [Int] = []
  private(set) var payload: [(name: [UInt8], index: Int)] = []
  /// Bound values with names; the inner nil is one that is always nothing.
  private var bindings: [Int?]
  private var isBound: [Bool]

  /// The program of a mapping for a shape; nil when its condition can never hold.
  ///
  /// Of the columns only those are bound that `demand` names, nil for all; those it tests come first.
  static func bind(
    _ mapping: Mapping, to shape: EventShape, tables: [TableSchema], demand: RowDemand? = nil
  ) -> Program? {
    var binder = Binder(mapping, shape)
    guard let parts = binder.parts(schema: tables[mapping.table], demand) else { return nil }
    return Program(binder, parts)
  }

  private init(_ mapping: Mapping, _ shape: EventShape) {
    self.mapping = mapping
    self.shape = shape
    bindings = Array(repeating: nil, count: mapping.bindings.count)
    isBound = Array(repeating: false, count: mapping.bindings.count)
  }

  private mutating func parts(schema: TableSchema, _ demand: RowDemand?) -> Parts? {
    var parts = Parts(table: mapping.table, merge: mapping.merge)
    if let condition = mapping.condition {
      guard let node = bind(condition) else { return nil }
      if case .bool(let value) = nodes[node] {
        if !value { return nil }
      } else {
        parts.condition = node
      }
    }
    parts.conditionSlotCount = slots.count
    if let time = mapping.timeBinding { parts.time = bind(.binding(time)) }
    parts.timeSlotCount = slots.count
    let order = columnOrder(demand)
    for (place, column) in order.columns.enumerated() {
      defer {
        if place < order.testedCount {
          parts.testedColumnCount = parts.columns.count
          parts.testedSlotCount = slots.count
        }
      }
      guard let node = bind(column.value.expression) else { continue }
      var field = -1
      if case .field(let index) = nodes[node] { field = index }
      let type = ValueType(column: schema.columns[column.index].type) ?? .text
      parts.columns.append(
        Program.Column(
          index: column.index, node: node, type: type, name: column.nameText, field: field))
    }
    if let index = mapping.additionalFields, demand?.columns.contains(index) ?? true {
      let members = bind(items: mapping.members)
      parts.additionalFields = (
        column: index, isJSON: schema.columns[index].type == .dynamic, first: members.first,
        count: members.count
      )
    }
    return parts
  }

  /// The columns that are wanted, and how many of them, at the front, decide whether the row is.
  ///
  /// AdditionalFields lists what was concluded for the others, which then are all needed, in their order.
  private func columnOrder(
    _ demand: RowDemand?
  ) -> (columns: [Mapping.Column], testedCount: Int) {
    guard let demand else { return (mapping.columns, 0) }
    let wanted = Set(demand.columns)
    if let place = mapping.additionalFields, wanted.contains(place) {
      return (mapping.columns, mapping.columns.count)
    }
    let tested = Set(demand.testedColumns)
    let first = mapping.columns.filter { tested.contains($0.index) }
    let others = mapping.columns.filter { wanted.contains($0.index) && !tested.contains($0.index) }
    return (first + others, first.count)
  }

  private mutating func add(_ node: Node) -> Int {
    nodes.append(node)
    return nodes.count - 1
  }

  /// The node of an expression; nil when it is always nothing.
  private mutating func bind(_ expression: CheckedExpression) -> Int? {
    switch expression {
    case .null: return nil
    case .bool(let value): return add(.bool(value))
    case .integer(let value): return add(.integer(value))
    case .literal(let text): return add(.literal(text))
    case .field(let part, let name, let isRaw):
      guard let index = shape.index(of: name, in: part), !shape.fields[index].isNull else {
        return nil
      }
      return add(isRaw ? .rawField(index) : .field(index))
    case .system(.timeCreated): return add(.timeCreated)
    case .system(let field):
      return shape.fields[field.rawValue].isNull ? nil : add(.field(field.rawValue))
    case .binding(let index): return bind(binding: index)
    case .member(let member, let owner):
      return bind(owner).map { add(.member(member, $0)) }
    case .lookup(let index, let key): return bind(key).map { add(.lookup(index, key: $0)) }
    case .object(let members):
      let range = bind(items: members)
      return add(.object(first: range.first, count: range.count))
    case .call(let function, let values): return bind(function, values)
    }
  }

  private mutating func bind(binding index: Int) -> Int? {
    if !isBound[index] {
      isBound[index] = true
      if let node = bind(mapping.bindings[index].expression) {
        switch nodes[node] {
        case .bool, .integer, .literal, .field, .rawField, .timeCreated, .slot:
          bindings[index] = node
        default:
          // Evaluated once a row, whoever uses it.
          slots.append(node)
          bindings[index] = add(.slot(slots.count - 1))
        }
      }
    }
    return bindings[index]
  }

  private mutating func bind(items members: [CheckedItem]) -> (first: Int, count: Int) {
    var bound: [Program.Item] = []
    for member in members {
      guard let name = member.name else {
        if payload.isEmpty { listPayload() }
        bound.append(Program.Item(name: nil, node: 0, isJSON: false))
        continue
      }
      guard let node = bind(member.value) else { continue }
      bound.append(Program.Item(name: name, node: node, isJSON: isJSON(node)))
    }
    let first = items.count
    items += bound
    return (first, bound.count)
  }

  private func isJSON(_ node: Int) -> Bool {
    switch nodes[node] {
    case .object: true
    case .call(let function, _, _): function.signature.result == .json
    case .slot(let slot): isJSON(slots[slot])
    default: false
    }
  }

  private mutating func listPayload() {
    for (index, field) in shape.fields.enumerated()
    where field.part == .eventData || field.part == .userData {
      // Of a path only the last name says what the value is.
      let name = field.part == .userData ? field.name.split(separator: "/").last : nil
      payload.append((name: Array((name ?? field.name[...]).utf8), index: index))
    }
  }

  // MARK: - Calls

  private mutating func bind(_ function: Function, _ values: [CheckedExpression]) -> Int? {
    var bound: [Int?] = []
    for value in values { bound.append(bind(value)) }
    switch function {
    case .coalesce:
      let present = bound.compactMap { $0 }
      return present.count <= 1 ? present.first : call(.coalesce, present)
    case .if:
      let otherwise = bound.count > 2 ? bound[2] : nil
      guard let condition = bound[0] else { return otherwise }
      if case .bool(let value) = nodes[condition] { return value ? bound[1] : otherwise }
      guard bound[1] != nil || otherwise != nil else { return nil }
      return call(.if, [condition, bound[1] ?? nothing, otherwise ?? nothing])
    case .and, .or:
      // One side that is certain decides; what is missing may not.
      let decisive = function == .or
      if let certain = bound.first(where: { isBool($0, decisive) }) { return certain }
      let open = bound.filter { !isBool($0, !decisive) }
      if open.isEmpty { return add(.bool(!decisive)) }
      if open.allSatisfy({ $0 == nil }) { return nil }
      return open.count == 1 ? open[0] : call(function, open.map { $0 ?? nothing })
    case .not:
      guard let operand = bound[0] else { return nil }
      if case .bool(let value) = nodes[operand] { return add(.bool(!value)) }
      return call(.not, [operand])
    case .equalText, .equalTextAnyCase, .equalInteger, .equalBool, .bits:
      guard !bound.contains(nil) else { return nil }
      return call(function, bound.compactMap { $0 })
    case .concat:
      guard !bound.contains(nil) else { return nil }
      return call(.concat, bound.compactMap { $0 })
    case .localIsSource, .mergedFilterID:
      return call(function, bound.map { $0 ?? nothing })
    default:
      guard let first = bound.first, first != nil else { return nil }
      return call(function, bound.map { $0 ?? nothing })
    }
  }

  private func isBool(_ node: Int?, _ value: Bool) -> Bool {
    guard let node, case .bool(let actual) = nodes[node] else { return false }
    return actual == value
  }

  /// The number of a node that does not exist, for arguments that are always nothing.
  private var nothing: Int { -1 }

  private mutating func call(_ function: Function, _ values: [Int]) -> Int {
    let first = arguments.count
    arguments += values
    return add(.call(function, first: first, count: values.count))
  }
}
