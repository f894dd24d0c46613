internal import ByteIO

/// Logs of simulated machines, in memory or in files.
public enum HostLogs {
  /// A log that a machine kept.
  public struct Key: Hashable, Sendable {
    /// NetBIOS name of the machine.
    public var host: String
    /// Which of its logs.
    public var channel: HostChannel

    /// A key.
    public init(host: String, channel: HostChannel) {
      self.host = host
      self.channel = channel
    }
  }

  /// The logs of all machines after at least so many events in all.
  public static func make(
    _ options: HostSimulationOptions = HostSimulationOptions(), eventCount: Int
  ) -> [Key: [UInt8]] {
    var builders: [Key: LogBuilder] = [:]
    var count = 0
    let simulation = HostSimulation(options) { host, channel, event in
      builders[Key(host: host.name, channel: channel), default: LogBuilder()].add(event)
      count += 1
    }
    while count < eventCount { simulation.step() }
    simulation.finish()
    return builders.mapValues { builder in
      var builder = builder
      return builder.finish()
    }
  }

  /// Writes one log of one machine until the file has so many bytes; returns the number of records.
  ///
  /// Other machines and logs run along, unwritten: the Sysmon and the Security log of one seed tell
  /// the same story, however far each goes. A System log has a story of its own.
  @discardableResult
  public static func write(
    path: String, byteCount: Int, channel: HostChannel, seed: UInt64 = 1
  ) throws -> Int {
    var options = HostSimulationOptions()
    options.seed = seed
    options.channels = [channel]
    if channel == .system {
      // Little else reaches the System log; the rest would only take time.
      options.weights = [.serviceState: 8, .installService: 1, .startProcess: 1]
      options.meanGap = 20_000
    }
    let file = try LogFileWriter(path: path)
    var count = 0
    var failure: (any Error)?
    let simulation = HostSimulation(options) { _, _, event in
      do {
        try file.add(event.record(id: file.nextRecordID))
        count += 1
      } catch {
        failure = error
      }
    }
    for host in simulation.hosts.dropFirst() { host.channels = [] }
    while file.byteCount + ChunkBuilder.size < byteCount {
      simulation.step()
      if let failure { throw failure }
    }
    try file.finish()
    return count
  }
}
