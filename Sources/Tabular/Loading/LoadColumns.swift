internal import ByteIO

/// The columns of a file that one thread loads: those of the schema, and others as their names come up.
///
/// Values of columns whose type is not known are kept as texts behind a byte that tells what they were;
/// see ``InferredKind``.
struct LoadColumns: ~Copyable {
  var builders: [ColumnBuilder] = []
  private(set) var names: [String] = []
  /// How many columns the schema has; those behind them are inferred.
  let schemaCount: Int
  /// Where each inferred column was first met, for their order.
  private(set) var firstSeen: [Int64] = []
  private(set) var report = LoadReport()
  /// Rows of the batch at hand.
  private(set) var row = 0
  /// Block and rows of every batch that ended.
  private(set) var batches: [(block: Int, rows: Int)] = []
  /// Texts that are not in the file as they are.
  var scratch = TextBuffer(capacity: 1_024)

  /// The names of the columns behind each other, and where each ends.
  private var nameText = TextBuffer(capacity: 1_024)
  private var nameEnds: [Int] = []
  private let nameIndex = StringInterner()
  /// The column by the number of its name, negative for none.
  private var columnByName: [Int] = [-1]
  /// The column that came behind each one last, which is most likely to come there again. The first is
  /// that of the start of a row.
  private var successors: [Int] = [0]
  private var previous = 0

  init(schema: TableSchema?) {
    schemaCount = schema?.columns.count ?? 0
    for column in schema?.columns ?? [] { add(column.name, ColumnBuilder(column.type), at: 0) }
  }

  private mutating func add(_ name: String, _ builder: ColumnBuilder, at place: Int64) {
    let code = Int(nameIndex.intern(name))
    while columnByName.count <= code { columnByName.append(-1) }
    // A name that a schema has twice means its first column.
    if columnByName[code] < 0 { columnByName[code] = builders.count }
    builders.append(builder)
    names.append(name)
    firstSeen.append(place)
    nameText.append(text: name)
    nameEnds.append(nameText.count)
    successors.append(0)
  }

  /// The column called by bytes `start ..< end`, which is new when the name is; `place` says where it
  /// stands in the file.
  @inline(__always)
  mutating func column(
    _ bytes: RawSpan, from start: Int, to end: Int, at place: Int64
  ) -> Int {
    let likely = successors[previous]
    if _fastPath(likely < nameEnds.count) {
      let nameStart = likely == 0 ? 0 : nameEnds[likely &- 1]
      let length = nameEnds[likely] &- nameStart
      if length == end &- start, areEqual(nameText.bytes, nameStart, bytes, start, length) {
        previous = likely &+ 1
        return likely
      }
    }
    return lookUp(bytes, from: start, to: end, at: place)
  }

  @inline(never)
  private mutating func lookUp(
    _ bytes: RawSpan, from start: Int, to end: Int, at place: Int64
  ) -> Int {
    let code = Int(nameIndex.intern(bytes, from: start, to: end))
    var column = code < columnByName.count ? columnByName[code] : -1
    if column < 0 {
      column = builders.count
      var text = TextBuffer(capacity: end - start)
      text.append(bytes, from: start, to: end)
      var builder = ColumnBuilder(.string)
      // It was missing in all rows so far.
      for batch in batches {
        builder.pad(to: batch.rows)
        builder.endBatch()
      }
      add(text.string, builder, at: place)
    }
    successors[previous] = column
    previous = column + 1
    return column
  }

  /// The number of columns so far.
  var count: Int { builders.count }

  /// Whether the column's type is that of the schema.
  @inline(__always)
  func isTyped(_ column: Int) -> Bool { column < schemaCount }

  // MARK: - Rows

  /// Begins a row.
  mutating func beginRow() { previous = 0 }

  /// Makes sure that a column has values for the rows before this one and none for this one.
  @inline(__always)
  mutating func prepare(_ column: Int) {
    if _slowPath(builders[column].count != row) {
      // A name that comes twice in a row: the last value counts.
      if builders[column].count > row { builders[column].removeLast() }
      builders[column].pad(to: row)
    }
  }

  /// Ends a row. Columns without a value get a null later.
  mutating func endRow() { row &+= 1 }

  /// Takes back what a row has put into columns.
  mutating func dropRow() {
    for index in builders.indices where builders[index].count > row {
      builders[index].removeLast()
    }
  }

  /// Ends the batch at hand, whose rows are of one block.
  mutating func endBatch(block: Int) {
    guard row > 0 else { return }
    for index in builders.indices {
      builders[index].pad(to: row)
      builders[index].endBatch()
    }
    batches.append((block, row))
    row = 0
  }

  /// Appends the text in ``scratch`` to a column of texts.
  mutating func appendScratch(to column: Int) { builders[column].append(scratch) }

  /// Appends the value that ``scratch`` spells; false when it spells none of the column's type.
  mutating func appendScratch(parsingTo column: Int) -> Bool {
    builders[column].append(parsing: scratch)
  }

  /// Notes a loss.
  mutating func note(_ error: TabularError) { report.note(error) }

  /// Bytes of memory held.
  var byteCount: Int { builders.reduce(scratch.allocatedByteCount) { $0 + $1.byteCount } }

  /// What has been loaded. To be called once, after the last batch.
  mutating func finish() -> LoadedPart {
    LoadedPart(
      names: names, firstSeen: firstSeen, columns: builders.indices.map { builders[$0].finish() },
      batches: batches, report: report)
  }
}

/// What one thread has loaded.
struct LoadedPart: Sendable {
  /// The names of the columns, first those of the schema.
  let names: [String]
  /// Where each column was first met.
  let firstSeen: [Int64]
  /// The values of each column, batch by batch.
  let columns: [[Column]]
  /// Block and rows of every batch.
  let batches: [(block: Int, rows: Int)]
  /// What was lost.
  let report: LoadReport
}

extension ColumnBuilder {
  /// Appends a string, or the JSON of a dynamic.
  fileprivate mutating func append(_ text: borrowing TextBuffer) {
    append(text.bytes, from: 0, to: text.count)
  }

  /// Appends the value that a text spells; false when it spells none of the column's type.
  fileprivate mutating func append(parsing text: borrowing TextBuffer) -> Bool {
    append(parsing: text.bytes, from: 0, to: text.count)
  }
}
