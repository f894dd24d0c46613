/// Finds a needle of bytes in texts, exactly or without regard to the case of ASCII letters.
///
/// Two bytes of the needle, the rarest by their frequency in paths and command lines, are compared in
/// 16 places at a time (plain loops over blocks of known size, which the compiler turns into vector
/// instructions); places where both agree are verified. Where verifying costs too much the
/// search goes on with Knuth, Morris and Pratt's, so that time stays linear.
public struct SubstringSearch: Sendable {
  /// The needle, in lower case where case is ignored.
  let needle: [UInt8]
  /// Whether the case of ASCII letters is ignored.
  let ignoresCase: Bool
  /// Two offsets in the needle, the lower first.
  private let near: Int
  private let far: Int
  /// For each length of a matched beginning the length of its longest proper border.
  private let borders: [Int32]

  /// Prepares a search.
  public init(_ needle: some Sequence<UInt8>, ignoringASCIICase ignoresCase: Bool = false) {
    let bytes = ignoresCase ? needle.map(Self.lowered) : Array(needle)
    self.needle = bytes
    self.ignoresCase = ignoresCase
    (near, far) = Self.rarestOffsets(bytes)
    borders = Self.borders(bytes)
  }

  /// Whether the needle is in a text.
  public func isFound(in text: Span<UInt8>) -> Bool { find(in: text, from: 0) != nil }

  /// The first place of the needle at or after a position; the empty needle is everywhere.
  public func find(in text: Span<UInt8>, from start: Int) -> Int? {
    if needle.isEmpty { return start <= text.count ? start : nil }
    guard needle.count <= text.count, start <= text.count - needle.count else { return nil }
    let lastStart = text.count - needle.count
    let width = 16
    let nearByte = needle[near]
    let farByte = needle[far]
    let nearMask: UInt8 = ignoresCase && Self.isLetter(nearByte) ? 0x20 : 0
    let farMask: UInt8 = ignoresCase && Self.isLetter(farByte) ? 0x20 : 0
    var at = start
    /// Bytes compared in vain so far.
    var cost = 0
    while at <= lastStart {
      guard lastStart - start >= width - 1 else { break }
      // The last block overlaps the one before it.
      let block = min(at, lastStart - (width - 1))
      let nearBlock = text.extracting((block + near)..<(block + near + width))
      let farBlock = text.extracting((block + far)..<(block + far + width))
      var hits: UInt8 = 0
      for index in 0..<width {
        hits |=
          (nearBlock[index] | nearMask == nearByte ? 1 : 0)
          & (farBlock[index] | farMask == farByte ? 1 : 0)
      }
      if hits != 0 {
        for index in (at - block)..<width
        where nearBlock[index] | nearMask == nearByte && farBlock[index] | farMask == farByte {
          if matches(text, block + index, &cost) { return block + index }
        }
        if cost > 1_024 + 8 * (at - start) {
          return findByBorders(in: text, from: block + width)
        }
      }
      at = block + width
    }
    while at <= lastStart {
      if text[at + near] | nearMask == nearByte, text[at + far] | farMask == farByte,
        matches(text, at, &cost)
      {
        return at
      }
      at += 1
    }
    return nil
  }

  private func matches(_ text: Span<UInt8>, _ at: Int, _ cost: inout Int) -> Bool {
    for index in 0..<needle.count {
      let byte = ignoresCase ? Self.lowered(text[at + index]) : text[at + index]
      if byte != needle[index] {
        cost += index + 1
        return false
      }
    }
    return true
  }

  /// Knuth, Morris and Pratt's search.
  private func findByBorders(in text: Span<UInt8>, from start: Int) -> Int? {
    var matched = 0
    var at = start
    while at < text.count {
      let byte = ignoresCase ? Self.lowered(text[at]) : text[at]
      while matched > 0, needle[matched] != byte { matched = Int(borders[matched]) }
      if needle[matched] == byte { matched += 1 }
      at += 1
      if matched == needle.count { return at - matched }
    }
    return nil
  }

  // MARK: - Preparing

  @inline(__always)
  static func lowered(_ byte: UInt8) -> UInt8 {
    byte &- 0x41 < 26 ? byte | 0x20 : byte
  }

  @inline(__always)
  private static func isLetter(_ byte: UInt8) -> Bool { (byte | 0x20) &- 0x61 < 26 }

  /// Bytes from common to rare; all others are rarer.
  private static let common = Array(
    " etaoinsr\\lcdmpuhg.fvwbyS-xCMPDI:/k0\"1WATEN_R2LOFBUVjHqGz43568=9,7KXYQJZ".utf8)

  private static func rarestOffsets(_ needle: [UInt8]) -> (Int, Int) {
    var ranks = Array(repeating: common.count, count: 256)
    for (rank, byte) in common.enumerated() { ranks[Int(byte)] = rank }
    var best = 0
    for index in needle.indices where ranks[Int(needle[index])] > ranks[Int(needle[best])] {
      best = index
    }
    var second = best == 0 ? max(0, needle.count - 1) : 0
    for index in needle.indices
    where index != best && needle[index] != needle[best]
      && ranks[Int(needle[index])] > ranks[Int(needle[second])]
    {
      second = index
    }
    return (min(best, second), max(best, second))
  }

  private static func borders(_ needle: [UInt8]) -> [Int32] {
    var borders = Array(repeating: Int32(0), count: needle.count + 1)
    var length = 0
    for index in needle.indices.dropFirst() {
      while length > 0, needle[index] != needle[length] { length = Int(borders[length]) }
      if needle[index] == needle[length] { length += 1 }
      borders[index + 1] = Int32(length)
    }
    return borders
  }
}
