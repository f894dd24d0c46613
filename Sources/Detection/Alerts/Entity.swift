/// Someone or something that an alert is about.
///
/// Source: Microsoft, "Entity types reference"; the form of SecurityAlert.Entities.
public struct Entity: Sendable {
  /// What is said of it.
  public enum Value: Hashable, Sendable {
    /// A text.
    case text(String)
    /// A truth.
    case bool(Bool)
    /// The entity of this number in the same alert.
    case reference(Int)
  }

  /// Its `Type`, such as `host`.
  public let type: String
  /// What is said of it, in the order in which it is written.
  public internal(set) var fields: [(name: String, value: Value)]

  /// The text of a field, nil when there is none.
  public subscript(name: String) -> String? {
    for field in fields where field.name == name {
      if case .text(let text) = field.value { return text }
    }
    return nil
  }
}
