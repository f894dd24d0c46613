internal import Tabular

extension Parse: ExecutableOperation {
  func execute(_ run: QueryRun, _ node: PlanNode) throws(QueryError) -> RowSet {
    let input = try run.rows(node.inputs[0])
    let text = try run.evaluator(source, over: node.inputs[0].schema)
    var pieces: [ParsePiece] = []
    var captures: [(output: Int, type: ScalarType)] = []
    for part in parts {
      switch part {
      case .text(let literal): pieces.append(.literal(Array(literal.utf8)))
      case .anything: pieces.append(.star)
      case .column(let output, let type):
        captures.append((output, type.stored))
        pieces.append(.capture(Self.kind(type.stored)))
      }
    }
    let match = try matcher(pieces, node, run)
    let keepsOthers = kind == .relaxed

    /// The values of the columns; nil where the text does not match.
    func values(_ text: [UInt8]) -> [Datum]? {
      guard let ranges = match(text) else { return nil }
      var values: [Datum] = []
      for (range, capture) in zip(ranges, captures) {
        let value = Conversion.convert(.string(Array(text[range])), to: capture.type)
        // In other modes one value that is none of its type makes all null.
        if value.isNull, !keepsOthers { return nil }
        values.append(value)
      }
      return values
    }

    var batches: [Batch] = []
    for batch in input.batches {
      let texts = try text.column(batch)
      var known: [UInt32: [Datum]?] = [:]
      var builders = captures.map { DatumColumn($0.type, capacity: batch.count) }
      var kept: [Int32] = []
      for row in 0..<batch.count {
        let found: [Datum]?
        if case .texts(let codes, _) = texts.storage, let seen = known[codes[row]] {
          found = seen
        } else {
          found = values(texts.datum(row).text)
          if case .texts(let codes, _) = texts.storage { known[codes[row]] = .some(found) }
        }
        if found == nil, isFilter { continue }
        kept.append(Int32(row))
        for index in builders.indices { builders[index].append(found?[index] ?? .null) }
      }
      let finished = builders.map { $0.finish() }
      let source = kept.count == batch.count ? batch : batch.gathering(kept)
      let columns = sources.enumerated().map { output, place in
        if let index = captures.lastIndex(where: { $0.output == output }) { return finished[index] }
        if let place { return source.columns[place] }
        return Column(nullsOf: node.schema.columns[output].type.stored, count: kept.count)
      }
      batches.append(source.with(columns: columns))
    }
    return run.rowSet(batches, node)
  }

  private static func kind(_ type: ScalarType) -> ParsePiece.Kind {
    switch type {
    case .string: .text
    case .int, .long: .integer
    case .real, .decimal: .real
    default: .other
    }
  }

  private func matcher(
    _ pieces: [ParsePiece], _ node: PlanNode, _ run: QueryRun
  ) throws(QueryError) -> ([UInt8]) -> [Range<Int>]? {
    guard kind == .regex else {
      let pattern = ParsePattern(pieces)
      return { pattern.match($0.span) }
    }
    do throws(RegexError) {
      let pattern = try ParseRegexPattern(pieces, flags: Array(flags.utf8))
      let matcher = Matcher(pattern.regex)
      return { pattern.match($0.span, matcher) }
    } catch {
      let refused = refusal(error)
      throw QueryError(refused.code, refused.message, at: node.range, in: run.text)
    }
  }
}

extension ParseKeyValues: ExecutableOperation {
  func execute(_ run: QueryRun, _ node: PlanNode) throws(QueryError) -> RowSet {
    let input = try run.rows(node.inputs[0])
    let text = try run.evaluator(source, over: node.inputs[0].schema)
    let names = keys.map { Array($0.name.utf8) }
    guard !keys.contains(where: { ["true", "false"].contains($0.name) }) else {
      throw run.unsupported("true and false are no names of keys", node.range)
    }
    let find = try finder(names, node, run)
    let types = keys.map { node.schema.columns[$0.output].type.stored }
    var batches: [Batch] = []
    for batch in input.batches {
      let texts = try text.column(batch)
      var builders = types.map { DatumColumn($0, capacity: batch.count) }
      for row in 0..<batch.count {
        for (index, value) in find(texts.datum(row).text).enumerated() {
          builders[index].append(
            value.map { Conversion.convert(.string($0), to: types[index]) } ?? .null)
        }
      }
      let finished = builders.map { $0.finish() }
      let columns = sources.enumerated().map { output, place in
        if let index = keys.lastIndex(where: { $0.output == output }) { return finished[index] }
        if let place { return batch.columns[place] }
        return Column(nullsOf: node.schema.columns[output].type.stored, count: batch.count)
      }
      batches.append(batch.with(columns: columns))
    }
    return run.rowSet(batches, node)
  }

  private func finder(
    _ names: [[UInt8]], _ node: PlanNode, _ run: QueryRun
  ) throws(QueryError) -> ([UInt8]) -> [[UInt8]?] {
    var options = KeyValueOptions()
    var pair: [UInt8] = []
    var keyValue: [UInt8] = []
    for (name, value) in properties {
      let bytes = Array((value.string ?? "").utf8)
      switch name {
      case "pair_delimiter": pair = bytes
      case "kv_delimiter": keyValue = bytes
      case "quote":
        guard (1...2).contains(bytes.count), let first = bytes.first, let last = bytes.last else {
          throw run.unsupported("expected a quote of one or two characters", node.range)
        }
        options.quotes.append(KeyValueOptions.Quote(open: first, close: last))
      case "escape": options.escapes = bytes
      case "greedy": options.isGreedy = value.value == .bool(true)
      case "regex":
        let matcher: Matcher
        do throws(Refusal) { matcher = try makeMatcher(bytes) } catch {
          throw QueryError(error.code, error.message, at: node.range, in: run.text)
        }
        return { KeyValueParser.values(of: names, in: $0.span, matcher) }
      default: throw run.unsupported("the property \(name) is not supported", node.range)
      }
    }
    if !pair.isEmpty, !keyValue.isEmpty { options.delimiters = (pair, keyValue) }
    let parser = KeyValueParser(keys: names, options)
    return { parser.values(in: $0.span) }
  }
}
