extension EventCompiler {
  /// Finds the System fields of the first root, without planning any output.
  mutating func findFields(roots: Range<Int>) {
    guard let first = roots.first else { return }
    let root = event.roots[first]
    guard let element = onlyElement(of: root) else { return }
    var index = element + 1
    let end = Int(tree.nodes[element].end)
    while index < end {
      if tree.nodes[index].kind == .element, tree.isText(index, "System") {
        return findFields(system: index, root: root)
      }
      index = Int(tree.nodes[index].end)
    }
  }

  private mutating func findFields(system: Int, root: FragmentRoot) {
    var index = system + 1
    while index < Int(tree.nodes[system].end) {
      let node = tree.nodes[index]
      if node.kind == .element, !isOmitted(node, in: root) {
        if tree.isText(index, "EventRecordID") {
          fields.eventRecordID = contentReference(index, root: root)
        } else if tree.isText(index, "EventID") {
          fields.eventID = contentReference(index, root: root)
        } else if tree.isText(index, "Channel") {
          fields.channel = contentReference(index, root: root)
        } else if tree.isText(index, "Computer") {
          fields.computer = contentReference(index, root: root)
        } else if tree.isText(index, "TimeCreated") {
          fields.timeCreated = attributeReference(index, "SystemTime", root: root)
        } else if tree.isText(index, "Provider") {
          fields.provider = attributeReference(index, "Name", root: root)
        }
      }
      index = Int(node.end)
    }
  }

  /// The characters of sibling nodes when all are known without the record's values, else nil.
  func staticUnits(from start: Int, to end: Int) -> [UInt16]? {
    var units: [UInt16] = []
    var index = start
    while index < end {
      let node = tree.nodes[index]
      switch node.kind {
      case .text, .cdata: units += textUnits(of: node)
      case .charReference: units.append(node.slot)
      case .entityReference:
        guard let character = entityCharacter(index) else { return nil }
        units.append(UInt16(character))
      default: return nil
      }
      index = Int(node.end)
    }
    return units
  }

  /// Where an element's content comes from: a value, or text.
  private mutating func contentReference(_ element: Int, root: FragmentRoot) -> FieldReference {
    var index = element + 1
    let end = Int(tree.nodes[element].end)
    while index < end, tree.nodes[index].kind == .attribute { index = Int(tree.nodes[index].end) }
    return reference(from: index, to: end, root: root)
  }

  private mutating func attributeReference(
    _ element: Int, _ name: StaticString, root: FragmentRoot
  ) -> FieldReference {
    var index = element + 1
    while index < Int(tree.nodes[element].end), tree.nodes[index].kind == .attribute {
      if tree.isText(index, name) {
        return reference(from: index + 1, to: Int(tree.nodes[index].end), root: root)
      }
      index = Int(tree.nodes[index].end)
    }
    return FieldReference()
  }

  private mutating func reference(
    from start: Int, to end: Int, root: FragmentRoot
  ) -> FieldReference {
    guard start < end else { return FieldReference() }
    if Int(tree.nodes[start].end) >= end { return piece(start, root: root) }
    // Several pieces: text alone, as in NetApp's logs, is put together now.
    if let units = staticUnits(from: start, to: end) { return reference(to: units) }
    var pieces: [FieldReference] = []
    var index = start
    while index < end {
      pieces.append(piece(index, root: root))
      index = Int(tree.nodes[index].end)
    }
    let found = FieldReference(
      kind: .pieces, textStart: UInt32(store.fieldPieces.count), textUnits: UInt32(pieces.count))
    store.fieldPieces += pieces
    return found
  }

  /// One text or value.
  private mutating func piece(_ index: Int, root: FragmentRoot) -> FieldReference {
    let node = tree.nodes[index]
    if node.kind == .text {
      return FieldReference(kind: .text, textStart: node.textStart, textUnits: node.textUnits)
    }
    if node.kind == .substitution {
      guard let slot = slot(of: node, in: root), event.types[slot] != ValueType.null else {
        return FieldReference()
      }
      return FieldReference(
        kind: .slot, type: event.types[slot], slot: UInt16(truncatingIfNeeded: slot))
    }
    return staticUnits(from: index, to: Int(node.end)).map { reference(to: $0) }
      ?? FieldReference()
  }

  /// A reference to units, which are added to the tree's text.
  private mutating func reference(to units: [UInt16]) -> FieldReference {
    let found = FieldReference(
      kind: .text, textStart: UInt32(tree.text.count), textUnits: UInt32(units.count))
    for unit in units {
      tree.text.append(UInt8(truncatingIfNeeded: unit))
      tree.text.append(UInt8(truncatingIfNeeded: unit >> 8))
    }
    return found
  }
}
