internal import ByteIO

/// Rows of a table that one of several threads makes, of some of its columns only.
///
/// ``Table/assembling(_:from:in:batchRows:)`` puts the rows of all parts in order.
public struct TablePart {
  /// The table of the rows.
  public let schema: TableSchema
  /// The number of rows so far.
  public private(set) var count = 0
  /// The places of the columns that are kept; the others are blank.
  private let places: [Int]
  private var columns: [ColumnBuilder]

  /// A part without rows that keeps the columns at `places`.
  public init(schema: TableSchema, keeping places: [Int]) {
    self.schema = schema
    self.places = places
    columns = places.map { ColumnBuilder(schema.columns[$0].type) }
  }

  /// Bytes of memory held. O(columns).
  public var byteCount: Int { columns.reduce(0) { $0 + $1.byteCount } }

  /// Appends a row of the same schema, or of one with further columns behind.
  public mutating func append(_ row: borrowing RowBuffer) {
    for index in places.indices {
      let place = places[index]
      if row.isSet(place) {
        row.withCell(place) { columns[index].append($0) }
      } else {
        columns[index].appendNull()
      }
    }
    count += 1
  }

  /// The rows, which can go to another thread. The part must not be used afterwards.
  public mutating func finish() -> FinishedTablePart {
    var finished: [Int: Column] = [:]
    for index in places.indices {
      columns[index].endBatch()
      finished[places[index]] = columns[index].finish()[0]
    }
    columns = []
    return FinishedTablePart(columns: finished, count: count)
  }
}

/// The rows of a ``TablePart``.
public struct FinishedTablePart: Sendable {
  /// Columns by their places.
  fileprivate var columns: [Int: Column]
  fileprivate let count: Int
}

/// Rows behind each other in a part.
public struct TablePiece: Sendable, Hashable {
  /// The number of the part.
  public let part: Int
  /// Its rows.
  public let rows: Range<Int>

  /// A piece of a part.
  public init(part: Int, rows: Range<Int>) {
    self.part = part
    self.rows = rows
  }
}

extension Table {
  /// A table of the rows of parts, in the order of `pieces`. Columns that the parts do not keep are blank.
  ///
  /// Dictionaries number their texts in the order of the rows, so that it does not show how many parts there
  /// were. Consumes the parts column by column: at most one column is there twice. O(values).
  public static func assembling(
    _ schema: TableSchema, from parts: consuming [FinishedTablePart], in pieces: [TablePiece],
    batchRows: Int = TableBuilder.defaultBatchRows
  ) -> Table {
    let batches = cut(pieces, into: batchRows)
    var columns: [[Column]] = []
    var blanks: [ScalarType: [Column]] = [:]
    for (place, column) in schema.columns.enumerated() {
      guard parts.contains(where: { $0.columns[place] != nil }) else {
        // One of each type: a wide table has hundreds.
        let blank =
          blanks[column.type] ?? batches.map { Column(nullsOf: column.type, count: $0.count) }
        blanks[column.type] = blank
        columns.append(blank)
        continue
      }
      let sources = parts.map { $0.columns[place] ?? Column(nullsOf: column.type, count: $0.count) }
      for part in parts.indices { parts[part].columns[place] = nil }
      let assembly = ColumnAssembly(type: column.type, sources: sources)
      columns.append(assembly.columns(batches.map(\.pieces)))
    }
    return Table(
      schema: schema,
      batches: batches.indices.map { index in
        Batch(columns: columns.map { $0[index] }, count: batches[index].count)
      })
  }

  /// Divides pieces among batches of so many rows.
  private static func cut(
    _ pieces: [TablePiece], into batchRows: Int
  ) -> [(pieces: [TablePiece], count: Int)] {
    var batches: [(pieces: [TablePiece], count: Int)] = []
    var open: [TablePiece] = []
    var count = 0
    for piece in pieces {
      var rows = piece.rows
      while !rows.isEmpty {
        let taken = min(rows.count, batchRows - count)
        let middle = rows.lowerBound + taken
        // What lies behind each other is copied as one.
        if let last = open.last, last.part == piece.part, last.rows.upperBound == rows.lowerBound {
          open[open.count - 1] = TablePiece(
            part: piece.part, rows: last.rows.lowerBound..<middle)
        } else {
          open.append(TablePiece(part: piece.part, rows: rows.lowerBound..<middle))
        }
        count += taken
        rows = middle..<rows.upperBound
        if count == batchRows {
          batches.append((open, count))
          open = []
          count = 0
        }
      }
    }
    if count > 0 { batches.append((open, count)) }
    return batches
  }
}

/// Puts one column together from those of several parts.
private struct ColumnAssembly {
  let type: ScalarType
  let sources: [Column]

  /// The column of each batch.
  func columns(_ batches: [[TablePiece]]) -> [Column] {
    guard type.isText else {
      return batches.map { Column(type: type, storage: values($0), nulls: nulls($0)) }
    }
    var union = DictionaryUnion()
    let translated = batches.map { codes($0, &union) }
    let dictionary = union.finish()
    return zip(batches, translated).map { pieces, codes in
      Column(type: type, storage: .texts(codes, dictionary), nulls: nulls(pieces))
    }
  }

  private func codes(_ pieces: [TablePiece], _ union: inout DictionaryUnion) -> [UInt32] {
    var all: [UInt32] = []
    for piece in pieces {
      guard case .texts(let codes, let dictionary) = sources[piece.part].storage else { continue }
      union.translate(codes[piece.rows], of: dictionary, into: &all)
    }
    return all
  }

  private func nulls(_ pieces: [TablePiece]) -> Bitmap? {
    guard pieces.contains(where: { sources[$0.part].nulls != nil }) else { return nil }
    var all = Bitmap(count: 0)
    var hasNulls = false
    for piece in pieces {
      let nulls = sources[piece.part].nulls
      for row in piece.rows {
        let isNull = nulls?[row] ?? false
        if isNull { hasNulls = true }
        all.append(isNull)
      }
    }
    return hasNulls ? all : nil
  }

  private func values(_ pieces: [TablePiece]) -> ColumnStorage {
    switch type {
    case .bool:
      var all = Bitmap(count: 0)
      for piece in pieces {
        guard case .bools(let bits) = sources[piece.part].storage else { continue }
        for row in piece.rows { all.append(bits[row]) }
      }
      return .bools(all)
    case .int, .long, .datetime, .timespan:
      var all: [Int64] = []
      for piece in pieces {
        guard case .integers(let values) = sources[piece.part].storage else { continue }
        all += values[piece.rows]
      }
      return .integers(all)
    case .real:
      var all: [Double] = []
      for piece in pieces {
        guard case .reals(let values) = sources[piece.part].storage else { continue }
        all += values[piece.rows]
      }
      return .reals(all)
    case .decimal:
      var all: [Decimal128] = []
      for piece in pieces {
        guard case .decimals(let values) = sources[piece.part].storage else { continue }
        all += values[piece.rows]
      }
      return .decimals(all)
    case .guid:
      var all: [GUID] = []
      for piece in pieces {
        guard case .guids(let values) = sources[piece.part].storage else { continue }
        all += values[piece.rows]
      }
      return .guids(all)
    case .string, .dynamic: return .texts([], .empty)
    }
  }
}
