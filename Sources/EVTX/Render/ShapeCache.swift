internal import ByteIO

/// What a descriptor must be like for a program to serve.
struct DescriptorExpectation: Equatable {
  var wanted: UInt32
  /// The bits that count: size, type, or both.
  var mask: UInt32
}

/// Which program a record needs, found from its templates and the types of its values.
///
/// A shape is the sequence of a record's template instances, outermost first, each with its descriptors.
/// Shapes form a tree: a node is one instance with its descriptors below the instances before it.
/// Descriptors are compared under masks, so that sizes count only where the type fixes them.
struct ShapeCache {
  private struct Pattern {
    /// The next candidate for the same template below the same parent, -1 at the end.
    var next: Int32 = -1
    /// First of its descriptors.
    var first: Int32
    var valueCount: Int32
    /// The program of records that end here, -1 when nested instances follow.
    var program: Int32 = -1
    /// First of its nested values, by index among its own values.
    var firstNested: Int32
    var nestedCount: Int32
  }

  private struct Head {
    /// Parent + 1 in the high half, template + 1 in the low half; 0 marks a free place.
    var key: UInt64 = 0
    var pattern: Int32 = -1
    var count: Int32 = 0
  }

  private var patterns: [Pattern] = []
  private var expectations: [DescriptorExpectation] = []
  private var nested: [Int32] = []
  private var heads: [Head]
  private var pending: [Int32]

  private static let headCount = 16_384

  init() {
    heads = Array(repeating: Head(), count: Self.headCount)
    pending = Array(repeating: 0, count: 64)
  }

  var isFull: Bool {
    patterns.count >= Limits.cachedPrograms || expectations.count >= Limits.cachedDescriptors
  }

  mutating func removeAll() {
    patterns.removeAll(keepingCapacity: true)
    expectations.removeAll(keepingCapacity: true)
    nested.removeAll(keepingCapacity: true)
    heads = Array(repeating: Head(), count: Self.headCount)
  }

  // MARK: - Matching

  /// The program for the record whose binary XML is `start ..< end`; nil when its shape is not known.
  ///
  /// Fills `slots` with the places of the values.
  mutating func match(
    _ chunk: RawSpan, from start: Int, to end: Int, templates: inout TemplateStore,
    tree: inout NodeTree, slots: inout [Slot]
  ) -> Int? {
    var values = slots.mutableSpan
    var position = start
    var limit = end
    var parent: Int32 = -1
    var slotBase = 0
    var pendingCount = 0
    while true {
      // A fragment header may come first, then the instance: token, 0x01, identifier, offset.
      guard limit &- position >= 18, chunk.byteCount &- position >= 20 else { return nil }
      if chunk.u8(position) == Token.fragmentHeader { position &+= 4 }
      let first = chunk.u64(position)
      let second = chunk.u64(position &+ 8)
      guard limit &- position >= 14, first & 0xff == UInt64(Token.templateInstance) else {
        return nil
      }
      let templateID = UInt32(truncatingIfNeeded: first >> 16)
      let definitionOffset = Int(truncatingIfNeeded: first >> 48 | (second & 0xffff) << 16)
      var valueCount = Int(truncatingIfNeeded: second >> 16 & 0xffff_ffff)
      position &+= TemplateInstance.headSize
      guard
        let template = templates.known(at: definitionOffset)
          ?? templates.template(
            at: definitionOffset, templateID: templateID, in: chunk, end: chunk.byteCount,
            tree: &tree),
        templates.templateID(template) == templateID
      else { return nil }
      if definitionOffset == position {
        guard limit &- position >= TemplateDefinitionHeader.size else { return nil }
        position &+= TemplateDefinitionHeader.size &+ Int(chunk.u32(position &+ 20))
        guard limit &- position >= 4 else { return nil }
        valueCount = Int(chunk.u32(position))
      }
      position &+= 4
      guard valueCount &* 4 <= limit &- position,
        slotBase &+ valueCount <= Limits.valuesPerRecord
      else { return nil }
      // The pattern whose descriptors equal those at the position.
      let head = headIndex(parent, template)
      var current = heads[head].pattern
      var previous: Int32 = -1
      var valuesEnd = -1
      while current >= 0 {
        let pattern = patterns[Int(current)]
        if Int(pattern.valueCount) == valueCount {
          valuesEnd = fillSlots(
            &values, from: slotBase, chunk, at: position, expectations.span,
            from: Int(pattern.first), count: valueCount)
          if valuesEnd >= 0 { break }
        }
        previous = current
        current = pattern.next
      }
      guard current >= 0 else { return nil }
      if previous >= 0 { moveToFront(current, behind: previous, of: head) }
      let found = patterns[Int(current)]
      // A fragment that goes on has another shape.
      guard valuesEnd <= limit, valuesEnd == limit || chunk.u8(valuesEnd) == 0 else { return nil }
      // Deepest first: the first nested value is taken next, the others wait.
      let next: Int
      if found.nestedCount > 0 {
        next = slotBase &+ Int(nested[Int(found.firstNested)])
        guard found.nestedCount == 1 || wait(found, slotBase, &pendingCount) else { return nil }
      } else if pendingCount > 0 {
        pendingCount &-= 1
        next = Int(pending[pendingCount])
      } else {
        return found.program >= 0 ? Int(found.program) : nil
      }
      slotBase &+= valueCount
      let value = values[next]
      position = Int(value.offset)
      limit = position &+ Int(value.byteCount)
      parent = current
    }
  }

  /// Notes all nested values of a pattern but the first for later, the second on top.
  ///
  /// - Returns: false when too many wait.
  @inline(never)
  private mutating func wait(_ pattern: Pattern, _ slotBase: Int, _ pendingCount: inout Int) -> Bool
  {
    let count = Int(pattern.nestedCount)
    guard pending.count - pendingCount >= count else { return false }
    for index in stride(from: count - 1, to: 0, by: -1) {
      pending[pendingCount] = Int32(slotBase) + nested[Int(pattern.firstNested) + index]
      pendingCount += 1
    }
    return true
  }

  /// The shape met last is tried first.
  @inline(never)
  private mutating func moveToFront(_ current: Int32, behind previous: Int32, of head: Int) {
    patterns[Int(previous)].next = patterns[Int(current)].next
    patterns[Int(current)].next = heads[head].pattern
    heads[head].pattern = current
  }

  @inline(__always)
  private func headIndex(_ parent: Int32, _ template: Int) -> Int {
    let key = UInt64(UInt32(bitPattern: parent &+ 1)) << 32 | UInt64(template &+ 1)
    var place = Int(truncatingIfNeeded: (key &* 0x9e37_79b9_7f4a_7c15) >> 50)
    while heads[place].key != key, heads[place].key != 0 {
      place = (place &+ 1) & (Self.headCount &- 1)
    }
    return place
  }

  // MARK: - Learning

  /// Notes the program of a record that was compiled just now and is regular.
  ///
  /// - Returns: false when the template has too many shapes already.
  mutating func insert(_ event: borrowing EventTree, chunk: RawSpan, program: Int) -> Bool {
    var parent: Int32 = -1
    for (place, instance) in event.instances.enumerated() {
      let head = headIndex(parent, instance.template)
      let isLast = place == event.instances.count - 1
      if let known = equalPattern(head, instance, event, chunk) {
        parent = known
      } else {
        guard heads[head].count < Limits.shapesPerTemplate, instance.template >= 0 else {
          return false
        }
        append(instance, event, chunk, head: head, parent: parent)
        parent = Int32(patterns.count - 1)
      }
      if isLast { patterns[Int(parent)].program = Int32(program) }
    }
    return true
  }

  private func equalPattern(
    _ head: Int, _ instance: EventTree.ResolvedInstance, _ event: borrowing EventTree,
    _ chunk: RawSpan
  ) -> Int32? {
    var current = heads[head].pattern
    while current >= 0 {
      let pattern = patterns[Int(current)]
      if Int(pattern.valueCount) == instance.valueCount {
        let isEqual = (0..<instance.valueCount).allSatisfy { index in
          expectations[Int(pattern.first) + index]
            == expectation(instance.slotBase + index, event)
        }
        if isEqual { return current }
      }
      current = pattern.next
    }
    return nil
  }

  private mutating func append(
    _ instance: EventTree.ResolvedInstance, _ event: borrowing EventTree, _ chunk: RawSpan,
    head: Int, parent: Int32
  ) {
    var pattern = Pattern(
      first: Int32(expectations.count), valueCount: Int32(instance.valueCount),
      firstNested: Int32(nested.count), nestedCount: 0)
    for index in 0..<instance.valueCount {
      let slot = instance.slotBase + index
      expectations.append(expectation(slot, event))
      if event.types[slot] == ValueType.binXML, event.slots[slot].byteCount > 0 {
        nested.append(Int32(index))
        pattern.nestedCount += 1
      }
    }
    pattern.next = heads[head].pattern
    if heads[head].key == 0 {
      heads[head].key =
        UInt64(UInt32(bitPattern: parent + 1)) << 32 | UInt64(instance.template + 1)
    }
    heads[head].pattern = Int32(patterns.count)
    heads[head].count += 1
    patterns.append(pattern)
  }

  /// What a descriptor must be like for the same program to serve: the type, and the size where the
  /// program relies on it.
  private func expectation(_ slot: Int, _ event: borrowing EventTree) -> DescriptorExpectation {
    let type = event.types[slot]
    let byteCount = event.slots[slot].byteCount
    let isVariable =
      switch type {
      case ValueType.null, ValueType.string, ValueType.ansiString, ValueType.binary,
        ValueType.sid:
        true
      case ValueType.binXML: byteCount > 0
      default: type & ValueType.arrayFlag != 0
      }
    let mask: UInt32 = isVariable ? 0xff_0000 : 0xff_ffff
    return DescriptorExpectation(wanted: (UInt32(type) << 16 | byteCount) & mask, mask: mask)
  }
}
