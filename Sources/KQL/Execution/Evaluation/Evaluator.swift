internal import Tabular

/// An expression that is ready to be computed for batches of rows.
///
/// Whatever depends on one text column only is computed once for each text of its dictionary, then looked up by
/// code; the rest by kernels over whole columns where there are some, else row by row.
final class Evaluator {
  let kind: Kind
  let type: ScalarType
  let range: SourceRange
  /// The columns of the input that it depends on.
  let columns: Set<Int>
  private let text: QueryText
  /// Results for texts of dictionaries met before.
  private var known: [ObjectIdentifier: CodeResults] = [:]

  enum Kind {
    case constant(Datum)
    case column(Int)
    /// A column that the data does not have: null.
    case missing
    case call([Evaluator], RowFunction, VectorKernel?)
    /// A function that sees all rows.
    case window(WindowKernel, [Evaluator])
  }

  init(_ kind: Kind, type: ScalarType, at range: SourceRange, in text: QueryText) {
    self.kind = kind
    self.type = type
    self.range = range
    self.text = text
    switch kind {
    case .constant, .missing: columns = []
    case .column(let index): columns = [index]
    case .call(let arguments, _, _), .window(_, let arguments):
      columns = arguments.reduce(into: []) { $0.formUnion($1.columns) }
    }
  }

  var constant: Datum? { if case .constant(let value) = kind { value } else { nil } }

  /// Whether it sees all rows, so that the batches must be put together.
  var hasWindow: Bool {
    switch kind {
    case .window: true
    case .call(let arguments, _, _): arguments.contains { $0.hasWindow }
    default: false
    }
  }

  // MARK: - Batches

  /// The values for the rows of a batch.
  func column(_ batch: Batch) throws(QueryError) -> Column {
    switch kind {
    case .constant(let value): return Column(repeating: value, type: type, count: batch.count)
    case .column(let index): return batch.columns[index]
    case .missing: return Column(nullsOf: type, count: batch.count)
    case .window(let kernel, let arguments):
      var values: [Column] = []
      for argument in arguments { values.append(try argument.column(batch)) }
      do throws(Refusal) { return try kernel(values, batch.count) } catch {
        throw refused(error)
      }
    case .call(let arguments, let function, let vector):
      if columns.count == 1, let index = columns.first,
        case .texts(let codes, let dictionary) = batch.columns[index].storage, !hasWindow
      {
        let source = batch.columns[index]
        // A few rows of a large table, as a subquery gets them: not worth a list of all its texts.
        if known[ObjectIdentifier(dictionary)] == nil, codes.count < dictionary.count / 8 {
          return try byText(source, codes, column: index)
        }
        return try results([source], of: dictionary, column: index).pick(source, codes)
      }
      return try byRow(batch, arguments, function, vector)
    }
  }

  /// Refuses values that are too large to be computed with: nested calls could double them again and again.
  static func bounded(_ value: Datum) throws(Refusal) -> Datum {
    let bytes =
      switch value {
      case .string(let text): text.count
      case .dynamic(let json): json.byteCount
      default: 0
      }
    if case .dynamic(let json) = value, json.isDeeper(than: Limits.valueDepth) {
      throw Refusal(
        "expected a dynamic of at most \(Limits.valueDepth) levels, found more", code: .resources)
    }
    guard bytes <= Limits.valueBytes else {
      throw Refusal(
        "expected a value of at most \(Limits.valueBytes >> 20) MiB, found more", code: .resources)
    }
    return value
  }

  private func refused(_ refusal: Refusal) -> QueryError {
    QueryError(refusal.code, refusal.message, at: range, in: text)
  }

  /// Computes for all texts that batches will ask for, so that each is computed once.
  func prepare(_ batches: [Batch]) throws(QueryError) {
    guard case .call(let arguments, _, _) = kind, !hasWindow else { return }
    guard columns.count == 1, let index = columns.first else {
      for argument in arguments { try argument.prepare(batches) }
      return
    }
    var byDictionary: [ObjectIdentifier: (StringDictionary, [Column])] = [:]
    for batch in batches {
      let column = batch.columns[index]
      guard case .texts(_, let dictionary) = column.storage else { continue }
      byDictionary[ObjectIdentifier(dictionary), default: (dictionary, [])].1.append(column)
    }
    for (dictionary, parts) in byDictionary.values {
      let rowCount = parts.reduce(0) { $0 + $1.count }
      if known[ObjectIdentifier(dictionary)] != nil || rowCount >= dictionary.count / 8 {
        _ = try results(parts, of: dictionary, column: index)
      }
    }
  }

  /// Computes once for each text among few rows.
  private func byText(
    _ source: Column, _ codes: [UInt32], column: Int
  ) throws(QueryError) -> Column {
    var builder = DatumColumn(type, capacity: codes.count)
    var seen: [UInt32: Datum] = [:]
    for (row, code) in codes.enumerated() {
      let code = source.isNull(row) ? CodeResults.null : code
      if let value = seen[code] {
        builder.append(value)
      } else {
        let value = try self.value(column: column, source.datum(row))
        seen[code] = value
        builder.append(value)
      }
    }
    return builder.finish()
  }

  /// The results for all texts that columns of one dictionary hold.
  private func results(
    _ parts: [Column], of dictionary: StringDictionary, column: Int
  ) throws(QueryError) -> CodeResults {
    let id = ObjectIdentifier(dictionary)
    let results = known[id] ?? CodeResults(dictionary)
    known[id] = results
    let missing = results.missing(parts)
    guard !missing.isEmpty else { return results }
    var builder = DatumColumn(type, capacity: missing.count)
    for code in missing {
      let value: Datum
      if code == CodeResults.null {
        value = .null
      } else {
        value = dictionary.withBytes(code) { bytes in
          parts[0].type == .string
            ? Datum.string(Datum.bytes(bytes))
            : code == 0 ? .null : .json(JSON.parse(Datum.bytes(bytes)))
        }
      }
      builder.append(try self.value(column: column, value))
    }
    results.add(missing, builder.finish())
    return results
  }

  private func byRow(
    _ batch: Batch, _ arguments: [Evaluator], _ function: RowFunction, _ vector: VectorKernel?
  ) throws(QueryError) -> Column {
    var operands: [VectorOperand] = []
    operands.reserveCapacity(arguments.count)
    for argument in arguments {
      if let constant = argument.constant {
        operands.append(.constant(constant))
      } else {
        operands.append(.column(try argument.column(batch)))
      }
    }
    if let vector, let result = vector(operands, batch.count) { return result }
    var builder = DatumColumn(type, capacity: batch.count)
    var values: [Datum] = operands.map { operand in
      if case .constant(let value) = operand { value } else { .null }
    }
    do throws(Refusal) {
      for row in 0..<batch.count {
        for index in operands.indices {
          if case .column(let column) = operands[index] { values[index] = column.datum(row) }
        }
        builder.append(try Self.bounded(try function(values)))
      }
    } catch {
      throw refused(error)
    }
    return builder.finish()
  }

  // MARK: - Single values

  /// The value where one column has a value and no other is needed.
  private func value(column: Int, _ value: Datum) throws(QueryError) -> Datum {
    switch kind {
    case .constant(let constant): return constant
    case .column: return value
    case .missing, .window: return .null
    case .call(let arguments, let function, _):
      var values: [Datum] = []
      values.reserveCapacity(arguments.count)
      for argument in arguments { values.append(try argument.value(column: column, value)) }
      do throws(Refusal) { return try Self.bounded(try function(values)) } catch {
        throw refused(error)
      }
    }
  }

  /// The value for a row of values.
  func value(_ row: [Datum]) throws(QueryError) -> Datum {
    switch kind {
    case .constant(let constant): return constant
    case .column(let index): return row[index]
    case .missing: return type == .string ? .string([]) : .null
    case .window:
      throw QueryError(
        .unsupported, "functions of neighbouring rows are not supported here", at: range, in: text)
    case .call(let arguments, let function, _):
      var values: [Datum] = []
      values.reserveCapacity(arguments.count)
      for argument in arguments { values.append(try argument.value(row)) }
      do throws(Refusal) { return try Self.bounded(try function(values)) } catch {
        throw refused(error)
      }
    }
  }

  /// The rows of a batch for which a condition is true.
  func selection(_ batch: Batch) throws(QueryError) -> Bitmap {
    if let constant { return Bitmap(repeating: constant.truth ?? false, count: batch.count) }
    let column = try column(batch)
    if case .bools(let bits) = column.storage {
      guard let nulls = column.nulls else { return bits }
      var selected = bits
      for row in nulls.trueIndices { selected[Int(row)] = false }
      return selected
    }
    var selected = Bitmap(count: batch.count)
    for row in 0..<batch.count where column.datum(row).truth == true { selected[row] = true }
    return selected
  }
}
