/// The fields of the System element, in the order in which every shape lists them first.
public enum SystemField: Int, CaseIterable, Sendable {
  // The order of SystemKey.all.
  case eventRecordID, timeCreated, computer, channel, provider, providerGuid, eventSourceName
  case eventID, qualifiers, version, level, task, opcode, keywords
  case activityID, relatedActivityID, processID, threadID, userID
  case processorID, sessionID, kernelTime, userTime
}

/// A field that the records of a shape have.
public struct EventField: Sendable, Hashable {
  /// The part of the event that holds it.
  public enum Part: UInt8, Sendable {
    /// The System element.
    case system
    /// `EventData`; the name is the `Name` attribute of its `Data` element, `Param1`, `Param2` ... where
    /// there is none.
    case eventData
    /// `UserData`; the name is the path below it, such as `LogFileCleared/SubjectUserName`.
    case userData
    /// Any other child of Event; the name is the path from it on.
    case other
  }

  /// The part.
  public let part: Part
  /// Its name, unique in its part: a repeated name has `#2`, `#3` ... behind it. An attribute's ends in
  /// `@` and the attribute's name.
  public let name: String
  /// The type of its value, a type of the binary XML specification (MS-EVEN6 2.2.12); of text in the
  /// template, and of several pieces, that of a string.
  public let type: UInt8
  /// Whether there is no value: a System field that the event lacks, or a value of type NULL.
  public let isNull: Bool
  /// Whether it is a `Data` element without a name.
  public let isUnnamed: Bool

  /// Whether the value is a text.
  public var isText: Bool { type == ValueType.string || type == ValueType.ansiString }
  /// Whether the value is a GUID.
  public var isGUID: Bool { type == ValueType.guid }
}

/// What all records with the same templates and value types have in common: which fields there are.
///
/// Users keep what they conclude from it by its ``number``.
public final class EventShape: Sendable {
  /// A number that no other shape of the same decoder has.
  public let number: Int
  /// Whether further records may have this shape; of one that is not kept, nothing need be remembered.
  public let isKept: Bool
  /// The fields; the first are those of ``SystemField``, whether the events have them or not.
  public let fields: [EventField]
  /// The provider's name, when it stands in the template.
  public let provider: String?

  /// How ``FieldRecord/payloadXML`` is put together from the texts of fields; nil where it is not.
  public let payloadXML: PayloadTemplate?

  private let indices: [Key: Int]

  private struct Key: Hashable {
    var part: EventField.Part
    var name: String
  }

  init(
    number: Int, isKept: Bool, fields: [EventField], provider: String?,
    payloadXML: PayloadTemplate?
  ) {
    self.number = number
    self.isKept = isKept
    self.fields = fields
    self.provider = provider
    self.payloadXML = payloadXML
    var indices: [Key: Int] = [:]
    for (index, field) in fields.enumerated() {
      indices[Key(part: field.part, name: field.name)] = index
    }
    self.indices = indices
  }

  /// The index of a field, nil when the shape has none of that name.
  public func index(of name: String, in part: EventField.Part = .eventData) -> Int? {
    indices[Key(part: part, name: name)]
  }

  /// Whether the events have a payload of a part.
  public func has(_ part: EventField.Part) -> Bool { fields.contains { $0.part == part } }
}
