/// Rows of a table, column by column. Immutable; copies share their memory.
public struct Batch: Sendable {
  /// The columns, all of one length.
  public let columns: [Column]
  /// The number of rows.
  public let count: Int
  /// A number for each row that goes with it wherever it goes, and says what it came from to the one who gave it;
  /// -1 for nothing, nil when nobody follows rows.
  public let lineage: [Int32]?

  /// A batch of columns that all have `count` values.
  public init(columns: [Column], count: Int, lineage: [Int32]? = nil) {
    precondition(columns.allSatisfy { $0.count == count })
    precondition(lineage.map { $0.count == count } ?? true)
    self.columns = Self.sharingBlanks(columns)
    self.count = count
    self.lineage = lineage
  }

  /// The same rows with other columns.
  public func with(columns: [Column]) -> Batch {
    Batch(columns: columns, count: count, lineage: lineage)
  }

  /// The same rows with other numbers.
  public func with(lineage: [Int32]?) -> Batch {
    Batch(columns: columns, count: count, lineage: lineage)
  }

  /// The columns, blank ones of a type all the same: of a wide table most are not asked for.
  private static func sharingBlanks(_ columns: [Column]) -> [Column] {
    guard columns.count(where: \.isBlank) > 1 else { return columns }
    var blanks: [ScalarType: Column] = [:]
    return columns.map { column in
      guard column.isBlank else { return column }
      if let known = blanks[column.type] { return known }
      blanks[column.type] = column
      return column
    }
  }

  /// Columns made of these, those of blank ones once for each type.
  private func mapColumns(_ body: (Column) -> Column) -> [Column] {
    var blanks: [ScalarType: Column] = [:]
    return columns.map { column in
      guard column.isBlank else { return body(column) }
      if let known = blanks[column.type] { return known }
      let made = body(column)
      blanks[column.type] = made
      return made
    }
  }

  /// The rows at `rows`, in that order; one below zero gives nulls. O(rows * columns).
  public func gathering(_ rows: [Int32]) -> Batch {
    Batch(
      columns: mapColumns { $0.gathering(rows) }, count: rows.count,
      lineage: lineage.map { lineage in rows.map { $0 < 0 ? -1 : lineage[Int($0)] } })
  }

  /// The rows whose bits are set. O(rows * columns).
  public func filtered(by selection: Bitmap) -> Batch {
    precondition(selection.count == count)
    let rows = selection.trueIndices
    return rows.count == count ? self : gathering(rows)
  }

  /// The rows of a range, which must lie inside.
  public func slice(_ rows: Range<Int>) -> Batch {
    guard rows != 0..<count else { return self }
    return Batch(
      columns: mapColumns { $0.slice(rows) }, count: rows.count,
      lineage: lineage.map { Array($0[rows]) })
  }

  /// The rows of batches with the same columns behind each other.
  public static func concatenating(_ batches: [Batch]) -> Batch {
    guard let first = batches.first else { preconditionFailure("no batches to put together") }
    guard batches.count > 1 else { return first }
    let columns = first.columns.indices.map { index in
      Column.concatenating(batches.map { $0.columns[index] })
    }
    let isFollowed = batches.contains { $0.lineage != nil }
    let lineage = batches.flatMap {
      isFollowed ? $0.lineage ?? Array(repeating: -1, count: $0.count) : []
    }
    return Batch(
      columns: columns, count: batches.reduce(0) { $0 + $1.count },
      lineage: isFollowed ? lineage : nil)
  }

  /// Bytes of memory held by the values; dictionaries are counted by their table.
  public var byteCount: Int {
    var blanks: Set<ScalarType> = []
    return columns.reduce((lineage?.count ?? 0) * 4) { total, column in
      column.isBlank && !blanks.insert(column.type).inserted ? total : total + column.byteCount
    }
  }
}

/// A table in memory: its columns, and its rows in batches.
public final class Table: Sendable {
  /// Name and columns.
  public let schema: TableSchema
  /// The rows, in their order.
  public let batches: [Batch]
  /// The number of rows.
  public let count: Int

  /// A table of batches whose columns are those of the schema.
  public init(schema: TableSchema, batches: [Batch]) {
    let types = schema.columns.map(\.type)
    precondition(batches.allSatisfy { $0.columns.map(\.type) == types })
    self.schema = schema
    self.batches = batches
    count = batches.reduce(0) { $0 + $1.count }
  }

  /// Bytes of memory held, each dictionary once.
  public var byteCount: Int {
    var dictionaries: [ObjectIdentifier: Int] = [:]
    var total = 0
    for batch in batches {
      total += batch.byteCount
      for case .texts(_, let dictionary) in batch.columns.lazy.map(\.storage) {
        dictionaries[ObjectIdentifier(dictionary)] = dictionary.byteCount
      }
    }
    return total + dictionaries.values.reduce(0, +)
  }

  /// The value of a column in a row, both counted from 0. For where speed does not matter.
  public func value(row: Int, column: Int) -> Value {
    var left = row
    for batch in batches {
      if left < batch.count { return batch.columns[column].value(at: left) }
      left -= batch.count
    }
    preconditionFailure("row \(row) of \(count)")
  }
}
