public import ByteIO

/// A template definition: a fragment with places for values.
///
/// A class, so that events share it by reference: a log of a gigabyte uses a few dozen.
public final class TemplateDescription: Sendable {
  /// The identifier; the first four bytes are the template id of every instance.
  public let guid: GUID
  /// The root element.
  public let root: Element
  /// Tokens written before the root element, such as a processing instruction.
  public let prologue: [Content]

  /// A template. Without a `guid` one is derived from the content: equal content, equal GUID.
  public init(guid: GUID? = nil, prologue: [Content] = [], root: Element) {
    self.root = root
    self.prologue = prologue
    if let guid {
      self.guid = guid
    } else {
      var print = Fingerprint()
      for token in prologue { print.add(token) }
      print.add(root)
      self.guid = GUID(low: print.one, high: print.other)
    }
  }
}

/// A template with its values.
public struct TemplateInstance: Sendable {
  /// The definition.
  public var template: TemplateDescription
  /// The values in the order of the substitution indexes.
  public var values: [EventValue]
  /// Writes the definition again, though the chunk already has it.
  public var isResident: Bool

  /// An instance; the definition is written at its first use in a chunk, or always.
  public init(_ template: TemplateDescription, _ values: [EventValue], isResident: Bool = false) {
    self.template = template
    self.values = values
    self.isResident = isResident
  }
}

/// Two FNV-1a sums over everything that distinguishes one template from another.
private struct Fingerprint {
  var one: UInt64 = 0xcbf2_9ce4_8422_2325
  var other: UInt64 = 0x6c62_272e_07bb_0142

  mutating func add(_ number: UInt64) {
    one = (one ^ number) &* 0x100_0000_01b3
    other = (other ^ (number &+ 0x9e37)) &* 0x100_0000_01b3 &+ one >> 29
  }

  mutating func add(_ text: String) {
    for byte in text.utf8 { add(UInt64(byte)) }
    add(0x1_0000)
  }

  mutating func add(_ element: Element) {
    add(element.name)
    add(UInt64(element.dependency))
    add(element.ending == .closeEmpty ? 1 : 0)
    add(element.hasEmptyAttributeList ? 1 : 0)
    for attribute in element.attributes {
      add(attribute.name)
      for token in attribute.value { add(token) }
    }
    add(0x2_0000)
    for token in element.content { add(token) }
    add(0x3_0000)
  }

  mutating func add(_ token: Content) {
    switch token {
    case .text(let text, let more):
      add(more ? 0x45 : 0x05)
      add(text)
    case .utf16Text(let units, let more):
      add(more ? 0x145 : 0x105)
      for unit in units { add(UInt64(unit)) }
    case .cdata(let text, let more):
      add(more ? 0x47 : 0x07)
      add(text)
    case .characterReference(let unit, let more):
      add(more ? 0x48 : 0x08)
      add(UInt64(unit))
    case .entityReference(let name, let more):
      add(more ? 0x49 : 0x09)
      add(name)
    case .processingInstruction(let target, let data):
      add(0x0a)
      add(target)
      add(data)
    case .substitution(let index, let type):
      add(0x0d)
      add(UInt64(index) << 8 | UInt64(type.code))
    case .optionalSubstitution(let index, let type):
      add(0x0e)
      add(UInt64(index) << 8 | UInt64(type.code))
    case .element(let element): add(element)
    case .instance(let instance):
      add(0x0c)
      add(instance.template.guid.low)
    case .raw(let bytes):
      add(0xff)
      for byte in bytes { add(UInt64(byte)) }
    }
  }
}
