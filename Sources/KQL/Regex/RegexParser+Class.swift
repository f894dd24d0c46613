extension RegexParser {
  private enum SetOperation {
    case intersection, difference, symmetricDifference
  }

  /// A bracketed class, from `[` to its `]`.
  mutating func parseClass() throws(RegexError) -> CharacterClass {
    let open = position
    position += 1
    try deepen(at: open)
    defer { depth -= 1 }
    skipVerboseSpace()
    let isNegated = take("^")
    skipVerboseSpace()
    var items: [CharacterClass.Range] = []
    var left: (set: CharacterClass, operation: SetOperation)?
    var isFirst = true
    while isFirst, take("-") {
      items.append(CharacterClass.Range(first: 0x2D, last: 0x2D))
      skipVerboseSpace()
    }
    isFirst = items.isEmpty
    while true {
      skipVerboseSpace()
      guard let byte = peek else { throw syntax(open, "found `[` without a `]` after it") }
      if byte == UInt8(ascii: "]"), !isFirst {
        position += 1
        break
      }
      if let operation = takeOperation() {
        left = (combine(left, CharacterClass(items)), operation)
        items = []
        isFirst = false
        continue
      }
      if byte == UInt8(ascii: "[") {
        if let posix = try parsePosix() {
          items += posix.ranges
        } else {
          items += try parseClass().ranges
        }
      } else {
        items += try parseRange().ranges
      }
      isFirst = false
    }
    let set = combine(left, CharacterClass(items))
    let result = isNegated ? set.negated() : set
    guard flags.isUnicode || result.isASCII else { throw invalidUTF8(open) }
    return result
  }

  private mutating func takeOperation() -> SetOperation? {
    let operation: SetOperation
    if comes("&&") {
      operation = .intersection
    } else if comes("--") {
      operation = .difference
    } else if comes("~~") {
      operation = .symmetricDifference
    } else {
      return nil
    }
    position += 2
    return operation
  }

  private func combine(
    _ left: (set: CharacterClass, operation: SetOperation)?, _ right: CharacterClass
  ) -> CharacterClass {
    guard let left else { return right }
    return switch left.operation {
    case .intersection: left.set.intersection(right)
    case .difference: left.set.subtracting(right)
    case .symmetricDifference: left.set.symmetricDifference(right)
    }
  }

  /// One character, one escaped class, or a range of characters.
  private mutating func parseRange() throws(RegexError) -> CharacterClass {
    let start = position
    let first = try parseClassItem()
    skipVerboseSpace()
    guard peek == UInt8(ascii: "-") else { return try members(first, start) }
    let afterDash = nextAfterDash()
    guard let afterDash, afterDash != UInt8(ascii: "]"), afterDash != UInt8(ascii: "-") else {
      return try members(first, start)
    }
    position += 1
    skipVerboseSpace()
    let lastStart = position
    let last = try parseClassItem()
    guard case .point(let low) = first, case .point(let high) = last else {
      throw syntax(start, "both ends of a range must be characters")
    }
    guard low <= high else {
      throw syntax(start, "the ends of a range are in the wrong order")
    }
    guard flags.isUnicode || high < 0x80 else { throw invalidUTF8(lastStart) }
    return folded(CharacterClass(low, high))
  }

  private func nextAfterDash() -> UInt8? {
    var copy = self
    copy.position += 1
    copy.skipVerboseSpace()
    return copy.peek
  }

  private mutating func parseClassItem() throws(RegexError) -> Escape {
    guard let byte = peek else { throw syntax(position, "found `[` without a `]` after it") }
    return byte == UInt8(ascii: "\\") ? try parseEscape() : .point(takePoint())
  }

  private func members(_ item: Escape, _ start: Int) throws(RegexError) -> CharacterClass {
    switch item {
    case .point(let point):
      guard flags.isUnicode || point < 0x80 else { throw invalidUTF8(start) }
      return folded(CharacterClass(point, point))
    case .set(let set): return set
    case .look: throw syntax(start, "a class holds characters only")
    }
  }

  /// With other cases where the flags ask for them; done before any negation.
  private func folded(_ set: CharacterClass) -> CharacterClass {
    guard flags.ignoresCase else { return set }
    return flags.isUnicode ? set.foldingCase() : set.foldingASCIICase()
  }

  /// `[:name:]` or `[:^name:]`; nil, with nothing read, where none is.
  private mutating func parsePosix() throws(RegexError) -> CharacterClass? {
    guard comes("[:") else { return nil }
    let start = position
    position += 2
    let isNegated = take("^")
    let nameStart = position
    while let byte = peek, byte >= UInt8(ascii: "a"), byte <= UInt8(ascii: "z") { position += 1 }
    let name = String(decoding: pattern[nameStart..<position], as: UTF8.self)
    guard comes(":]"), let set = Self.posixClass(name) else {
      position = start
      return nil
    }
    position += 2
    let members = folded(set)
    return isNegated ? members.negated() : members
  }

  /// An ASCII class by its POSIX name.
  static func posixClass(_ name: String) -> CharacterClass? {
    func set(_ ranges: (UInt32, UInt32)...) -> CharacterClass {
      CharacterClass(ranges.map { CharacterClass.Range(first: $0.0, last: $0.1) })
    }
    return switch name {
    case "alnum": set((0x30, 0x39), (0x41, 0x5A), (0x61, 0x7A))
    case "alpha": set((0x41, 0x5A), (0x61, 0x7A))
    case "ascii": set((0, 0x7F))
    case "blank": set((0x9, 0x9), (0x20, 0x20))
    case "cntrl": set((0, 0x1F), (0x7F, 0x7F))
    case "digit": set((0x30, 0x39))
    case "graph": set((0x21, 0x7E))
    case "lower": set((0x61, 0x7A))
    case "print": set((0x20, 0x7E))
    case "punct": set((0x21, 0x2F), (0x3A, 0x40), (0x5B, 0x60), (0x7B, 0x7E))
    case "space": set((0x9, 0xD), (0x20, 0x20))
    case "upper": set((0x41, 0x5A))
    case "word": set((0x30, 0x39), (0x41, 0x5A), (0x5F, 0x5F), (0x61, 0x7A))
    case "xdigit": set((0x30, 0x39), (0x41, 0x46), (0x61, 0x66))
    default: nil
    }
  }
}
