/// What a query asks of a table, so that its provider can leave out what does not matter.
///
/// The plan tests every row again: a provider may give more rows and columns than asked for, never fewer.
public struct ScanRequest: Sendable, Equatable {
  /// The name of the table.
  public let table: String
  /// The columns that are needed, by their places in the table's schema, ascending. Others may be null.
  public let columns: [Int]
  /// Conditions that all hold for every row that matters.
  public let predicates: [ColumnPredicate]

  /// A request from its parts.
  public init(table: String, columns: [Int], predicates: [ColumnPredicate]) {
    self.table = table
    self.columns = columns
    self.predicates = predicates
  }
}

/// A condition on one column.
public struct ColumnPredicate: Sendable, Equatable {
  /// The place of the column in the table's schema.
  public let column: Int
  /// What holds for its value.
  public let test: Test

  /// A condition from its parts.
  public init(column: Int, test: Test) {
    self.column = column
    self.test = test
  }

  /// A test of a value.
  public enum Test: Sendable, Equatable {
    /// It is one of these.
    case isOneOf([Value])
    /// It is one of these texts but for letter case.
    case isOneOfIgnoringCase([String])
    /// It lies between these, both included, where they are given.
    case isBetween(Value?, Value?)
    /// It holds one of these texts, of whatever letter case.
    case holdsOneOf([String])
    /// It is neither null nor an empty text.
    case isNotEmpty
  }
}
