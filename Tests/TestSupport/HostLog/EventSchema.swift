public import ByteIO

/// The three logs that a simulated host keeps.
public enum HostChannel: String, CaseIterable, Hashable, Sendable {
  /// Microsoft-Windows-Sysmon/Operational.
  case sysmon = "Microsoft-Windows-Sysmon/Operational"
  /// Security.
  case security = "Security"
  /// System.
  case system = "System"
}

/// What a provider's manifest fixes about one event: everything but the values.
///
/// A class, so that a million events share it by reference.
public final class EventSchema: Sendable {
  /// How the data is laid out.
  public enum Layout: Sendable {
    /// Named Data elements.
    case named
    /// Named Data elements, then Binary.
    case namedWithBinary
    /// Unnamed Data and Binary of a classic source.
    case classic
  }

  /// Provider Name.
  public let provider: String
  /// Provider Guid.
  public let providerGUID: GUID?
  /// EventSourceName, of providers that were classic sources once.
  public let eventSourceName: String?
  /// EventID.
  public let eventID: UInt16
  /// EventID Qualifiers.
  public let qualifiers: UInt16?
  /// Version.
  public let version: UInt8
  /// Level.
  public let level: UInt8
  /// Task.
  public let task: UInt16
  /// Keywords.
  public let keywords: UInt64
  /// Channel.
  public let channel: HostChannel
  /// The data's template.
  public let dataTemplate: TemplateDescription
  /// How many values the data has.
  public let valueCount: Int
  /// Whether the data's values are those of a classic source.
  public let layout: Layout

  /// A schema. `fields` lists names, each run of them after its type: `s Image g LogonGuid`.
  init(
    _ family: Family, _ eventID: UInt16, version: UInt8 = 0, task: UInt16 = 0,
    keywords: UInt64? = nil, layout: Layout = .named, fields: String
  ) {
    provider = family.provider
    providerGUID = family.providerGUID
    eventSourceName = family.eventSourceName
    qualifiers = family.qualifiers
    channel = family.channel
    level = family.level
    self.eventID = eventID
    self.version = version
    self.task = task
    self.keywords = keywords ?? family.keywords
    self.layout = layout
    let parsed = Self.parse(fields)
    switch layout {
    case .named:
      dataTemplate = StandardTemplates.eventData(parsed)
      valueCount = parsed.count
    case .namedWithBinary:
      var root = StandardTemplates.eventData(parsed).root
      root.content.append(.element(Element("Binary", optional: UInt16(parsed.count), .binary)))
      dataTemplate = TemplateDescription(root: root)
      valueCount = parsed.count + 1
    case .classic:
      dataTemplate = StandardTemplates.classicEventData
      valueCount = 3
    }
  }

  /// What the events of one provider share.
  struct Family {
    var provider: String
    var providerGUID: GUID?
    var eventSourceName: String?
    var qualifiers: UInt16?
    var keywords: UInt64
    var level: UInt8 = 4
    var channel: HostChannel
  }

  private static func parse(_ fields: String) -> [(name: String, type: ValueType)] {
    let types: [Substring: ValueType] = [
      "s": .string, "g": .guid, "u8": .uint8, "u16": .uint16, "u32": .uint32, "u64": .uint64,
      "b": .boolean, "sid": .sid, "x32": .hexInt32, "x64": .hexInt64, "p": .sizeT,
      "t": .fileTime, "i32": .int32,
    ]
    var type = ValueType.string
    var result: [(name: String, type: ValueType)] = []
    for word in fields.split(whereSeparator: \.isWhitespace) {
      if let next = types[word] {
        type = next
      } else {
        result.append((String(word), type))
      }
    }
    return result
  }
}
