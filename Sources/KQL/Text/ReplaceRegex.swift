/// The third argument of `replace_regex`: text with `\0` for the match and `\1` to `\9` for groups.
///
/// `\\` is a backslash; a backslash before anything else stands for itself. Source:
/// replace-regex-function.md; the backslashes are a guess after RE2, which it names.
public struct RegexRewrite: Sendable {
  private enum Part {
    case text([UInt8])
    case group(Int)
  }

  private let parts: [Part]

  /// Reads a rewrite for a pattern with a number of groups.
  ///
  /// - Throws: `.syntax` for a group that the pattern does not have.
  public init(_ rewrite: [UInt8], groupCount: Int) throws(RegexError) {
    var parts: [Part] = []
    var text: [UInt8] = []
    var index = 0
    while index < rewrite.count {
      let byte = rewrite[index]
      guard byte == UInt8(ascii: "\\"), index + 1 < rewrite.count else {
        text.append(byte)
        index += 1
        continue
      }
      let next = rewrite[index + 1]
      switch next {
      case UInt8(ascii: "0")...UInt8(ascii: "9"):
        let group = Int(next - UInt8(ascii: "0"))
        guard group < groupCount else {
          throw RegexError(
            code: .syntax, offset: index,
            message: "the rewrite asks for group \(group), the pattern has \(groupCount - 1)")
        }
        if !text.isEmpty { parts.append(.text(text)) }
        text = []
        parts.append(.group(group))
        index += 2
      case UInt8(ascii: "\\"):
        text.append(byte)
        index += 2
      default:
        text.append(byte)
        index += 1
      }
    }
    if !text.isEmpty { parts.append(.text(text)) }
    self.parts = parts
  }

  /// `replace_regex`: a text with each match replaced; nil where nothing matches.
  ///
  /// - Throws: `.limit` when the result is larger than ``RegexLimits/replacementBytes``.
  public func replace(in text: Span<UInt8>, _ matcher: Matcher) throws(RegexError) -> [UInt8]? {
    var result: [UInt8] = []
    var end = 0
    var hasMatched = false
    var isTooLarge = false
    matcher.forEachMatch(in: text) { groups in
      guard let match = groups[0] else { return true }
      hasMatched = true
      result.append(text.extracting(end..<match.lowerBound))
      for part in parts {
        switch part {
        case .text(let bytes): result += bytes
        case .group(let group):
          if let range = groups[group] { result.append(text.extracting(range)) }
        }
      }
      end = match.upperBound
      isTooLarge = result.count > RegexLimits.replacementBytes
      return !isTooLarge
    }
    guard !isTooLarge else {
      throw RegexError(
        code: .limit, offset: 0,
        message: "a replacement makes more than \(RegexLimits.replacementBytes) bytes")
    }
    guard hasMatched else { return nil }
    result.append(text.extracting(end..<text.count))
    return result
  }
}
