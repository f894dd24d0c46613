internal import ByteIO

extension EventCompiler {
  /// Plans `,"key":` and the value or values of a member, with a prefix where the key means something
  /// else already.
  mutating func planMember(
    _ index: Int, scope: JSONScope, prefix: StaticString? = nil, openElements: Int, chunk: RawSpan
  ) throws(DecodeFailure) {
    let member = members.members[index]
    beginMember()
    if let prefix { store.literals.append(prefix) }
    let keys = members.keys
    store.literals.append(keys.rawSpan.extracting(member.keyStart..<member.keyEnd))
    store.literals.append("\":")
    let first = members.occurrences[member.first]
    let isArray =
      member.isAlwaysArray || member.count > 1
      || (first.kind == .element && !arrays(in: first.node, root: first.root).isEmpty)
    if isArray { store.literals.append("[") }
    var next = member.first
    while next >= 0 {
      let occurrence = members.occurrences[next]
      if next != member.first { store.literals.append(",") }
      try planOccurrence(occurrence, scope: scope, openElements: openElements, chunk: chunk)
      next = occurrence.next
    }
    if isArray { store.literals.append("]") }
  }

  /// Appends the comma before a member, except the first of its object, and the key's first quote.
  mutating func beginMember() {
    if !isFirstMember { store.literals.append(",") }
    isFirstMember = false
    store.literals.append("\"")
  }

  private mutating func planOccurrence(
    _ occurrence: MemberTable.Occurrence, scope: JSONScope, openElements: Int, chunk: RawSpan
  ) throws(DecodeFailure) {
    switch occurrence.kind {
    case .element:
      let slots = arrays(in: occurrence.node, root: occurrence.root)
      try planRepeats(of: slots[...], as: .repeatedList) {
        compiler throws(DecodeFailure) in
        try compiler.planElement(
          occurrence.node, root: occurrence.root, scope: scope, openElements: openElements + 1,
          chunk: chunk)
      }
    case .attribute, .text, .instruction:
      let start = occurrence.kind == .attribute ? occurrence.node + 1 : occurrence.node
      planTextValue(from: start, to: occurrence.endNode, root: occurrence.root)
    case .undecodable:
      store.literals.append(scope == .event ? "{\"#text\":\"" : "\"")
      store.emit(.binary, slot: occurrence.node)
      store.literals.append(scope == .event ? "\"}" : "\"")
    }
  }

  /// The value of an element: an object when it has attributes or children, else its text.
  private mutating func planElement(
    _ index: Int, root: FragmentRoot, scope: JSONScope, openElements: Int, chunk: RawSpan
  ) throws(DecodeFailure) {
    guard openElements <= Limits.openElements else {
      throw DecodeFailure(.depth, at: 0, found: Limits.openElements)
    }
    let end = Int(tree.nodes[index].end)
    let isNamedData =
      scope == .eventData && tree.isText(index, "Data")
      && nameAttribute(of: index, root: root) != nil
    let mark = members.mark
    defer { members.cut(to: mark) }
    let inner: JSONScope = scope == .event && tree.isText(index, "EventData") ? .eventData : .other
    try collect(
      from: index + 1, to: end, root: root, scope: inner, base: mark.members,
      isNamedData: isNamedData, chunk: chunk)
    let own = mark.members..<members.members.count
    let isTextOnly =
      own.allSatisfy { members.occurrences[members.members[$0].first].kind == .text }
    if isTextOnly, scope != .event {
      return planTextValue(from: index + 1, to: end, root: root)
    }
    store.literals.append("{")
    isFirstMember = true
    for member in own {
      try planMember(member, scope: inner, openElements: openElements, chunk: chunk)
    }
    isFirstMember = false
    store.literals.append("}")
  }

  // MARK: - Text

  /// The text among sibling nodes as one JSON value: typed when it is a single value, null when there
  /// is none, else a string.
  mutating func planTextValue(from start: Int, to end: Int, root: FragmentRoot) {
    var pieces = 0
    var only = start
    var index = start
    while index < end {
      let node = tree.nodes[index]
      if isTextPiece(node, in: root) {
        pieces += 1
        only = index
      }
      index = Int(node.end)
    }
    if pieces == 0 {
      store.literals.append("null")
    } else if pieces == 1, tree.nodes[only].kind == .substitution {
      planScalar(tree.nodes[only], root: root)
    } else {
      store.literals.append("\"")
      planText(from: start, to: end, root: root)
      store.literals.append("\"")
    }
  }

  func isTextPiece(_ node: Node, in root: FragmentRoot) -> Bool {
    switch node.kind {
    case .element, .attribute, .instance, .processingInstruction: false
    case .substitution: !isFragment(node, in: root)
    default: true
    }
  }

  /// A value as a JSON value of its type.
  private mutating func planScalar(_ node: Node, root: FragmentRoot) {
    guard let slot = slot(of: node, in: root), event.types[slot] != ValueType.null,
      !isEmptyFragment(node, in: root), !isEmptyArray(slot)
    else { return store.literals.append("null") }
    let plan = ValuePlan(
      type: event.types[slot], byteCount: Int(event.slots[slot].byteCount), place: .jsonValue)
    if plan.isString { store.literals.append("\"") }
    planValue(slot, place: .jsonValue)
    if plan.isString { store.literals.append("\"") }
  }

  /// Pieces of text inside a JSON string.
  mutating func planText(from start: Int, to end: Int, root: FragmentRoot) {
    var index = start
    while index < end {
      let node = tree.nodes[index]
      switch node.kind {
      case .text, .cdata:
        appendText(node, place: .jsonText)
      case .charReference:
        if node.slot & 0xf800 == 0xd800 { event.damage.insert(.invalidUTF16) }
        let unit = [UInt8(truncatingIfNeeded: node.slot), UInt8(node.slot >> 8)]
        _ = store.literals.appendUTF16(JSONString.self, unit.rawSpan, at: 0, units: 1)
      case .entityReference:
        appendEntity(index, place: .jsonText)
      case .substitution:
        if let slot = slot(of: node, in: root), event.types[slot] != ValueType.null,
          event.types[slot] != ValueType.binXML
        {
          planValue(slot, place: .jsonText)
        }
      default:
        break
      }
      index = Int(node.end)
    }
  }
}
