internal import ByteIO

extension EventCompiler {
  /// Plans `,"key":` and the value or values of a member, with a prefix where the key means something
  /// else already.
  ///
  /// This and ``planElement(_:scope:openElements:chunk:)`` call each other once a level, 512 times at most:
  /// what needs much stack is kept out of both, so that threads with 512 KiB will do.
  mutating func planMember(
    _ index: Int, scope: JSONScope, prefix: StaticString? = nil, openElements: Int, chunk: RawSpan
  ) throws(DecodeFailure) {
    let isArray = beginMember(index, prefix: prefix)
    let first = members.members[index].first
    var next = first
    while next >= 0 {
      if next != first { store.literals.append(",") }
      if members.occurrences[next].kind != .element {
        planLeaf(next, scope: scope)
      } else if hasArrays(next) {
        try planRepeatedElement(next, scope: scope, openElements: openElements, chunk: chunk)
      } else {
        try planElement(next, scope: scope, openElements: openElements + 1, chunk: chunk)
      }
      next = members.occurrences[next].next
    }
    if isArray { store.literals.append("]") }
  }

  /// Appends the key of a member; returns whether an array was opened for its values.
  @inline(never)
  private mutating func beginMember(_ index: Int, prefix: StaticString?) -> Bool {
    let member = members.members[index]
    beginMember()
    if let prefix { store.literals.append(prefix) }
    let keys = members.keys
    store.literals.append(keys.rawSpan.extracting(member.keyStart..<member.keyEnd))
    store.literals.append("\":")
    let isArray = member.isAlwaysArray || member.count > 1 || hasArrays(member.first)
    if isArray { store.literals.append("[") }
    return isArray
  }

  /// Appends the comma before a member, except the first of its object, and the key's first quote.
  mutating func beginMember() {
    if !isFirstMember { store.literals.append(",") }
    isFirstMember = false
    store.literals.append("\"")
  }

  /// Whether an occurrence is an element that stands for the items of arrays.
  @inline(never)
  private mutating func hasArrays(_ place: Int) -> Bool {
    let occurrence = members.occurrences[place]
    return occurrence.kind == .element
      && !arrays(in: occurrence.node, root: occurrence.root).isEmpty
  }

  @inline(never)
  private mutating func planRepeatedElement(
    _ place: Int, scope: JSONScope, openElements: Int, chunk: RawSpan
  ) throws(DecodeFailure) {
    let occurrence = members.occurrences[place]
    let slots = arrays(in: occurrence.node, root: occurrence.root)
    try planRepeats(of: slots[...], as: .repeatedList) {
      compiler throws(DecodeFailure) in
      try compiler.planElement(
        place, scope: scope, openElements: openElements + 1, chunk: chunk)
    }
  }

  /// What is no element: its value as it stands.
  @inline(never)
  private mutating func planLeaf(_ place: Int, scope: JSONScope) {
    let occurrence = members.occurrences[place]
    guard occurrence.kind != .undecodable else {
      store.literals.append(scope == .event ? "{\"#text\":\"" : "\"")
      store.emit(.binary, slot: occurrence.node)
      store.literals.append(scope == .event ? "\"}" : "\"")
      return
    }
    let start = occurrence.kind == .attribute ? occurrence.node + 1 : occurrence.node
    planTextValue(from: start, to: occurrence.endNode, root: occurrence.root)
  }

  /// The value of an element: an object when it has attributes or children, else its text.
  @inline(never)
  private mutating func planElement(
    _ place: Int, scope: JSONScope, openElements: Int, chunk: RawSpan
  ) throws(DecodeFailure) {
    guard openElements <= Limits.openElements else {
      throw DecodeFailure(.depth, at: 0, found: Limits.openElements)
    }
    let mark = members.mark
    defer { members.cut(to: mark) }
    guard let inner = try collectContent(of: place, scope: scope, chunk: chunk) else { return }
    store.literals.append("{")
    isFirstMember = true
    for member in mark.members..<members.members.count {
      try planMember(member, scope: inner, openElements: openElements, chunk: chunk)
    }
    isFirstMember = false
    store.literals.append("}")
  }

  /// Collects the members of an element's object.
  ///
  /// - Returns: what the element's children become; nil when it is text only, which is planned then.
  @inline(never)
  private mutating func collectContent(
    of place: Int, scope: JSONScope, chunk: RawSpan
  ) throws(DecodeFailure) -> JSONScope? {
    let occurrence = members.occurrences[place]
    let index = occurrence.node
    let root = occurrence.root
    let end = Int(tree.nodes[index].end)
    let isNamedData =
      scope == .eventData && tree.isText(index, "Data")
      && nameAttribute(of: index, root: root) != nil
    let base = members.members.count
    let inner: JSONScope = scope == .event && tree.isText(index, "EventData") ? .eventData : .other
    try collect(
      from: index + 1, to: end, root: root, scope: inner, base: base, isNamedData: isNamedData,
      chunk: chunk)
    let isTextOnly =
      (base..<members.members.count).allSatisfy {
        members.occurrences[members.members[$0].first].kind == .text
      }
    guard isTextOnly, scope != .event else { return inner }
    planTextValue(from: index + 1, to: end, root: root)
    return nil
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
