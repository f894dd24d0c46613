/// A text that is looked for in many others: the right-hand side of `contains`, `has`, `startswith`
/// and their like.
///
/// A class, since copies of a structure with so many arrays cost more than a search.
public final class TextNeedle: Sendable {
  /// The needle's bytes as given.
  let original: [UInt8]
  /// The same with case folded where case is ignored.
  let bytes: [UInt8]
  /// Whether case is ignored.
  let ignoresCase: Bool
  /// Finds ``bytes`` in texts as they are; where case is ignored, with ASCII letters in both cases.
  private let search: SubstringSearch
  /// Finds ``bytes`` in folded texts.
  private let foldedSearch: SubstringSearch
  /// Whether letters beyond ASCII may stand for some of the needle's: the Kelvin sign for k, the long
  /// s for s, and all for those beyond ASCII.
  private let foldsBeyondASCII: Bool
  private let isASCII: Bool
  let anywhere: TermBoundary
  let term: TermBoundary
  private let termStart: TermBoundary
  private let termEnd: TermBoundary

  /// Prepares a needle.
  public init(_ needle: [UInt8], ignoringCase ignoresCase: Bool) {
    original = needle
    let folded = ignoresCase ? Text.folded(needle.span) : needle
    bytes = folded
    self.ignoresCase = ignoresCase
    isASCII = Text.isASCII(folded.span)
    search = SubstringSearch(folded, ignoringASCIICase: ignoresCase)
    foldedSearch = SubstringSearch(folded)
    foldsBeyondASCII = Text.mayMatchBeyondASCII(folded)
    anywhere = TermBoundary(folded.span, atStart: false, atEnd: false)
    term = TermBoundary(folded.span, atStart: true, atEnd: true)
    termStart = TermBoundary(folded.span, atStart: true, atEnd: false)
    termEnd = TermBoundary(folded.span, atStart: false, atEnd: true)
  }

  /// `contains`, `contains_cs`.
  public func isContained(in text: Span<UInt8>) -> Bool {
    find(in: text, anywhere)
  }

  /// `has`, `has_cs`: the needle stands between ends of terms; the empty needle is in every text.
  public func isTerm(in text: Span<UInt8>) -> Bool {
    find(in: text, term)
  }

  /// `hasprefix`, `hasprefix_cs`: a term starts with the needle.
  public func isTermPrefix(in text: Span<UInt8>) -> Bool {
    find(in: text, termStart)
  }

  /// `hassuffix`, `hassuffix_cs`: a term ends with the needle.
  public func isTermSuffix(in text: Span<UInt8>) -> Bool {
    find(in: text, termEnd)
  }

  /// `startswith`, `startswith_cs`.
  public func isPrefix(of text: Span<UInt8>) -> Bool {
    let bytes = bytes
    if ignoresCase { return Text.hasPrefixIgnoringCase(text, bytes.span) }
    return text.count >= bytes.count
      && Text.equals(text.extracting(0..<bytes.count), bytes.span)
  }

  /// `endswith`, `endswith_cs`.
  public func isSuffix(of text: Span<UInt8>) -> Bool {
    let bytes = bytes
    if ignoresCase { return Text.hasSuffixIgnoringCase(text, bytes.span) }
    return text.count >= bytes.count
      && Text.equals(text.extracting((text.count - bytes.count)..<text.count), bytes.span)
  }

  /// `==`, `=~`.
  public func isEqual(to text: Span<UInt8>) -> Bool {
    let bytes = bytes
    return ignoresCase ? Text.equalsIgnoringCase(text, bytes.span) : Text.equals(text, bytes.span)
  }

  private func find(in text: Span<UInt8>, _ boundary: TermBoundary) -> Bool {
    if bytes.isEmpty { return true }
    if !ignoresCase { return Self.find(search, in: text, boundary) }
    if isASCII {
      if Self.find(search, in: text, boundary) { return true }
      if !foldsBeyondASCII { return false }
    }
    // Only letters beyond ASCII are left to tell.
    if Text.isASCII(text) { return false }
    return Self.find(foldedSearch, in: Text.folded(text).span, boundary)
  }

  private static func find(
    _ search: SubstringSearch, in text: Span<UInt8>, _ boundary: TermBoundary
  ) -> Bool {
    var start = 0
    while let place = search.find(in: text, from: start) {
      if boundary.holds(text, place..<(place + search.needle.count)) { return true }
      start = place + 1
    }
    return false
  }
}
