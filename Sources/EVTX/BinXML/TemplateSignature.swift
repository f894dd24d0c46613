internal import ByteIO

/// Notes, while a definition is parsed, which of its bytes make it what it is.
///
/// Two copies of a definition in different chunks differ in offsets, in lengths that depend on which
/// names lie inline, and in the names' places. What remains is compared byte for byte.
struct SignatureRecorder {
  struct Step {
    /// Bytes that must be equal, from the chunk's start.
    var literalStart: Int
    var literalEnd: Int
    /// Bytes without meaning behind them; a name reference when nil.
    var gap: Int?
    /// UTF-16 units of the name.
    var units = 0
    var isInline = false
  }

  private(set) var steps: [Step] = []
  private var next: Int

  init(start: Int) { next = start }

  /// `count` bytes at `position` do not matter.
  mutating func gap(from position: Int, _ count: Int) {
    steps.append(Step(literalStart: next, literalEnd: position, gap: count))
    next = position + count
  }

  /// A name reference at `position`.
  mutating func name(at position: Int, units: Int, isInline: Bool) {
    steps.append(
      Step(literalStart: next, literalEnd: position, gap: nil, units: units, isInline: isInline))
    next = position + 4 + (isInline ? units * 2 + 10 : 0)
  }

  /// The definition ends before `position`.
  mutating func finish(at position: Int) {
    steps.append(Step(literalStart: next, literalEnd: position, gap: 0))
  }
}

/// The canonical form of a definition: what ``SignatureRecorder`` noted, free of the chunk.
struct TemplateSignature {
  struct Step {
    var literalCount: UInt32
    /// Bytes to pass over, or 0xffff for a name reference.
    var gap: UInt16
    /// UTF-16 units of the name.
    var units: UInt16
  }

  private static let nameReference: UInt16 = 0xffff
  private var steps: [Step] = []
  /// Literals, and for each name its count and units.
  private var canonical: [UInt8] = []

  init(_ recorder: SignatureRecorder, chunk: RawSpan) {
    for step in recorder.steps {
      canonical.append(copying: chunk.extracting(step.literalStart..<step.literalEnd))
      if let gap = step.gap {
        steps.append(
          Step(
            literalCount: UInt32(step.literalEnd - step.literalStart), gap: UInt16(gap), units: 0))
      } else {
        let name =
          step.isInline ? step.literalEnd + 4 : Int(chunk.u32(step.literalEnd))
        canonical.append(copying: chunk.extracting(name + 6..<name + 8 + step.units * 2))
        steps.append(
          Step(
            literalCount: UInt32(step.literalEnd - step.literalStart), gap: Self.nameReference,
            units: UInt16(step.units)))
      }
    }
  }

  /// Bytes held.
  var byteCount: Int { canonical.count + steps.count * MemoryLayout<Step>.stride }

  /// Whether the bytes at `start` are this definition's body.
  func matches(_ chunk: RawSpan, from start: Int, to end: Int) -> Bool {
    let canonicalBytes = canonical.rawSpan
    let steps = steps.span
    var position = start
    var place = 0
    for index in steps.indices {
      let step = steps[index]
      let literalCount = Int(step.literalCount)
      guard literalCount <= end &- position,
        equal(chunk, position, canonicalBytes, place, literalCount)
      else { return false }
      position &+= literalCount
      place &+= literalCount
      if step.gap != Self.nameReference {
        position &+= Int(step.gap)
        continue
      }
      guard position &+ 4 <= end else { return false }
      let nameOffset = Int(chunk.u32(position))
      position &+= 4
      let count = Int(step.units) &* 2 &+ 2
      guard chunk.holds(count &+ 8, at: nameOffset),
        equal(chunk, nameOffset &+ 6, canonicalBytes, place, count)
      else { return false }
      place &+= count
      if nameOffset == position { position &+= count &+ 8 }
    }
    return position <= end
  }

  /// Compares bytes that lie inside both spans; the last word overlaps what was compared before.
  @inline(__always)
  private func equal(
    _ one: RawSpan, _ oneStart: Int, _ other: RawSpan, _ otherStart: Int, _ count: Int
  ) -> Bool {
    if count >= 8 {
      var index = 0
      while index < count &- 8 {
        if one.u64(oneStart &+ index) != other.u64(otherStart &+ index) { return false }
        index &+= 8
      }
      return one.u64(oneStart &+ count &- 8) == other.u64(otherStart &+ count &- 8)
    }
    if count >= 4 {
      return one.u32(oneStart) == other.u32(otherStart)
        && one.u32(oneStart &+ count &- 4) == other.u32(otherStart &+ count &- 4)
    }
    var index = 0
    while index < count {
      if one.u8(oneStart &+ index) != other.u8(otherStart &+ index) { return false }
      index &+= 1
    }
    return true
  }
}
