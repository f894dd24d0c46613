/// Something that is wrong with a rule, or that kept it from being run.
///
/// | Field | Meaning |
/// |-------|---------|
/// | `code` | what to test on; stable names such as `query` |
/// | `message` | what was expected and what was found, in one line |
/// | `file` | the rule file as it was named |
/// | `position` | the place in the file; nil when it concerns the whole file |
/// | `excerpt` | the line of the query with the place underlined, empty for none |
/// | `ruleID` | the rule that it concerns, as far as it is known |
public struct DetectionError: Error, Sendable {
  /// The kind of an error.
  public struct Code: RawRepresentable, Hashable, Sendable {
    /// A stable name.
    public let rawValue: String
    /// A code from its name.
    public init(rawValue: String) { self.rawValue = rawValue }

    /// The file cannot be read.
    public static let unreadable = Code(rawValue: "unreadable")
    /// The file is neither YAML nor JSON.
    public static let syntax = Code(rawValue: "syntax")
    /// A field is missing or holds what it must not.
    public static let field = Code(rawValue: "field")
    /// The query is wrong or has no exact answer here.
    public static let query = Code(rawValue: "query")
    /// The rule needed more memory or rows, or would raise more alerts, than allowed.
    public static let limit = Code(rawValue: "limit")
    /// Two rules have one identifier.
    public static let duplicate = Code(rawValue: "duplicate")
  }

  /// How much it matters.
  public enum Weight: Sendable {
    /// The rule cannot be run.
    case error
    /// The rule can be run; Sentinel may refuse it, or something of it has no effect here.
    case warning
  }

  /// What to test on.
  public let code: Code
  /// How much it matters.
  public let weight: Weight
  /// What was expected and what was found.
  public let message: String
  /// The rule file as it was named.
  public let file: String
  /// The place in the file.
  public let position: FilePosition?
  /// A line of the query and, under it, the place marked by carets.
  public let excerpt: String
  /// The rule that it concerns.
  public let ruleID: String?

  init(
    _ code: Code, _ message: String, weight: Weight = .error, file: String,
    at position: FilePosition? = nil, excerpt: String = "", ruleID: String? = nil
  ) {
    self.code = code
    self.weight = weight
    self.message = message
    self.file = file
    self.position = position
    self.excerpt = excerpt
    self.ruleID = ruleID
  }
}

extension DetectionError: CustomStringConvertible {
  /// `file:line:column: message`, and the line of the query with carets where there is one.
  public var description: String {
    let place = position.map { ":\($0.line):\($0.column)" } ?? ""
    let kind = weight == .warning ? "warning: " : ""
    return "\(file)\(place): \(kind)\(message)" + (excerpt.isEmpty ? "" : "\n" + excerpt)
  }
}

/// A place in a file, as people count.
public struct FilePosition: Hashable, Sendable {
  /// The line, from 1.
  public var line: Int
  /// The column in characters, from 1.
  public var column: Int

  /// A place from its parts.
  public init(line: Int, column: Int) {
    self.line = line
    self.column = column
  }
}
