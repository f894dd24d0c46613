internal import ByteIO

/// One node of decoded binary XML.
///
/// Nodes lie in pre-order: the subtree of a node is the nodes from the next one up to ``end``. An
/// element's attributes come before its content; an attribute's subtree is its value.
struct Node {
  enum Kind: UInt8 {
    /// Name in the text; `slot` is the dependency identifier, 0xffff for none.
    case element
    /// Name in the text.
    case attribute
    /// Characters in the text.
    case text
    case cdata
    /// `slot` is the UTF-16 code unit.
    case charReference
    /// Name in the text.
    case entityReference
    /// Target in the text; the data is the next node, of kind text, in its subtree.
    case processingInstruction
    /// `slot` is the index of the value in its template instance, `valueType` the declared type.
    case substitution
    /// `slot` is the index of a root in ``EventTree``: a template instance among the elements of a
    /// fragment.
    case instance
  }

  var kind: Kind
  /// Element: closed by `/>`. Substitution: optional.
  var flag: Bool
  var valueType: UInt8
  var slot: UInt16
  /// Index of the node behind the subtree.
  var end: UInt32
  /// First byte of the name or characters in ``NodeTree/text``.
  var textStart: UInt32
  /// UTF-16 code units of the name or characters.
  var textUnits: UInt32

  static let noDependency: UInt16 = 0xffff
}

/// Decoded binary XML of template definitions and of records' own elements, in two flat arrays.
///
/// It does not refer to the chunk it came from: names and characters are copied, so that a definition
/// serves every chunk.
struct NodeTree {
  var nodes: [Node] = []
  /// UTF-16LE.
  var text: [UInt8] = []

  /// Sizes to which the tree can be cut back when a record is done.
  struct Mark {
    var nodeCount: Int
    var textCount: Int
  }

  var mark: Mark { Mark(nodeCount: nodes.count, textCount: text.count) }

  /// Bytes added since a mark was taken.
  func byteCount(since mark: Mark) -> Int {
    text.count - mark.textCount + (nodes.count - mark.nodeCount) * MemoryLayout<Node>.stride
  }

  mutating func cut(to mark: Mark) {
    nodes.removeLast(nodes.count - mark.nodeCount)
    text.removeLast(text.count - mark.textCount)
  }

  /// Appends a node with `units` UTF-16 units of `bytes` from `offset`, which lie inside.
  mutating func append(
    _ kind: Node.Kind, flag: Bool = false, valueType: UInt8 = 0, slot: UInt16 = 0,
    text bytes: RawSpan, at offset: Int, units: Int
  ) {
    let textStart = text.count
    text.append(copying: bytes.extracting(offset..<offset + units * 2))
    nodes.append(
      Node(
        kind: kind, flag: flag, valueType: valueType, slot: slot, end: UInt32(nodes.count + 1),
        textStart: UInt32(textStart), textUnits: UInt32(units)))
  }

  /// Appends a node with text from the program.
  mutating func append(_ kind: Node.Kind, flag: Bool = false, slot: UInt16 = 0, literal: String) {
    let textStart = text.count
    for unit in literal.utf16 {
      text.append(UInt8(truncatingIfNeeded: unit))
      text.append(UInt8(truncatingIfNeeded: unit >> 8))
    }
    nodes.append(
      Node(
        kind: kind, flag: flag, valueType: 0, slot: slot, end: UInt32(nodes.count + 1),
        textStart: UInt32(textStart), textUnits: UInt32((text.count - textStart) / 2)))
  }

  /// Appends a node without text.
  mutating func append(_ kind: Node.Kind, flag: Bool = false, valueType: UInt8 = 0, slot: UInt16) {
    nodes.append(
      Node(
        kind: kind, flag: flag, valueType: valueType, slot: slot, end: UInt32(nodes.count + 1),
        textStart: UInt32(text.count), textUnits: 0))
  }

  /// Ends the subtree of a node at the last node.
  mutating func close(_ index: Int) { nodes[index].end = UInt32(nodes.count) }

  /// Whether a node's name or text is the ASCII `word`.
  func isText(_ index: Int, _ word: StaticString) -> Bool {
    let node = nodes[index]
    guard Int(node.textUnits) == word.utf8CodeUnitCount else { return false }
    let start = Int(node.textStart)
    for index in 0..<word.utf8CodeUnitCount
    where text[start + 2 * index] != word.byte(at: index) || text[start + 2 * index + 1] != 0 {
      return false
    }
    return true
  }

  /// A node's name or text.
  func string(_ index: Int) -> String {
    let node = nodes[index]
    let start = Int(node.textStart)
    let units = (0..<Int(node.textUnits)).map { unit in
      UInt16(text[start + 2 * unit]) | UInt16(text[start + 2 * unit + 1]) << 8
    }
    return String(decoding: units, as: UTF16.self)
  }
}
