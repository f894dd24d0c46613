/// What of a channel detections can see: how many events of the kinds they need, when, and how long
/// there was none at all.
struct SourceSight: Sendable {
  /// Events of one kind.
  struct Kind: Sendable {
    let eventID: UInt64
    var count: UInt64 = 0
    var first: UInt64 = .max
    var last: UInt64 = 0
  }

  /// The kinds of events that detections need of this channel.
  private(set) var kinds: [Kind] = []
  /// When the events are of which the time can be told, in ticks since 1601; nil for none.
  private(set) var firstInOrder: UInt64?
  private var lastInOrder: UInt64?
  /// The longest time between an event and the next one of the log.
  private(set) var silence: (from: UInt64, to: UInt64)?

  /// A channel without events of a kind that matters.
  init() {}

  /// A channel of a name.
  init(channel: String) {
    let ids: [UInt64] =
      switch channel.lowercased() {
      case "microsoft-windows-sysmon/operational": [1, 3]
      case "security": [4624, 4688, 5156, 1102]
      case "system": [104]
      case "microsoft-windows-powershell/operational": [4104]
      default: []
      }
    kinds = ids.map { Kind(eventID: $0) }
  }

  /// Notes an event.
  mutating func note(_ eventID: UInt64, at time: UInt64) {
    if let lastInOrder { noteSilence(from: lastInOrder, to: time) }
    if firstInOrder == nil { firstInOrder = time }
    lastInOrder = time
    for index in kinds.indices where kinds[index].eventID == eventID {
      kinds[index].count += 1
      kinds[index].first = min(kinds[index].first, time)
      kinds[index].last = max(kinds[index].last, time)
    }
  }

  /// Adds the events of the next chunk of the log.
  mutating func add(_ next: SourceSight) {
    if let lastInOrder, let start = next.firstInOrder { noteSilence(from: lastInOrder, to: start) }
    if let silence = next.silence { noteSilence(from: silence.from, to: silence.to) }
    if firstInOrder == nil { firstInOrder = next.firstInOrder }
    lastInOrder = next.lastInOrder ?? lastInOrder
    for kind in next.kinds {
      guard let index = kinds.firstIndex(where: { $0.eventID == kind.eventID }) else {
        kinds.append(kind)
        continue
      }
      kinds[index].count += kind.count
      kinds[index].first = min(kinds[index].first, kind.first)
      kinds[index].last = max(kinds[index].last, kind.last)
    }
  }

  private mutating func noteSilence(from start: UInt64, to end: UInt64) {
    guard end > start, end - start > silence.map({ $0.to - $0.from }) ?? 0 else { return }
    silence = (start, end)
  }
}
