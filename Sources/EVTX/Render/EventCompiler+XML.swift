internal import ByteIO

extension EventCompiler {
  /// Plans `<Event ...>...</Event>` without the line's end.
  mutating func planXML(roots: Range<Int>, chunk: RawSpan) throws(DecodeFailure) {
    for root in roots { try planXML(root: root, openElements: 0) }
  }

  private mutating func planXML(root index: Int, openElements: Int) throws(DecodeFailure) {
    let root = event.roots[index]
    try planXML(
      from: root.firstNode, to: root.endNode, root: root, place: xmlStyle.text,
      openElements: openElements)
  }

  /// Plans sibling nodes.
  mutating func planXML(
    from start: Int, to end: Int, root: FragmentRoot, place: ValuePlace, openElements: Int
  ) throws(DecodeFailure) {
    var index = start
    while index < end {
      let node = tree.nodes[index]
      try countPlanned(weight(of: node))
      switch node.kind {
      case .element:
        try planXMLElement(index, root: root, openElements: openElements + 1)
      case .text:
        appendText(node, place: place)
      case .cdata:
        appendCDATA(node)
      case .charReference:
        appendXMLReference(node)
      case .entityReference:
        appendEntity(index, place: place)
      case .processingInstruction:
        appendInstruction(index)
      case .substitution:
        try planXMLValue(node, root: root, place: place, openElements: openElements)
      case .instance:
        let nested = Int(event.instanceRoots[Int(node.slot)])
        if nested >= 0 { try planXML(root: nested, openElements: openElements) }
      case .attribute:
        break
      }
      index = Int(node.end)
    }
  }

  private mutating func planXMLElement(
    _ index: Int, root: FragmentRoot, openElements: Int
  ) throws(DecodeFailure) {
    guard openElements <= Limits.openElements else {
      throw DecodeFailure(.depth, at: 0, found: Limits.openElements)
    }
    if isOmitted(tree.nodes[index], in: root) { return }
    // The event itself is one, whatever lies in it.
    let slots = openElements == 1 ? [] : arrays(in: index, root: root)
    try planRepeats(of: slots[...], as: .repeated) {
      compiler throws(DecodeFailure) in
      try compiler.planXMLElementOnce(index, root: root, openElements: openElements)
    }
  }

  private mutating func planXMLElementOnce(
    _ index: Int, root: FragmentRoot, openElements: Int
  ) throws(DecodeFailure) {
    let node = tree.nodes[index]
    let style = xmlStyle
    store.literals.append("<")
    appendXMLName(node)
    if inheritsNamespace {
      inheritsNamespace = false
      store.literals.append(" xmlns=\"http://schemas.microsoft.com/win/2004/08/events/event\"")
    }
    var child = index + 1
    var names: Set<[UInt8]> = []
    while child < Int(node.end), tree.nodes[child].kind == .attribute {
      let attribute = tree.nodes[child]
      if !isAbsent(attribute: child, root: root) {
        store.literals.append(" ")
        let start = store.literals.count
        appendXMLName(attribute)
        makeUnique(nameFrom: start, among: &names)
        store.literals.append("=")
        store.literals.append(style.quote)
        try planXML(
          from: child + 1, to: Int(attribute.end), root: root, place: style.attribute,
          openElements: openElements)
        store.literals.append(style.quote)
      }
      child = Int(attribute.end)
    }
    if node.flag, !style.writesEndTags {
      store.literals.append("/>")
      return
    }
    store.literals.append(">")
    try planXML(
      from: child, to: Int(node.end), root: root, place: style.text, openElements: openElements)
    store.literals.append("</")
    appendXMLName(node)
    store.literals.append(">")
  }

  /// Whether an attribute is left out: it consists of substitutions and none has a value.
  ///
  /// MS-EVEN6 3.1.4.7.5 leaves optional ones out; that a normal substitution of NULL does the same
  /// follows 2.2.12 ("an attribute with empty data should not be emitted"); no log proves it.
  func isAbsent(attribute index: Int, root: FragmentRoot) -> Bool {
    var child = index + 1
    let end = Int(tree.nodes[index].end)
    guard child < end else { return false }
    while child < end {
      let node = tree.nodes[child]
      guard node.kind == .substitution, isNull(node, in: root) else { return false }
      child = Int(node.end)
    }
    return true
  }

  /// The values of array type that an element's attributes or own content print: the element is
  /// repeated for each item (MS-EVEN6 2.2.12.1), for each combination when there are several.
  func arrays(in index: Int, root: FragmentRoot) -> [Int] {
    var found: [Int] = []
    let end = Int(tree.nodes[index].end)
    var child = index + 1
    while child < end {
      let node = tree.nodes[child]
      if node.kind == .element {
        child = Int(node.end)
        continue
      }
      if node.kind == .substitution, let slot = slot(of: node, in: root),
        ValuePlan.isArray(event.types[slot], byteCount: Int(event.slots[slot].byteCount)),
        !found.contains(slot)
      {
        found.append(slot)
      }
      // Attributes are entered, elements are not.
      child += 1
    }
    return found
  }

  /// Plans `body` inside one loop for each array.
  ///
  /// While the body is planned the array's value counts as one item of it.
  mutating func planRepeats(
    of slots: ArraySlice<Int>, as kind: Op.Kind,
    body: (inout EventCompiler) throws(DecodeFailure) -> Void
  ) throws(DecodeFailure) {
    guard let slot = slots.first else { return try body(&self) }
    openArrays += 1
    defer { openArrays -= 1 }
    guard openArrays <= Limits.openArrays else {
      throw DecodeFailure(
        .tooMany, at: Int(event.slots[slot].offset), found: Limits.openArrays)
    }
    let type = event.types[slot]
    let itemType = type & ~ValueType.arrayFlag
    let byteCount = event.slots[slot].byteCount
    store.emit(kind, slot: slot, itemType: itemType)
    let loop = store.ops.count - 1
    event.types[slot] = itemType
    event.slots[slot].byteCount = UInt32(
      ValuePlan.itemSize(itemType, arrayByteCount: Int(byteCount)))
    defer {
      event.types[slot] = type
      event.slots[slot].byteCount = byteCount
    }
    try planRepeats(of: slots.dropFirst(), as: kind, body: body)
    store.flush()
    store.ops[loop].extent = UInt32(store.ops.count - loop - 1)
  }

  // MARK: - Values

  private mutating func planXMLValue(
    _ node: Node, root: FragmentRoot, place: ValuePlace, openElements: Int
  ) throws(DecodeFailure) {
    guard let slot = slot(of: node, in: root), event.types[slot] != ValueType.null else { return }
    guard event.types[slot] == ValueType.binXML else { return planValue(slot, place: place) }
    if event.slotRootCounts[slot] < 0 {
      return planUndecodable(slot, place: place, isChildOfEvent: openElements == 1)
    }
    guard place == xmlStyle.text else { return }
    for nested in nestedRoots(slot) { try planXML(root: nested, openElements: openElements) }
  }

  /// A nested fragment that could not be read, as Windows holds binary event data.
  private mutating func planUndecodable(_ slot: Int, place: ValuePlace, isChildOfEvent: Bool) {
    if isChildOfEvent { store.literals.append("<BinaryEventData>") }
    store.emit(.binary, slot: slot)
    if isChildOfEvent { store.literals.append("</BinaryEventData>") }
  }

  /// Emits the operation that prints a scalar value.
  mutating func planValue(_ slot: Int, place: ValuePlace) {
    if isEmptyArray(slot) { return }
    let plan = ValuePlan(
      type: event.types[slot], byteCount: Int(event.slots[slot].byteCount), place: place)
    if plan.kind == .badValue {
      event.damage.insert(.badValue)
      // An array where nothing can be repeated; one without items is printed in another way.
      if ValuePlan.isFixedArray(event.types[slot]) { event.isRegular = false }
    }
    store.emit(plan.kind, slot: slot)
  }

  /// Whether a value is an array of numbers without items: its element stays, without text.
  func isEmptyArray(_ slot: Int) -> Bool {
    event.slots[slot].byteCount == 0 && ValuePlan.isFixedArray(event.types[slot])
  }

  // MARK: - Static text

  /// Appends a node's characters, escaped for a place.
  mutating func appendText(_ node: Node, place: ValuePlace) {
    let text = tree.text
    let bytes = text.rawSpan
    let start = Int(node.textStart)
    let units = Int(node.textUnits)
    let damage =
      switch place {
      case .jsonValue, .jsonText:
        store.literals.appendUTF16(JSONString.self, bytes, at: start, units: units)
      case .xmlText: store.literals.appendUTF16(XMLText.self, bytes, at: start, units: units)
      case .xmlAttribute:
        store.literals.appendUTF16(XMLAttribute.self, bytes, at: start, units: units)
      case .plain: store.literals.appendUTF16(PlainText.self, bytes, at: start, units: units)
      case .agentText: store.literals.appendUTF16(AgentText.self, bytes, at: start, units: units)
      case .agentAttribute:
        store.literals.appendUTF16(AgentAttribute.self, bytes, at: start, units: units)
      }
    event.damage.formUnion(damage)
  }

  /// Appends a name, with `_` for what no XML name may hold: damaged logs have such names.
  private mutating func appendXMLName(_ node: Node) {
    let units = textUnits(of: node)
    if units.isEmpty { store.literals.append("_") }
    // One colon, behind a prefix, is part of a name; any other would break it.
    let colon = units.firstIndex(of: 0x3a) ?? units.count
    let hasPrefix =
      colon > 0 && colon < units.count - 1 && units.lastIndex(of: 0x3a) == colon
      && units[..<colon].allSatisfy { $0 < 0x80 } && isNameUnit(units[colon + 1], isFirst: true)
      && isDeclared(prefix: units[..<colon])
    for (index, unit) in units.enumerated() {
      if isNameUnit(unit, isFirst: index == 0) || (index == colon && hasPrefix) {
        store.literals.appendScalar(UInt32(unit))
      } else {
        store.literals.append("_")
        event.damage.insert(.invalidXML)
      }
    }
  }

  /// Adds a number to the attribute name that was just appended when its element has that name already:
  /// damaged logs do, and one such element would make a whole document unreadable.
  private mutating func makeUnique(nameFrom start: Int, among names: inout Set<[UInt8]>) {
    var name: [UInt8] = []
    store.literals.withBytes { name.append(copying: $0.extracting(start..<$0.byteCount)) }
    while !names.insert(name).inserted {
      let suffix = [UInt8]("_\(names.count)".utf8)
      name += suffix
      store.literals.append(suffix.rawSpan)
      event.damage.insert(.invalidXML)
    }
  }

  /// Whether an attribute of this or another event declares a prefix: damaged names can have any, and one
  /// that is not declared breaks the document.
  private func isDeclared(prefix: ArraySlice<UInt16>) -> Bool {
    let declaration = Array("xmlns".utf16)
    if prefix.elementsEqual(declaration) || prefix.elementsEqual("xml".utf16) { return true }
    return tree.nodes.contains { node in
      node.kind == .attribute && Int(node.textUnits) == prefix.count + 6
        && textUnits(of: node).elementsEqual(declaration + [0x3a] + prefix)
    }
  }

  /// Whether a unit may stand in an XML name (XML 1.0, production 5; planes beyond the first are not
  /// met in logs and count as no).
  private func isNameUnit(_ unit: UInt16, isFirst: Bool) -> Bool {
    switch unit {
    case 0x41...0x5a, 0x61...0x7a, 0x5f: true
    case 0x30...0x39, 0x2d, 0x2e, 0xb7, 0x300...0x36f, 0x203f...0x2040: !isFirst
    case 0xc0...0xd6, 0xd8...0xf6, 0xf8...0x2ff, 0x370...0x37d, 0x37f...0x1fff, 0x200c...0x200d,
      0x2070...0x218f, 0x2c00...0x2fef, 0x3001...0xd7ff, 0xf900...0xfdcf, 0xfdf0...0xfffd:
      true
    default: false
    }
  }

  /// A CDATA section; what it cannot hold on one line stands as references between sections.
  private mutating func appendCDATA(_ node: Node) {
    let units = textUnits(of: node)
    let isPlain = !units.contains {
      $0 < 0x20 && $0 != 9 || $0 >= 0xd800 && $0 < 0xe000 || $0 >= 0xfffe
    }
    let closes = zip(units, units.dropFirst()).contains { $0 == 0x5d && $1 == 0x5d }
    guard isPlain, !closes else { return appendText(node, place: .xmlText) }
    store.literals.append("<![CDATA[")
    for unit in units { store.literals.appendScalar(UInt32(unit)) }
    store.literals.append("]]>")
  }

  /// A node's text as UTF-16 units.
  func textUnits(of node: Node) -> [UInt16] {
    let start = Int(node.textStart)
    return (0..<Int(node.textUnits)).map { index in
      UInt16(tree.text[start + 2 * index]) | UInt16(tree.text[start + 2 * index + 1]) << 8
    }
  }

  /// `&#13;` for the unit, or U+FFFD when XML cannot hold it even so.
  private mutating func appendXMLReference(_ node: Node) {
    let isAllowed =
      switch node.slot {
      case 9, 10, 13, 0x20...0xd7ff, 0xe000...0xfffd: true
      default: false
      }
    guard isAllowed else {
      event.damage.insert(.invalidXML)
      return store.literals.appendScalar(0xfffd)
    }
    store.literals.append("&#")
    store.literals.appendDecimal(UInt64(node.slot))
    store.literals.append(";")
  }

  /// `&amp;` and the like; an entity that XML does not define is printed as text.
  mutating func appendEntity(_ index: Int, place: ValuePlace) {
    let isXML = place != .jsonValue && place != .jsonText && place != .plain
    if let character = entityCharacter(index) {
      if isXML {
        store.literals.append("&")
        appendText(tree.nodes[index], place: place)
        store.literals.append(";")
      } else {
        if character == 0x22, place != .plain { store.literals.append("\\") }
        store.literals.appendScalar(UInt32(character))
      }
      return
    }
    store.literals.append(isXML ? "&amp;" : "&")
    appendText(tree.nodes[index], place: place)
    store.literals.append(";")
  }

  /// The character of an entity that XML defines, nil for another.
  func entityCharacter(_ index: Int) -> UInt8? {
    let known: [(StaticString, UInt8)] = [
      ("lt", 0x3c), ("gt", 0x3e), ("amp", 0x26), ("quot", 0x22), ("apos", 0x27),
    ]
    return known.first { tree.isText(index, $0.0) }?.1
  }

  private mutating func appendInstruction(_ index: Int) {
    let data = tree.nodes[index + 1]
    let units = textUnits(of: data)
    let isPlain = units.allSatisfy { $0 >= 0x20 && $0 < 0xd800 && $0 != 0x3f }
    store.literals.append("<?")
    // The target "xml" is kept for the declaration at the start of a document.
    if tree.string(index).lowercased() == "xml" {
      store.literals.append("_")
      event.damage.insert(.invalidXML)
    }
    appendXMLName(tree.nodes[index])
    store.literals.append(" ")
    // "?>" would end it early and controls would break the line: a question mark becomes a blank.
    for unit in units {
      store.literals.appendScalar(
        unit >= 0x20 && unit < 0xd800 && unit != 0x3f ? UInt32(unit) : 0x20)
    }
    if !isPlain { event.damage.insert(.invalidXML) }
    store.literals.append("?>")
  }
}
