extension EventCompiler {
  /// Finds the System fields of the first root, without planning any output.
  mutating func findFields(roots: Range<Int>) {
    guard let first = roots.first else { return }
    let root = event.roots[first]
    var index = root.firstNode
    guard index < root.endNode, tree.nodes[index].kind == .element else { return }
    let end = Int(tree.nodes[index].end)
    index += 1
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

  /// Where an element's content comes from, when it is one piece.
  private func contentReference(_ element: Int, root: FragmentRoot) -> FieldReference {
    var index = element + 1
    let end = Int(tree.nodes[element].end)
    while index < end, tree.nodes[index].kind == .attribute { index = Int(tree.nodes[index].end) }
    return reference(from: index, to: end, root: root)
  }

  private func attributeReference(
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

  private func reference(from start: Int, to end: Int, root: FragmentRoot) -> FieldReference {
    var found = FieldReference()
    guard start < end, Int(tree.nodes[start].end) == end else { return found }
    let node = tree.nodes[start]
    if node.kind == .text {
      found.kind = .text
      found.textStart = node.textStart
      found.textUnits = node.textUnits
    } else if node.kind == .substitution, let slot = slot(of: node, in: root),
      event.types[slot] != ValueType.null
    {
      found.kind = .slot
      found.slot = UInt16(truncatingIfNeeded: slot)
      found.type = event.types[slot]
    }
    return found
  }
}
