internal import ByteIO

extension LedgerAssembly {
  /// A connection as both channels tell of it, whichever side they call the source.
  private struct Flow: Comparable {
    var low: UInt64
    var high: UInt64
    var protocolNumber: UInt8
    var isInbound: Bool
    var time: UInt64
    var record: RecordIdentity
    var filterID: UInt32

    var key: (UInt64, UInt64, UInt8, UInt8) { (low, high, protocolNumber, isInbound ? 1 : 0) }

    static func < (one: Flow, other: Flow) -> Bool {
      if one.key != other.key { return one.key < other.key }
      if one.time != other.time { return one.time < other.time }
      return one.record == other.record
        ? one.filterID < other.filterID : one.record < other.record
    }
  }

  /// Pairs Sysmon 3 with Security 5156: the same addresses, ports, protocol and direction within two
  /// seconds, each record once.
  mutating func pairConnections() {
    var sysmon: [Flow] = []
    var security: [Flow] = []
    for connection in seen.connections {
      let flow = Flow(
        low: min(connection.source, connection.destination),
        high: max(connection.source, connection.destination),
        protocolNumber: connection.protocolNumber,
        isInbound: connection.flags.contains(.isInbound), time: eventTime(of: connection).ticks,
        record: connection.record, filterID: connection.filterID)
      if connection.flags.contains(.isSecurity) {
        security.append(flow)
      } else {
        sysmon.append(flow)
      }
    }
    seen.connections = BlockArray()
    // Numbers of long addresses follow the order of the chunks; pairs do not depend on theirs.
    sysmon.sort()
    security.sort()
    let pairs = pair(sysmon.withoutRepeats(), security.withoutRepeats(), key: \.key) {
      ($0.time, $0.record)
    }
    parts.connectionTwins = TwinTable(
      pairs.map {
        TwinPair(richer: $0.0.record, poorer: $0.1.record, filterID: $0.1.filterID)
      })
  }

  /// Pairs Security 4697 with System 7045: the same name within two seconds.
  mutating func pairServices() {
    let services = seen.services.sorted {
      if $0.name != $1.name { return seen.texts.isBefore($0.name, $1.name) }
      return $0.record < $1.record
    }
    let places = Dictionary(
      services.map(\.name).withoutRepeats().enumerated().map { ($1, $0) },
      uniquingKeysWith: { first, _ in first })
    let pairs = pair(
      services.filter { $0.source == .security }, services.filter { $0.source == .system },
      key: { (UInt64(places[$0.name] ?? 0), 0, 0, 0) }
    ) { ($0.record.time.ticks, $0.record) }
    parts.serviceTwins = TwinTable(
      pairs.map { TwinPair(richer: $0.0.record, poorer: $0.1.record) })
  }

  /// Pairs the elements of two sorted arrays that have the same key and times at most two seconds apart,
  /// the earliest first.
  private func pair<Element>(
    _ ones: [Element], _ others: [Element], key: (Element) -> (UInt64, UInt64, UInt8, UInt8),
    time: (Element) -> (UInt64, RecordIdentity)
  ) -> [(Element, Element)] {
    var pairs: [(Element, Element)] = []
    var (index, other) = (0, 0)
    while index < ones.count, other < others.count {
      let (mine, its) = (key(ones[index]), key(others[other]))
      if mine != its {
        if mine < its { index += 1 } else { other += 1 }
        continue
      }
      let (myTime, itsTime) = (time(ones[index]).0, time(others[other]).0)
      if myTime.distanceMagnitude(to: itsTime) <= tolerance {
        pairs.append((ones[index], others[other]))
        index += 1
        other += 1
      } else if myTime < itsTime {
        index += 1
      } else {
        other += 1
      }
    }
    return pairs
  }
}
