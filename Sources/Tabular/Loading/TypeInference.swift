internal import ByteIO

/// Finds the type of columns that no schema knows, by all of their values.
///
/// | Values of a column | Type |
/// |--------------------|------|
/// | whole numbers that an Int64 holds | long |
/// | numbers | real |
/// | `true`, `false` | bool |
/// | texts that are datetimes with a time of day | datetime |
/// | none | string |
/// | texts | string |
/// | anything else, or of several kinds | dynamic |
///
/// In CSV all fields are texts, of which numbers without leading zeros, `true` and `false`, and JSON
/// arrays and objects are taken for what they look like.
enum TypeInference {
  /// The columns, batch by batch, in the type that all their values have.
  ///
  /// - Parameters:
  ///   - columns: texts behind their ``InferredKind``, of one dictionary; empty where there is no value.
  ///   - isCSV: whether texts may be other things.
  /// - Returns: the same values in their type.
  static func typed(_ columns: [Column], isCSV: Bool) -> [Column] {
    guard let first = columns.first, case .texts(_, let dictionary) = first.storage else {
      return columns
    }
    let type = type(of: dictionary, isCSV: isCSV)
    var builder = ColumnBuilder(type)
    // Each text is converted once.
    dictionary.withTexts { bytes, offsets in
      for code in 0..<dictionary.count {
        append(bytes, from: offsets[code], to: offsets[code + 1], to: &builder)
      }
    }
    builder.endBatch()
    let values = builder.finish()[0]
    return columns.map { column in
      guard case .texts(let codes, _) = column.storage else { return column }
      return values.gathering(codes.map { Int32(bitPattern: $0) })
    }
  }

  /// Appends a text behind its kind as a value of the builder's type.
  private static func append(
    _ bytes: RawSpan, from start: Int, to end: Int, to builder: inout ColumnBuilder
  ) {
    guard start < end, !(end - start == 1 && builder.type != .string) else {
      return builder.appendNull()
    }
    if builder.type == .dynamic {
      guard bytes.u8(start) == InferredKind.text else {
        return builder.append(bytes, from: start + 1, to: end)
      }
      var json = TextBuffer(capacity: end - start + 16)
      json.appendDynamic(bytes, from: start + 1, to: end)
      return builder.append(json.bytes, from: 0, to: json.count)
    }
    // The type was found by looking at this very text.
    if !builder.append(parsing: bytes, from: start + 1, to: end) { builder.appendNull() }
  }

  /// The type that holds all texts of a dictionary.
  private static func type(of dictionary: StringDictionary, isCSV: Bool) -> ScalarType {
    var candidates: Set<ScalarType> = [.bool, .long, .real, .datetime, .string]
    if isCSV { candidates.insert(.dynamic) }
    var hasValues = false
    dictionary.withTexts { bytes, offsets in
      for code in 1..<max(1, dictionary.count) {
        let start = offsets[code]
        let end = offsets[code + 1]
        // An empty text fits every type.
        guard end - start > 1 else { continue }
        hasValues = true
        keep(&candidates, bytes, from: start + 1, to: end, kind: bytes.u8(start), isCSV)
        if candidates.isEmpty { break }
      }
    }
    guard hasValues else { return .string }
    return [ScalarType.bool, .long, .real, .datetime, .dynamic, .string].first {
      candidates.contains($0)
    } ?? .dynamic
  }

  /// Keeps the types among the candidates that hold a text of this kind.
  private static func keep(
    _ candidates: inout Set<ScalarType>, _ bytes: RawSpan, from start: Int, to end: Int,
    kind: UInt8, _ isCSV: Bool
  ) {
    switch kind {
    case InferredKind.bool: candidates.formIntersection([.bool])
    case InferredKind.number:
      candidates.formIntersection([.long, .real])
      if candidates.contains(.long), TextValues.integer(bytes, from: start, to: end) == nil {
        candidates.remove(.long)
      }
    case InferredKind.text:
      if !isCSV { candidates.formIntersection([.datetime, .string]) }
      if candidates.contains(.datetime),
        end - start < 16 || Ticks.parseDateTime(bytes, from: start, to: end) == nil
      {
        candidates.remove(.datetime)
      }
      if isCSV { keepField(&candidates, bytes, from: start, to: end) }
    default: candidates.removeAll()
    }
  }

  /// The same for what only a field of CSV may be.
  private static func keepField(
    _ candidates: inout Set<ScalarType>, _ bytes: RawSpan, from start: Int, to end: Int
  ) {
    if candidates.contains(.bool),
      end - start < 4 || TextValues.bool(bytes, from: start, to: end) == nil
    {
      candidates.remove(.bool)
    }
    if candidates.contains(.long) || candidates.contains(.real) {
      var reader = JSONReader(bytes, from: start, to: end)
      var isNumber = false
      // The grammar of JSON knows no leading zeros, which identifiers have.
      do throws(JSONError) {
        _ = try reader.number()
        isNumber = reader.isAtEnd
      } catch { isNumber = false }
      if !isNumber { candidates.subtract([.long, .real]) }
      if TextValues.integer(bytes, from: start, to: end) == nil { candidates.remove(.long) }
    }
    if candidates.contains(.dynamic), !TextValues.isStructure(bytes, from: start, to: end) {
      candidates.remove(.dynamic)
    }
  }
}
