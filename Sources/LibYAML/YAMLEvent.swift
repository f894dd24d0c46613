/// A place in a YAML text, as people count.
public struct YAMLPosition: Hashable, Sendable {
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

/// How a scalar is written.
public enum YAMLScalarStyle: Hashable, Sendable {
  /// Without quotes.
  case plain
  /// In single quotes.
  case singleQuoted
  /// In double quotes, with escapes.
  case doubleQuoted
  /// A block that begins with `|`: lines as they are.
  case literal
  /// A block that begins with `>`: lines put together.
  case folded
}

/// One step through a YAML text.
public struct YAMLEvent: Hashable, Sendable {
  /// What comes next.
  public enum Kind: Hashable, Sendable {
    /// A document begins.
    case documentStart
    /// A document ends.
    case documentEnd
    /// A text that stands for a value.
    case scalar(text: String, style: YAMLScalarStyle)
    /// A list begins.
    case sequenceStart
    /// A list ends.
    case sequenceEnd
    /// Keys with values begin: a value follows each key.
    case mappingStart
    /// Keys with values end.
    case mappingEnd
    /// What an anchor of this name stands for, once more.
    case alias(String)
    /// There is nothing more.
    case streamEnd
  }

  /// What comes next.
  public let kind: Kind
  /// The name under which aliases may repeat a scalar, list or mapping.
  public let anchor: String?
  /// Where it begins.
  public let start: YAMLPosition
  /// Where it ends: behind its last character.
  public let end: YAMLPosition
}

/// Why a text is no YAML, and where.
public struct YAMLError: Error, Hashable, Sendable {
  /// What is wrong, in words of libyaml or of this reader.
  public let reason: String
  /// Where.
  public let position: YAMLPosition

  /// An error of a reader that builds on this one.
  public init(reason: String, position: YAMLPosition) {
    self.reason = reason
    self.position = position
  }
}
