/// Why a pattern is refused.
public struct RegexError: Error, Equatable, Sendable {
  /// The kind of an error.
  public struct Code: RawRepresentable, Hashable, Sendable {
    /// A stable name.
    public let rawValue: String
    /// A code from its name.
    public init(rawValue: String) { self.rawValue = rawValue }

    /// The pattern breaks the syntax.
    public static let syntax = Code(rawValue: "regex-syntax")
    /// Look-around, back-references and what else cannot be matched in linear time, and Unicode
    /// names that the tables lack.
    public static let unsupported = Code(rawValue: "regex-unsupported")
    /// The pattern is too long, too deeply nested, or too large when compiled.
    public static let limit = Code(rawValue: "regex-limit")
  }

  /// What kind of error it is.
  public let code: Code
  /// Where in the pattern, in bytes from its start.
  public let offset: Int
  /// What was expected and found, in one line.
  public let message: String
}
