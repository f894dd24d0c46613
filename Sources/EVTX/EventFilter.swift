internal import ByteIO

/// Which events are wanted. All conditions must hold; an empty one always does.
public struct EventFilter: Sendable {
  /// Ranges of event identifiers.
  public var eventIDs: [ClosedRange<UInt64>] = []
  /// Channels, compared without case; `*` stands for any text.
  public var channels: [String] = []
  /// Providers, likewise.
  public var providers: [String] = []
  /// Computers, likewise.
  public var computers: [String] = []
  /// The earliest time wanted, in ticks since 1601.
  public var from: UInt64?
  /// The latest time wanted, in ticks since 1601.
  public var to: UInt64?

  /// A filter that every event passes.
  public init() {}

  /// Whether every event passes.
  public var isEmpty: Bool {
    eventIDs.isEmpty && channels.isEmpty && providers.isEmpty && computers.isEmpty && from == nil
      && to == nil
  }
}

/// A filter prepared for comparison with UTF-16 in chunks.
struct CompiledFilter {
  let filter: EventFilter
  let isEmpty: Bool
  private let channels: [TextPattern]
  private let providers: [TextPattern]
  private let computers: [TextPattern]

  init(_ filter: EventFilter) {
    self.filter = filter
    isEmpty = filter.isEmpty
    channels = filter.channels.map(TextPattern.init)
    providers = filter.providers.map(TextPattern.init)
    computers = filter.computers.map(TextPattern.init)
  }

  /// Whether a record passes, by its System fields.
  func matches(_ fields: borrowing FieldValues) -> Bool {
    if !filter.eventIDs.isEmpty {
      guard let eventID = fields.number(fields.fields.eventID),
        filter.eventIDs.contains(where: { $0.contains(eventID) })
      else { return false }
    }
    if let from = filter.from, fields.timeCreated.ticks < from { return false }
    if let to = filter.to, fields.timeCreated.ticks > to { return false }
    return matches(channels, fields, fields.fields.channel)
      && matches(providers, fields, fields.fields.provider)
      && matches(computers, fields, fields.fields.computer)
  }

  private func matches(
    _ patterns: [TextPattern], _ values: borrowing FieldValues, _ reference: FieldReference
  ) -> Bool {
    guard !patterns.isEmpty else { return true }
    let units = values.units(reference)
    return patterns.contains { $0.matches(units) }
  }
}

/// A text with `*` for any number of characters, compared without case.
struct TextPattern: Sendable {
  private let units: [UInt16]
  private static let star: UInt16 = 0x2a

  init(_ text: String) { units = text.lowercased().utf16.map { $0 } }

  func matches(_ text: [UInt16]) -> Bool {
    var place = 0
    var patternPlace = 0
    var starPlace = -1
    var retry = 0
    while place < text.count {
      if patternPlace < units.count, units[patternPlace] == Self.star {
        starPlace = patternPlace
        retry = place
        patternPlace += 1
      } else if patternPlace < units.count, units[patternPlace] == Self.lowercase(text[place]) {
        place += 1
        patternPlace += 1
      } else if starPlace >= 0 {
        // The star takes one character more.
        retry += 1
        place = retry
        patternPlace = starPlace + 1
      } else {
        return false
      }
    }
    return units[patternPlace...].allSatisfy { $0 == Self.star }
  }

  private static func lowercase(_ unit: UInt16) -> UInt16 {
    if unit < 0x80 { return (0x41...0x5a).contains(unit) ? unit + 32 : unit }
    guard let scalar = Unicode.Scalar(unit) else { return unit }
    return scalar.properties.lowercaseMapping.utf16.first ?? unit
  }
}

/// The System fields of one record, read where they lie.
struct FieldValues: ~Copyable, ~Escapable {
  let fields: SystemFields
  private let slots: Span<Slot>
  private let pieces: Span<FieldReference>
  private let text: RawSpan
  private let chunk: RawSpan
  private let codePage: AnsiCodePage
  /// The time in the record's head, used where the payload has none.
  private let written: FileTime

  @_lifetime(copy slots, copy pieces, copy text, copy chunk)
  init(
    _ fields: SystemFields, slots: Span<Slot>, pieces: Span<FieldReference>, text: RawSpan,
    chunk: RawSpan, codePage: AnsiCodePage, written: FileTime
  ) {
    self.fields = fields
    self.slots = slots
    self.pieces = pieces
    self.codePage = codePage
    self.text = text
    self.chunk = chunk
    self.written = written
  }

  /// The value of an integer, or of digits in a text; nil for anything else.
  func number(_ reference: FieldReference) -> UInt64? {
    switch reference.kind {
    case .absent: return nil
    case .text, .pieces: return SystemText.number(units(reference))
    case .slot:
      let slot = slots[Int(reference.slot)]
      let offset = Int(slot.offset)
      let size = ValueType.fixedSize(reference.type)
      if isText(reference) { return SystemText.number(units(reference)) }
      guard size == Int(slot.byteCount) else { return nil }
      switch size {
      case 1: return UInt64(chunk.u8(offset))
      case 2: return UInt64(chunk.u16(offset))
      case 4: return UInt64(chunk.u32(offset))
      case 8: return chunk.u64(offset)
      default: return nil
      }
    }
  }

  /// Whether a value is text.
  private func isText(_ reference: FieldReference) -> Bool {
    reference.type == ValueType.string || reference.type == ValueType.ansiString
  }

  /// The units of a text, without a 0 at its end; empty for anything else. Among several pieces integers
  /// count as their digits.
  func units(_ reference: FieldReference) -> [UInt16] {
    switch reference.kind {
    case .absent: return []
    case .text:
      let start = Int(reference.textStart)
      return (0..<Int(reference.textUnits)).map { text.u16(start + 2 * $0) }
    case .pieces:
      var units: [UInt16] = []
      for index in 0..<Int(reference.textUnits) {
        let piece = pieces[Int(reference.textStart) + index]
        if piece.kind == .slot, !isText(piece) {
          if let number = number(piece) { units += String(number).utf16 }
        } else {
          units += self.units(piece)
        }
      }
      return units
    case .slot:
      let slot = slots[Int(reference.slot)]
      if reference.type == ValueType.ansiString {
        return codePage.units(chunk, at: Int(slot.offset), byteCount: Int(slot.byteCount))
      }
      guard reference.type == ValueType.string else { return [] }
      var units = (0..<Int(slot.byteCount) / 2).map { chunk.u16(Int(slot.offset) + 2 * $0) }
      if units.last == 0 { units.removeLast() }
      return units
    }
  }

  /// A text as a string.
  func string(_ reference: FieldReference) -> String {
    String(decoding: units(reference), as: UTF16.self)
  }

  /// The time in the payload, or the head's when there is none.
  var timeCreated: FileTime { payloadTime ?? written }

  /// The time in the payload.
  var payloadTime: FileTime? {
    let reference = fields.timeCreated
    switch reference.kind {
    case .absent: return nil
    case .text, .pieces: return SystemText.time(units(reference))
    case .slot:
      let slot = slots[Int(reference.slot)]
      if reference.type == ValueType.fileTime, slot.byteCount == 8 {
        return FileTime(ticks: chunk.u64(Int(slot.offset)))
      }
      return isText(reference) ? SystemText.time(units(reference)) : nil
    }
  }
}
