/// Something that is wrong with a query, or that this engine refuses to guess.
///
/// | Field | Meaning |
/// |-------|---------|
/// | `code` | what to test on; stable names such as `syntax` |
/// | `message` | what was expected and what was found, in one line |
/// | `range` | the place, in UTF-8 offsets of the query |
/// | `line`, `column` | the place as people count: from 1, columns in characters |
/// | `excerpt` | the line with the place underlined |
/// | `further` | problems found after this one, in the order of their places |
public struct QueryError: Error, Sendable {
  /// The kind of an error.
  public struct Code: RawRepresentable, Hashable, Sendable {
    /// A stable name.
    public let rawValue: String
    /// A code from its name.
    public init(rawValue: String) { self.rawValue = rawValue }

    /// The text is not UTF-8.
    public static let badText = Code(rawValue: "bad-text")
    /// The text is not KQL.
    public static let syntax = Code(rawValue: "syntax")
    /// A literal cannot be read or is out of its type's range.
    public static let badLiteral = Code(rawValue: "bad-literal")
    /// KQL that this engine does not have.
    public static let unsupported = Code(rawValue: "unsupported")
    /// A name that stands for nothing.
    public static let unknownName = Code(rawValue: "unknown-name")
    /// Operands, arguments or keys of a type that is not taken.
    public static let badType = Code(rawValue: "bad-type")
    /// A function, operator or parameter that is not used as it must be.
    public static let badUse = Code(rawValue: "bad-use")
    /// A name that stands for something already.
    public static let duplicateName = Code(rawValue: "duplicate-name")
    /// The text is longer, or nested deeper, than is allowed.
    public static let limit = Code(rawValue: "limit")
  }

  /// What to test on.
  public let code: Code
  /// What was expected and what was found.
  public let message: String
  /// The place in UTF-8 offsets of the query.
  public let range: SourceRange
  /// The line of the place, from 1.
  public let line: Int
  /// The column of the place in characters, from 1.
  public let column: Int
  /// The line of the query and, under it, the place marked by carets.
  public let excerpt: String
  /// Problems found after this one.
  public var further: [QueryError] = []

  /// An error at a place of a query.
  init(_ code: Code, _ message: String, at range: SourceRange, in text: QueryText) {
    self.code = code
    self.message = message
    self.range = range
    (line, column) = text.position(of: range.start)
    excerpt = text.excerpt(of: range)
  }
}

extension QueryError: CustomStringConvertible {
  /// `line:column: message`, the line of the query and the carets, for this problem and all further ones.
  public var description: String {
    ([self] + further).map { "\($0.line):\($0.column): \($0.message)\n\($0.excerpt)" }
      .joined(separator: "\n")
  }
}
