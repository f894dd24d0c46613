internal import ByteIO

/// A key that a System field becomes, in the order of output.
struct SystemKey {
  enum Form {
    case number, time, hexadecimal, string, guid
  }
  var key: StaticString
  var element: StaticString
  /// Nil for the element's content.
  var attribute: StaticString?
  var form: Form

  static let all: [SystemKey] = [
    SystemKey(key: "EventRecordID", element: "EventRecordID", form: .number),
    SystemKey(key: "TimeCreated", element: "TimeCreated", attribute: "SystemTime", form: .time),
    SystemKey(key: "Computer", element: "Computer", form: .string),
    SystemKey(key: "Channel", element: "Channel", form: .string),
    SystemKey(key: "Provider", element: "Provider", attribute: "Name", form: .string),
    SystemKey(key: "ProviderGuid", element: "Provider", attribute: "Guid", form: .guid),
    SystemKey(
      key: "EventSourceName", element: "Provider", attribute: "EventSourceName", form: .string),
    SystemKey(key: "EventID", element: "EventID", form: .number),
    SystemKey(key: "Qualifiers", element: "EventID", attribute: "Qualifiers", form: .number),
    SystemKey(key: "Version", element: "Version", form: .number),
    SystemKey(key: "Level", element: "Level", form: .number),
    SystemKey(key: "Task", element: "Task", form: .number),
    SystemKey(key: "Opcode", element: "Opcode", form: .number),
    SystemKey(key: "Keywords", element: "Keywords", form: .hexadecimal),
    SystemKey(key: "ActivityID", element: "Correlation", attribute: "ActivityID", form: .guid),
    SystemKey(
      key: "RelatedActivityID", element: "Correlation", attribute: "RelatedActivityID",
      form: .guid),
    SystemKey(key: "ProcessID", element: "Execution", attribute: "ProcessID", form: .number),
    SystemKey(key: "ThreadID", element: "Execution", attribute: "ThreadID", form: .number),
    SystemKey(key: "UserID", element: "Security", attribute: "UserID", form: .string),
    SystemKey(key: "ProcessorID", element: "Execution", attribute: "ProcessorID", form: .number),
    SystemKey(key: "SessionID", element: "Execution", attribute: "SessionID", form: .number),
    SystemKey(key: "KernelTime", element: "Execution", attribute: "KernelTime", form: .number),
    SystemKey(key: "UserTime", element: "Execution", attribute: "UserTime", form: .number),
  ]
}

extension EventCompiler {
  /// Plans the flat keys of the System elements among the children of Event.
  mutating func planSystem(
    from start: Int, to end: Int, root: FragmentRoot, chunk: RawSpan
  ) throws(DecodeFailure) {
    var index = start
    while index < end {
      if tree.nodes[index].kind == .element, tree.isText(index, "System"),
        !isOmitted(tree.nodes[index], in: root)
      {
        return try planSystem(element: index, root: root, chunk: chunk)
      }
      index = Int(tree.nodes[index].end)
    }
  }

  private mutating func planSystem(
    element system: Int, root: FragmentRoot, chunk: RawSpan
  ) throws(DecodeFailure) {
    var sources: [(start: Int, end: Int)?] = Array(repeating: nil, count: SystemKey.all.count)
    var others: [Int] = []
    var index = system + 1
    while index < Int(tree.nodes[system].end) {
      let node = tree.nodes[index]
      if node.kind == .element, !isOmitted(node, in: root) {
        if !findSources(of: index, root: root, &sources) { others.append(index) }
      } else if node.kind == .substitution, isFragment(node, in: root) {
        others.append(index)
      }
      index = Int(node.end)
    }
    for (place, key) in SystemKey.all.enumerated() {
      guard let source = sources[place] else { continue }
      planSystemKey(key, from: source.start, to: source.end, root: root)
    }
    let mark = members.mark
    defer { members.cut(to: mark) }
    for other in others {
      try collect(
        from: other, to: Int(tree.nodes[other].end), root: root, scope: .other, base: mark.members,
        chunk: chunk)
    }
    for member in mark.members..<members.members.count {
      try planMember(
        member, scope: .other, prefix: isReserved(member) ? "System/" : nil, openElements: 2,
        chunk: chunk)
    }
  }

  /// Whether a key of an element that is not known would be taken for one of the event's own.
  func isReserved(_ member: Int) -> Bool {
    let own: [StaticString] = [
      "System", "EventData", "UserData", "RenderingInfo", "ProcessingErrorData", "DebugData",
      "BinaryEventData", "RecordID", "RecordTime", "RecordOffset", "Recovered", "Flags",
      "SourceFile",
    ]
    return own.contains { isKey(member, $0) }
      || SystemKey.all.contains { isKey(member, $0.key) || isKey(member, $0.element) }
  }

  /// Notes where the values of a System child lie; false when the element is not one that is known, or
  /// holds more than is known of it, or came before.
  func findSources(
    of element: Int, root: FragmentRoot, _ sources: inout [(start: Int, end: Int)?]
  ) -> Bool {
    let end = Int(tree.nodes[element].end)
    let nameUnits = Int(tree.nodes[element].textUnits)
    let keys = SystemKey.all
    var taken = 0
    var isKnown = false
    for place in keys.indices
    where keys[place].element.utf8CodeUnitCount == nameUnits
      && tree.isText(element, keys[place].element)
    {
      let key = keys[place]
      isKnown = true
      var index = element + 1
      while index < end, tree.nodes[index].kind == .attribute {
        if let attribute = key.attribute, tree.isText(index, attribute) {
          if isAbsent(attribute: index, root: root) || isEmpty(attribute: index, for: key) {
            taken += 1
          } else if sources[place] == nil {
            taken += 1
            sources[place] = (index + 1, Int(tree.nodes[index].end))
          }
        }
        index = Int(tree.nodes[index].end)
      }
      if key.attribute == nil, sources[place] == nil, hasValue(from: index, to: end, root: root) {
        sources[place] = (index, end)
        taken += 1
      }
    }
    return isKnown && taken == partCount(of: element, root: root)
  }

  /// An attribute without anything in it is an empty text, and no number or time.
  private func isEmpty(attribute index: Int, for key: SystemKey) -> Bool {
    key.form != .string && Int(tree.nodes[index].end) == index + 1
  }

  /// How many attributes an element has, and one more if it has content.
  private func partCount(of element: Int, root: FragmentRoot) -> Int {
    let end = Int(tree.nodes[element].end)
    var count = 0
    var index = element + 1
    while index < end, tree.nodes[index].kind == .attribute {
      // Known attributes count whether they have a value or not.
      if !isNamespace(index) { count += 1 }
      index = Int(tree.nodes[index].end)
    }
    return count + (hasValue(from: index, to: end, root: root) ? 1 : 0)
  }

  private func hasValue(from start: Int, to end: Int, root: FragmentRoot) -> Bool {
    var index = start
    while index < end {
      let node = tree.nodes[index]
      if node.kind != .substitution || !isNull(node, in: root) { return true }
      index = Int(node.end)
    }
    return false
  }

  private mutating func planSystemKey(
    _ key: SystemKey, from start: Int, to end: Int, root: FragmentRoot
  ) {
    beginMember()
    store.literals.append(key.key)
    store.literals.append("\":")
    let isSingle = start < end && Int(tree.nodes[start].end) == end
    let node = tree.nodes[min(start, tree.nodes.count - 1)]
    if isSingle, node.kind == .substitution, let slot = slot(of: node, in: root) {
      planSystemValue(key.form, slot: slot)
    } else if isSingle, node.kind == .text {
      planSystemText(key.form, textUnits(of: node))
    } else {
      planSystemPieces(key.form, from: start, to: end, root: root)
    }
  }

  private mutating func planSystemValue(_ form: SystemKey.Form, slot: Int) {
    let type = event.types[slot]
    let plan = ValuePlan(
      type: type, byteCount: Int(event.slots[slot].byteCount), place: .jsonText)
    switch (form, plan.kind) {
    case (.number, .int8), (.number, .int16), (.number, .int32), (.number, .int64),
      (.number, .uint8), (.number, .uint16), (.number, .uint32), (.number, .uint64):
      store.emit(plan.kind, slot: slot)
    case (.number, .hex32): store.emit(.uint32, slot: slot)
    case (.number, .hex64): store.emit(.uint64, slot: slot)
    case (.number, .stringJSON): store.emit(.numberFromString, slot: slot)
    case (.number, _):
      event.damage.insert(.badValue)
      store.literals.append("null")
    case (.time, .stringJSON): planQuoted(.timeFromString, slot)
    case (.guid, .stringJSON): planQuoted(.guidFromString, slot)
    case (.hexadecimal, .uint64), (.hexadecimal, .int64): planQuoted(.hex64, slot)
    case (.hexadecimal, .uint32), (.hexadecimal, .int32): planQuoted(.hex32, slot)
    default:
      if plan.kind == .badValue { event.damage.insert(.badValue) }
      planQuoted(plan.kind, slot)
    }
  }

  private mutating func planQuoted(_ kind: Op.Kind, _ slot: Int) {
    store.literals.append("\"")
    store.emit(kind, slot: slot)
    store.literals.append("\"")
  }

  /// Plans a text that stands in the template or in the record's own elements.
  private mutating func planSystemText(_ form: SystemKey.Form, _ units: [UInt16]) {
    switch form {
    case .number:
      if let number = SystemText.number(units) {
        store.literals.appendDecimal(number)
      } else {
        event.damage.insert(.badValue)
        store.literals.append("null")
      }
    case .time:
      store.literals.append("\"")
      if let time = SystemText.time(units) {
        store.literals.appendFileTime(time)
      } else {
        appendJSONText(units)
      }
      store.literals.append("\"")
    case .guid where SystemText.isGUID(units):
      store.literals.append("\"")
      store.literals.appendGUID(units)
      store.literals.append("\"")
    case .hexadecimal, .string, .guid:
      store.literals.append("\"")
      appendJSONText(units)
      store.literals.append("\"")
    }
  }

  private mutating func appendJSONText(_ units: [UInt16]) {
    var bytes: [UInt8] = []
    for unit in units {
      bytes.append(UInt8(truncatingIfNeeded: unit))
      bytes.append(UInt8(truncatingIfNeeded: unit >> 8))
    }
    let damage = store.literals.appendUTF16(
      JSONString.self, bytes.rawSpan, at: 0, units: units.count)
    event.damage.formUnion(damage)
  }

  private mutating func planSystemPieces(
    _ form: SystemKey.Form, from start: Int, to end: Int, root: FragmentRoot
  ) {
    if let units = staticUnits(from: start, to: end) { return planSystemText(form, units) }
    if form == .number {
      event.damage.insert(.badValue)
      store.literals.append("null")
      return
    }
    store.literals.append("\"")
    planText(from: start, to: end, root: root)
    store.literals.append("\"")
  }
}
