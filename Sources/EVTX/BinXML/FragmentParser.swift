internal import ByteIO

/// Reads binary XML into a ``NodeTree``: the one place that walks tokens.
///
/// Template definitions and elements outside of templates differ in one thing: only the former carry
/// dependency identifiers (MS-EVEN6 2.2.12, libevtx "Element start").
struct FragmentParser: ~Escapable {
  var reader: ByteReader
  /// Whether this is the body of a template definition.
  let isDefinition: Bool
  /// Where template instances were met, in the order of their `.instance` nodes.
  var instances: [Int] = []
  /// Records what is needed to recognise the same definition in another chunk.
  var signature: SignatureRecorder?
  private var openElements = 0
  /// The node of the value token read last, which another one right behind it continues; -1 where the
  /// content of an element or attribute begins or ends.
  private var lastText = -1
  /// The character reference read last, likewise.
  private var lastReference = -1

  @_lifetime(copy reader)
  init(_ reader: consuming ByteReader, isDefinition: Bool) {
    self.reader = reader
    self.isDefinition = isDefinition
    self.signature = isDefinition ? SignatureRecorder(start: reader.position) : nil
  }

  /// Reads a fragment: a header, which may be missing, and elements up to the end token or the end of
  /// the bytes. A template instance ends the parse: its length is known only by reading it, so the
  /// caller resumes behind it.
  @_lifetime(self: copy self)
  mutating func parseFragment(into tree: inout NodeTree) throws(DecodeFailure) {
    while let token = reader.peek() {
      switch token & ~Token.moreFlag {
      case Token.endOfFragment:
        signature?.finish(at: reader.position + 1)
        return
      case Token.fragmentHeader:
        // Token, major and minor version, flags.
        try skip(4)
      case Token.openStartElement:
        try parseElement(into: &tree)
      case Token.processingInstructionTarget:
        try parseProcessingInstruction(into: &tree)
      case Token.templateInstance where !isDefinition:
        return
      default:
        throw DecodeFailure(.unknownToken, at: reader.position, found: Int(token))
      }
    }
    signature?.finish(at: reader.position)
  }

  // MARK: - Elements

  /// Token, dependency identifier (in definitions), length, name, attribute list, content, end.
  @_lifetime(self: copy self)
  private mutating func parseElement(into tree: inout NodeTree) throws(DecodeFailure) {
    openElements += 1
    guard openElements <= Limits.elementDepth else {
      throw DecodeFailure(.depth, at: reader.position, found: Limits.elementDepth)
    }
    let token = try u8()
    let dependency = isDefinition ? try u16() : Node.noDependency
    signature?.gap(from: reader.position, 4)
    try skip(4)
    let element = tree.nodes.count
    try parseName(.element, slot: dependency, into: &tree)
    if token & Token.moreFlag != 0 {
      signature?.gap(from: reader.position, 4)
      try skip(4)
      while let next = reader.peek(), next & ~Token.moreFlag == Token.attribute {
        try skip(1)
        let attribute = tree.nodes.count
        try parseName(.attribute, into: &tree)
        try parseContent(into: &tree, isAttribute: true)
        tree.close(attribute)
      }
    }
    let position = reader.position
    switch try u8() {
    case Token.closeEmptyElement:
      tree.nodes[element].flag = true
    case Token.closeStartElement:
      try parseContent(into: &tree, isAttribute: false)
      let endPosition = reader.position
      let end = try u8()
      guard end == Token.endElement else {
        throw DecodeFailure(.unclosed, at: endPosition, found: Int(end))
      }
    case let other:
      throw DecodeFailure(.unknownToken, at: position, found: Int(other))
    }
    tree.close(element)
    openElements -= 1
  }

  /// Values, references and, in elements, child elements, up to a token of another kind.
  @_lifetime(self: copy self)
  private mutating func parseContent(
    into tree: inout NodeTree, isAttribute: Bool
  ) throws(DecodeFailure) {
    (lastText, lastReference) = (-1, -1)
    defer { (lastText, lastReference) = (-1, -1) }
    while let token = reader.peek() {
      try checkSize(tree)
      switch token & ~Token.moreFlag {
      case Token.value:
        try parseValue(into: &tree)
      case Token.normalSubstitution, Token.optionalSubstitution:
        try parseSubstitution(into: &tree)
      case Token.charReference:
        try parseCharReference(into: &tree)
      case Token.entityReference:
        try skip(1)
        try parseName(.entityReference, into: &tree)
      case Token.cdata where !isAttribute:
        try skip(1)
        try parseCountedText(.cdata, into: &tree)
      case Token.openStartElement where !isAttribute:
        try parseElement(into: &tree)
      case Token.processingInstructionTarget where !isAttribute:
        try parseProcessingInstruction(into: &tree)
      case Token.templateInstance where !isAttribute && !isDefinition:
        try parseNestedInstance(into: &tree)
      default:
        return
      }
    }
  }

  /// The tree's size before this fragment.
  var base = NodeTree.Mark(nodeCount: 0, textCount: 0)

  /// Makes sure that the fragment may have one more node.
  private func checkSize(_ tree: borrowing NodeTree) throws(DecodeFailure) {
    guard tree.nodes.count - base.nodeCount < Limits.nodesPerFragment else {
      throw DecodeFailure(.tooMany, at: reader.position, found: Limits.nodesPerFragment)
    }
    guard tree.text.count - base.textCount < Limits.textPerFragment else {
      throw DecodeFailure(.tooMany, at: reader.position, found: Limits.textPerFragment)
    }
  }

  // MARK: - Leaves

  /// Token, value type, then by type: a counted string, or a value of fixed size.
  ///
  /// MS-EVEN6 allows only strings here; other types of known size are kept as substitutions would be.
  @_lifetime(self: copy self)
  private mutating func parseValue(into tree: inout NodeTree) throws(DecodeFailure) {
    let position = reader.position
    try skip(1)
    let type = try u8()
    guard type == ValueType.string else {
      throw DecodeFailure(.unknownToken, at: position + 1, found: Int(type))
    }
    let first = tree.nodes.count - 1
    let isContinued = first == lastText
    try parseCountedText(.text, into: &tree)
    if isContinued {
      // Text split over tokens is one text: a pair of surrogates may lie on both sides of the split.
      let units = tree.nodes.removeLast().textUnits
      tree.nodes[first].textUnits += units
    }
    lastText = tree.nodes.count - 1
  }

  /// Token and a UTF-16 unit. Two references to the halves of a surrogate pair are one character.
  @_lifetime(self: copy self)
  private mutating func parseCharReference(into tree: inout NodeTree) throws(DecodeFailure) {
    try skip(1)
    let unit = try u16()
    let last = tree.nodes.count - 1
    if unit & 0xfc00 == 0xdc00, last == lastReference, tree.nodes[last].slot & 0xfc00 == 0xd800 {
      let high = tree.nodes.removeLast().slot
      tree.append(.text, literal: String(decoding: [high, unit], as: UTF16.self))
    } else {
      tree.append(.charReference, slot: unit)
      lastReference = tree.nodes.count - 1
    }
  }

  /// A 16-bit count of UTF-16 units and the units.
  @_lifetime(self: copy self)
  private mutating func parseCountedText(
    _ kind: Node.Kind, into tree: inout NodeTree
  ) throws(DecodeFailure) {
    let units = Int(try u16())
    let start = reader.position
    try skip(units * 2)
    tree.append(kind, text: reader.bytes, at: start, units: units)
  }

  /// Token, 16-bit index of the value, declared type.
  @_lifetime(self: copy self)
  private mutating func parseSubstitution(into tree: inout NodeTree) throws(DecodeFailure) {
    let token = try u8()
    let slot = try u16()
    let type = try u8()
    tree.append(
      .substitution, flag: token & ~Token.moreFlag == Token.optionalSubstitution, valueType: type,
      slot: slot)
  }

  /// Target token and name, data token and counted text.
  @_lifetime(self: copy self)
  private mutating func parseProcessingInstruction(
    into tree: inout NodeTree
  ) throws(DecodeFailure) {
    try skip(1)
    let index = tree.nodes.count
    try parseName(.processingInstruction, into: &tree)
    let position = reader.position
    let token = try u8()
    guard token == Token.processingInstructionData else {
      throw DecodeFailure(.unknownToken, at: position, found: Int(token))
    }
    try parseCountedText(.text, into: &tree)
    tree.close(index)
  }

  /// A template instance among elements: noted, and passed over by its own lengths.
  @_lifetime(self: copy self)
  private mutating func parseNestedInstance(into tree: inout NodeTree) throws(DecodeFailure) {
    let start = reader.position
    let instance = try TemplateInstance(parsing: &reader)
    guard instance.valuesEnd <= reader.end else {
      throw DecodeFailure(.badLength, at: start, found: instance.valuesEnd - start)
    }
    reader.position = instance.valuesEnd
    tree.append(.instance, slot: UInt16(truncatingIfNeeded: instances.count))
    instances.append(start)
  }

  // MARK: - Names

  /// A 32-bit chunk offset of a name; the name itself follows when the offset points right behind.
  ///
  /// | Offset | Bytes | Field |
  /// |-------:|------:|-------|
  /// | 0 | 4 | offset of the next name with the same hash bucket |
  /// | 4 | 2 | hash |
  /// | 6 | 2 | number of UTF-16 units |
  /// | 8 | 2 each | units, then one unit 0 |
  ///
  /// Source: libevtx "Name".
  @_lifetime(self: copy self)
  private mutating func parseName(
    _ kind: Node.Kind, slot: UInt16 = 0, into tree: inout NodeTree
  ) throws(DecodeFailure) {
    try checkSize(tree)
    let position = reader.position
    let nameOffset = Int(try u32())
    let isInline = nameOffset == reader.position
    guard reader.bytes.holds(8, at: nameOffset) else {
      throw DecodeFailure(.badName, at: position, found: nameOffset)
    }
    let units = Int(reader.bytes.u16(nameOffset + 6))
    guard reader.bytes.holds(units * 2 + 2, at: nameOffset + 8) else {
      throw DecodeFailure(.badName, at: position, found: nameOffset)
    }
    signature?.name(at: position, units: units, isInline: isInline)
    if isInline { try skip(units * 2 + 10) }
    tree.append(kind, slot: slot, text: reader.bytes, at: nameOffset + 8, units: units)
  }

  // MARK: - Reading

  @_lifetime(self: copy self)
  private mutating func skip(_ count: Int) throws(DecodeFailure) {
    do { try reader.skip(count) } catch { throw DecodeFailure(error) }
  }

  @_lifetime(self: copy self)
  private mutating func u8() throws(DecodeFailure) -> UInt8 {
    do { return try reader.u8() } catch { throw DecodeFailure(error) }
  }

  @_lifetime(self: copy self)
  private mutating func u16() throws(DecodeFailure) -> UInt16 {
    do { return try reader.u16() } catch { throw DecodeFailure(error) }
  }

  @_lifetime(self: copy self)
  private mutating func u32() throws(DecodeFailure) -> UInt32 {
    do { return try reader.u32() } catch { throw DecodeFailure(error) }
  }
}
