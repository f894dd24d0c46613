/// A table from a file, and what of the file was lost.
public struct LoadedTable: Sendable {
  /// The rows.
  public let table: Table
  /// The losses.
  public let report: LoadReport
}

extension LoadedTable {
  /// Puts together what several threads have loaded.
  ///
  /// Batches come in the order of the file; columns beyond those of the schema in the order in which
  /// their names come up in it.
  init(name: String, schema: TableSchema?, parts: [LoadedPart], isCSV: Bool) {
    var report = LoadReport()
    for part in parts { report.add(part.report) }
    report.sort()
    self.report = report

    let typed = schema?.columns ?? []
    let inferred = Self.inferredNames(parts, from: typed.count)
    let batches = parts.enumerated().flatMap { number, part in
      part.batches.indices.map { (part: number, batch: $0, block: part.batches[$0].block) }
    }.sorted { ($0.block, $0.batch) < ($1.block, $1.batch) }
    let places = parts.map { part in
      Dictionary(
        part.names.enumerated().dropFirst(typed.count).map { ($1, $0) },
        uniquingKeysWith: { first, _ in first })
    }

    var columns: [ColumnSchema] = []
    var values: [[Column]] = []
    for index in 0..<typed.count + inferred.count {
      let isTyped = index < typed.count
      let type = isTyped ? typed[index].type : .string
      var chunks = batches.map { batch in
        let part = parts[batch.part]
        let place = isTyped ? index : places[batch.part][inferred[index - typed.count]]
        return place.map { part.columns[$0][batch.batch] }
          ?? Column(nullsOf: type, count: part.batches[batch.batch].rows)
      }
      if type.isText { chunks = Column.unifying(chunks) }
      if !isTyped { chunks = TypeInference.typed(chunks, isCSV: isCSV) }
      columns.append(
        isTyped
          ? typed[index]
          : ColumnSchema(inferred[index - typed.count], chunks.first?.type ?? .string))
      values.append(chunks)
    }
    table = Table(
      schema: TableSchema(name: name, columns: columns),
      batches: batches.indices.map { number in
        let batch = batches[number]
        return Batch(
          columns: values.map { $0[number] }, count: parts[batch.part].batches[batch.batch].rows)
      })
  }

  /// The names of columns beyond `start`, in the order of the file.
  private static func inferredNames(_ parts: [LoadedPart], from start: Int) -> [String] {
    var places: [String: Int64] = [:]
    for part in parts {
      for (name, place) in zip(part.names, part.firstSeen).dropFirst(start) {
        places[name] = min(places[name] ?? .max, place)
      }
    }
    return places.sorted { ($0.value, $0.key) < ($1.value, $1.key) }.map(\.key)
  }
}
