internal import ByteIO

/// The templates that Windows itself puts around and into events.
///
/// Laid out as in logs that Windows 10 and Server 2022 wrote: the numbers of the substitutions and
/// the dependencies are theirs.
public enum StandardTemplates {
  /// The namespace of events.
  public static let eventNamespace = "http://schemas.microsoft.com/win/2004/08/events/event"

  /// Indexes of the values of ``system(computer:)``.
  enum Index {
    static let level: UInt16 = 0
    static let opcode: UInt16 = 1
    static let task: UInt16 = 2
    static let eventID: UInt16 = 3
    static let qualifiers: UInt16 = 4
    static let keywords: UInt16 = 5
    static let timeCreated: UInt16 = 6
    static let activityID: UInt16 = 7
    static let processID: UInt16 = 8
    static let threadID: UInt16 = 9
    static let eventRecordID: UInt16 = 10
    static let version: UInt16 = 11
    static let userID: UInt16 = 12
    static let relatedActivityID: UInt16 = 13
    static let providerName: UInt16 = 14
    static let providerGUID: UInt16 = 15
    static let channel: UInt16 = 16
    static let data: UInt16 = 17
  }

  /// The System part and a hole of type 0x21 for the data: 18 values.
  ///
  /// The computer's name is text of the template, so each machine has its own; `eventSourceName` is
  /// too.
  public static func system(
    computer: String, eventSourceName: String? = nil
  ) -> TemplateDescription {
    var provider: [Attribute] = [
      Attribute("Name", [.optionalSubstitution(Index.providerName, .string)]),
      Attribute("Guid", [.optionalSubstitution(Index.providerGUID, .guid)]),
    ]
    if let eventSourceName { provider.append(Attribute("EventSourceName", eventSourceName)) }
    return TemplateDescription(
      root: Element(
        "Event", dependency: Index.data, attributes: [Attribute("xmlns", eventNamespace)],
        content: [
          .element(
            Element(
              "System",
              content: systemElements(provider: provider, computer: computer)
                .map { .element($0) })),
          .optionalSubstitution(Index.data, .binXML),
        ]))
  }

  private static func systemElements(provider: [Attribute], computer: String) -> [Element] {
    let correlation = [
      Attribute("ActivityID", [.optionalSubstitution(Index.activityID, .guid)]),
      Attribute("RelatedActivityID", [.optionalSubstitution(Index.relatedActivityID, .guid)]),
    ]
    let execution = [
      Attribute("ProcessID", [.optionalSubstitution(Index.processID, .uint32)]),
      Attribute("ThreadID", [.optionalSubstitution(Index.threadID, .uint32)]),
    ]
    let time = [Attribute("SystemTime", [.optionalSubstitution(Index.timeCreated, .fileTime)])]
    return [
      Element("Provider", attributes: provider, ending: .closeEmpty),
      Element(
        "EventID", dependency: Index.eventID,
        attributes: [Attribute("Qualifiers", [.optionalSubstitution(Index.qualifiers, .uint16)])],
        content: [.optionalSubstitution(Index.eventID, .uint16)]),
      Element("Version", optional: Index.version, .uint8),
      Element("Level", optional: Index.level, .uint8),
      Element("Task", optional: Index.task, .uint16),
      Element("Opcode", optional: Index.opcode, .uint8),
      Element("Keywords", optional: Index.keywords, .hexInt64),
      Element("TimeCreated", attributes: time, ending: .closeEmpty),
      Element("EventRecordID", optional: Index.eventRecordID, .uint64),
      Element("Correlation", attributes: correlation, ending: .closeEmpty),
      Element("Execution", attributes: execution, ending: .closeEmpty),
      Element("Channel", optional: Index.channel, .string),
      Element("Computer", content: [.text(computer)]),
      Element(
        "Security",
        attributes: [Attribute("UserID", [.optionalSubstitution(Index.userID, .sid)])],
        ending: .closeEmpty),
    ]
  }

  /// EventData with a named Data element for each field, in order.
  public static func eventData(_ fields: [(name: String, type: ValueType)]) -> TemplateDescription {
    guard !fields.isEmpty else {
      return TemplateDescription(root: Element("EventData", ending: .closeEmpty))
    }
    return TemplateDescription(
      root: Element(
        "EventData",
        content: fields.enumerated().map { index, field in
          .element(
            Element(
              "Data", attributes: [Attribute("Name", field.name)],
              content: [.substitution(UInt16(index), field.type)]))
        }))
  }

  /// EventData as classic sources log it: a text array in unnamed Data, then Binary.
  ///
  /// Values: the texts (0x81), the size of the binary (u32, not shown), the binary.
  public static let classicEventData = TemplateDescription(
    root: Element(
      "EventData",
      content: [
        .element(Element("Data", optional: 0, ValueType.string.array)),
        .element(Element("Binary", optional: 2, .binary)),
      ]))

  /// UserData with one element of the provider's own namespace and a child for each field.
  public static func userData(
    _ name: String, namespace: String, _ fields: [(name: String, type: ValueType)]
  ) -> TemplateDescription {
    let children: [Content] = fields.enumerated().map { index, field in
      .element(Element(field.name, content: [.substitution(UInt16(index), field.type)]))
    }
    return TemplateDescription(
      root: Element(
        "UserData",
        content: [
          .element(
            Element(name, attributes: [Attribute("xmlns", namespace)], content: children))
        ]))
  }
}
