/// A value of a rule file that knows where it stands, whether the file is YAML or JSON.
struct RuleNode: Sendable {
  /// What it is.
  indirect enum Content: Sendable {
    case scalar(ScalarText)
    case sequence([RuleNode])
    case mapping([Entry])
  }

  /// A key and its value.
  struct Entry: Sendable {
    var key: String
    var position: FilePosition
    var value: RuleNode
  }

  var content: Content
  /// Where it begins.
  var position: FilePosition

  /// The text of a scalar; nil for another kind and for YAML's and JSON's null.
  var scalar: ScalarText? {
    guard case .scalar(let text) = content, !text.isNull else { return nil }
    return text
  }

  var sequence: [RuleNode]? {
    guard case .sequence(let nodes) = content else { return nil }
    return nodes
  }

  var mapping: [Entry]? {
    guard case .mapping(let entries) = content else { return nil }
    return entries
  }

  /// Whether it stands for nothing.
  var isNull: Bool {
    guard case .scalar(let text) = content else { return false }
    return text.isNull
  }

  /// The value of a key, nil when there is none.
  subscript(_ key: String) -> RuleNode? { mapping?.first { $0.key == key }?.value }

  /// The value of a key but for letter case, as ARM resources are read.
  subscript(anyCase key: String) -> RuleNode? {
    let wanted = key.lowercased()
    return mapping?.first { $0.key.lowercased() == wanted }?.value
  }

  /// What it is, for messages.
  var kind: String {
    switch content {
    case .scalar(let text): text.isNull ? "nothing" : "a text"
    case .sequence: "a list"
    case .mapping: "keys with values"
    }
  }
}

/// A text of a rule file, and what is needed to say where each of its characters stands.
struct ScalarText: Sendable {
  /// How it is written.
  enum Style: Sendable {
    case plain, singleQuoted, doubleQuoted, literal, folded
    /// A number or word of JSON.
    case jsonWord
  }

  var text: String
  var style: Style
  var start: FilePosition
  var end: FilePosition

  /// Whether it is null: a plain `null`, `~` or nothing.
  var isNull: Bool {
    guard style == .plain || style == .jsonWord else { return false }
    switch text {
    case "", "~", "null", "Null", "NULL": return true
    default: return false
    }
  }
}
