/// How `parse-kv` finds keys and values in a text.
///
/// Source: parse-kv-operator.md. Keys are compared byte by byte; white space at the ends of keys and
/// values goes away; the first value of a key counts.
struct KeyValueOptions: Sendable {
  /// An opening and a closing quote, which may be the same.
  struct Quote: Sendable {
    var open: UInt8
    var close: UInt8
  }

  /// What separates pairs, and keys from values; nil where anything but letters and digits does.
  var delimiters: (pair: [UInt8], keyValue: [UInt8])?
  var quotes: [Quote] = []
  /// Characters that make the next one a part of a quoted value.
  var escapes: [UInt8] = []
  /// Whether a value reaches to the next key that is asked for.
  var isGreedy = false
}

/// Finds the values of some keys.
struct KeyValueParser: Sendable {
  private let keys: [[UInt8]]
  private let options: KeyValueOptions
  private let pair: SubstringSearch
  private let keyValue: SubstringSearch
  private let keySearches: [SubstringSearch]

  init(keys: [[UInt8]], _ options: KeyValueOptions) {
    self.keys = keys
    self.options = options
    keySearches = keys.map { SubstringSearch($0) }
    pair = SubstringSearch(options.delimiters?.pair ?? [])
    keyValue = SubstringSearch(options.delimiters?.keyValue ?? [])
  }

  /// The value of each key; nil for one that is not there.
  func values(in text: Span<UInt8>) -> [[UInt8]?] {
    var values = [[UInt8]?](repeating: nil, count: keys.count)
    func found(_ key: [UInt8], _ value: [UInt8]) {
      for index in keys.indices where keys[index] == key && values[index] == nil {
        values[index] = value
      }
    }
    if pair.needle.isEmpty || keyValue.needle.isEmpty {
      parseWords(text, found)
    } else {
      parsePairs(text, found)
    }
    return values
  }

  /// The values that a pattern of two groups finds, the first being the key.
  static func values(
    of keys: [[UInt8]], in text: Span<UInt8>, _ matcher: Matcher
  ) -> [[UInt8]?] {
    var values = [[UInt8]?](repeating: nil, count: keys.count)
    matcher.forEachMatch(in: text) { groups in
      guard groups.count > 2, let key = groups[1], let value = groups[2] else { return true }
      let name = Text.array(text.extracting(Text.withoutSpaces(text, key)))
      for index in keys.indices where keys[index] == name && values[index] == nil {
        values[index] = Text.array(text.extracting(Text.withoutSpaces(text, value)))
      }
      return true
    }
    return values
  }

  // MARK: - With delimiters

  private func parsePairs(_ text: Span<UInt8>, _ found: ([UInt8], [UInt8]) -> Void) {
    var at = 0
    var quotes = options.quotes
    while at < text.count {
      skipSpaces(text, &at)
      guard at < text.count else { return }
      let key: [UInt8]
      if let quoted = takeQuoted(text, &at, &quotes) {
        key = quoted
        skipSpaces(text, &at)
        guard comes(keyValue, text, at) else {
          at = pairEnd(text, at)
          continue
        }
      } else {
        let end = pair.find(in: text, from: at) ?? text.count
        guard let place = keyValue.find(in: text.extracting(0..<end), from: at) else {
          at = end + pair.needle.count
          continue
        }
        key = Text.array(text.extracting(Text.withoutSpaces(text, at..<place)))
        at = place
      }
      at += keyValue.needle.count
      skipSpaces(text, &at)
      if let quoted = takeQuoted(text, &at, &quotes) {
        found(key, quoted)
        at = pairEnd(text, at)
      } else {
        let end = options.isGreedy ? greedyEnd(text, at) : pair.find(in: text, from: at)
        let last = end ?? text.count
        found(key, Text.array(text.extracting(Text.withoutSpaces(text, at..<last))))
        at = last + pair.needle.count
      }
    }
  }

  /// Where the next pair starts.
  private func pairEnd(_ text: Span<UInt8>, _ at: Int) -> Int {
    pair.find(in: text, from: at).map { $0 + pair.needle.count } ?? text.count
  }

  /// The delimiter before the next of the keys that are asked for; nil if there is none.
  private func greedyEnd(_ text: Span<UInt8>, _ start: Int) -> Int? {
    var at = start
    while let place = pair.find(in: text, from: at) {
      var next = place + pair.needle.count
      skipSpaces(text, &next)
      for key in keySearches where comes(key, text, next) {
        var end = next + key.needle.count
        skipSpaces(text, &end)
        if comes(keyValue, text, end) { return place }
      }
      at = place + 1
    }
    return nil
  }

  /// Skips white space that does not start a delimiter.
  private func skipSpaces(_ text: Span<UInt8>, _ at: inout Int) {
    while at < text.count {
      if comes(pair, text, at) || comes(keyValue, text, at) { return }
      let decoded = text.decodePoint(at: at)
      guard Text.isSpace(decoded.point) else { return }
      at += decoded.length
    }
  }

  private func comes(_ needle: SubstringSearch, _ text: Span<UInt8>, _ at: Int) -> Bool {
    let length = needle.needle.count
    return length > 0 && text.count - at >= length
      && Text.equals(text.extracting(at..<(at + length)), needle.needle.span)
  }

  // MARK: - Without delimiters

  private func parseWords(_ text: Span<UInt8>, _ found: ([UInt8], [UInt8]) -> Void) {
    var at = 0
    var quotes = options.quotes
    var key: [UInt8]?
    while at < text.count {
      let word: [UInt8]
      if let quoted = takeQuoted(text, &at, &quotes) {
        word = quoted
      } else if Text.isAlphanumeric(text, at: at) {
        let start = at
        while at < text.count, Text.isAlphanumeric(text, at: at) {
          at += text.decodePoint(at: at).length
        }
        word = Text.array(text.extracting(start..<at))
      } else {
        at += text.decodePoint(at: at).length
        continue
      }
      if let known = key {
        found(known, word)
        key = nil
      } else if keys.contains(word) {
        key = word
      }
    }
  }

  // MARK: - Quotes

  /// The text within quotes that start here, which are read; nil, with nothing read, where none close.
  ///
  /// `quotes`: the quotes that count; one that is not closed counts no longer, so that no
  ///   text is searched to its end again and again.
  private func takeQuoted(
    _ text: Span<UInt8>, _ at: inout Int, _ quotes: inout [KeyValueOptions.Quote]
  ) -> [UInt8]? {
    guard at < text.count, let number = quotes.firstIndex(where: { $0.open == text[at] }) else {
      return nil
    }
    let quote = quotes[number]
    var result: [UInt8] = []
    var next = at + 1
    while next < text.count {
      let byte = text[next]
      if options.escapes.contains(byte), next + 1 < text.count {
        result.append(text[next + 1])
        next += 2
        continue
      }
      if byte == quote.close {
        at = next + 1
        return result
      }
      result.append(byte)
      next += 1
    }
    quotes.remove(at: number)
    return nil
  }
}
