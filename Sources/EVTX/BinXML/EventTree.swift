internal import ByteIO

/// Where a value lies in the chunk.
struct Slot {
  /// Bytes from the start of the chunk.
  var offset: UInt32
  var byteCount: UInt32
}

/// A fragment of a record: the nodes of a definition or of its own elements, and whose values they use.
struct FragmentRoot {
  var firstNode: Int
  var endNode: Int
  /// The first of its values among the record's.
  var slotBase: Int
  var slotCount: Int
}

/// What a record consists of: fragments inside each other, and values. Reused from record to record.
struct EventTree {
  var roots: [FragmentRoot] = []
  var slots: [Slot]
  /// The descriptors' types.
  var types: [UInt8]
  /// For a value of type binary XML: the index of its first root; -1 for others and undecodable ones.
  var slotRoots: [Int32]
  /// How many roots a value of type binary XML has.
  var slotRootCounts: [Int32]
  var slotCount = 0
  /// Roots of instances that stand among elements, by their nodes' `slot`.
  var instanceRoots: [Int32] = []
  /// The template instances in the order in which their values are laid out, for the shape.
  var instances: [ResolvedInstance] = []
  /// Whether another record of the same templates and types has the same tree.
  var isRegular = true
  var damage: TextDamage = []
  /// Bytes of the definitions used, each as often as it is used.
  var definitionByteCount = 0

  /// A template instance with the definition that was found for it.
  struct ResolvedInstance {
    var template: Int
    var descriptorsStart: Int
    var valueCount: Int
    var slotBase: Int
  }

  init() {
    slots = Array(repeating: Slot(offset: 0, byteCount: 0), count: Limits.valuesPerRecord)
    types = []
    slotRoots = []
    slotRootCounts = []
  }

  mutating func removeAll() {
    roots.removeAll(keepingCapacity: true)
    types.removeAll(keepingCapacity: true)
    slotRoots.removeAll(keepingCapacity: true)
    slotRootCounts.removeAll(keepingCapacity: true)
    instanceRoots.removeAll(keepingCapacity: true)
    instances.removeAll(keepingCapacity: true)
    slotCount = 0
    isRegular = true
    damage = []
    definitionByteCount = 0
  }

  /// Appends the values that descriptors announce. Those that do not fit are cut.
  mutating func appendValues(
    _ instance: TemplateInstance, in chunk: RawSpan
  ) throws(DecodeFailure) -> Int {
    let base = slotCount
    guard base + instance.valueCount <= Limits.valuesPerRecord else {
      throw DecodeFailure(
        .tooMany, at: instance.descriptorsStart, found: Limits.valuesPerRecord)
    }
    var offset = instance.valuesStart
    for index in 0..<instance.valueCount {
      let descriptor = chunk.u32(instance.descriptorsStart + 4 * index)
      var byteCount = Int(descriptor & 0xffff)
      let type = UInt8(truncatingIfNeeded: descriptor >> 16)
      // What is left of a value still tells something: a text its beginning, binary XML where it ends.
      byteCount = min(byteCount, instance.valuesEnd - offset)
      slots[base + index] = Slot(offset: UInt32(offset), byteCount: UInt32(byteCount))
      types.append(type)
      // Arrays without whole items are printed in another way than the others of their type.
      if ValuePlan.isFixedArray(type), !ValuePlan.isArray(type, byteCount: byteCount) {
        isRegular = false
      }
      // Whether items have four or eight bytes is decided by the array's size.
      if type == ValueType.sizeT | ValueType.arrayFlag { isRegular = false }
      slotRoots.append(-1)
      slotRootCounts.append(0)
      offset += byteCount
    }
    slotCount = base + instance.valueCount
    if instance.isOverrun {
      isRegular = false
      damage.insert(.damagedPart)
    }
    return base
  }
}
