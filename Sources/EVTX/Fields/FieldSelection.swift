/// Which fields of events are printed: for readers that want few of them.
///
/// The others are listed in shapes, too; their texts are empty.
public struct FieldSelection: Sendable {
  private let system: Set<String>
  private let names: Set<String>

  /// Some fields of System, and fields of these names, or paths, elsewhere.
  public init(system: Set<SystemField>, names: Set<String>) {
    self.system = Set(system.map { SystemKey.all[$0.rawValue].key.description })
    self.names = names
  }

  /// Whether a field is printed.
  func contains(_ part: EventField.Part, _ name: String) -> Bool {
    part == .system ? system.contains(name) : names.contains(name)
  }
}
