public import ByteIO

/// Writes a table for people to read in a terminal of a given width.
///
/// Columns are aligned, numbers to the right; the widest give way until a row fits in a line, and what
/// was cut ends with an ellipsis. Where even narrow columns do not fit beside each other, each row is
/// a block of lines `name  value`. No control character reaches the terminal.
public struct TextTableWriter: Sendable {
  /// Columns of the terminal.
  public let width: Int
  /// The narrowest that a column is made.
  private static let narrowest = 6
  private static let gap = 2

  /// A writer for a terminal of so many columns, at least 20.
  public init(width: Int) { self.width = max(20, width) }

  /// Appends a table. Looks at every row twice.
  public func append(_ table: Table, to output: inout TextBuffer) {
    let columns = table.schema.columns
    guard !columns.isEmpty else { return }
    let least = columns.count * (Self.narrowest + Self.gap) - Self.gap
    if least <= width { appendLines(table, to: &output) } else { appendBlocks(table, to: &output) }
  }

  // MARK: - Beside each other

  private func appendLines(_ table: Table, to output: inout TextBuffer) {
    let columns = table.schema.columns
    let widths = fitted(naturalWidths(table))
    let isRight = columns.map { $0.type == .int || $0.type == .long || $0.type == .real }
    append(line: columns.map(\.name), widths, isRight, to: &output)
    append(line: widths.map { String(repeating: "-", count: $0) }, widths, isRight, to: &output)
    for batch in table.batches {
      for row in 0..<batch.count {
        append(line: batch.columns.map { text($0, row) }, widths, isRight, to: &output)
      }
    }
  }

  private func append(
    line texts: [String], _ widths: [Int], _ isRight: [Bool], to output: inout TextBuffer
  ) {
    let start = output.count
    for (index, text) in texts.enumerated() {
      let (shown, columns) = DisplayWidth.shown(text, limit: widths[index])
      let space = String(repeating: " ", count: widths[index] - columns)
      if index > 0 { output.append("  ") }
      output.append(text: isRight[index] ? space + shown : shown + space)
    }
    // Nothing but the end of the line stands behind the last text.
    var end = output.count
    output.withBytes { bytes in
      while end > start, bytes.u8(end - 1) == 0x20 { end -= 1 }
    }
    output.truncate(to: end)
    output.append(0x0a)
  }

  /// Columns that the widest value or the name takes, up to the width of the terminal.
  private func naturalWidths(_ table: Table) -> [Int] {
    var widths = table.schema.columns.map { DisplayWidth.shown($0.name, limit: width).columns }
    for batch in table.batches {
      for (index, column) in batch.columns.enumerated() {
        for row in 0..<batch.count where widths[index] < width {
          let columns = DisplayWidth.shown(text(column, row), limit: width).columns
          widths[index] = max(widths[index], columns)
        }
      }
    }
    return widths.map { max(1, $0) }
  }

  /// The same widths, the largest made smaller until all fit in a line.
  private func fitted(_ widths: [Int]) -> [Int] {
    let room = width - Self.gap * (widths.count - 1)
    guard widths.reduce(0, +) > room else { return widths }
    // The largest width to which all can be cut.
    var limit = width
    while limit > Self.narrowest, widths.reduce(0, { $0 + min($1, limit) }) > room { limit -= 1 }
    var cut = widths.map { min($0, limit) }
    // What is left goes to the first that were cut, one column each.
    var left = room - cut.reduce(0, +)
    for index in cut.indices where left > 0 && cut[index] < widths[index] {
      cut[index] += 1
      left -= 1
    }
    return cut
  }

  // MARK: - Below each other

  private func appendBlocks(_ table: Table, to output: inout TextBuffer) {
    let names = table.schema.columns.map { DisplayWidth.shown($0.name, limit: width / 2) }
    let nameWidth = names.reduce(0) { max($0, $1.columns) }
    var number = 0
    for batch in table.batches {
      for row in 0..<batch.count {
        number += 1
        if number > 1 { output.append(0x0a) }
        output.append(text: "-- row \(number)\n")
        for (index, column) in batch.columns.enumerated() {
          let text = text(column, row)
          guard !text.isEmpty else { continue }
          let space = String(repeating: " ", count: nameWidth - names[index].columns + Self.gap)
          let limit = max(1, width - nameWidth - Self.gap)
          let shown = DisplayWidth.shown(text, limit: limit).text
          output.append(text: names[index].text + space + shown + "\n")
        }
      }
    }
  }

  /// The text of a value, as far as a terminal could show it.
  private func text(_ column: Column, _ row: Int) -> String {
    column.withCell(row) { cell in
      var buffer = TextBuffer(capacity: 64)
      switch cell {
      case .string(let bytes), .dynamic(let bytes):
        // A column takes four bytes at most, and marks that combine a few more.
        buffer.append(bytes.extracting(0..<min(bytes.byteCount, width * 16)))
      default: buffer.appendText(cell)
      }
      return buffer.string
    }
  }
}
