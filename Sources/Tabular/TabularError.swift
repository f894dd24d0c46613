/// Why a table could not be loaded, or what of it was lost.
public struct TabularError: Error, Hashable, Sendable {
  /// The kind of an error.
  public struct Code: RawRepresentable, Hashable, Sendable {
    /// A stable name.
    public let rawValue: String
    /// A code from its name.
    public init(rawValue: String) { self.rawValue = rawValue }

    /// The medium failed, or what is compressed is damaged.
    public static let readFailed = Code(rawValue: "read-failed")
    /// The file is neither JSON-lines nor CSV.
    public static let unknownFormat = Code(rawValue: "unknown-format")
    /// A line is no JSON object.
    public static let badJSON = Code(rawValue: "bad-json")
    /// A record of a CSV file is wrong.
    public static let badCSV = Code(rawValue: "bad-csv")
    /// A value is none of its column's type and became null.
    public static let badValue = Code(rawValue: "bad-value")
    /// A line or a record is longer than is allowed.
    public static let tooLong = Code(rawValue: "too-long")
    /// The table needs more memory than is allowed.
    public static let memory = Code(rawValue: "memory")
  }

  /// What to test on.
  public let code: Code
  /// Bytes from the start of the text, inflated if it was compressed.
  public let byteOffset: Int64
  /// What was expected, what was found and where.
  public let message: String

  /// An error from its parts.
  public init(_ code: Code, byteOffset: Int64, message: String) {
    self.code = code
    self.byteOffset = byteOffset
    self.message = message
  }
}
