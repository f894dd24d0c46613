internal import ByteIO

/// What the children of an element become in JSON.
enum JSONScope {
  /// Children of Event: objects under their own names.
  case event
  /// Children of EventData: `Data` elements become members named by their Name attribute.
  case eventData
  case other
}

extension EventCompiler {
  /// Plans one event object without its closing brace: what depends on the record's header follows it.
  mutating func planJSON(roots: Range<Int>, chunk: RawSpan) throws(DecodeFailure) {
    store.literals.append("{")
    isFirstMember = true
    guard let first = roots.first, roots.count == 1 else {
      return try planJSONRoots(roots, chunk: chunk)
    }
    let root = event.roots[first]
    guard let element = onlyElement(of: root), tree.isText(element, "Event") else {
      return try planJSONRoots(roots, chunk: chunk)
    }
    let end = Int(tree.nodes[element].end)
    let mark = members.mark
    defer { members.cut(to: mark) }
    // Processing instructions around the event are members of it.
    for (start, end) in [(root.firstNode, element), (element + 1, end), (end, root.endNode)] {
      try collect(
        from: start, to: end, root: root, scope: .event, base: mark.members, chunk: chunk)
    }
    // System first, then the usual parts in their order, then whatever else there is.
    try planSystem(from: element + 1, to: end, root: root, chunk: chunk)
    let order: [StaticString] = ["EventData", "UserData", "RenderingInfo"]
    for name in order {
      for index in mark.members..<members.members.count where isKey(index, name) {
        try planMember(index, scope: .event, openElements: 1, chunk: chunk)
      }
    }
    let parts: [StaticString] = ["ProcessingErrorData", "DebugData", "BinaryEventData"]
    for index in mark.members..<members.members.count
    where !order.contains(where: { isKey(index, $0) }) && !isKey(index, "System") {
      let isTaken = isReserved(index) && !parts.contains { isKey(index, $0) }
      try planMember(
        index, scope: .event, prefix: isTaken ? "Event/" : nil, openElements: 1, chunk: chunk)
    }
    // What follows begins with a comma.
    if isFirstMember { store.literals.append("\"Event\":null") }
  }

  /// A record that is no Event: its elements under their own names.
  private mutating func planJSONRoots(
    _ roots: Range<Int>, chunk: RawSpan
  ) throws(DecodeFailure) {
    let mark = members.mark
    defer { members.cut(to: mark) }
    for index in roots {
      let root = event.roots[index]
      try collect(
        from: root.firstNode, to: root.endNode, root: root, scope: .other, base: mark.members,
        chunk: chunk)
    }
    for index in mark.members..<members.members.count {
      try planMember(
        index, scope: .other, prefix: isReserved(index) ? "Event/" : nil, openElements: 0,
        chunk: chunk)
    }
  }

  func isKey(_ index: Int, _ name: StaticString) -> Bool {
    let member = members.members[index]
    guard member.keyEnd - member.keyStart == name.utf8CodeUnitCount else { return false }
    for offset in 0..<name.utf8CodeUnitCount
    where members.keys[member.keyStart + offset] != name.byte(at: offset) {
      return false
    }
    return true
  }

  // MARK: - Collecting members

  /// Adds what lies among sibling nodes to the object whose members begin at `base`.
  mutating func collect(
    from start: Int, to end: Int, root: FragmentRoot, scope: JSONScope, base: Int,
    isNamedData: Bool = false, chunk: RawSpan
  ) throws(DecodeFailure) {
    var index = start
    var hasText = false
    while index < end {
      let node = tree.nodes[index]
      // An attribute's value is planned without being collected.
      try countPlanned(weight(of: node) + (node.kind == .attribute ? Int(node.end) - index - 1 : 0))
      switch node.kind {
      case .attribute:
        if !isNamespace(index), !isAbsent(attribute: index, root: root),
          !(isNamedData && tree.isText(index, "Name"))
        {
          let keyStart = members.keys.count
          members.keys.append(0x40)
          appendKey(node)
          members.add(
            keyFrom: keyStart, base: base, kind: .attribute, node: index, endNode: Int(node.end),
            root: root)
        }
      case .element:
        if !isOmitted(node, in: root) {
          try collectElement(index, root: root, scope: scope, base: base, chunk: chunk)
        }
      case .processingInstruction:
        let keyStart = members.keys.count
        members.keys.append(0x3f)
        appendKey(node)
        members.add(
          keyFrom: keyStart, base: base, kind: .instruction, node: index + 1,
          endNode: Int(node.end), root: root)
      case .substitution where isFragment(node, in: root):
        try collectFragment(node, root: root, scope: scope, base: base, chunk: chunk)
      case .instance:
        let nested = Int(event.instanceRoots[Int(node.slot)])
        if nested >= 0 {
          let inner = event.roots[nested]
          try collect(
            from: inner.firstNode, to: inner.endNode, root: inner, scope: scope, base: base,
            chunk: chunk)
        }
      default:
        if !isBlank(node, in: root) { hasText = true }
      }
      index = Int(node.end)
    }
    if hasText {
      let keyStart = members.keys.count
      members.keys.append(contentsOf: "#text".utf8)
      members.add(
        keyFrom: keyStart, base: base, kind: .text, node: start, endNode: end, root: root)
    }
  }

  private mutating func collectFragment(
    _ node: Node, root: FragmentRoot, scope: JSONScope, base: Int, chunk: RawSpan
  ) throws(DecodeFailure) {
    guard let slot = slot(of: node, in: root) else { return }
    if event.slotRootCounts[slot] < 0 {
      let keyStart = members.keys.count
      members.keys.append(contentsOf: (scope == .event ? "BinaryEventData" : "#text").utf8)
      members.add(
        keyFrom: keyStart, base: base, kind: .undecodable, node: slot, endNode: slot, root: root)
    }
    for nested in nestedRoots(slot) {
      let inner = event.roots[nested]
      try collect(
        from: inner.firstNode, to: inner.endNode, root: inner, scope: scope, base: base,
        chunk: chunk)
    }
  }

  private mutating func collectElement(
    _ index: Int, root: FragmentRoot, scope: JSONScope, base: Int, chunk: RawSpan
  ) throws(DecodeFailure) {
    let keyStart = members.keys.count
    var isUnnamed = false
    if scope == .eventData, tree.isText(index, "Data") {
      if let name = nameAttribute(of: index, root: root) {
        try appendKey(attribute: name, root: root, chunk: chunk)
      } else {
        members.keys.append(contentsOf: "Data".utf8)
        isUnnamed = true
      }
    } else {
      appendKey(tree.nodes[index])
    }
    members.add(
      keyFrom: keyStart, base: base, isAlwaysArray: isUnnamed, kind: .element, node: index,
      endNode: Int(tree.nodes[index].end), root: root)
  }

  /// The Name attribute of a Data element, when it has a value.
  func nameAttribute(of element: Int, root: FragmentRoot) -> Int? {
    var index = element + 1
    while index < Int(tree.nodes[element].end), tree.nodes[index].kind == .attribute {
      if tree.isText(index, "Name") {
        return isAbsent(attribute: index, root: root) || Int(tree.nodes[index].end) == index + 1
          ? nil : index
      }
      index = Int(tree.nodes[index].end)
    }
    return nil
  }

  /// Appends a name as a JSON key.
  private mutating func appendKey(_ node: Node) {
    // A name of its own: the compiler cannot build this for the thread sanitizer otherwise.
    let scratch = scratch
    scratch.buffer.truncate(to: 0)
    let text = tree.text
    let damage = scratch.buffer.appendUTF16(
      JSONString.self, text.rawSpan, at: Int(node.textStart), units: Int(node.textUnits))
    event.damage.formUnion(damage)
    scratch.buffer.withBytes { members.keys.append(copying: $0) }
  }

  /// Appends the value of an attribute as a key. Values that come from the record make the tree
  /// irregular: the next record may have other keys.
  private mutating func appendKey(
    attribute index: Int, root: FragmentRoot, chunk: RawSpan
  ) throws(DecodeFailure) {
    let start = index + 1
    let end = Int(tree.nodes[index].end)
    if tree.nodes[start].kind == .text, Int(tree.nodes[start].end) == end {
      return appendKey(tree.nodes[start])
    }
    let storeMark = store.mark
    let firstOp = store.begin()
    for child in start..<end where tree.nodes[child].kind == .substitution {
      event.isRegular = false
    }
    planText(from: start, to: end, root: root)
    store.flush()
    // A name of its own: the compiler cannot build this for the thread sanitizer otherwise.
    let scratch = scratch
    scratch.buffer.truncate(to: 0)
    var executor = Executor(codePage: codePage)
    let damage = try executor.run(
      store, from: firstOp, to: store.ops.count, slots: &event.slots, chunk: chunk,
      output: &scratch.buffer)
    event.damage.formUnion(damage)
    store.cut(to: storeMark)
    try countPlanned(scratch.buffer.count >> 5)
    scratch.buffer.withBytes { members.keys.append(copying: $0) }
  }

  // MARK: - Questions

  /// Whether an attribute declares a namespace; JSON leaves these out.
  func isNamespace(_ index: Int) -> Bool {
    let node = tree.nodes[index]
    guard node.textUnits >= 5 else { return false }
    var head = node
    head.textUnits = 5
    let name = textUnits(of: head)
    guard name.elementsEqual("xmlns".utf16) else { return false }
    return node.textUnits == 5 || textUnits(of: node)[5] == 0x3a
  }

  /// Whether a substitution holds elements.
  func isFragment(_ node: Node, in root: FragmentRoot) -> Bool {
    guard let slot = slot(of: node, in: root) else { return false }
    return event.types[slot] == ValueType.binXML
      && (event.slotRoots[slot] >= 0 || event.slotRootCounts[slot] < 0)
  }

  /// Whether a piece of text adds nothing beside child elements: white space, or no value.
  func isBlank(_ node: Node, in root: FragmentRoot) -> Bool {
    switch node.kind {
    case .text: textUnits(of: node).allSatisfy { $0 == 0x20 || (0x09...0x0d).contains($0) }
    case .substitution: isNull(node, in: root) || isEmptyFragment(node, in: root)
    default: false
    }
  }

  func isEmptyFragment(_ node: Node, in root: FragmentRoot) -> Bool {
    guard let slot = slot(of: node, in: root) else { return false }
    return event.types[slot] == ValueType.binXML && !isFragment(node, in: root)
  }
}
