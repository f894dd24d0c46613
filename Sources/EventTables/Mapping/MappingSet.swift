internal import ByteIO
public import Tabular

/// Which rows become of which events: all mappings of a run.
public struct MappingSet: Sendable {
  /// The tables that rows may go to.
  public let tables: [TableSchema]
  let mappings: [Mapping]
  let lookups: [Lookup]
  /// The texts of all expressions.
  let literals: [UInt8]
  /// Mappings by their events.
  private let indices: [EventKey: [Int]]
  /// Events that give no rows, as the files say.
  let silent: Set<EventKey>
  /// Sixteen digits that the same files have in common.
  let version: String

  /// The mappings of some files, over which those of a user's own files are laid.
  ///
  /// A mapping of `own` replaces all mappings of `files` for the same provider, event and table; an
  /// include or lookup the one of the same name.
  /// - Throws: everything that is wrong with the files.
  public init(
    files: [MappingFile], own: [MappingFile] = [], tables: [TableSchema]
  ) throws(MappingError) {
    var compiler = MappingCompiler(tables: tables)
    compiler.add(files.map(ParsedMappingFile.init))
    if !own.isEmpty { compiler.add(own.map(ParsedMappingFile.init)) }
    var seen: Set<MappingProblem> = []
    let problems = compiler.problems.filter { seen.insert($0).inserted }
    guard problems.isEmpty else { throw MappingError(problems: problems) }
    self.tables = tables
    var hash = Hash64()
    for file in files + own { hash.combine(file.text.rawSpan) }
    version = hash.text
    mappings = compiler.mappings
    lookups = compiler.lookups
    literals = compiler.literals
    silent = compiler.silent
    var indices: [EventKey: [Int]] = [:]
    for (index, mapping) in mappings.enumerated() {
      for event in mapping.events {
        indices[EventKey(provider: mapping.provider, event: event), default: []].append(index)
      }
    }
    self.indices = indices
  }

  /// The mappings of an event.
  func mappings(provider: String, event: UInt64) -> [Int] {
    indices[EventKey(provider: provider, event: event)] ?? []
  }

  /// Whether an event may give rows of any of these tables. O(1).
  public func wantsEvent(provider: String, eventID: UInt64, tables: Set<String>) -> Bool {
    mappings(provider: provider, event: eventID).contains {
      tables.contains(self.tables[mappings[$0].table].name)
    }
  }
}

extension MappingSet {
  /// The files of Schemas/mappings.
  public static var embeddedFiles: [MappingFile] {
    embeddedMappings.map { entry in
      MappingFile(name: "\(entry.file)", text: Array("\(entry.text)".utf8))
    }
  }

  /// The mappings of Schemas/mappings for Microsoft's tables, with a user's own files laid over them.
  ///
  /// - Throws: everything that is wrong with the files.
  public init(own: [MappingFile] = []) throws(MappingError) {
    try self.init(
      files: Self.embeddedFiles, own: own, tables: TableCatalog.builtIn.tables.map(\.schema))
  }
}
