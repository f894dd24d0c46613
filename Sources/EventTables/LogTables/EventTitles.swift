internal import ByteIO
internal import EVTX

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

/// The titles of the events of one shape.
final class TitleMemo {
  private let all: EventTitles
  /// The provider whose titles were looked up last, and its titles.
  private var provider: [UInt8]
  private var titles: [UInt64: [UInt8]]

  /// A memo for a shape, which may name the provider.
  init(_ all: EventTitles, provider: String?) {
    self.all = all
    self.provider = [UInt8]((provider ?? "").utf8)
    titles = provider.map { all.titles(of: $0) } ?? [:]
  }

  /// The first line of an event's message; nil when it is not known.
  func title(of record: borrowing FieldRecord) -> [UInt8]? {
    guard let eventID = record.eventID else { return nil }
    let name = record[.provider]
    // Templates name the provider, or leave it to the events.
    let known = provider
    if name.byteCount != known.count || !known.rawSpan.matches(name, at: 0) {
      provider.removeAll(keepingCapacity: true)
      provider.append(copying: name)
      titles = all.titles(of: FieldText.string(name))
    }
    return titles[eventID]
  }
}
