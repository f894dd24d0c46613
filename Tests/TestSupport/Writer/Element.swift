/// An element of a template, or of a fragment without one.
public struct Element: Sendable {
  /// How the element's last token is written, which decides how Windows prints it.
  public enum Ending: Sendable {
    /// 02, content, 04: `<X></X>` also when there is no content.
    case endElement
    /// 03: `<X/>`. Content is not written.
    case closeEmpty
  }

  /// The element's name, as written in the log, prefix included.
  public var name: String
  /// The value whose NULL suppresses the element; 0xFFFF for none. Written in templates only.
  public var dependency: UInt16
  /// The attributes in order.
  public var attributes: [Attribute]
  /// What stands between the tags.
  public var content: [Content]
  /// The form of the end.
  public var ending: Ending
  /// Writes token 41 and a list of length 0 though there are no attributes.
  public var hasEmptyAttributeList = false

  /// An element with content.
  public init(
    _ name: String, dependency: UInt16 = 0xffff, attributes: [Attribute] = [],
    content: [Content] = [], ending: Ending = .endElement
  ) {
    self.name = name
    self.dependency = dependency
    self.attributes = attributes
    self.content = content
    self.ending = ending
  }

  /// An element with one optional substitution, which its own value suppresses when NULL.
  public init(_ name: String, optional index: UInt16, _ type: ValueType) {
    self.init(name, dependency: index, content: [.optionalSubstitution(index, type)])
  }
}

/// An attribute.
public struct Attribute: Sendable {
  /// The name.
  public var name: String
  /// The value's tokens.
  public var value: [Content]

  /// An attribute with any tokens as its value.
  public init(_ name: String, _ value: [Content]) {
    self.name = name
    self.value = value
  }

  /// An attribute with a text.
  public init(_ name: String, _ text: String) { self.init(name, [.text(text)]) }
}

/// A token, or a nested element, inside an element or an attribute.
///
/// `more` sets bit 0x40 of the token: further tokens of the same text follow.
public indirect enum Content: Sendable {
  /// 05 or 45.
  case text(String, more: Bool = false)
  /// 05 or 45 with any code units.
  case utf16Text([UInt16], more: Bool = false)
  /// 07 or 47.
  case cdata(String, more: Bool = false)
  /// 08 or 48: a code unit.
  case characterReference(UInt16, more: Bool = false)
  /// 09 or 49: a name such as `amp`.
  case entityReference(String, more: Bool = false)
  /// 0A and 0B.
  case processingInstruction(target: String, data: String)
  /// 0D: index and declared type.
  case substitution(UInt16, ValueType)
  /// 0E: index and declared type.
  case optionalSubstitution(UInt16, ValueType)
  /// 01 or 41.
  case element(Element)
  /// 0C inside an element.
  case instance(TemplateInstance)
  /// Any bytes.
  case raw([UInt8])
}
