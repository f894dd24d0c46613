internal import Tabular

/// One specifier of a format, or the text between.
private enum Piece {
  case text(UInt8)
  case letter(UInt8, Int)
}

/// The pieces of a format. A letter is taken as often as its longest specifier has it: `dddd` is `dd` twice [O].
private func pieces(_ format: [UInt8], longest: [UInt8: [Int]]) throws(Refusal) -> [Piece] {
  var result: [Piece] = []
  var at = 0
  while at < format.count {
    let letter = format[at]
    guard let lengths = longest[letter] else {
      guard " /-:,._[]".utf8.contains(letter) else {
        throw Refusal(
          "\"\(String(decoding: [letter], as: UTF8.self))\" may not stand in a format",
          code: .badUse)
      }
      result.append(.text(letter))
      at += 1
      continue
    }
    var run = 0
    while at + run < format.count, format[at + run] == letter { run += 1 }
    guard let length = lengths.filter({ $0 <= run }).max() else {
      throw Refusal(
        "the letter \(String(decoding: [letter], as: UTF8.self)) of the format is not supported alone"
      )
    }
    result.append(.letter(letter, length))
    at += length
  }
  return result
}

private func padded(_ value: Int64, _ width: Int) -> [UInt8] {
  let digits = Array("\(value)".utf8)
  return Array(repeating: 0x30, count: max(0, width - digits.count)) + digits
}

/// The first digits of a fraction of a second; with `F` without zeros at the end.
private func fraction(_ ticks: Int64, _ letter: UInt8, _ length: Int) -> [UInt8] {
  var digits = Array(padded(ticks % Ticks.perSecond, 7).prefix(length))
  if letter == UInt8(ascii: "F") { while digits.last == 0x30 { digits.removeLast() } }
  return digits
}

private func formatDateTime(_ ticks: Int64, _ pieces: [Piece]) -> [UInt8] {
  let parts = TimeParts(ticks)
  let hour = parts.clock / 36_000_000_000
  var result: [UInt8] = []
  for piece in pieces {
    switch piece {
    case .text(let byte): result.append(byte)
    case .letter(let letter, let length):
      switch Character(Unicode.Scalar(letter)) {
      case "y":
        result +=
          length == 4 ? padded(Int64(parts.year), 4) : padded(Int64(parts.year % 100), length)
      case "M": result += padded(Int64(parts.month), length)
      case "d": result += padded(Int64(parts.day), length)
      case "H": result += padded(hour, length)
      case "h": result += padded(hour % 12 == 0 ? 12 : hour % 12, length)
      case "m": result += padded(parts.clock / 600_000_000 % 60, length)
      case "s": result += padded(parts.clock / Ticks.perSecond % 60, length)
      case "t": result += Array((hour < 12 ? "AM" : "PM").utf8.prefix(length))
      default: result += fraction(parts.clock, letter, length)
      }
    }
  }
  return result
}

private func formatTimeSpan(_ ticks: Int64, _ pieces: [Piece]) -> [UInt8] {
  let magnitude = Int64(clamping: ticks.magnitude)
  var result: [UInt8] = ticks < 0 ? [0x2d] : []
  for piece in pieces {
    switch piece {
    case .text(let byte): result.append(byte)
    case .letter(let letter, let length):
      switch Character(Unicode.Scalar(letter)) {
      case "d": result += padded(magnitude / Ticks.perDay, length)
      case "H", "h": result += padded(magnitude / 36_000_000_000 % 24, length)
      case "m": result += padded(magnitude / 600_000_000 % 60, length)
      case "s": result += padded(magnitude / Ticks.perSecond % 60, length)
      default: result += fraction(magnitude, letter, length)
      }
    }
  }
  return result
}

private func letters(_ table: [Character: [Int]]) -> [UInt8: [Int]] {
  var result: [UInt8: [Int]] = [:]
  for (letter, lengths) in table { result[letter.asciiValue ?? 0] = lengths }
  return result
}

/// `format_datetime`, `format_timespan`. Source: dataexplorer-docs, query/format-*-function.md.
let timeFormatKernels: [String: Kernel] = [
  "format_datetime": { (call) throws(Refusal) in
    let specifiers = letters([
      "y": [1, 2, 4], "M": [1, 2], "d": [1, 2], "H": [1, 2], "h": [1, 2], "m": [1, 2],
      "s": [1, 2], "t": [2], "f": [1, 2, 3, 4, 5, 6, 7], "F": [1, 2, 3, 4, 5, 6, 7],
    ])
    let format = try call.prepared(1) { (text) throws(Refusal) in
      try pieces(text, longest: specifiers)
    }
    return { (arguments) throws(Refusal) in
      guard case .dateTime(let ticks) = Conversion.dateTime(arguments[0]) else {
        return .string([])
      }
      return .string(formatDateTime(ticks, try format(arguments)))
    }
  },
  "format_timespan": { (call) throws(Refusal) in
    let specifiers = letters([
      "d": [1, 2, 3, 4, 5, 6, 7, 8], "H": [1, 2], "h": [1, 2], "m": [1, 2], "s": [1, 2],
      "f": [1, 2, 3, 4, 5, 6, 7], "F": [1, 2, 3, 4, 5, 6, 7],
    ])
    let format = try call.prepared(1) { (text) throws(Refusal) in
      try pieces(text, longest: specifiers)
    }
    return { (arguments) throws(Refusal) in
      guard case .timeSpan(let ticks) = Conversion.timeSpan(arguments[0]) else {
        return .string([])
      }
      return .string(formatTimeSpan(ticks, try format(arguments)))
    }
  },
]
