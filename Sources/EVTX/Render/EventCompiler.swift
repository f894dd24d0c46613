internal import ByteIO

/// Finds a template definition that a chunk has lost in another place of the evidence.
protocol TemplateFinder: AnyObject {
  /// Calls `use` with the chunk and the definition's offset in it, for each place that holds a definition with this
  /// identifier, until it returns true.
  func find(_ templateID: UInt32, use: (RawSpan, Int) -> Bool)
}

/// Turns a record's binary XML into a program: resolves templates and values into an ``EventTree``, then
/// plans the output of the tree in one format.
///
/// Every record goes through here once; records of a shape seen before reuse the program.
struct EventCompiler: ~Copyable {
  let format: EventFormat
  var tree = NodeTree()
  var templates = TemplateStore()
  var event = EventTree()
  var store = ProgramStore()
  var fields = SystemFields()
  /// Set while a chunk is decoded, to look for lost definitions.
  var finder: (any TemplateFinder)?
  var members = MemberTable()
  /// For text that is needed for a moment. An object, so that it can be read while members are added.
  let scratch = ScratchText()
  /// Whether the next member of the JSON object being planned is its first.
  var isFirstMember = true
  let codePage: AnsiCodePage
  /// The fields that are printed; nil for all, and their XML.
  let selection: FieldSelection?
  /// What ``countPlanned(_:)`` has counted in this record.
  private(set) var plannedCount = 0
  /// The same for all records of the chunk so far. The decoder adds to it, for kept programs too:
  /// which records a chunk loses must not depend on what was decoded before.
  var plannedInChunk = 0
  /// Where the record's binary XML and its literals begin.
  private var recordStart = 0
  private var literalStart = 0
  /// Loops around what is being planned.
  var openArrays = 0
  /// How elements are being printed.
  var xmlStyle = XMLStyle.windows
  /// Whether the next element is written with the namespace that it has from the event.
  var inheritsNamespace = false
  /// The fields of the event being planned.
  var values = FieldList()

  /// Instances of this chunk whose definition was looked for in vain.
  private var missing: Set<Missing> = []

  private struct Missing: Hashable {
    var templateID: UInt32
    var valueCount: Int
  }

  init(format: EventFormat, codePage: AnsiCodePage, selection: FieldSelection? = nil) {
    self.format = format
    self.codePage = codePage
    self.selection = selection
  }

  /// Compiles the record whose binary XML is `start ..< end`.
  ///
  /// The program lies at the end of the store; ``event`` keeps what it was made from.
  mutating func compile(
    _ chunk: RawSpan, from start: Int, to end: Int, recordID: UInt64
  ) throws(DecodeFailure) -> Program {
    event.removeAll()
    plannedCount = 0
    openArrays = 0
    recordStart = start
    literalStart = store.literals.count
    let roots = try resolve(
      chunk, from: start, to: end, depth: 0, recordID: recordID)
    guard roots.contains(where: { hasElement(event.roots[$0]) }) else {
      throw DecodeFailure(.empty, at: start)
    }
    fields = SystemFields()
    findFields(roots: roots)
    let firstOp = store.begin()
    switch format {
    case .xml: try planXML(roots: roots, chunk: chunk)
    case .jsonl: try planJSON(roots: roots, chunk: chunk)
    case .fields: try planValues(roots: roots)
    case .none: break
    }
    store.flush()
    let endOp = store.ops.count
    store.fields.append(fields)
    if format == .fields {
      let firstXMLOp = store.begin()
      if selection == nil { try planPayloadXML(roots: roots) }
      store.flush()
      store.fieldPlans.append(
        FieldPlan(
          fields: values.fields, provider: staticText(fields.provider), firstXMLOp: firstXMLOp,
          endXMLOp: store.ops.count))
    }
    return Program(
      firstOp: firstOp, endOp: endOp, damage: event.damage,
      fieldsIndex: store.fields.count - 1,
      recordIDSlot: fields.eventRecordID.slot(ofType: ValueType.uint64),
      timeSlot: fields.timeCreated.slot(ofType: ValueType.fileTime),
      plannedCount: plannedCount)
  }

  /// Forgets where the last chunk's definitions lay, and what planning its records took.
  mutating func beginChunk() {
    templates.beginChunk()
    plannedInChunk = 0
    if !missing.isEmpty { missing.removeAll() }
  }

  /// Counts nodes that are about to be planned. A value may be printed any number of times, and so may the
  /// values in it: without a bound, a few hundred bytes ask for more than any machine has.
  mutating func countPlanned(_ count: Int) throws(DecodeFailure) {
    plannedCount += count
    guard plannedCount <= Limits.plannedNodesPerRecord,
      store.literals.count - literalStart <= Limits.outputPerRecord
    else { throw DecodeFailure(.outputLimit, at: recordStart, found: Limits.outputPerRecord) }
  }

  /// Bytes that templates and programs take.
  var byteCount: Int {
    templates.byteCount + store.byteCount
      + tree.byteCount(since: NodeTree.Mark(nodeCount: 0, textCount: 0))
  }

  /// What a node counts: more when it has a long text.
  func weight(of node: Node) -> Int { 1 + Int(node.textUnits) >> 5 }

  /// Forgets all templates and programs.
  mutating func removeAll() {
    tree = NodeTree()
    templates = TemplateStore()
    store.removeAll()
  }

  // MARK: - Resolving

  /// Reads the roots of a fragment and, inside their values, further fragments.
  ///
  /// - Returns: the indices of the fragment's own roots.
  private mutating func resolve(
    _ chunk: RawSpan, from start: Int, to end: Int, depth: Int, recordID: UInt64
  ) throws(DecodeFailure) -> Range<Int> {
    guard depth <= Limits.templateDepth else {
      throw DecodeFailure(.depth, at: start, found: Limits.templateDepth)
    }
    let firstRoot = event.roots.count
    let firstInstance = event.instances.count
    var pendingInstances: [(place: Int, position: Int)] = []
    var reader = ByteReader(chunk, from: start, to: end)
    scan: while let token = reader.peek() {
      switch token & ~Token.moreFlag {
      case Token.fragmentHeader:
        guard reader.remaining >= 4 else { break scan }
        reader.position += 4
      case Token.templateInstance:
        let instance = try TemplateInstance(parsing: &reader)
        try appendInstance(instance, chunk: chunk, end: end, depth: depth, recordID: recordID)
        reader.position = instance.valuesEnd
      case Token.openStartElement, Token.processingInstructionTarget:
        let mark = tree.mark
        var parser = FragmentParser(reader, isDefinition: false)
        parser.base = mark
        try parser.parseFragment(into: &tree)
        reader.position = parser.reader.position
        try countPlanned(tree.nodes.count - mark.nodeCount)
        event.isRegular = false
        for index in mark.nodeCount..<tree.nodes.count where tree.nodes[index].kind == .instance {
          // The place is taken now: values that are resolved before have instances of their own.
          let place = event.instanceRoots.count
          event.instanceRoots.append(-1)
          pendingInstances.append((place, parser.instances[Int(tree.nodes[index].slot)]))
          tree.nodes[index].slot = UInt16(truncatingIfNeeded: place)
        }
        event.roots.append(
          FragmentRoot(
            firstNode: mark.nodeCount, endNode: tree.nodes.count, slotBase: 0, slotCount: 0))
      case Token.endOfFragment:
        break scan
      default:
        if event.roots.count > firstRoot { break scan }
        throw DecodeFailure(.unknownToken, at: reader.position, found: Int(token))
      }
    }
    let ownRoots = firstRoot..<event.roots.count
    if ownRoots.count != 1 { event.isRegular = false }
    for index in firstInstance..<event.instances.count {
      try resolveValues(
        of: event.instances[index], chunk: chunk, depth: depth, recordID: recordID)
    }
    for (place, position) in pendingInstances {
      var instanceReader = ByteReader(chunk, from: position, to: end)
      let instance = try TemplateInstance(parsing: &instanceReader)
      let nested = try resolve(
        chunk, from: position, to: instance.valuesEnd, depth: depth + 1, recordID: recordID)
      event.instanceRoots[place] = Int32(nested.lowerBound)
    }
    return ownRoots
  }

  /// Resolves the values of an instance that are binary XML themselves. One that cannot be read is
  /// printed as bytes, so that the rest of the record stays.
  private mutating func resolveValues(
    of instance: EventTree.ResolvedInstance, chunk: RawSpan, depth: Int, recordID: UInt64
  ) throws(DecodeFailure) {
    for slot in instance.slotBase..<instance.slotBase + instance.valueCount
    where event.types[slot] == ValueType.binXML && event.slots[slot].byteCount > 0 {
      let start = Int(event.slots[slot].offset)
      let state = (event.roots.count, event.instances.count, event.instanceRoots.count)
      do throws(DecodeFailure) {
        let nested = try resolve(
          chunk, from: start, to: start + Int(event.slots[slot].byteCount), depth: depth + 1,
          recordID: recordID)
        event.slotRoots[slot] = nested.isEmpty ? -1 : Int32(nested.lowerBound)
        event.slotRootCounts[slot] = Int32(nested.count)
      } catch {
        switch error.fault {
        case .depth, .tooMany, .outputLimit: throw error
        default: break
        }
        event.roots.removeLast(event.roots.count - state.0)
        event.instances.removeLast(event.instances.count - state.1)
        event.instanceRoots.removeLast(event.instanceRoots.count - state.2)
        event.slotRootCounts[slot] = -1
        event.isRegular = false
        event.damage.insert(.damagedPart)
      }
    }
  }

  private mutating func appendInstance(
    _ instance: TemplateInstance, chunk: RawSpan, end: Int, depth: Int, recordID: UInt64
  ) throws(DecodeFailure) {
    let base = try event.appendValues(instance, in: chunk)
    let template =
      templates.template(
        at: instance.definitionOffset, templateID: instance.templateID, in: chunk,
        end: chunk.byteCount, tree: &tree) ?? findElsewhere(instance)
    guard let template else {
      event.isRegular = false
      event.damage.insert(.templateMissing)
      appendLostInstance(
        valueCount: instance.valueCount, slotBase: base, isOuter: depth == 0, recordID: recordID)
      event.instances.append(
        EventTree.ResolvedInstance(
          template: -1, descriptorsStart: instance.descriptorsStart,
          valueCount: instance.valueCount, slotBase: base))
      return
    }
    let definition = templates.definitions[template]
    event.definitionByteCount += definition.byteCount
    guard event.definitionByteCount <= Limits.definitionBytesPerRecord else {
      throw DecodeFailure(
        .outputLimit, at: instance.descriptorsStart, found: Limits.definitionBytesPerRecord)
    }
    if definition.slotCount > instance.valueCount { event.damage.insert(.badValue) }
    event.roots.append(
      FragmentRoot(
        firstNode: definition.firstNode, endNode: definition.endNode, slotBase: base,
        slotCount: instance.valueCount))
    event.instances.append(
      EventTree.ResolvedInstance(
        template: template, descriptorsStart: instance.descriptorsStart,
        valueCount: instance.valueCount, slotBase: base))
  }

  /// A definition with the same identifier elsewhere in the evidence, noted for this chunk.
  private mutating func findElsewhere(_ instance: TemplateInstance) -> Int? {
    let wanted = Missing(templateID: instance.templateID, valueCount: instance.valueCount)
    guard let finder, missing.count < Limits.failedSearchesPerChunk, !missing.contains(wanted)
    else { return nil }
    // Nodes of the record itself may lie at the end of the tree: the definition goes behind them and
    // stays, since the store refers to it.
    var found: Int?
    var foundTemplates = templates
    var foundTree = tree
    finder.find(instance.templateID) { chunk, offset in
      found = foundTemplates.decode(
        at: offset, templateID: instance.templateID, in: chunk, end: chunk.byteCount,
        tree: &foundTree)
      // Another template with the same four bytes would ask for values that are not there.
      if let candidate = found,
        foundTemplates.definitions[candidate].slotCount > instance.valueCount
      {
        found = nil
      }
      return found != nil
    }
    templates = foundTemplates
    tree = foundTree
    if let found {
      templates.note(found, at: instance.definitionOffset)
    } else {
      missing.insert(wanted)
    }
    return found
  }

  // MARK: - Asking the tree

  /// The element that a fragment consists of beside processing instructions; nil when there is another.
  func onlyElement(of root: FragmentRoot) -> Int? {
    var found: Int?
    var index = root.firstNode
    while index < root.endNode {
      switch tree.nodes[index].kind {
      case .processingInstruction: break
      case .element where found == nil: found = index
      default: return nil
      }
      index = Int(tree.nodes[index].end)
    }
    return found
  }

  /// Whether a fragment holds an element that is not left out.
  private func hasElement(_ root: FragmentRoot) -> Bool {
    var index = root.firstNode
    while index < root.endNode {
      let node = tree.nodes[index]
      if node.kind == .element, !isOmitted(node, in: root) { return true }
      if node.kind == .instance { return true }
      index = Int(node.end)
    }
    return false
  }

  /// The value a substitution refers to, nil when its instance has fewer values.
  func slot(of node: Node, in root: FragmentRoot) -> Int? {
    Int(node.slot) < root.slotCount ? root.slotBase + Int(node.slot) : nil
  }

  /// Whether a substitution has no value.
  func isNull(_ node: Node, in root: FragmentRoot) -> Bool {
    guard let slot = slot(of: node, in: root) else { return true }
    return event.types[slot] == ValueType.null
  }

  /// Whether an element is left out because the value it depends on is NULL.
  func isOmitted(_ node: Node, in root: FragmentRoot) -> Bool {
    guard node.slot != Node.noDependency else { return false }
    guard Int(node.slot) < root.slotCount else { return false }
    return event.types[root.slotBase + Int(node.slot)] == ValueType.null
  }

  /// The roots inside a value of type binary XML.
  func nestedRoots(_ slot: Int) -> Range<Int> {
    guard event.slotRoots[slot] >= 0 else { return 0..<0 }
    let first = Int(event.slotRoots[slot])
    return first..<first + Int(event.slotRootCounts[slot])
  }
}

/// What events are turned into.
public enum EventFormat: Sendable {
  /// One JSON object a line, as docs/CONTRACT describes it.
  case jsonl
  /// One `<Event>` a line, as wevtutil prints it.
  case xml
  /// Values for a ``FieldVisitor``.
  case fields
  /// Nothing: only the System fields are read.
  case none
}

/// A buffer that is emptied before each use.
final class ScratchText {
  var buffer = OutputBuffer(capacity: 1_024)
}
