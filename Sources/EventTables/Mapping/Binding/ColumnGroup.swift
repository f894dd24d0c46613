internal import ByteIO
internal import EVTX
internal import Tabular

/// Columns of a program that come to the same whenever the same process acts: they depend on it and on a few
/// fields, not on the event's time. Who has seen them once can put them into other rows.
struct ColumnGroup: Sendable {
  /// The columns' places in the program, sorted by the columns' names.
  let places: [Int]
  /// Their places in the table.
  let columns: [Int]
  /// The fields that they depend on.
  let fields: [Int]
  /// The slots that they depend on and that hold a process of the time.
  let processes: [Int]
  /// What two groups have in common that come to the same, of whatever shapes and tables: names of
  /// columns and fields, and how they belong together.
  let signature: String
}

/// Finds the groups of a program: see ``ColumnGroup``.
struct ColumnGrouping {
  /// Smaller ones are not worth a look.
  private static let smallest = 4

  private let schema: TableSchema
  private let nodes: [Node]
  private let arguments: [Int]
  private let slots: [Int]
  private let literals: [UInt8]

  /// What an expression depends on.
  private struct Needs {
    var fields: Set<Int> = []
    /// Slots that hold the process that had a number at the time of the row.
    var processes: Set<Int> = []
    /// Nodes that find a process.
    var roots: Set<Int> = []
    /// Whether it depends on anything else: the time, the record, the host's sessions.
    var varies = false

    mutating func formUnion(_ other: Needs) {
      fields.formUnion(other.fields)
      processes.formUnion(other.processes)
      roots.formUnion(other.roots)
      varies = varies || other.varies
    }
  }

  /// The groups of columns of a program, which is bound to `shape`.
  static func groups(
    of program: Program, shape: EventShape, schema: TableSchema, literals: [UInt8]
  ) -> [ColumnGroup] {
    guard shape.isKept else { return [] }
    let grouping = ColumnGrouping(
      schema: schema, nodes: program.nodes, arguments: program.arguments, slots: program.slots,
      literals: literals)
    return grouping.groups(program.columns)
  }

  private func groups(_ columns: [Program.Column]) -> [ColumnGroup] {
    let needs = columns.map { self.needs(of: $0.node) }
    let names = columns.map { schema.columns[$0.index].name }
    var rooted: [Int: [Int]] = [:]
    for place in columns.indices where !needs[place].varies && needs[place].roots.count == 1 {
      for root in needs[place].roots { rooted[root, default: []].append(place) }
    }
    var groups: [ColumnGroup] = []
    for root in rooted.keys.sorted() {
      var places = rooted[root] ?? []
      var all = Needs()
      for place in places { all.formUnion(needs[place]) }
      let prefix = commonPrefix(places.map { names[$0] })
      for place in columns.indices
      where !needs[place].varies && needs[place].roots.isEmpty && !needs[place].fields.isEmpty
        && needs[place].fields.isSubset(of: all.fields) && !prefix.isEmpty
        && names[place].hasPrefix(prefix)
      {
        places.append(place)
      }
      places.sort { names[$0] < names[$1] }
      guard places.count >= Self.smallest, places.count <= KeptCells.limit else { continue }
      let fields = all.fields.sorted()
      let processes = all.processes.sorted()
      groups.append(
        ColumnGroup(
          places: places, columns: places.map { columns[$0].index }, fields: fields,
          processes: processes, signature: signature(columns, places, fields, processes)))
    }
    return groups
  }

  private func commonPrefix(_ names: [String]) -> String {
    guard var prefix = names.first else { return "" }
    for name in names { while !name.hasPrefix(prefix) { prefix.removeLast() } }
    return prefix
  }

  // MARK: - Dependencies

  private func needs(of node: Int) -> Needs {
    var needs = Needs()
    guard node >= 0 else { return needs }
    switch nodes[node] {
    case .bool, .integer, .literal: break
    case .field(let index), .rawField(let index): needs.fields = [index]
    case .timeCreated, .object: needs.varies = true
    case .lookup(_, let key): needs = self.needs(of: key)
    case .member(_, let owner): needs = self.needs(of: owner)
    case .slot(let slot):
      if case .call(.procByPID, _, _) = nodes[slots[slot]] {
        needs.processes = [slot]
        needs.roots = [slots[slot]]
      } else {
        needs = self.needs(of: slots[slot])
      }
    case .call(let function, let first, let count):
      for place in first..<first + count { needs.formUnion(self.needs(of: arguments[place])) }
      if function == .proc { needs.roots.insert(node) }
      if !Self.isConstant(function) { needs.varies = true }
    }
    return needs
  }

  /// Whether a function depends on its arguments and the host's ledger only.
  private static func isConstant(_ function: Function) -> Bool {
    switch function {
    case .coalesce, .if, .and, .or, .not, .concat, .equalText, .equalTextAnyCase, .equalInteger,
      .equalBool, .bits, .lower, .number, .basename, .dosPath, .exe, .userPart, .domainPart, .sidOf,
      .guidTime, .proc, .hash, .decimal, .contains, .startsWith, .nameOfSID, .domainOfSID:
      true
    default: false
    }
  }

  // MARK: - Signatures

  private func signature(
    _ columns: [Program.Column], _ places: [Int], _ fields: [Int], _ processes: [Int]
  ) -> String {
    var text = ""
    for place in places {
      let column = columns[place]
      let kept = schema.columns[column.index]
      text += "\(kept.name):\(kept.type)="
      describe(column.node, fields, processes, &text)
      text += ";"
    }
    return text
  }

  private func describe(
    _ node: Int, _ fields: [Int], _ processes: [Int], _ text: inout String
  ) {
    guard node >= 0 else {
      text += "_"
      return
    }
    switch nodes[node] {
    case .bool(let value): text += "\(value)"
    case .integer(let value): text += "\(value)"
    case .literal(let literal):
      let bytes = literals.rawSpan.extracting(Int(literal.start)..<Int(literal.end))
      text += "'\(FieldText.string(bytes))'"
    case .field(let index): text += "f\(place(of: index, fields))"
    case .rawField(let index): text += "r\(place(of: index, fields))"
    case .timeCreated, .object: text += "?"
    case .slot(let slot):
      if let place = processes.firstIndex(of: slot) {
        text += "p\(place)"
      } else {
        describe(slots[slot], fields, processes, &text)
      }
    case .call(let function, let first, let count):
      text += "\(function)("
      for place in first..<first + count {
        describe(arguments[place], fields, processes, &text)
        text += ","
      }
      text += ")"
    case .lookup(let index, let key):
      text += "l\(index)("
      describe(key, fields, processes, &text)
      text += ")"
    case .member(let member, let owner):
      describe(owner, fields, processes, &text)
      text += ".\(member)"
    }
  }

  private func place(of field: Int, _ fields: [Int]) -> Int { fields.firstIndex(of: field) ?? -1 }
}
