public import ByteIO

/// One event as the texts of its fields, in a buffer that the decoder reuses.
///
/// Texts are UTF-8 as Windows prints the values in XML, unescaped: hexadecimal numbers `0x...`, GUIDs in
/// lower case and braces, times with seven digits, booleans `true` and `false`, the items of an array with
/// commas between them.
public struct FieldRecord: ~Copyable, ~Escapable {
  /// Which fields there are.
  public let shape: EventShape
  /// The identifier in the record's header.
  public let recordID: UInt64
  /// The time in the record's header.
  public let written: FileTime
  /// The time in the payload, or the header's where there is none.
  public let timeCreated: FileTime
  /// The identifier in the payload, or the header's where there is none.
  public let eventRecordID: UInt64
  /// The event identifier; nil when the event has none.
  public let eventID: UInt64?
  /// Bytes from the start of the log.
  public let fileOffset: Int64
  /// How the record came to light.
  public let origin: RecordOrigin
  /// What the text could not keep: the names that `Flags` in JSON-lines lists.
  public let flags: [String]
  /// The record as it lies in the log.
  public let bytes: RawSpan
  /// Whether the payload was printed as XML.
  public let hasPayloadXML: Bool

  /// Whether no text needs escaping between the tags of XML. False unless ``FieldDemand/json`` was asked for.
  public let isXMLText: Bool

  private let text: RawSpan
  private let ends: Span<Int32>
  private let json: RawSpan
  private let jsonEnds: Span<Int32>

  @_lifetime(copy text, copy ends, copy bytes, copy json, copy jsonEnds)
  init(
    shape: EventShape, recordID: UInt64, written: FileTime, timeCreated: FileTime,
    eventRecordID: UInt64, eventID: UInt64?, fileOffset: Int64, origin: RecordOrigin,
    flags: [String], bytes: RawSpan, hasPayloadXML: Bool, text: RawSpan, ends: Span<Int32>,
    json: RawSpan, jsonEnds: Span<Int32>, isXMLText: Bool
  ) {
    self.shape = shape
    self.recordID = recordID
    self.written = written
    self.timeCreated = timeCreated
    self.eventRecordID = eventRecordID
    self.eventID = eventID
    self.fileOffset = fileOffset
    self.origin = origin
    self.flags = flags
    self.bytes = bytes
    self.hasPayloadXML = hasPayloadXML
    self.text = text
    self.ends = ends
    self.json = json
    self.jsonEnds = jsonEnds
    self.isXMLText = isXMLText
  }

  /// The text of a field by its index in the shape; empty where there is no value.
  public subscript(_ index: Int) -> RawSpan {
    @_lifetime(copy self)
    get {
      // A separator of one byte lies behind each text.
      let start = index == 0 ? 0 : Int(ends[index &- 1]) &+ 1
      return text.extracting(start..<Int(ends[index]))
    }
  }

  /// The text of a field of the System element.
  public subscript(_ field: SystemField) -> RawSpan {
    @_lifetime(copy self)
    get { self[field.rawValue] }
  }

  /// The texts of all fields as they stand inside JSON strings, with ``TextBuffer/slack`` bytes behind them.
  /// Empty unless ``FieldDemand/json`` was asked for.
  public var jsonTexts: RawSpan {
    @_lifetime(copy self)
    get { json }
  }

  /// Where the text of a field lies in ``jsonTexts``.
  public func jsonRange(_ index: Int) -> (start: Int, end: Int) {
    (index == 0 ? 0 : Int(jsonEnds[index &- 1]) &+ 1, Int(jsonEnds[index]))
  }

  /// The payload as XML: `<EventData xmlns="...">...</EventData>` on one line but for ends of lines in the
  /// values, attributes in double quotes, only `&`, `<` and `>` escaped in text, each element with its end
  /// tag. Empty unless it was asked for.
  public var payloadXML: RawSpan {
    @_lifetime(copy self)
    get {
      guard hasPayloadXML else { return text.extracting(0..<0) }
      return self[shape.fields.count]
    }
  }
}

/// What is known of an event before its values are printed.
public struct EventHead: ~Copyable, ~Escapable {
  /// Which fields there are.
  public let shape: EventShape
  /// The event identifier; nil when the event has none.
  public let eventID: UInt64?
  /// The time in the payload, or the header's where there is none.
  public let timeCreated: FileTime
  /// The identifier in the payload, or the header's where there is none.
  public let eventRecordID: UInt64
  private let values: FieldValues

  @_lifetime(copy values)
  init(shape: EventShape, recordID: UInt64, values: consuming FieldValues) {
    self.shape = shape
    eventRecordID = values.number(values.fields.eventRecordID) ?? recordID
    eventID = values.number(values.fields.eventID)
    timeCreated = values.timeCreated
    self.values = values
  }

  /// The provider's name.
  public var provider: String { shape.provider ?? values.string(values.fields.provider) }
  /// The channel.
  public var channel: String { values.string(values.fields.channel) }
  /// The computer and the channel.
  public var origin: EventOrigin {
    EventOrigin(
      computer: values.units(values.fields.computer), channel: values.units(values.fields.channel))
  }

  /// Whether ``origin`` is this one; nothing is copied.
  public func isFrom(_ origin: EventOrigin) -> Bool {
    values.hasUnits(values.fields.channel, origin.channelUnits)
      && values.hasUnits(values.fields.computer, origin.computerUnits)
  }
}

/// The computer and the channel of an event.
public struct EventOrigin: Hashable, Sendable {
  let computerUnits: [UInt16]
  let channelUnits: [UInt16]

  init(computer: [UInt16], channel: [UInt16]) {
    computerUnits = computer
    channelUnits = channel
  }

  /// The computer as the event names it.
  public var computer: String { String(decoding: computerUnits, as: UTF16.self) }
  /// The channel as the event names it.
  public var channel: String { String(decoding: channelUnits, as: UTF16.self) }
}

/// How much of an event a ``FieldVisitor`` wants.
public struct FieldDemand: OptionSet, Sendable {
  /// The bits.
  public let rawValue: UInt8

  /// A demand from its bits.
  public init(rawValue: UInt8) { self.rawValue = rawValue }

  /// Nothing.
  public static let none: FieldDemand = []
  /// The fields.
  public static let fields = FieldDemand(rawValue: 1)
  /// The fields as they stand inside JSON strings, too.
  public static let json = FieldDemand(rawValue: 3)
  /// The fields and ``FieldRecord/payloadXML``.
  public static let fieldsAndXML = FieldDemand(rawValue: 5)
}

/// Receives events as fields from ``EventDecoder/decode(_:context:visitor:)``.
public protocol FieldVisitor: AnyObject {
  /// How much of an event is wanted; asked before anything is printed.
  func demand(_ head: borrowing EventHead) -> FieldDemand
  /// An event.
  func visit(_ record: borrowing FieldRecord)
}
