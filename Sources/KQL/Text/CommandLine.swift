extension Text {
  /// `parse_command_line`: the arguments, as CommandLineToArgvW finds them.
  ///
  /// The program's name ends at the next quote if it starts with one, else at white space. In the
  /// arguments 2n backslashes and a quote are n backslashes and the quote opens or closes; 2n + 1 are
  /// n and a quote; backslashes before anything else are themselves; three quotes in a row, counting
  /// the one that opened, are a quote and outside of quotes.
  static func commandLineArguments(_ text: Span<UInt8>) -> [[UInt8]] {
    guard !text.isEmpty else { return [] }
    var at = 0
    var arguments = [programName(text, &at)]
    skipBlanks(text, &at)
    while at < text.count {
      arguments.append(argument(text, &at))
      skipBlanks(text, &at)
    }
    return arguments
  }

  private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x9 }

  private static func skipBlanks(_ text: Span<UInt8>, _ at: inout Int) {
    while at < text.count, isBlank(text[at]) { at += 1 }
  }

  private static func programName(_ text: Span<UInt8>, _ at: inout Int) -> [UInt8] {
    var name: [UInt8] = []
    let quote = UInt8(ascii: "\"")
    let isQuoted = text[0] == quote
    if isQuoted { at = 1 }
    while at < text.count {
      let byte = text[at]
      if isQuoted ? byte == quote : isBlank(byte) {
        at += 1
        break
      }
      name.append(byte)
      at += 1
    }
    return name
  }

  private static func argument(_ text: Span<UInt8>, _ at: inout Int) -> [UInt8] {
    let quote = UInt8(ascii: "\"")
    let backslash = UInt8(ascii: "\\")
    var result: [UInt8] = []
    /// Quotes since the last that closed: 1 within quotes.
    var quotes = 0
    while at < text.count, quotes > 0 || !isBlank(text[at]) {
      var backslashes = 0
      while at < text.count, text[at] == backslash {
        backslashes += 1
        at += 1
      }
      guard at < text.count, text[at] == quote else {
        result += repeatElement(backslash, count: backslashes)
        if backslashes == 0 {
          result.append(text[at])
          at += 1
        }
        continue
      }
      result += repeatElement(backslash, count: backslashes / 2)
      at += 1
      if backslashes % 2 == 1 {
        result.append(quote)
      } else {
        quotes += 1
      }
      while at < text.count, text[at] == quote {
        at += 1
        quotes += 1
        if quotes == 3 {
          result.append(quote)
          quotes = 0
        }
      }
      if quotes == 2 { quotes = 0 }
    }
    return result
  }
}
