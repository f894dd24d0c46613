internal import Tabular

/// Turns parsed mapping files into mappings that can be used, or into problems.
struct MappingCompiler {
  private let tables: [TableSchema]
  private let tableIndices: [String: Int]
  private var includes: [String: (file: String, block: MappingBlock)] = [:]
  private var lookupIndices: [String: Int] = [:]
  private var literalPool = LiteralPool()
  private let cache = ExpressionCache()
  private(set) var lookups: [Lookup] = []
  private(set) var mappings: [Mapping] = []
  /// Events that give no rows, as the files say.
  private(set) var silent: Set<EventKey> = []
  private(set) var problems: [MappingProblem] = []
  /// All texts of the expressions.
  var literals: [UInt8] { literalPool.bytes }

  init(tables: [TableSchema]) {
    self.tables = tables
    var indices: [String: Int] = [:]
    for (index, table) in tables.enumerated() { indices[table.name] = index }
    tableIndices = indices
  }

  /// Adds files; what they define with the names of earlier ones replaces it.
  mutating func add(_ files: [ParsedMappingFile]) {
    for file in files {
      problems += file.problems
      for lookup in file.lookups {
        let entries = lookup.entries.map {
          (key: literalPool.place($0.key), value: literalPool.place($0.value.text))
        }
        if let index = lookupIndices[lookup.name.text] {
          lookups[index] = Lookup(entries: entries)
        } else {
          lookupIndices[lookup.name.text] = lookups.count
          lookups.append(Lookup(entries: entries))
        }
      }
      for include in file.includes {
        includes[include.name.text] = (file.name, include.block)
      }
    }
    // Mappings of one set of files stand beside each other, and take the place of those before.
    var added: [Mapping] = []
    var replaced: Set<MappingKey> = []
    for file in files {
      guard let provider = file.provider?.text else { continue }
      for source in file.mappings {
        for event in source.events {
          let key = EventKey(provider: provider, event: event)
          guard let table = source.table else {
            silent.insert(key)
            replaced.insert(MappingKey(event: key, table: nil))
            continue
          }
          replaced.insert(MappingKey(event: key, table: tableIndices[table.text]))
        }
        if let mapping = compile(source, provider: provider, in: file) { added.append(mapping) }
      }
    }
    var kept: [Mapping] = []
    for var mapping in mappings {
      mapping.events.removeAll { event in
        let key = EventKey(provider: mapping.provider, event: event)
        return replaced.contains(MappingKey(event: key, table: mapping.table))
          || replaced.contains(MappingKey(event: key, table: nil))
      }
      if !mapping.events.isEmpty { kept.append(mapping) }
    }
    mappings = kept + added
  }

  // MARK: - One mapping

  private mutating func compile(
    _ source: MappingSource, provider: String, in file: ParsedMappingFile
  ) -> Mapping? {
    guard let tableName = source.table else { return nil }
    guard let table = tableIndices[tableName.text] else {
      note(file.name, tableName.position, "there is no table \"\(tableName.text)\"")
      return nil
    }
    var emission = Mapping.Emission.always
    if let text = source.emit {
      if let value = Mapping.Emission(rawValue: text.text) {
        emission = value
      } else {
        note(
          file.name, text.position,
          "\"emit\" is \"\(text.text)\"; expected \"always\", \"extensions\" or \"audit-requests\"")
      }
    }
    var kind: Mapping.Merge?
    if let text = source.merge {
      kind = Mapping.Merge(rawValue: text.text)
      if kind == nil {
        note(
          file.name, text.position,
          "\"merge\" is \"\(text.text)\"; expected \"process\", \"connection\" or \"service\"")
      }
    }
    var merged = MergedBlock()
    merge(file.block, of: file.name, isInclude: true, into: &merged, depth: 0)
    merge(source.block, of: file.name, isInclude: false, into: &merged, depth: 0)
    var scope = MappingScope(
      sources: merged.bindings, lookups: lookupIndices, literals: literalPool, cache: cache)
    defer {
      literalPool = scope.literals
      problems += scope.problems
    }
    var mapping = Mapping(
      file: file.name, position: source.position, provider: provider, events: source.events,
      table: table, action: source.action?.text, condition: nil,
      conditionText: source.condition?.text, emission: emission, merge: kind, bindings: [],
      timeBinding: nil,
      columns: [], additionalFields: nil, members: [])
    if let condition = source.condition {
      mapping.condition = scope.check(condition, in: file.name, as: .bool)?.expression
    }
    // Every value with a name is checked, whether it is used or not.
    for name in merged.bindings.keys.sorted() { _ = scope.resolve(name) }
    fill(&mapping, from: merged, source: source, file: file.name, &scope)
    mapping.bindings = scope.bindings
    mapping.timeBinding = scope.index(of: "time")
    return mapping
  }

  private mutating func fill(
    _ mapping: inout Mapping, from merged: MergedBlock, source: MappingSource, file: String,
    _ scope: inout MappingScope
  ) {
    let schema = tables[mapping.table]
    mapping.additionalFields = schema.index(of: "AdditionalFields")
    var columns = merged.columns
    if let action = source.action {
      if let before = columns["ActionType"], !before.isInclude {
        note(file, before.value.position, "\"action\" says already what ActionType is")
      }
      columns["ActionType"] = ColumnSource(
        file: file, value: action, position: action.position, isInclude: false, isText: true)
    } else if schema.index(of: "ActionType") != nil, columns["ActionType"] == nil {
      note(file, source.position, "expected \"action\", the ActionType of the rows")
    }
    for (name, column) in columns.sorted(by: { $0.key < $1.key }) {
      guard let index = schema.index(of: name) else {
        guard !column.isInclude || !tables.contains(where: { $0.index(of: name) != nil }) else {
          continue
        }
        note(
          column.file, column.position,
          column.isInclude
            ? "no table has a column \"\(name)\"" : "\(schema.name) has no column \"\(name)\"")
        continue
      }
      let type = schema.columns[index].type
      if column.isText {
        let value = TypedExpression(
          type: .text, expression: .literal(scope.literal(column.value.text)))
        mapping.columns.append(
          Mapping.Column(
            index: index, name: name, nameText: scope.literal(name), value: value))
        continue
      }
      if name == "AdditionalFields" {
        guard let value = scope.check(column.value, in: column.file, as: .json) else { continue }
        if case .object(let members) = value.expression {
          mapping.members = members
        } else {
          note(column.file, column.value.position, "AdditionalFields must be an object: { ... }")
        }
        continue
      }
      guard let wanted = ValueType(column: type) else {
        note(
          column.file, column.position, "\(schema.name).\(name) is \(type), which nothing fills")
        continue
      }
      guard let value = scope.check(column.value, in: column.file, as: wanted) else { continue }
      if case .null = value.expression { continue }
      mapping.columns.append(
        Mapping.Column(
          index: index, name: name, nameText: scope.literal(name), value: value))
    }
    mapping.columns.sort { $0.index < $1.index }
  }

  private mutating func note(_ file: String, _ position: TextPosition, _ reason: String) {
    problems.append(MappingProblem(file: file, position: position, reason: reason))
  }

  // MARK: - Includes

  private struct MergedBlock {
    var bindings: [String: ScopedSource] = [:]
    var columns: [String: ColumnSource] = [:]
  }

  private struct ColumnSource {
    var file: String
    var value: SourceText
    var position: TextPosition
    var isInclude: Bool
    /// Whether the value is the text itself and no expression.
    var isText = false
  }

  /// Lays a block over what was merged before; what it includes comes first.
  private mutating func merge(
    _ block: MappingBlock, of file: String, isInclude: Bool, into merged: inout MergedBlock,
    depth: Int
  ) {
    for name in block.include {
      guard depth < Limits.includeDepth else {
        note(file, name.position, "includes are nested deeper than \(Limits.includeDepth)")
        return
      }
      guard let include = includes[name.text] else {
        note(file, name.position, "there is no include \"\(name.text)\"")
        continue
      }
      merge(include.block, of: include.file, isInclude: true, into: &merged, depth: depth + 1)
    }
    for (name, value) in block.bindings {
      merged.bindings[name.text] = ScopedSource(file: file, value: value)
    }
    for (name, value) in block.columns {
      merged.columns[name.text] = ColumnSource(
        file: file, value: value, position: name.position, isInclude: isInclude)
    }
  }
}

/// An event of a provider.
struct EventKey: Hashable, Sendable {
  var provider: String
  var event: UInt64
}

/// An event and the table that its rows go to; no table means all.
private struct MappingKey: Hashable {
  var event: EventKey
  var table: Int?
}
