/// A file that a query names by its location, and how it says that the file is to be read.
public struct ExternalFile: Sendable, Equatable {
  /// The location, as the query has it.
  public let location: String
  /// The columns that its rows are to have.
  public let columns: [ColumnSchema]
  /// How records and fields are told apart.
  public let layout: FileLayout

  /// A file from its parts.
  public init(location: String, columns: [ColumnSchema], layout: FileLayout) {
    self.location = location
    self.columns = columns
    self.layout = layout
  }
}

/// How a file holds records.
public enum FileLayout: Sendable, Equatable {
  /// As its content tells: JSON-lines, or CSV whose first record names the columns.
  case detected
  /// Fields between separators, in the order of the columns; the first record is passed over if it is a header.
  case fields(separator: UInt8, hasHeader: Bool)
  /// Each line is one field; the first is passed over if it is a header.
  case lines(hasHeader: Bool)
  /// A JSON object on each line.
  case jsonLines
}
