internal import ByteIO

/// How elements are printed as XML.
struct XMLStyle {
  var quote: StaticString
  /// Whether an element that is closed by `/>` in the log gets an end tag all the same.
  var writesEndTags: Bool
  var text: ValuePlace
  var attribute: ValuePlace

  /// As wevtutil prints events.
  static let windows = XMLStyle(
    quote: "'", writesEndTags: false, text: .xmlText, attribute: .xmlAttribute)
  /// As Azure's agent collects payloads.
  static let agent = XMLStyle(
    quote: "\"", writesEndTags: true, text: .agentText, attribute: .agentAttribute)
}

/// The fields of an event while they are listed.
struct FieldList {
  var fields: [EventField] = []
  /// How often each name was met.
  var counts: [String: Int] = [:]
  /// `Data` elements without a name.
  var unnamedCount = 0
}

extension EventCompiler {
  /// Ends each field's text; no byte of UTF-8 is the same.
  static let fieldEnd: UInt8 = 0xff

  /// Plans the texts of all fields, each with ``fieldEnd`` behind it, and lists the fields.
  mutating func planValues(roots: Range<Int>) throws(DecodeFailure) {
    values = FieldList()
    guard let first = roots.first else { return }
    let root = event.roots[first]
    guard let element = onlyElement(of: root), tree.isText(element, "Event") else {
      planSystemValues(nil, root: root)
      for index in roots {
        let root = event.roots[index]
        try planFields(
          from: root.firstNode, to: root.endNode, root: root, part: .other, path: "",
          openElements: 0)
      }
      return
    }
    let end = Int(tree.nodes[element].end)
    planSystemValues(child("System", from: element + 1, to: end, root: root), root: root)
    try planParts(from: element + 1, to: end, root: root, openElements: 1)
  }

  /// Plans the payload as XML: the children of Event that are EventData or UserData, else whatever is
  /// there beside System.
  mutating func planPayloadXML(roots: Range<Int>) throws(DecodeFailure) {
    xmlStyle = .agent
    defer { xmlStyle = .windows }
    guard let first = roots.first else { return }
    let root = event.roots[first]
    guard let element = onlyElement(of: root), tree.isText(element, "Event") else { return }
    try planPayloadXML(
      from: element + 1, to: Int(tree.nodes[element].end), root: root, openElements: 1)
  }

  // MARK: - System

  /// The first child of a name; nil when there is none or it is left out.
  private func child(
    _ name: StaticString, from start: Int, to end: Int, root: FragmentRoot
  ) -> Int? {
    var index = start
    while index < end {
      if tree.nodes[index].kind == .element, tree.isText(index, name),
        !isOmitted(tree.nodes[index], in: root)
      {
        return index
      }
      index = Int(tree.nodes[index].end)
    }
    return nil
  }

  private mutating func planSystemValues(_ system: Int?, root: FragmentRoot) {
    var sources: [(start: Int, end: Int)?] = Array(repeating: nil, count: SystemKey.all.count)
    if let system {
      var index = system + 1
      while index < Int(tree.nodes[system].end) {
        let node = tree.nodes[index]
        if node.kind == .element, !isOmitted(node, in: root) {
          _ = findSources(of: index, root: root, &sources)
        }
        index = Int(node.end)
      }
    }
    for (place, key) in SystemKey.all.enumerated() {
      let name = key.key.description
      guard let source = sources[place] else {
        endField(.system, name, type: ValueType.null, isNull: true)
        continue
      }
      planLeaf(.system, name, from: source.start, to: source.end, root: root)
    }
  }

  // MARK: - Payload

  /// Plans the children of Event but System.
  private mutating func planParts(
    from start: Int, to end: Int, root: FragmentRoot, openElements: Int
  ) throws(DecodeFailure) {
    var index = start
    while index < end {
      let node = tree.nodes[index]
      if node.kind == .element, !isOmitted(node, in: root), !tree.isText(index, "System") {
        let part: EventField.Part =
          tree.isText(index, "EventData")
          ? .eventData : tree.isText(index, "UserData") ? .userData : .other
        let path = part == .other ? tree.string(index) : ""
        try planFields(
          from: index + 1, to: Int(node.end), root: root, part: part, path: path,
          openElements: openElements + 1)
      } else {
        for inner in fragments(of: node, in: root) {
          let root = event.roots[inner]
          try planParts(
            from: root.firstNode, to: root.endNode, root: root, openElements: openElements + 1)
        }
      }
      index = Int(node.end)
    }
  }

  /// The fragments that a node stands for.
  private func fragments(of node: Node, in root: FragmentRoot) -> Range<Int> {
    switch node.kind {
    case .substitution where isFragment(node, in: root):
      guard let slot = slot(of: node, in: root) else { return 0..<0 }
      return nestedRoots(slot)
    case .instance:
      let nested = Int(event.instanceRoots[Int(node.slot)])
      return nested >= 0 ? nested..<nested + 1 : 0..<0
    default: return 0..<0
    }
  }

  /// Plans the fields among sibling nodes: leaves are fields, other elements are entered.
  private mutating func planFields(
    from start: Int, to end: Int, root: FragmentRoot, part: EventField.Part, path: String,
    openElements: Int
  ) throws(DecodeFailure) {
    guard openElements <= Limits.openElements else {
      throw DecodeFailure(.depth, at: 0, found: Limits.openElements)
    }
    var index = start
    var textStart: Int?
    while index < end {
      let node = tree.nodes[index]
      try countPlanned(weight(of: node) + path.utf8.count >> 5)
      switch node.kind {
      case .attribute:
        if !isNamespace(index), !isAbsent(attribute: index, root: root) {
          planLeaf(
            part, path + "@" + tree.string(index), from: index + 1, to: Int(node.end), root: root)
        }
      case .element:
        if !isOmitted(node, in: root) {
          try planElementFields(
            index, root: root, part: part, path: path, openElements: openElements)
        }
      default:
        let inner = fragments(of: node, in: root)
        for nested in inner {
          let root = event.roots[nested]
          try planFields(
            from: root.firstNode, to: root.endNode, root: root, part: part, path: path,
            openElements: openElements + 1)
        }
        if inner.isEmpty, !path.isEmpty, isTextPiece(node, in: root), textStart == nil {
          textStart = index
        }
      }
      index = Int(node.end)
    }
    if let textStart, hasText(from: textStart, to: end, root: root) {
      planLeaf(part, path, from: textStart, to: end, root: root)
    }
  }

  /// Whether anything but white space and missing values stands among sibling nodes.
  private func hasText(from start: Int, to end: Int, root: FragmentRoot) -> Bool {
    var index = start
    while index < end {
      if isTextPiece(tree.nodes[index], in: root), !isBlank(tree.nodes[index], in: root) {
        return true
      }
      index = Int(tree.nodes[index].end)
    }
    return false
  }

  private mutating func planElementFields(
    _ index: Int, root: FragmentRoot, part: EventField.Part, path: String, openElements: Int
  ) throws(DecodeFailure) {
    let node = tree.nodes[index]
    let end = Int(node.end)
    let isData = part == .eventData && path.isEmpty && tree.isText(index, "Data")
    let nameNode = isData ? nameAttribute(of: index, root: root) : nil
    var name = tree.string(index)
    if isData {
      if let nameNode {
        name = attributeText(nameNode, root: root)
      } else {
        values.unnamedCount += 1
        name = "Param\(values.unnamedCount)"
      }
    }
    let inner = path.isEmpty ? name : path + "/" + name
    var child = index + 1
    while child < end, tree.nodes[child].kind == .attribute {
      if child != nameNode, !isNamespace(child), !isAbsent(attribute: child, root: root) {
        planLeaf(
          part, inner + "@" + tree.string(child), from: child + 1,
          to: Int(tree.nodes[child].end), root: root)
      }
      child = Int(tree.nodes[child].end)
    }
    if isLeaf(from: child, to: end, root: root) {
      planLeaf(
        part, inner, from: child, to: end, root: root, isUnnamed: isData && nameNode == nil)
    } else {
      try planFields(
        from: child, to: end, root: root, part: part, path: inner, openElements: openElements + 1)
    }
  }

  private func isLeaf(from start: Int, to end: Int, root: FragmentRoot) -> Bool {
    var index = start
    while index < end {
      let node = tree.nodes[index]
      if node.kind == .element || node.kind == .instance
        || (node.kind == .substitution && isFragment(node, in: root))
      {
        return false
      }
      index = Int(node.end)
    }
    return true
  }

  /// The text of an attribute that names a field. Values that come from the record make the tree irregular:
  /// the next record may have other names.
  private mutating func attributeText(_ index: Int, root: FragmentRoot) -> String {
    let start = index + 1
    let end = Int(tree.nodes[index].end)
    if let units = staticUnits(from: start, to: end) {
      return String(decoding: units, as: UTF16.self)
    }
    event.isRegular = false
    return "Param\(values.fields.count)"
  }

  // MARK: - Leaves

  /// Plans the text among sibling nodes as one field.
  private mutating func planLeaf(
    _ part: EventField.Part, _ name: String, from start: Int, to end: Int, root: FragmentRoot,
    isUnnamed: Bool = false
  ) {
    var type = ValueType.string
    var isNull = false
    if start < end, Int(tree.nodes[start].end) == end, tree.nodes[start].kind == .substitution {
      let slot = slot(of: tree.nodes[start], in: root)
      type = ValueType.null
      if let slot { type = event.types[slot] }
      isNull = type == ValueType.null
    }
    var index = start
    if let selection, !selection.contains(part, name) { index = end }
    while index < end {
      planPiece(tree.nodes[index], index, root: root)
      index = Int(tree.nodes[index].end)
    }
    endField(part, name, type: type, isNull: isNull, isUnnamed: isUnnamed)
  }

  private mutating func planPiece(_ node: Node, _ index: Int, root: FragmentRoot) {
    switch node.kind {
    case .text, .cdata:
      appendText(node, place: .plain)
    case .charReference:
      store.literals.appendScalar(node.slot & 0xf800 == 0xd800 ? 0xfffd : UInt32(node.slot))
    case .entityReference:
      appendEntity(index, place: .plain)
    case .substitution:
      guard let slot = slot(of: node, in: root), event.types[slot] != ValueType.null,
        event.types[slot] != ValueType.binXML
      else { return }
      let type = event.types[slot]
      guard ValuePlan.isArray(type, byteCount: Int(event.slots[slot].byteCount)) else {
        return planValue(slot, place: .plain)
      }
      let itemType = type & ~ValueType.arrayFlag
      store.emit(.repeatedList, slot: slot, itemType: itemType)
      let loop = store.ops.count - 1
      let plan = ValuePlan(
        type: itemType,
        byteCount: ValuePlan.itemSize(
          itemType, arrayByteCount: Int(event.slots[slot].byteCount)), place: .plain)
      store.emit(plan.kind, slot: slot)
      store.ops[loop].extent = UInt32(store.ops.count - loop - 1)
    default:
      break
    }
  }

  private mutating func endField(
    _ part: EventField.Part, _ name: String, type: UInt8, isNull: Bool, isUnnamed: Bool = false
  ) {
    let end = [Self.fieldEnd]
    store.literals.append(end.rawSpan)
    let key = "\(part.rawValue)\(name)"
    let count = values.counts[key, default: 0] + 1
    values.counts[key] = count
    values.fields.append(
      EventField(
        part: part, name: count == 1 ? name : "\(name)#\(count)", type: type, isNull: isNull,
        isUnnamed: isUnnamed))
  }

  // MARK: - XML

  private mutating func planPayloadXML(
    from start: Int, to end: Int, root: FragmentRoot, openElements: Int
  ) throws(DecodeFailure) {
    var index = start
    while index < end {
      let node = tree.nodes[index]
      if node.kind == .element {
        if !tree.isText(index, "System"), !tree.isText(index, "RenderingInfo") {
          try planPayloadElement(index, root: root, openElements: openElements + 1)
        }
      } else {
        for nested in fragments(of: node, in: root) {
          let root = event.roots[nested]
          try planPayloadXML(
            from: root.firstNode, to: root.endNode, root: root, openElements: openElements + 1)
        }
      }
      index = Int(node.end)
    }
  }

  /// A child of Event with the namespace that it inherits in the whole event.
  private mutating func planPayloadElement(
    _ index: Int, root: FragmentRoot, openElements: Int
  ) throws(DecodeFailure) {
    let node = tree.nodes[index]
    if isOmitted(node, in: root) { return }
    var child = index + 1
    var hasNamespace = false
    while child < Int(node.end), tree.nodes[child].kind == .attribute {
      if tree.isText(child, "xmlns") { hasNamespace = true }
      child = Int(tree.nodes[child].end)
    }
    inheritsNamespace = !hasNamespace
    try planXML(
      from: index, to: Int(node.end), root: root, place: xmlStyle.text, openElements: openElements)
  }
}
