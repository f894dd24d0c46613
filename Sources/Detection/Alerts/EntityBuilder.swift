/// Makes entities of the columns that a rule maps: full names are split, equal ones put together, and
/// processes, files and accounts refer to the host they were on.
struct EntityBuilder {
  /// The entities so far. Numbers count from 1.
  private(set) var entities: [Entity] = []
  /// Entities beyond what an alert may hold.
  private(set) var lostCount = 0
  private var known: [String: Int] = [:]

  /// Adds the entities of a row.
  ///
  /// - Parameters:
  ///   - mappings: which columns name entities.
  ///   - value: the text of a column, nil when the row has none.
  mutating func add(_ mappings: [EntityMapping], _ value: (String) -> String?) {
    for mapping in mappings {
      guard let kind = EntityKind(name: mapping.type) else { continue }
      var fields: [(name: String, value: Entity.Value)] = []
      for field in mapping.fields {
        guard let text = value(field.column), !text.isEmpty else { continue }
        for part in Self.split(field.identifier, text, of: kind) {
          if !fields.contains(where: { $0.name == part.name }) { fields.append(part) }
        }
      }
      guard !fields.isEmpty else { continue }
      add(Entity(type: kind.jsonType, fields: fields))
    }
  }

  private mutating func add(_ entity: Entity) {
    let key =
      entity.type + "\u{0}"
      + entity.fields.map { "\($0.name)=\($0.value)".lowercased() }.sorted().joined(
        separator: "\u{0}")
    guard known[key] == nil else { return }
    guard entities.count < Limits.entities else {
      lostCount += 1
      return
    }
    entities.append(entity)
    known[key] = entities.count
  }

  // MARK: - Splitting

  /// The fields that an identifier stands for.
  private static func split(
    _ identifier: String, _ text: String, of kind: EntityKind
  ) -> [(name: String, value: Entity.Value)] {
    switch (kind, identifier) {
    case (.host, "FullName"): host(text)
    case (.host, "HostName"): host(text)
    case (.account, "FullName"): account(text)
    case (.account, "Name"): flagged([("Name", .text(text))], name: text)
    case (.account, "IsDomainJoined"), (.host, "IsDomainJoined"):
      [(identifier, .bool(text.lowercased() == "true"))]
    case (.ip, "Address"): address(text)
    default: [(identifier, .text(text))]
    }
  }

  /// `server.corp.example` is a name and a domain.
  private static func host(_ text: String) -> [(name: String, value: Entity.Value)] {
    guard let dot = text.firstIndex(of: "."), dot > text.startIndex, !isAddress(text) else {
      return [("HostName", .text(text))]
    }
    let domain = text[text.index(after: dot)...]
    let name = ("HostName", Entity.Value.text(String(text[..<dot])))
    return domain.isEmpty ? [name] : [name, ("DnsDomain", .text(String(domain)))]
  }

  /// `DOMAIN\name`, `name@domain`, a security identifier, or a name alone.
  private static func account(_ text: String) -> [(name: String, value: Entity.Value)] {
    if let slash = text.firstIndex(of: "\\") {
      let name = String(text[text.index(after: slash)...])
      let domain = String(text[..<slash])
      let named: [(name: String, value: Entity.Value)] = [("Name", .text(name))]
      return flagged(
        domain.isEmpty ? named : named + [("NTDomain", .text(domain))], name: name)
    }
    if let at = text.lastIndex(of: "@"), at > text.startIndex {
      let name = String(text[..<at])
      let suffix = String(text[text.index(after: at)...])
      let named: [(name: String, value: Entity.Value)] = [("Name", .text(name))]
      return flagged(
        suffix.isEmpty ? named : named + [("UPNSuffix", .text(suffix))], name: name)
    }
    if text.hasPrefix("S-1-") { return [("Sid", .text(text))] }
    return flagged([("Name", .text(text))], name: text)
  }

  /// Sentinel drops accounts that every machine has. They are kept here, and said to be such.
  private static func flagged(
    _ fields: [(name: String, value: Entity.Value)], name: String
  ) -> [(name: String, value: Entity.Value)] {
    genericNames.contains(name.uppercased()) ? fields + [("IsGenericName", .bool(true))] : fields
  }

  private static let genericNames: Set<String> = [
    "ADMIN", "ADMINISTRATOR", "SYSTEM", "ROOT", "ANONYMOUS", "ANONYMOUS LOGON",
    "AUTHENTICATED USER", "NETWORK", "NETWORK SERVICE", "LOCAL SERVICE", "LOCAL SYSTEM",
    "LOCALSYSTEM", "NULL", "GUEST", "NOBODY", "-",
  ]

  private static func address(_ text: String) -> [(name: String, value: Entity.Value)] {
    [("Address", .text(text))]
  }

  private static func isAddress(_ text: String) -> Bool {
    text.allSatisfy { $0.isASCII && ($0.isNumber || $0 == ".") } || text.contains(":")
  }

  // MARK: - References

  /// The entities, each with what it refers to.
  func finish() -> [Entity] {
    func only(_ type: String) -> Int? {
      let places = entities.indices.filter { entities[$0].type == type }
      return places.count == 1 ? places[0] + 1 : nil
    }
    // The first host is the one that it happened on: rules map it first.
    let host = entities.firstIndex { $0.type == "host" }.map { $0 + 1 }
    let scope = host.flatMap { number in
      entities[number - 1]["DnsDomain"] ?? entities[number - 1]["HostName"]
    }
    let file = only("file")
    let account = only("account")
    var finished = entities
    for index in finished.indices {
      switch finished[index].type {
      case "process":
        if finished[index]["ElevationToken"] == nil {
          finished[index].fields.append(("ElevationToken", .text("Default")))
        }
        if let file { finished[index].fields.append(("ImageFile", .reference(file))) }
        if let account { finished[index].fields.append(("Account", .reference(account))) }
        if let host { finished[index].fields.append(("Host", .reference(host))) }
      case "file", "account", "registry-key", "registry-value":
        if let host { finished[index].fields.append(("Host", .reference(host))) }
      case "host":
        if finished[index]["NetBiosName"] == nil, let name = finished[index]["HostName"],
          name.utf8.count <= 15
        {
          finished[index].fields.append(("NetBiosName", .text(name.uppercased())))
        }
        finished[index].fields.append(("OSFamily", .text("Windows")))
      case "ip":
        // A private address names a machine only within its network.
        if let address = finished[index]["Address"], PrivateAddress.contains(address),
          finished[index]["AddressScope"] == nil, let scope
        {
          finished[index].fields.append(("AddressScope", .text(scope)))
        }
      default: break
      }
    }
    return finished
  }
}

/// Addresses that many networks have.
enum PrivateAddress {
  /// Whether an address is private, link-local or loopback. Source: RFC 1918, RFC 4193, RFC 4291.
  static func contains(_ text: String) -> Bool {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false).map { UInt8($0) }
    if parts.count == 4, let first = parts[0], let second = parts[1] {
      switch (first, second) {
      case (10, _), (127, _), (192, 168), (169, 254): return true
      case (172, 16...31): return true
      default: return false
      }
    }
    let lower = text.lowercased()
    return lower == "::1" || lower.hasPrefix("fe80:") || lower.hasPrefix("fc")
      || lower.hasPrefix("fd")
  }
}
