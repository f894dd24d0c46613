internal import ByteIO
internal import EVTX

extension Evaluator {
  /// `dnsName(address)`: the name that the host last resolved to the address: a conclusion.
  mutating func dnsName(_ text: TextRef, _ record: borrowing FieldRecord) -> Value {
    guard infers, let address = IPAddress(texts.bytes(text, record)),
      let name = ledger.dns.name(of: address, at: rowTime)
    else { return .nothing }
    isInferred = true
    return value(of: name)
  }

  /// `localIsSource(address, port, name, address, port, name, protocol, process)`: whether the source of a
  /// connection that the other side began is this machine; see ``NetworkModel/orient(_:)``.
  ///
  /// Addresses, ports and names of source and destination. A conclusion unless names or addresses decide.
  mutating func localIsSource(
    _ arguments: Arguments, _ program: Program, _ record: borrowing FieldRecord
  ) -> Value {
    func argument(_ index: Int) -> Int { program.arguments[arguments.first &+ index] }
    let computer = record[.computer]
    guard let source = address(argument(0), program, record),
      let destination = address(argument(3), program, record)
    else { return .nothing }
    var ends = ConnectionEnds(
      source: source, sourcePort: port(argument(1), program, record), destination: destination,
      destinationPort: port(argument(4), program, record), protocolNumber: 0, isInbound: true,
      isSecurity: false, process: nil, time: rowTime)
    if let name = text(argument(2), program, record) {
      ends.sourceIsHost = HostLedger.isName(texts.bytes(name, record), of: computer)
    }
    if let name = text(argument(5), program, record) {
      ends.destinationIsHost = HostLedger.isName(texts.bytes(name, record), of: computer)
    }
    if let text = text(argument(6), program, record) {
      let bytes = texts.bytes(text, record)
      // The Security log has numbers where Sysmon has names.
      if let number = FieldText.number(bytes) {
        ends.isSecurity = true
        ends.protocolNumber = UInt8(truncatingIfNeeded: number)
      } else {
        ends.protocolNumber = IPProtocol.number(ofName: bytes)
      }
    }
    if case .process(let process) = evaluate(argument(7), program, record) {
      ends.process = process
    }
    let orientation = ledger.orient(ends)
    if orientation.confidence != .high { isInferred = true }
    return .bool(orientation.isSourceLocal)
  }

  private mutating func address(
    _ node: Int, _ program: Program, _ record: borrowing FieldRecord
  ) -> IPAddress? {
    guard let text = text(node, program, record) else { return nil }
    return IPAddress(texts.bytes(text, record))
  }

  private mutating func port(
    _ node: Int, _ program: Program, _ record: borrowing FieldRecord
  ) -> UInt16 {
    guard let text = text(node, program, record) else { return 0 }
    return LedgerText.port(texts.bytes(text, record)) ?? 0
  }
}

extension TextStore {
  /// `normIP(address)`: the address in the one form that all logs can be compared in; nothing for what is
  /// no address.
  func normIP(
    _ text: TextRef, _ record: borrowing FieldRecord,
    into composed: inout TextBuffer
  ) -> TextRef? {
    let bytes = self.bytes(text, record)
    guard let address = IPAddress(bytes) else { return nil }
    composed.append(address)
    return nil
  }

  /// `ipType(address)`: the kind of an address as Defender calls it.
  func ipType(
    _ text: TextRef, _ record: borrowing FieldRecord,
    into composed: inout TextBuffer
  ) -> TextRef? {
    guard let address = IPAddress(self.bytes(text, record)) else { return nil }
    composed.append(address.kind)
    return nil
  }

  /// `dnsAnswers(QueryResults)`: the answers of a DNS query as an array of texts.
  ///
  /// Sysmon writes `type:  5 name;::ffff:10.0.0.1;`.
  func dnsAnswers(
    _ text: TextRef, _ record: borrowing FieldRecord,
    into composed: inout TextBuffer
  ) -> TextRef? {
    let bytes = self.bytes(text, record)
    let count = bytes.byteCount
    composed.append(0x5b)
    var start = 0
    while start < count {
      var end = start
      while end < count, bytes.u8(end) != 0x3b { end &+= 1 }
      appendAnswer(bytes.extracting(start..<end), into: &composed)
      start = end &+ 1
    }
    composed.append(0x5d)
    return nil
  }

  private func appendAnswer(
    _ bytes: RawSpan, into composed: inout TextBuffer
  ) {
    var start = 0
    var end = bytes.byteCount
    if bytes.matches("type:", at: 0) {
      start = 5
      while start < end, bytes.u8(start) == 0x20 || bytes.u8(start) &- 0x30 < 10 { start &+= 1 }
    }
    while start < end, bytes.u8(start) == 0x20 { start &+= 1 }
    while start < end, bytes.u8(end &- 1) == 0x20 { end &-= 1 }
    guard start < end else { return }
    if composed.count > 1 { composed.append(0x2c) }
    if let address = IPAddress(bytes.extracting(start..<end)) {
      composed.append(0x22)
      composed.append(address)
      composed.append(0x22)
    } else {
      composed.append(0x22)
      composed.appendJSONEscaped(bytes, from: start, to: end)
      composed.append(0x22)
    }
  }
}
