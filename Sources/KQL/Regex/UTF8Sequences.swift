/// A closed range of bytes.
struct ByteRange: Hashable, Sendable {
  var first: UInt8
  var last: UInt8
}

/// Splits a range of code points into sequences of byte ranges that match just its UTF-8 encodings.
///
/// The sequences come in the order of their bytes. Surrogates have no encoding and are left out.
/// Each sequence covers code points whose encodings differ only in ranges of whole bytes: U+0080 to
/// U+07FF is [C2-DF][80-BF].
func forEachUTF8Sequence(
  in range: CharacterClass.Range, _ body: (ArraySlice<ByteRange>) throws(RegexError) -> Void
) throws(RegexError) {
  var pending = [range]
  var sequence: [ByteRange] = []
  while var part = pending.popLast() {
    while let upper = split(&part) { pending.append(upper) }
    guard part.first <= part.last else { continue }
    var low: [UInt8] = []
    var high: [UInt8] = []
    low.append(point: part.first)
    high.append(point: part.last)
    sequence.removeAll(keepingCapacity: true)
    for (first, last) in zip(low, high) { sequence.append(ByteRange(first: first, last: last)) }
    try body(sequence[...])
  }
}

/// Cuts a range where its encodings cease to be one sequence: leaves the lower part, returns the upper.
private func split(_ range: inout CharacterClass.Range) -> CharacterClass.Range? {
  func cut(_ first: UInt32) -> CharacterClass.Range {
    let upper = CharacterClass.Range(first: first, last: range.last)
    range.last = first - 1
    return upper
  }
  if range.first <= 0xDFFF, range.last >= 0xD800 {
    if range.first < 0xD800 { return cut(0xD800) }
    guard range.last > 0xDFFF else {
      range = CharacterClass.Range(first: 1, last: 0)
      return nil
    }
    range.first = 0xE000
  }
  for last: UInt32 in [0x7F, 0x7FF, 0xFFFF] where range.first <= last && range.last > last {
    return cut(last + 1)
  }
  if range.last < 0x80 { return nil }
  for shift: UInt32 in [6, 12, 18] {
    let mask: UInt32 = (1 << shift) - 1
    guard range.first & ~mask != range.last & ~mask else { continue }
    if range.first & mask != 0 { return cut((range.first | mask) + 1) }
    if range.last & mask != mask { return cut(range.last & ~mask) }
  }
  return nil
}
