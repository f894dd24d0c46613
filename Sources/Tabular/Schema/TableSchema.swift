/// A column of a table: its name and its type.
public struct ColumnSchema: Hashable, Sendable {
  /// The name, such as `TimeGenerated`. Case counts.
  public let name: String
  /// The type of every value in the column.
  public let type: ScalarType

  /// A column from its parts.
  public init(_ name: String, _ type: ScalarType) {
    self.name = name
    self.type = type
  }
}

/// The name and the columns of a table.
///
/// Shared and immutable. Names of columns are unique; where a name comes twice, ``index(of:)`` finds
/// the first.
public final class TableSchema: Sendable {
  /// The name of the table.
  public let name: String
  /// The columns in their order.
  public let columns: [ColumnSchema]
  private let indices: [String: Int]

  /// A table of so many columns.
  public init(name: String, columns: [ColumnSchema]) {
    self.name = name
    self.columns = columns
    var indices: [String: Int] = [:]
    indices.reserveCapacity(columns.count)
    for (index, column) in columns.enumerated() where indices[column.name] == nil {
      indices[column.name] = index
    }
    self.indices = indices
  }

  /// The place of the column called `name`, nil when there is none.
  public func index(of name: String) -> Int? { indices[name] }

  /// The same table with columns behind its own, such as those that say where a row came from.
  ///
  /// Indices of the columns before stay. A column whose name the table has already is left out.
  public func appending(_ extra: [ColumnSchema]) -> TableSchema {
    TableSchema(name: name, columns: columns + extra.filter { indices[$0.name] == nil })
  }
}

extension TableSchema: Equatable {
  /// Whether name and columns are the same.
  public static func == (one: TableSchema, other: TableSchema) -> Bool {
    one === other || (one.name == other.name && one.columns == other.columns)
  }
}
