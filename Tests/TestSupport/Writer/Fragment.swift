/// A run of Binary XML: what a record or a value of type 0x21 holds.
public struct Fragment: Sendable {
  /// A part of a fragment.
  public enum Item: Sendable {
    /// 0F, major and minor version 1 and flags 0 by default.
    case header(major: UInt8 = 1, minor: UInt8 = 1, flags: UInt8 = 0)
    /// 0C.
    case instance(TemplateInstance)
    /// An element outside a template: no dependency identifier.
    case element(Element)
    /// Any other token, such as a processing instruction.
    case token(Content)
    /// 00.
    case endOfFragment
    /// Any bytes.
    case raw([UInt8])
  }

  /// The parts in order.
  public var items: [Item]

  /// A fragment of any parts.
  public init(_ items: [Item]) { self.items = items }

  /// No bytes at all.
  public static let empty = Fragment([])

  /// Header, template instance, end: what records hold.
  public static func template(
    _ template: TemplateDescription, _ values: [EventValue], isResident: Bool = false
  ) -> Fragment {
    Fragment([
      .header(), .instance(TemplateInstance(template, values, isResident: isResident)),
      .endOfFragment,
    ])
  }

  /// A template instance without header and end (0C first), as most values of type 0x21 are.
  public static func bareTemplate(
    _ template: TemplateDescription, _ values: [EventValue]
  ) -> Fragment {
    Fragment([.instance(TemplateInstance(template, values))])
  }

  /// Header, elements, end: a record without a template.
  public static func elements(_ elements: [Element]) -> Fragment {
    Fragment([.header()] + elements.map { .element($0) } + [.endOfFragment])
  }

  /// Elements alone (01 or 41 first).
  public static func bareElements(_ elements: [Element]) -> Fragment {
    Fragment(elements.map { .element($0) })
  }

  /// Bytes as they are, for malformed Binary XML.
  public static func raw(_ bytes: [UInt8]) -> Fragment { Fragment([.raw(bytes)]) }
}
