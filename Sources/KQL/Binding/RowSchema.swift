internal import Tabular

/// A name that is equal to another when their UTF-8 is: the equality of Swift's strings is not Kusto's.
struct ColumnName: Hashable, Sendable, CustomStringConvertible {
  let text: String

  init(_ text: String) { self.text = text }

  static func == (one: ColumnName, other: ColumnName) -> Bool {
    one.text.utf8.elementsEqual(other.text.utf8)
  }

  func hash(into hasher: inout Hasher) {
    for byte in text.utf8 { hasher.combine(byte) }
  }

  var description: String { text }
}

/// A column of a tabular expression.
struct BoundColumn: Hashable, Sendable {
  let name: String
  let type: ValueType

  init(_ name: String, _ type: ValueType) {
    self.name = name
    self.type = type
  }

  func named(_ name: String) -> BoundColumn { BoundColumn(name, type) }

  static func == (one: BoundColumn, other: BoundColumn) -> Bool {
    one.type == other.type && ColumnName(one.name) == ColumnName(other.name)
  }
}

/// The columns of a tabular expression.
struct RowSchema: Sendable {
  /// In their order; names are unique.
  let columns: [BoundColumn]
  /// Whether there may be more columns, which only the data will tell.
  let isOpen: Bool
  private let indices: [ColumnName: Int]

  init(_ columns: [BoundColumn], isOpen: Bool = false) {
    self.columns = columns
    self.isOpen = isOpen
    var indices: [ColumnName: Int] = [:]
    indices.reserveCapacity(columns.count)
    for (index, column) in columns.enumerated() where indices[ColumnName(column.name)] == nil {
      indices[ColumnName(column.name)] = index
    }
    self.indices = indices
  }

  init(_ table: TableSchema) {
    self.init(table.columns.map { BoundColumn($0.name, .known($0.type)) })
  }

  /// The place of the column called `name`; nil when there is none.
  func index(of name: String) -> Int? { indices[ColumnName(name)] }

  /// The type of a column, unknown for one that is not listed.
  func type(of name: String) -> ValueType {
    index(of: name).map { columns[$0].type } ?? .unknown
  }
}

/// Names in use, and new ones that are not.
struct UniqueNames: Sendable {
  private var used: Set<ColumnName> = []
  /// The suffix to try next for a base: without it, many equal names would take quadratic time.
  private var next: [ColumnName: Int] = [:]

  mutating func insert(_ name: String) { used.insert(ColumnName(name)) }

  func contains(_ name: String) -> Bool { used.contains(ColumnName(name)) }

  /// `name` if it is free, else `base` (or the name) with the lowest number that is.
  mutating func unique(_ name: String, base: String? = nil) -> String {
    if used.insert(ColumnName(name)).inserted { return name }
    let base = base ?? name
    var number = next[ColumnName(base)] ?? 1
    while !used.insert(ColumnName("\(base)\(number)")).inserted { number += 1 }
    next[ColumnName(base)] = number + 1
    return "\(base)\(number)"
  }
}
