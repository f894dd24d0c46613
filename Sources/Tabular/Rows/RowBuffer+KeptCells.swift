internal import ByteIO

/// Values of some columns of a row, to be put into other rows of the same form: of other tables, too, where
/// these have columns of the same types.
public struct KeptCells: Sendable {
  /// Columns that can be kept at most.
  public static let limit = 64

  /// Places of texts count from the start of ``text``.
  fileprivate let cells: [RowBuffer.Slot]
  /// Bit by bit, which columns have a value.
  fileprivate let set: UInt64
  fileprivate let text: [UInt8]

  /// Bytes of text that are kept.
  public var byteCount: Int { text.count }
}

extension RowBuffer {
  /// A copy of the values of some columns, at most ``KeptCells/limit``.
  public borrowing func keep(_ columns: [Int]) -> KeptCells {
    precondition(columns.count <= KeptCells.limit && openColumn < 0)
    var cells: [Slot] = []
    var set: UInt64 = 0
    var kept: [UInt8] = []
    for (place, column) in columns.enumerated() {
      var cell = Slot(0)
      if isSet(column) {
        set |= 1 << UInt64(place)
        cell = self.cells[column]
        if types[column].isText {
          let start = Int(cell.first)
          cell.first = UInt64(kept.count)
          kept.append(copying: text.bytes.extracting(start..<start + Int(cell.second)))
        }
      }
      cells.append(cell)
    }
    return KeptCells(cells: cells, set: set, text: kept)
  }

  /// Sets columns to values that were kept; those without a value stay as they are.
  public mutating func put(_ kept: borrowing KeptCells, at columns: [Int]) {
    precondition(columns.count == kept.cells.count)
    let base = beginText()
    let bytes = kept.text.rawSpan
    text.append(bytes, from: 0, to: bytes.byteCount)
    var left = kept.set
    while left != 0 {
      let place = left.trailingZeroBitCount
      left &= left &- 1
      let column = columns[place]
      var cell = kept.cells[place]
      if types[column].isText { cell.first &+= UInt64(base) }
      store(cell, column)
    }
  }
}
