/// The lines of a rule file, to find the place of a character of a text inside of it.
struct SourceLines: Sendable {
  /// The file. Lines are looked for when a place is asked for, which is seldom.
  private let bytes: [UInt8]

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// Where in the file the character stands that a text has in its own line and column, from 1.
  ///
  /// Exact for blocks of lines as they are and for quoted texts; where lines are put together, exact
  /// for all but white space. O(file).
  func position(ofLine line: Int, column: Int, in scalar: ScalarText) -> FilePosition {
    LineWalk(bytes).position(ofLine: line, column: column, in: scalar)
  }
}

/// The characters of a file, line by line.
private struct LineWalk {
  private let lines: [[Unicode.Scalar]]

  init(_ bytes: [UInt8]) {
    var lines: [[Unicode.Scalar]] = [[]]
    for scalar in String(decoding: bytes, as: UTF8.self).unicodeScalars {
      if scalar == "\n" { lines.append([]) } else { lines[lines.count - 1].append(scalar) }
    }
    for index in lines.indices where lines[index].last == "\r" { lines[index].removeLast() }
    self.lines = lines
  }

  func position(ofLine line: Int, column: Int, in scalar: ScalarText) -> FilePosition {
    switch scalar.style {
    case .literal:
      // The content of a block begins in the line behind its mark.
      let fileLine = scalar.start.line + line
      return FilePosition(line: fileLine, column: column + indentation(of: scalar))
    default:
      return walk(scalar, toLine: line, column: column)
    }
  }

  /// Columns that a block's lines stand further to the right than its text says.
  private func indentation(of scalar: ScalarText) -> Int {
    var line = scalar.start.line
    for content in scalar.text.split(separator: "\n", omittingEmptySubsequences: false) {
      // Lines count from 1: the content's first line has the index of the mark's line number.
      guard line < lines.count else { break }
      if !content.isEmpty {
        let length = content.unicodeScalars.count { $0 != "\r" }
        return max(0, lines[line].count - length)
      }
      line += 1
    }
    return 0
  }

  /// Follows the file and the text side by side, from the start of the text.
  private func walk(_ scalar: ScalarText, toLine line: Int, column: Int) -> FilePosition {
    var place = Place(line: scalar.start.line - 1, column: scalar.start.column - 1)
    switch scalar.style {
    case .folded: place = Place(line: place.line + 1, column: 0)
    case .singleQuoted, .doubleQuoted: place.column += 1
    default: break
    }
    var (textLine, textColumn) = (1, 1)
    for character in scalar.text.unicodeScalars {
      if !isSpace(character) { skipSpace(&place) }
      if textLine > line || (textLine == line && textColumn >= column) { break }
      advance(over: character, in: scalar.style, &place)
      if character == "\n" {
        textLine += 1
        textColumn = 1
      } else {
        textColumn += 1
      }
    }
    let last = FilePosition(line: place.line + 1, column: place.column + 1)
    let isBeyond = (last.line, last.column) > (scalar.end.line, scalar.end.column)
    return isBeyond ? scalar.end : last
  }

  private struct Place {
    var line: Int
    var column: Int
  }

  private func isSpace(_ scalar: Unicode.Scalar) -> Bool {
    scalar == " " || scalar == "\n" || scalar == "\t" || scalar == "\r"
  }

  private func next(_ place: Place) -> Unicode.Scalar? {
    guard place.line < lines.count else { return nil }
    return place.column < lines[place.line].count ? lines[place.line][place.column] : "\n"
  }

  private func step(_ place: inout Place) {
    if place.line < lines.count, place.column < lines[place.line].count {
      place.column += 1
    } else {
      place = Place(line: place.line + 1, column: 0)
    }
  }

  /// Passes over space and line ends, which folding may have changed.
  private func skipSpace(_ place: inout Place) {
    while let character = next(place), isSpace(character), place.line < lines.count {
      step(&place)
    }
  }

  /// Passes over what stands for one character of the text.
  private func advance(
    over character: Unicode.Scalar, in style: ScalarText.Style, _ place: inout Place
  ) {
    guard let found = next(place) else { return }
    if style == .doubleQuoted, found == "\\" {
      step(&place)
      let kind = next(place)
      step(&place)
      let digits =
        switch kind {
        case "x": 2
        case "u": 4
        case "U": 8
        default: 0
        }
      for _ in 0..<digits { step(&place) }
      // JSON writes what lies beyond the first plane as two escapes.
      if kind == "u", character.value > 0xffff { for _ in 0..<6 { step(&place) } }
    } else if style == .singleQuoted, found == "'", character == "'" {
      step(&place)
      step(&place)
    } else if isSpace(character) {
      // One space or line end of the text; the rest of a fold is passed over before the next word.
      if isSpace(found) { step(&place) }
    } else {
      step(&place)
    }
  }
}
