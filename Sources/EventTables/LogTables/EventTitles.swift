/// The first lines of messages, which only Windows' own libraries hold otherwise: `Schemas/event-titles.tsv`.
final class EventTitles: Sendable {
  private let titles: [String: [UInt64: [UInt8]]]

  /// The titles compiled into the program.
  static let embedded = EventTitles(embeddedEventTitles.map { $0.text.description }.joined())

  /// Titles from lines of provider, event identifier and title, with tabs between them; the first line
  /// names the columns.
  init(_ text: String) {
    var titles: [String: [UInt64: [UInt8]]] = [:]
    for line in text.split(separator: "\n").dropFirst() {
      let parts = line.split(separator: "\t", maxSplits: 2)
      guard parts.count == 3, let eventID = UInt64(parts[1]) else { continue }
      titles[String(parts[0]), default: [:]][eventID] = [UInt8](parts[2].utf8)
    }
    self.titles = titles
  }

  /// The titles of a provider's events.
  func titles(of provider: String) -> [UInt64: [UInt8]] { titles[provider] ?? [:] }
}
