/// The pattern of `trim`, `trim_start` and `trim_end`, which takes away one match at an end: trim(" ",
/// "  both  ") is " both " (recorded).
public struct TrimPattern: Sendable {
  let start: Regex?
  let end: Regex?

  /// Which ends are trimmed.
  public enum Ends: Sendable {
    /// `trim_start`
    case start
    /// `trim_end`
    case end
    /// `trim`
    case both
  }

  /// Compiles a pattern for one end or both.
  public init(_ pattern: [UInt8], ends: Ends) throws(RegexError) {
    start = ends == .end ? nil : try Regex(pattern, anchoredTo: .start)
    end = ends == .start ? nil : try Regex(pattern, anchoredTo: .end)
  }
}

/// Trims texts; holds the memory that matching needs.
public final class Trimmer {
  private let start: Matcher?
  private let end: Matcher?

  /// A trimmer for a pattern, for one thread.
  public init(_ pattern: TrimPattern) {
    start = pattern.start.map(Matcher.init)
    end = pattern.end.map(Matcher.init)
  }

  /// The bytes that are left of a text: first its start is trimmed, then the end of what is left.
  public func trim(_ text: Span<UInt8>) -> Range<Int> {
    let first = start?.find(text)?.upperBound ?? 0
    let rest = text.extracting(first..<text.count)
    let last = end?.find(rest)?.lowerBound ?? rest.count
    return first..<(first + last)
  }
}
