/// Elements for records whose template definition is gone.
extension EventCompiler {
  /// The values that Windows' own definitions of events begin with, by their index: the same in all logs
  /// seen since Windows Vista (Security, Sysmon, System and 360 other definitions).
  ///
  /// What such a record says about itself is worth the guess, which the types of the values confirm.
  private struct StandardValue {
    var index: Int
    var types: [UInt8]
    var element: String
    var attribute: String?
  }

  private static let standardValues: [StandardValue] = [
    StandardValue(index: 3, types: [ValueType.uint16], element: "EventID"),
    StandardValue(index: 11, types: [ValueType.uint8], element: "Version"),
    StandardValue(index: 0, types: [ValueType.uint8], element: "Level"),
    StandardValue(index: 2, types: [ValueType.uint16], element: "Task"),
    StandardValue(index: 1, types: [ValueType.uint8], element: "Opcode"),
    StandardValue(index: 5, types: [ValueType.hexInt64], element: "Keywords"),
    StandardValue(
      index: 6, types: [ValueType.fileTime], element: "TimeCreated", attribute: "SystemTime"),
    StandardValue(index: 10, types: [ValueType.uint64], element: "EventRecordID"),
    StandardValue(
      index: 7, types: [ValueType.guid, ValueType.null], element: "Correlation",
      attribute: "ActivityID"),
    StandardValue(
      index: 8, types: [ValueType.uint32], element: "Execution", attribute: "ProcessID"),
    StandardValue(
      index: 9, types: [ValueType.uint32], element: "Execution", attribute: "ThreadID"),
    StandardValue(
      index: 12, types: [ValueType.sid, ValueType.null], element: "Security", attribute: "UserID"),
  ]

  /// Appends elements that hold the values of an instance whose definition is gone: the System fields
  /// where the values begin as Windows' own, the nested event data, and whatever is left unnamed.
  mutating func appendLostInstance(
    valueCount: Int, slotBase: Int, isOuter: Bool, recordID: UInt64
  ) {
    let first = tree.nodes.count
    let types = Array(event.types[slotBase..<slotBase + valueCount])
    if isOuter {
      let isStandard =
        valueCount >= 14
        && Self.standardValues.allSatisfy { $0.types.contains(types[$0.index]) }
      openEvent(isStandard: isStandard, recordID: recordID)
      let left = (isStandard ? 14 : 0)..<valueCount
      for index in left where types[index] == ValueType.binXML { appendSubstitution(index) }
      let unnamed = left.filter { types[$0] != ValueType.binXML && types[$0] != ValueType.null }
      if !unnamed.isEmpty {
        let hasData = left.contains { types[$0] == ValueType.binXML }
        appendData(unnamed, in: hasData ? "UserData" : "EventData")
      }
      tree.close(first)
    } else {
      appendData(Array(0..<valueCount), in: "EventData")
    }
    event.roots.append(
      FragmentRoot(
        firstNode: first, endNode: tree.nodes.count, slotBase: slotBase, slotCount: valueCount))
  }

  private mutating func openEvent(isStandard: Bool, recordID: UInt64) {
    let event = tree.nodes.count
    tree.append(.element, slot: Node.noDependency, literal: "Event")
    tree.append(.attribute, literal: "xmlns")
    tree.append(.text, literal: "http://schemas.microsoft.com/win/2004/08/events/event")
    tree.close(event + 1)
    let system = tree.nodes.count
    tree.append(.element, slot: Node.noDependency, literal: "System")
    if !isStandard {
      tree.append(.element, slot: Node.noDependency, literal: "EventRecordID")
      tree.append(.text, literal: String(recordID))
      tree.close(system + 1)
    }
    var place = 0
    while isStandard, place < Self.standardValues.count {
      let element = tree.nodes.count
      let name = Self.standardValues[place].element
      tree.append(.element, slot: Node.noDependency, literal: name)
      // Attributes of one element stand next to each other.
      while place < Self.standardValues.count, Self.standardValues[place].element == name {
        let value = Self.standardValues[place]
        if let attribute = value.attribute {
          let start = tree.nodes.count
          tree.append(.attribute, literal: attribute)
          appendSubstitution(value.index)
          tree.close(start)
          tree.nodes[element].flag = true
        } else {
          appendSubstitution(value.index)
        }
        place += 1
      }
      tree.close(element)
    }
    tree.close(system)
  }

  private mutating func appendData(_ indices: [Int], in parent: String) {
    let data = tree.nodes.count
    tree.append(.element, slot: Node.noDependency, literal: parent)
    for index in indices {
      let element = tree.nodes.count
      tree.append(.element, slot: Node.noDependency, literal: "Data")
      appendSubstitution(index)
      tree.close(element)
    }
    tree.close(data)
  }

  private mutating func appendSubstitution(_ index: Int) {
    tree.append(.substitution, flag: true, slot: UInt16(truncatingIfNeeded: index))
  }
}
