/// Puts alerts together that tell of one movement: the same technique on the same host, close in time,
/// and not said to come from different addresses or accounts. What was seen at its source joins by the
/// address.
public enum Correlator {
  /// Ticks of 100 ns between two alerts of one movement: ten minutes.
  private static let gap: Int64 = 6_000_000_000

  /// The incidents of alerts, by time; each alert gets the identifier of its incident.
  public static func correlate(_ alerts: inout [Alert]) -> [Incident] {
    let movements = alerts.map { Movement($0) }
    var groups: [Group] = []
    var index = GroupIndex()
    // Those that know where the movement came from lead: others join what they fit best.
    let order = alerts.indices.sorted { one, other in
      let (leads, follows) = (movements[one].rank, movements[other].rank)
      return leads == follows ? one < other : leads > follows
    }
    for place in order {
      let alert = alerts[place]
      let movement = movements[place]
      let fitting = index.candidates(alert, movement).filter { groups[$0].fits(alert, movement) }
      // The closest in time; the first of equals.
      let best = fitting.min {
        (groups[$0].distance(to: alert), $0) < (groups[$1].distance(to: alert), $1)
      }
      if let best {
        groups[best].add(place, alert, movement)
        index.add(groups[best], number: best)
      } else {
        groups.append(Group(place, alert, movement))
        index.add(groups[groups.count - 1], number: groups.count - 1)
      }
    }
    groups.sort { ($0.start, $0.members.min() ?? 0) < ($1.start, $1.members.min() ?? 0) }
    return groups.enumerated().map { number, group in
      let members = group.members.sorted()
      let incident = Incident(members.map { alerts[$0] }, number: number + 1)
      for member in members { alerts[member].incidentID = incident.id }
      return incident
    }
  }

  /// Finds the groups that an alert may fit, so that not all are looked at.
  private struct GroupIndex {
    private var byHost: [[String]: Set<Int>] = [:]
    private var bySource: [[String]: Set<Int>] = [:]

    mutating func add(_ group: Group, number: Int) {
      if !group.host.isEmpty { byHost[[group.family, group.host], default: []].insert(number) }
      if !group.source.isEmpty {
        bySource[[group.family, group.source], default: []].insert(number)
      }
    }

    func candidates(_ alert: Alert, _ movement: Movement) -> Set<Int> {
      let family = Group.family(alert)
      var found = bySource[[family, movement.source]] ?? []
      if movement.target.isEmpty { found.formUnion(byHost[[family, movement.host]] ?? []) }
      return found
    }
  }

  /// The alerts of one movement so far.
  private struct Group {
    private(set) var members: [Int]
    private(set) var start: Int64
    private var end: Int64
    let family: String
    private(set) var host: String
    private(set) var source: String
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
    static func family(_ alert: Alert) -> String {
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
