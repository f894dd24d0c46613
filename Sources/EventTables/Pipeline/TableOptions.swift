internal import ByteIO
public import EVTX
public import Evidence

/// Which rows a run makes, and how.
public struct TableOptions: Sendable {
  /// The names of the tables wanted.
  public var tables: Set<String>
  /// Whether what is not logged is concluded: see docs/tables.md.
  public var infers = true
  /// Where the name of a row's host comes from.
  public var hostNaming = HostNaming.computer
  /// Whether rows say where they came from: ``sourceColumns``.
  public var hasSourceColumns = false
  /// How rows are written.
  public var rowFormat = RowFormat.jsonLines
  /// The part of the hosts that is wanted, nil for all.
  public var shard: Shard?
  /// How events become rows of the Device tables; nil for the built-in mappings.
  public var mappings: MappingSet?
  /// How mappings are used.
  public var mappingOptions = MappingOptions()
  /// How records are found and decoded.
  public var decoding = DecodeOptions(format: .fields)
  /// How logs are looked for.
  public var finding = LogFinderOptions()
  /// Threads that decode.
  public var threadCount = 1

  /// Options for some tables.
  public init(tables: Set<String>) { self.tables = tables }
}

/// How rows are written.
public enum RowFormat: Sendable, Equatable {
  /// An object a line; columns without a value are left out.
  case jsonLines
  /// RFC 4180 with a header; `raw` leaves cells as they are that a spreadsheet would take for formulas.
  case csv(raw: Bool)
}

/// Where the name of a host comes from.
public enum HostNaming: Sendable {
  /// System/Computer of each event, in lower case.
  case computer
  /// Nowhere: all logs are taken for one host's, which is called `all`.
  case none
  /// The path of the log; where that gives none, the computer.
  case path(@Sendable (String) -> String?)

  /// The name that a log's path gives to all its events, nil when each event names its own.
  func name(ofLog path: String) -> String? {
    switch self {
    case .computer: nil
    case .none: "all"
    case .path(let find): find(path)?.lowercased()
    }
  }
}

/// One of several parts into which hosts are divided by a hash of their names.
public struct Shard: Sendable {
  /// From 1 on.
  public var index: Int
  /// How many there are.
  public var count: Int

  /// Part `index` of `count`; nil unless 1 <= index <= count.
  public init?(_ index: Int, of count: Int) {
    guard count >= 1, (1...count).contains(index) else { return nil }
    self.index = index
    self.count = count
  }

  /// Whether a host belongs to this part.
  func holds(_ host: String) -> Bool {
    var hash = Hash64()
    hash.combine([UInt8](host.utf8).rawSpan)
    return hash.value % UInt64(count) == UInt64(index - 1)
  }
}
