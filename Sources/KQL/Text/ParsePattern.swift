/// What stands in the pattern of the operator `parse`.
enum ParsePiece: Sendable {
  /// What a captured column holds, as far as matching needs to know.
  enum Kind: Sendable {
    case text
    case integer
    case real
    /// Types whose texts have no simple form: bool, datetime, timespan, guid.
    case other
  }

  case literal([UInt8])
  /// `*`, which skips as little as it can.
  case star
  case capture(Kind)
}

/// The pattern of `parse kind=simple` and `kind=relaxed`, matched from the start of a text to its end.
///
/// Literals are looked for from left to right, each at the first place after the one before it; what
/// lies between is skipped by a star or captured. A literal that ends the pattern ends the text, and
/// one that begins it begins the text (a guess: no document says so, but published rules put `*` at
/// both ends). Whether captured texts convert to their types is for the caller to see: in simple mode
/// one that does not makes all columns null, in relaxed mode its own.
///
/// A number before a star or another capture takes the digits that come first; other types before a
/// star reach to the next literal. Source: parse-operator.md and its example `totalSlices: long *`.
struct ParsePattern: Sendable {
  private let pieces: [ParsePiece]
  private let searches: [SubstringSearch?]

  init(_ pieces: [ParsePiece]) {
    var joined: [ParsePiece] = []
    for piece in pieces {
      if case .literal(let bytes) = piece, case .literal(let before)? = joined.last {
        joined[joined.count - 1] = .literal(before + bytes)
      } else {
        joined.append(piece)
      }
    }
    self.pieces = joined
    searches = joined.map { piece in
      guard case .literal(let bytes) = piece else { return nil }
      return SubstringSearch(bytes)
    }
  }

  /// The bytes of each capture; nil if a literal is missing.
  func match(_ text: Span<UInt8>) -> [Range<Int>]? {
    var captures: [Range<Int>] = []
    /// The capture that has begun and not ended.
    var open: (kind: ParsePiece.Kind, start: Int)?
    /// Whether the next literal may stand later than here.
    var isLoose = false
    var at = 0
    for (index, piece) in pieces.enumerated() {
      switch piece {
      case .literal:
        guard let search = searches[index],
          let place = place(of: search, in: text, at, isLoose, isLast: index == pieces.count - 1)
        else { return nil }
        if let capture = open { captures.append(capture.start..<place) }
        open = nil
        isLoose = false
        at = place + search.needle.count
      case .star:
        isLoose = true
        if let capture = open, let end = Self.numberEnd(text, capture.start, capture.kind) {
          captures.append(capture.start..<end)
          open = nil
          at = end
        }
      case .capture(let kind):
        if let capture = open {
          let end = Self.numberEnd(text, capture.start, capture.kind) ?? capture.start
          captures.append(capture.start..<end)
          at = end
        }
        open = (kind, at)
        isLoose = true
      }
    }
    if let capture = open {
      captures.append(capture.start..<text.count)
    } else if !isLoose, at != text.count {
      return nil
    }
    return captures
  }

  private func place(
    of search: SubstringSearch, in text: Span<UInt8>, _ at: Int, _ isLoose: Bool, isLast: Bool
  ) -> Int? {
    let length = search.needle.count
    guard isLoose else {
      guard text.count - at >= length,
        Text.equals(text.extracting(at..<(at + length)), search.needle.span)
      else { return nil }
      return at
    }
    guard isLast else { return search.find(in: text, from: at) }
    let place = text.count - length
    guard place >= at, Text.equals(text.extracting(place..<text.count), search.needle.span) else {
      return nil
    }
    return place
  }

  /// Where the number ends that starts at a position; nil for kinds that are no numbers.
  private static func numberEnd(
    _ text: Span<UInt8>, _ start: Int, _ kind: ParsePiece.Kind
  ) -> Int? {
    func digitsEnd(_ start: Int) -> Int {
      var at = start
      while at < text.count, text[at] &- 0x30 < 10 { at += 1 }
      return at
    }
    func comes(_ bytes: StaticString, _ at: Int) -> Bool {
      at < text.count && bytes.description.utf8.contains(text[at])
    }
    guard kind == .integer || kind == .real else { return nil }
    var end = digitsEnd(comes("-+", start) ? start + 1 : start)
    guard kind == .real else { return end }
    if comes(".", end) {
      let fraction = digitsEnd(end + 1)
      if fraction > end + 1 { end = fraction }
    }
    if comes("eE", end) {
      let sign = comes("-+", end + 1) ? end + 2 : end + 1
      let exponent = digitsEnd(sign)
      if exponent > sign { end = exponent }
    }
    return end
  }
}
