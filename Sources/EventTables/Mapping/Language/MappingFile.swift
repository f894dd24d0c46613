internal import Tabular

/// The text of a mapping file.
public struct MappingFile: Sendable {
  /// Its name, for messages.
  public let name: String
  /// What is in it.
  public let text: [UInt8]

  /// A file from its parts.
  public init(name: String, text: [UInt8]) {
    self.name = name
    self.text = text
  }
}

/// A text of a mapping file that may be an expression, and where it stands.
struct SourceText: Sendable {
  var text: String
  var position: TextPosition
}

/// `let` and `columns`: what mappings and includes have in common.
struct MappingBlock: Sendable {
  var include: [SourceText] = []
  /// Values with names, for the expressions.
  var bindings: [(name: SourceText, value: SourceText)] = []
  var columns: [(name: SourceText, value: SourceText)] = []
}

/// A mapping as it is written.
struct MappingSource: Sendable {
  var position: TextPosition
  var events: [UInt64]
  /// Nil where the file says that the event gives no rows.
  var table: SourceText?
  var action: SourceText?
  var condition: SourceText?
  var emit: SourceText?
  var merge: SourceText?
  var block = MappingBlock()
}

/// A mapping file as it is written: structure and types of JSON values are right, names unchecked.
struct ParsedMappingFile {
  var name: String
  var provider: SourceText?
  var lookups: [(name: SourceText, entries: [(key: String, value: SourceText)])] = []
  var includes: [(name: SourceText, block: MappingBlock)] = []
  var block = MappingBlock()
  var mappings: [MappingSource] = []
  private(set) var problems: [MappingProblem] = []

  init(_ file: MappingFile) {
    name = file.name
    do throws(LocatedJSONError) {
      read(try LocatedJSON(parsing: file.text))
    } catch {
      problems.append(
        MappingProblem(file: name, position: error.position, reason: error.reason))
    }
  }

  private mutating func note(_ position: TextPosition, _ reason: String) {
    problems.append(MappingProblem(file: name, position: position, reason: reason))
  }

  private mutating func read(_ value: LocatedJSON) {
    guard let members = value.members else {
      return note(value.position, "expected an object, found \(value.kind)")
    }
    for member in members {
      switch member.name {
      case "provider": provider = text(member.value)
      case "note": _ = text(member.value)
      case "lookups":
        for lookup in object(member.value) {
          let entries = pairs(lookup.value).map { (key: $0.name.text, value: $0.value) }
          lookups.append((SourceText(text: lookup.name, position: lookup.position), entries))
        }
      case "includes":
        for include in object(member.value) {
          var block = MappingBlock()
          for part in object(include.value) where !read(part, into: &block) {
            unknown(part, "an include", "\"include\", \"let\", \"columns\", \"note\"")
          }
          includes.append((SourceText(text: include.name, position: include.position), block))
        }
      case "mappings":
        for mapping in array(member.value) { read(mapping: mapping) }
      default:
        var block = self.block
        defer { self.block = block }
        if !read(member, into: &block) {
          unknown(
            member, "a mapping file",
            "\"provider\", \"lookups\", \"includes\", \"include\", \"let\", \"columns\", "
              + "\"mappings\", \"note\"")
        }
      }
    }
    if !mappings.isEmpty, provider == nil {
      note(value.position, "expected \"provider\", the name of the events' provider")
    }
  }

  private mutating func read(mapping value: LocatedJSON) {
    var mapping = MappingSource(position: value.position, events: [])
    var isSilent = false
    for member in object(value) {
      switch member.name {
      case "event":
        let numbers = member.value.array ?? [member.value]
        for number in numbers {
          guard let event = number.integer, event >= 0, event <= 65_535 else {
            note(number.position, "expected an event identifier, 0 to 65535, found \(number.kind)")
            continue
          }
          mapping.events.append(UInt64(event))
        }
      case "table": mapping.table = text(member.value)
      case "action": mapping.action = text(member.value)
      case "when": mapping.condition = text(member.value)
      case "emit": mapping.emit = text(member.value)
      case "merge": mapping.merge = text(member.value)
      case "none":
        isSilent = true
        _ = text(member.value)
      default:
        if !read(member, into: &mapping.block) {
          unknown(
            member, "a mapping",
            "\"event\", \"table\", \"action\", \"when\", \"emit\", \"merge\", \"none\", \"include\", "
              + "\"let\", \"columns\", \"note\"")
        }
      }
    }
    if mapping.events.isEmpty, value.members != nil, value["event"] == nil {
      note(value.position, "expected \"event\", the identifier of the event")
    }
    if isSilent == (mapping.table != nil) {
      note(
        value.position,
        "expected either \"table\", or \"none\" with the reason why there are no rows")
    }
    mappings.append(mapping)
  }

  /// Reads what all blocks have; false when it is something else.
  private mutating func read(_ member: LocatedJSON.Member, into block: inout MappingBlock) -> Bool {
    switch member.name {
    case "include":
      for name in array(member.value) { if let name = text(name) { block.include.append(name) } }
    case "let": block.bindings = pairs(member.value)
    case "columns": block.columns = pairs(member.value)
    case "note": _ = text(member.value)
    default: return false
    }
    return true
  }

  // MARK: - JSON values of one type

  private mutating func unknown(_ member: LocatedJSON.Member, _ place: String, _ known: String) {
    note(member.position, "\(place) has no \"\(member.name)\"; expected one of \(known)")
  }

  private mutating func text(_ value: LocatedJSON) -> SourceText? {
    guard let text = value.string else {
      note(value.position, "expected a text, found \(value.kind)")
      return nil
    }
    return SourceText(text: text, position: value.position)
  }

  private mutating func object(_ value: LocatedJSON) -> [LocatedJSON.Member] {
    guard let members = value.members else {
      note(value.position, "expected an object, found \(value.kind)")
      return []
    }
    return members
  }

  private mutating func array(_ value: LocatedJSON) -> [LocatedJSON] {
    guard let values = value.array else {
      note(value.position, "expected an array, found \(value.kind)")
      return []
    }
    return values
  }

  private mutating func pairs(_ value: LocatedJSON) -> [(name: SourceText, value: SourceText)] {
    var pairs: [(name: SourceText, value: SourceText)] = []
    for member in object(value) {
      guard let text = text(member.value) else { continue }
      pairs.append((SourceText(text: member.name, position: member.position), text))
    }
    return pairs
  }
}
