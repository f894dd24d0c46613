/// How bad an alert is.
public enum AlertSeverity: Int, CaseIterable, Comparable, Sendable {
  case informational, low, medium, high

  /// The severity of a name, in whatever letter case; nil for another name.
  public init?(name: String) {
    let wanted = name.lowercased()
    guard let found = Self.allCases.first(where: { $0.name.lowercased() == wanted }) else {
      return nil
    }
    self = found
  }

  /// The name as Sentinel writes it.
  public var name: String {
    switch self {
    case .informational: "Informational"
    case .low: "Low"
    case .medium: "Medium"
    case .high: "High"
    }
  }

  /// Whether one is less bad than another.
  public static func < (one: AlertSeverity, other: AlertSeverity) -> Bool {
    one.rawValue < other.rawValue
  }
}
