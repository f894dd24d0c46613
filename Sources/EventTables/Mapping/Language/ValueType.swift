internal import Tabular

/// The type of an expression, known before any event is read.
enum ValueType: String, Sendable {
  /// `null`, which fits everywhere.
  case none
  case text
  case integer
  case bool
  case time
  case process
  case session
  case json

  /// With its article, for messages.
  var description: String {
    switch self {
    case .none: "nothing"
    case .text: "a text"
    case .integer: "an integer"
    case .bool: "a truth value"
    case .time: "a time"
    case .process: "a process"
    case .session: "a session"
    case .json: "JSON"
    }
  }

  /// The type that fills a column, nil for columns that no mapping can fill.
  init?(column: ScalarType) {
    switch column {
    case .string: self = .text
    case .int, .long: self = .integer
    case .bool: self = .bool
    case .datetime: self = .time
    case .dynamic: self = .json
    case .real, .decimal, .timespan, .guid: return nil
    }
  }
}

/// What a process or a session is asked for.
enum Member: String, CaseIterable, Sendable {
  // Of a process.
  case id, guid, image, commandLine, account, domain, sid, integrity, elevation, logonID, sessionID
  case hashes, company, product, version, originalFileName, description, start, parent
  case parentImage
  // Of a session.
  case logonType, ip, workstation, isAdmin
  // Of both.
  case sessionAccount, sessionDomain, sessionSID

  /// The member that `name` means of a value of `type`, nil when there is none.
  init?(_ name: String, of type: ValueType) {
    switch (type, name) {
    case (.session, "account"): self = .sessionAccount
    case (.session, "domain"): self = .sessionDomain
    case (.session, "sid"): self = .sessionSID
    default:
      guard let member = Member(rawValue: name), member.owner == type else { return nil }
      self = member
    }
  }

  /// The type of what it belongs to.
  var owner: ValueType {
    switch self {
    case .logonType, .ip, .workstation, .isAdmin, .sessionAccount, .sessionDomain, .sessionSID:
      .session
    default: .process
    }
  }

  /// Its own type.
  var type: ValueType {
    switch self {
    case .id, .logonID, .sessionID, .logonType: .integer
    case .start: .time
    case .parent: .process
    case .isAdmin: .bool
    default: .text
    }
  }
}
