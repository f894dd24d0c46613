internal import ByteIO

/// One end of a TCP connection.
public struct Endpoint: Hashable, Sendable {
  /// IPv4 address.
  public var address: String
  /// Port.
  public var port: UInt16
  /// Name, or `-`.
  public var hostName: String

  /// An end.
  public init(address: String, port: UInt16, hostName: String = "-") {
    self.address = address
    self.port = port
    self.hostName = hostName
  }
}

extension SimulatedHost {
  /// This machine's end of a connection, with a new ephemeral port unless one is given.
  public func endpoint(port: UInt16? = nil) -> Endpoint {
    if let port { return Endpoint(address: address, port: port, hostName: computer) }
    lastPort += random.number(in: 1...3)
    if lastPort > 65_000 { lastPort = 49_700 }
    return Endpoint(address: address, port: UInt16(lastPort), hostName: computer)
  }

  /// Opens a connection to another machine: 5156 now and Sysmon 3 a little later. Returns this end.
  @discardableResult
  public func connect(_ process: SimulatedProcess, to remote: Endpoint) -> Endpoint {
    let local = endpoint()
    logConnection(process, from: local, to: remote, isOutbound: true)
    return local
  }

  /// Takes a connection from another machine at a port of this one.
  public func accept(_ process: SimulatedProcess, from remote: Endpoint, port: UInt16) {
    logConnection(process, from: remote, to: endpoint(port: port), isOutbound: false)
  }

  /// Resolves a name: Sysmon 22.
  public func resolve(_ queryName: String, result: String, by process: SimulatedProcess) {
    logSysmon(
      SysmonSchemas.dnsQuery,
      [
        .terminatedString("-"), utcTime(), .guid(process.processGUID),
        .uint32(process.processID), .terminatedString(queryName), .terminatedString("0"),
        .terminatedString("::ffff:\(result);"), .terminatedString(process.program.image),
        .terminatedString(process.session.qualifiedName),
      ])
  }

  /// Source is who opened the connection, on both machines.
  private func logConnection(
    _ process: SimulatedProcess, from source: Endpoint, to destination: Endpoint,
    isOutbound: Bool
  ) {
    log(
      SecuritySchemas.connection, processID: 4,
      [
        .uint64(UInt64(process.processID)), .string(process.program.devicePath),
        .string(isOutbound ? "%%14593" : "%%14592"), .string(source.address),
        .string(String(source.port)), .string(destination.address),
        .string(String(destination.port)), .uint32(6), .uint64(isOutbound ? 71_992 : 71_972),
        .string(isOutbound ? "%%14611" : "%%14610"), .uint64(isOutbound ? 48 : 44),
        .sid(.null), .sid(.null),
      ])
    let portName = destination.port == 443 ? "https" : destination.port == 135 ? "epmap" : "-"
    logSysmon(
      SysmonSchemas.networkConnect, delay: random.number(in: networkLag),
      start(of: process) + [
        .terminatedString(process.session.qualifiedName), .terminatedString("tcp"),
        .boolean(isOutbound), .boolean(false), .terminatedString(source.address),
        .terminatedString(source.hostName), .uint16(source.port), .terminatedString("-"),
        .boolean(false), .terminatedString(destination.address),
        .terminatedString(destination.hostName), .uint16(destination.port),
        .terminatedString(portName),
      ])
  }
}
