internal import ByteIO
internal import EVTX

/// Observes the events of chunks: the visitor of the first pass. One per thread.
///
/// Events that say nothing to the ledgers are not rendered.
final class ObservationCollector: FieldVisitor {
  /// Providers whose events ledgers read.
  enum Provider: Sendable {
    case sysmon, security, kernel, eventLog, services, powerShell
    /// Any other.
    case other
    /// Named by each event, not by its shape.
    case inEvent
  }

  private struct Plan {
    var provider: Provider
    var fields: FieldMap
  }

  private var plans = ShapeMemo<Plan>()
  private var result = Observations()
  /// The name of the last event's host as it stands there, its place in the result, and what was observed of
  /// it, which is put there when another host's turn comes.
  private var lastHost: [UInt8] = []
  private var lastPlace: Int?
  private var current = HostObservations()
  /// The place of each host in the result.
  private var places: [String: Int] = [:]

  /// The host that all events belong to, in lower case, whatever computer they name; nil for that one.
  var hostName: String? {
    didSet { if hostName != oldValue { putBack() } }
  }

  /// A collector that has seen nothing.
  init() {}

  /// Fields that ``visit(_:)`` reads.
  static let fields = FieldSelection(
    system: [.computer, .provider],
    names: Set(SourceField.names.map(\.name) + FieldMap.otherNames))

  /// What was observed since the last call.
  func take() -> Observations {
    putBack()
    defer {
      result = Observations()
      places = [:]
    }
    return result
  }

  func demand(_ head: borrowing EventHead) -> FieldDemand {
    guard let eventID = head.eventID else { return .none }
    let shape = head.shape
    let provider = plans.value(for: shape) { Self.plan(shape) }.provider
    return Self.observes(provider, eventID) ? .fields : .none
  }

  func visit(_ record: borrowing FieldRecord) {
    guard let eventID = record.eventID else { return }
    let shape = record.shape
    let plan = plans.value(for: shape) { Self.plan(shape) }
    var provider = plan.provider
    if provider == .inEvent {
      provider = Self.provider(record[.provider])
      guard Self.observes(provider, eventID) else { return }
    }
    guard turn(to: record[.computer]) else { return }
    switch provider {
    case .sysmon: observeSysmon(eventID, record, plan.fields, &current)
    case .security: observeSecurity(eventID, record, plan.fields, &current)
    case .kernel, .eventLog, .services:
      observeSystem(provider, eventID, record, plan.fields, &current)
    case .powerShell: observeScript(record, plan.fields, &current)
    case .other, .inEvent: break
    }
  }

  /// Whether a name is that of the last event's host, with or without its domain.
  func isHost(_ name: RawSpan) -> Bool {
    if FieldText.isAbsent(name) { return false }
    let host = lastHost
    return HostLedger.isName(name, of: host.rawSpan)
  }

  private static func plan(_ shape: EventShape) -> Plan {
    var provider = Provider.inEvent
    if let name = shape.provider { provider = Self.provider([UInt8](name.utf8).rawSpan) }
    return Plan(provider: provider, fields: FieldMap(shape))
  }

  private static func provider(_ name: RawSpan) -> Provider {
    if LedgerText.isEqual(name, "microsoft-windows-sysmon") { return .sysmon }
    if LedgerText.isEqual(name, "microsoft-windows-security-auditing") { return .security }
    if LedgerText.isEqual(name, "microsoft-windows-kernel-general") { return .kernel }
    if LedgerText.isEqual(name, "eventlog") { return .eventLog }
    if LedgerText.isEqual(name, "service control manager") { return .services }
    if LedgerText.isEqual(name, "microsoft-windows-powershell") { return .powerShell }
    return .other
  }

  /// Whether ledgers read an event.
  static func observes(_ provider: Provider, _ eventID: UInt64) -> Bool {
    switch provider {
    case .sysmon:
      // Not: service state, drivers, configuration, bindings of WMI.
      switch eventID {
      case 1...3, 5, 7...15, 17...20, 22...29: true
      default: false
      }
    case .security:
      switch eventID {
      case 4608, 4616, 4624, 4627, 4634, 4647, 4648, 4656, 4663, 4672, 4673, 4674, 4688, 4689, 4697,
        4720,
        4722...4726, 4738, 4740, 5154, 5156, 5158:
        true
      default: false
      }
    case .kernel: eventID == 1 || eventID == 12 || eventID == 13
    case .eventLog: eventID == 6005 || eventID == 6006 || eventID == 6008 || eventID == 6009
    case .services: eventID == 7045
    case .powerShell: eventID == 4104
    case .other: false
    case .inEvent:
      observes(.sysmon, eventID) || observes(.security, eventID) || observes(.kernel, eventID)
        || observes(.eventLog, eventID) || observes(.services, eventID)
        || observes(.powerShell, eventID)
    }
  }

  /// Makes a host the current one; false when its name is too long.
  private func turn(to computer: RawSpan) -> Bool {
    if lastPlace != nil, lastHost.count == computer.byteCount,
      lastHost.rawSpan.matches(computer, at: 0)
    {
      return true
    }
    guard computer.byteCount <= LedgerLimits.hostNameByteCount else {
      result.lostEventCount += 1
      return false
    }
    putBack()
    lastHost.removeAll(keepingCapacity: true)
    lastHost.append(copying: computer)
    let name = hostName ?? HostLedger.hostKey(computer)
    let place = places[name] ?? result.hosts.count
    guard place < LedgerLimits.hosts else {
      result.lostEventCount += 1
      return false
    }
    if place == result.hosts.count {
      places[name] = place
      result.hosts.append((name: name, observations: HostObservations()))
    }
    // Exchanged, not copied: what two hold is copied when it changes.
    swap(&current, &result.hosts[place].observations)
    lastPlace = place
    return true
  }

  private func putBack() {
    guard let place = lastPlace else { return }
    swap(&current, &result.hosts[place].observations)
    lastPlace = nil
  }
}
