internal import LibYAML

extension RuleNode {
  /// The documents of a YAML text.
  ///
  /// - Throws: ``YAMLError`` where it is none, where a key is no text or comes twice, where an alias
  ///   names nothing, and where aliases repeat more than ``Limits/nodeCount`` values.
  static func documents(ofYAML bytes: [UInt8]) throws(YAMLFailure) -> [RuleNode] {
    do throws(YAMLError) {
      var parser = YAMLTreeParser(reader: try YAMLReader(bytes))
      return try parser.documents()
    } catch {
      throw YAMLFailure(reason: error.reason, position: FilePosition(error.position))
    }
  }
}

/// Why a text is no YAML of rules, and where.
struct YAMLFailure: Error {
  var reason: String
  var position: FilePosition
}

extension FilePosition {
  fileprivate init(_ position: YAMLPosition) {
    self.init(line: position.line, column: position.column)
  }
}

/// Puts the events of a YAML text together to trees.
private struct YAMLTreeParser: ~Copyable {
  var reader: YAMLReader
  /// What anchors stand for, with the number of values in it.
  private var anchors: [String: (node: RuleNode, size: Int)] = [:]
  private var nodeCount = 0

  init(reader: consuming YAMLReader) { self.reader = reader }

  mutating func documents() throws(YAMLError) -> [RuleNode] {
    var found: [RuleNode] = []
    while true {
      let event = try reader.next()
      switch event.kind {
      case .streamEnd: return found
      case .documentStart: anchors = [:]
      case .documentEnd: continue
      default: found.append(try node(from: event).node)
      }
    }
  }

  /// The value that begins with an event, and the number of values in it.
  private mutating func node(
    from event: YAMLEvent
  ) throws(YAMLError) -> (node: RuleNode, size: Int) {
    let content: RuleNode.Content
    var size = 1
    switch event.kind {
    case .scalar(let text, let style):
      content = .scalar(
        ScalarText(
          text: text, style: ScalarText.Style(style), start: FilePosition(event.start),
          end: FilePosition(event.end)))
    case .sequenceStart:
      var nodes: [RuleNode] = []
      while true {
        let next = try reader.next()
        if next.kind == .sequenceEnd { break }
        let item = try node(from: next)
        nodes.append(item.node)
        size += item.size
      }
      content = .sequence(nodes)
    case .mappingStart:
      let (entries, count) = try entries()
      content = .mapping(entries)
      size += count
    case .alias(let name):
      guard let known = anchors[name] else {
        throw YAMLError(reason: "nothing has the anchor \(name)", position: event.start)
      }
      try count(known.size, at: event)
      return known
    default:
      throw YAMLError(reason: "a value is missing", position: event.start)
    }
    try count(1, at: event)
    let result = (
      node: RuleNode(content: content, position: FilePosition(event.start)), size: size
    )
    if let anchor = event.anchor { anchors[anchor] = result }
    return result
  }

  private mutating func entries() throws(YAMLError) -> ([RuleNode.Entry], Int) {
    var entries: [RuleNode.Entry] = []
    var names: Set<String> = []
    var size = 0
    while true {
      let event = try reader.next()
      if event.kind == .mappingEnd { return (entries, size) }
      guard case .scalar(let key, _) = event.kind else {
        throw YAMLError(reason: "a key must be a text", position: event.start)
      }
      guard names.insert(key).inserted else {
        throw YAMLError(reason: "the key \(key) comes twice", position: event.start)
      }
      let value = try node(from: try reader.next())
      size += value.size + 1
      entries.append(
        RuleNode.Entry(key: key, position: FilePosition(event.start), value: value.node))
    }
  }

  /// Counts values. Aliases count what they repeat, so that a few lines cannot stand for billions.
  private mutating func count(_ more: Int, at event: YAMLEvent) throws(YAMLError) {
    nodeCount += more
    guard nodeCount <= Limits.nodeCount else {
      throw YAMLError(
        reason: "has more than \(Limits.nodeCount) values, those of aliases counted again",
        position: event.start)
    }
  }
}

extension ScalarText.Style {
  fileprivate init(_ style: YAMLScalarStyle) {
    self =
      switch style {
      case .plain: .plain
      case .singleQuoted: .singleQuoted
      case .doubleQuoted: .doubleQuoted
      case .literal: .literal
      case .folded: .folded
      }
  }
}
