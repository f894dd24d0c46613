public import ByteIO

/// An event as Windows logs it: System, and EventData or UserData.
///
///     StandardEvent(
///       provider: "Microsoft-Windows-Sysmon", eventID: 5, channel: "Microsoft-Windows-Sysmon/Operational",
///       computer: "WORKSTATION5", data: [("ProcessId", .uint32(4711))])
public struct StandardEvent: Sendable {
  /// How the data's template instance begins: see `Fragment`.
  public enum DataForm: Sendable {
    /// 0C first, as live logs mostly have it.
    case bare
    /// 0F first, as the event log service itself and classic sources write it.
    case withHeader
  }

  /// Provider Name.
  public var provider = ""
  /// Provider Guid.
  public var providerGUID: GUID?
  /// EventID.
  public var eventID: UInt16
  /// EventID Qualifiers, of classic sources.
  public var qualifiers: UInt16?
  /// Version.
  public var version: UInt8 = 0
  /// Level.
  public var level: UInt8 = 4
  /// Task.
  public var task: UInt16 = 0
  /// Opcode.
  public var opcode: UInt8 = 0
  /// Keywords.
  public var keywords: UInt64 = 0x8000_0000_0000_0000
  /// Channel.
  public var channel = ""
  /// TimeCreated, and the record's time.
  public var time = FileTime.sample
  /// EventRecordID; nil for the record's own.
  public var recordID: UInt64?
  /// Execution ProcessID.
  public var processID: UInt32 = 0
  /// Execution ThreadID.
  public var threadID: UInt32 = 0
  /// Security UserID.
  public var userSID: SID?
  /// Correlation ActivityID.
  public var activityID: GUID?
  /// Correlation RelatedActivityID.
  public var relatedActivityID: GUID?
  /// The template of the System part.
  public var systemTemplate: TemplateDescription
  /// The data's template and values; nil for an empty value.
  public var data: TemplateInstance?
  /// How the data begins.
  public var dataForm = DataForm.bare

  /// An event of prepared templates, for writing many.
  public init(
    eventID: UInt16, systemTemplate: TemplateDescription, data: TemplateInstance?
  ) {
    self.eventID = eventID
    self.systemTemplate = systemTemplate
    self.data = data
  }

  /// An event with named Data elements.
  public init(
    provider: String = "Example-Provider", providerGUID: GUID? = nil, eventID: UInt16 = 1,
    version: UInt8 = 0, level: UInt8 = 4, task: UInt16 = 0, opcode: UInt8 = 0,
    keywords: UInt64 = 0x8000_0000_0000_0000, channel: String = "Application",
    computer: String = "WORKSTATION5.corp.example", time: FileTime = .sample,
    recordID: UInt64? = nil, processID: UInt32 = 1_960, threadID: UInt32 = 1_708,
    userSID: SID? = .system, activityID: GUID? = nil, relatedActivityID: GUID? = nil,
    data: [(name: String, value: EventValue)]
  ) {
    let template = StandardTemplates.eventData(
      data.map { ($0.name, $0.value.type == .null ? .string : $0.value.type) })
    self.init(
      eventID: eventID, systemTemplate: StandardTemplates.system(computer: computer),
      data: TemplateInstance(template, data.map(\.value)))
    self.provider = provider
    self.providerGUID = providerGUID
    self.version = version
    self.level = level
    self.task = task
    self.opcode = opcode
    self.keywords = keywords
    self.channel = channel
    self.time = time
    self.recordID = recordID
    self.processID = processID
    self.threadID = threadID
    self.userSID = userSID
    self.activityID = activityID
    self.relatedActivityID = relatedActivityID
  }

  /// The same event with UserData instead: one element in its own namespace with a child for each
  /// field.
  public func withUserData(
    _ name: String, namespace: String, _ fields: [(name: String, value: EventValue)]
  ) -> StandardEvent {
    var event = self
    event.data = TemplateInstance(
      StandardTemplates.userData(
        name, namespace: namespace,
        fields.map { ($0.name, $0.value.type == .null ? .string : $0.value.type) }),
      fields.map(\.value))
    return event
  }

  /// The same event with classic data: unnamed texts and an optional binary.
  public func withClassicData(_ texts: [String], binary: [UInt8]? = nil) -> StandardEvent {
    var event = self
    event.data = TemplateInstance(
      StandardTemplates.classicEventData,
      [
        texts.isEmpty ? .null() : .strings(texts), .uint32(UInt32(binary?.count ?? 0)),
        binary.map { .binary($0) } ?? .null(),
      ])
    event.dataForm = .withHeader
    return event
  }

  /// The record of this event; `id` is used where the event has no record identifier of its own.
  public func record(id: UInt64) -> Record {
    Record(id: id, time: time, fragment: .template(systemTemplate, systemValues(recordID: id)))
  }

  /// The 18 values in the order of `StandardTemplates.Index`.
  private func systemValues(recordID id: UInt64) -> [EventValue] {
    var hole = Fragment.empty
    if let data {
      hole.items =
        dataForm == .bare ? [.instance(data)] : [.header(), .instance(data), .endOfFragment]
    }
    // Windows keeps the size of absent numbers and identifiers: NULL with 2 or 16 bytes.
    return [
      .uint8(level), .uint8(opcode), .uint16(task), .uint16(eventID),
      qualifiers.map { .uint16($0) } ?? .null(byteCount: 2),
      .hexInt64(keywords), .fileTime(time),
      activityID.map { .guid($0) } ?? .null(byteCount: 16),
      .uint32(processID), .uint32(threadID), .uint64(recordID ?? id), .uint8(version),
      userSID.map { .sid($0) } ?? .null(),
      relatedActivityID.map { .guid($0) } ?? .null(),
      .string(provider), providerGUID.map { .guid($0) } ?? .null(),
      .string(channel), .binXML(hole),
    ]
  }
}

extension RecordSink {
  /// Appends an event.
  public mutating func add(event: StandardEvent) throws {
    try add(event.record(id: nextRecordID))
  }
}
