/// Puts alerts together that tell of one movement: the same technique on the same host, close in time,
/// and not said to come from different addresses or accounts. What was seen at its source joins by the
/// address.
public enum Correlator {
  /// Ticks of 100 ns between two alerts of one movement: ten minutes.
  private static let gap: Int64 = 6_000_000_000

  /// The incidents of alerts, by time; each alert gets the identifier of its incident.
  public static func correlate(_ alerts: inout [Alert]) -> [Incident] {
    var groups: [Group] = []
    // Those that know where the movement came from lead: others join what they fit best.
    let order = alerts.indices.sorted { one, other in
      let (left, right) = (Movement(alerts[one]), Movement(alerts[other]))
      let (leads, follows) = (left.rank, right.rank)
      return leads == follows ? one < other : leads > follows
    }
    for index in order {
      let alert = alerts[index]
      let movement = Movement(alert)
      let fitting = groups.indices.filter { groups[$0].fits(alert, movement) }
      // The closest in time; the first of equals.
      if let best = fitting.min(by: {
        groups[$0].distance(to: alert) < groups[$1].distance(to: alert)
      }) {
        groups[best].add(index, alert, movement)
      } else {
        groups.append(Group(index, alert, movement))
      }
    }
    groups.sort { ($0.start, $0.members.min() ?? 0) < ($1.start, $1.members.min() ?? 0) }
    return groups.enumerated().map { number, group in
      let members = group.members.sorted()
      let incident = Incident(members.map { alerts[$0] }, number: number + 1)
      for index in members { alerts[index].incidentID = incident.id }
      return incident
    }
  }

  /// The alerts of one movement so far.
  private struct Group {
    private(set) var members: [Int]
    private(set) var start: Int64
    private var end: Int64
    private let family: String
    private var host: String
    private var source: String
    private var account: String

    init(_ index: Int, _ alert: Alert, _ movement: Movement) {
      members = [index]
      start = alert.startTime
      end = alert.endTime
      family = Self.family(alert)
      host = movement.target.isEmpty ? movement.host : ""
      source = movement.source
      account = movement.name
    }

    /// What kind of movement an alert tells of.
    private static func family(_ alert: Alert) -> String {
      alert.techniques.first { $0.hasPrefix("T1021.") || $0 == "T1047" }
        ?? alert.techniques.first ?? alert.ruleID
    }

    func fits(_ alert: Alert, _ movement: Movement) -> Bool {
      guard family == Self.family(alert), distance(to: alert) <= gap else { return false }
      let isAtSource = !movement.target.isEmpty
      if isAtSource || host.isEmpty {
        return !source.isEmpty && source == movement.source
      }
      return host == movement.host && Self.agree(source, movement.source)
        && Self.agree(account, movement.name)
    }

    /// Whether two do not contradict each other.
    private static func agree(_ one: String, _ other: String) -> Bool {
      one.isEmpty || other.isEmpty || one == other
    }

    /// Ticks between the group and an alert, 0 when they overlap.
    func distance(to alert: Alert) -> Int64 {
      max(0, max(alert.startTime - end, start - alert.endTime))
    }

    mutating func add(_ index: Int, _ alert: Alert, _ movement: Movement) {
      members.append(index)
      start = min(start, alert.startTime)
      end = max(end, alert.endTime)
      if host.isEmpty, movement.target.isEmpty { host = movement.host }
      if source.isEmpty { source = movement.source }
      if account.isEmpty { account = movement.name }
    }
  }
}

extension Movement {
  /// How much is known.
  fileprivate var rank: Int {
    (target.isEmpty ? 4 : 0) + (source.isEmpty ? 0 : 2) + (account.isEmpty ? 0 : 1)
  }

  /// The name of the account without its domain, which sources spell in several ways.
  fileprivate var name: String {
    let last = account.split(separator: "\\").last ?? ""
    return String(last.split(separator: "@").first ?? "").lowercased()
  }
}
