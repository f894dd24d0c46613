/// Brackets that are open at a place of the query, so that the parser knows where to go on after a problem.
///
/// In a query with missing brackets some are taken as closed: those inside a pair that closes, and parentheses and
/// square brackets at the end of a statement. Linear over a whole query.
struct OpenBrackets {
  private var open: [(kind: Token.Punctuation, holdsSteps: Bool)] = []
  private var counts: [Token.Punctuation: Int] = [:]

  var depth: Int { open.count }

  /// `holdsSteps`: semicolons inside end steps of `scan` and not a statement.
  mutating func open(_ kind: Token.Punctuation, holdsSteps: Bool) {
    open.append((kind, holdsSteps))
    counts[kind, default: 0] += 1
  }

  /// The pair that began with `kind` is closed; without any such pair nothing changes.
  mutating func close(_ kind: Token.Punctuation) {
    guard counts[kind, default: 0] > 0 else { return }
    while let last = open.last {
      removeLast()
      if last.kind == kind { return }
    }
  }

  mutating func endStatement() {
    while let last = open.last, last.kind != .openBrace, !last.holdsSteps { removeLast() }
  }

  private mutating func removeLast() {
    if let last = open.popLast() { counts[last.kind, default: 0] -= 1 }
  }
}
