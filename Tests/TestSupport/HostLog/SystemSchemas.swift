internal import ByteIO

/// Events of the System log: names, types and order as Windows 10 logs them.
public enum SystemSchemas {
  private static let kernel = EventSchema.Family(
    provider: "Microsoft-Windows-Kernel-General",
    providerGUID: GUID("a68ca8b7-004f-d7b6-a698-07e2de0f1f5d"),
    keywords: 0x8000_0000_0000_0080, channel: .system)
  private static let services = EventSchema.Family(
    provider: "Service Control Manager",
    providerGUID: GUID("555908d1-a6d7-4695-8e1e-26931d2012f4"),
    eventSourceName: "Service Control Manager", qualifiers: 16_384,
    keywords: 0x8080_0000_0000_0000, channel: .system)
  private static let eventLog = EventSchema.Family(
    provider: "EventLog", qualifiers: 32_768, keywords: 0x80_0000_0000_0000, channel: .system)
  private static let dcom = EventSchema.Family(
    provider: "Microsoft-Windows-DistributedCOM",
    providerGUID: GUID("1b562e86-b7aa-4131-badc-b6f3a001407e"), eventSourceName: "DCOM",
    qualifiers: 0, keywords: 0x8080_0000_0000_0000, level: 2, channel: .system)

  /// The system time has changed.
  public static let timeChanged = EventSchema(
    kernel, 1, version: 2, task: 5, keywords: 0x8000_0000_0000_0010,
    fields: "t NewTime OldTime u32 Reason s ProcessName u32 ProcessID")
  /// The operating system started.
  public static let started = EventSchema(
    kernel, 12, task: 1,
    fields: """
      u32 MajorVersion MinorVersion BuildVersion QfeVersion ServiceVersion u8 BootMode t StartTime
      """)
  /// The operating system is shutting down.
  public static let stopping = EventSchema(kernel, 13, task: 2, fields: "t StopTime")

  /// The event log service started.
  public static let logStarted = EventSchema(eventLog, 6005, layout: .classic, fields: "")
  /// The event log service stopped.
  public static let logStopped = EventSchema(eventLog, 6006, layout: .classic, fields: "")
  /// Version of Windows at start.
  public static let windowsVersion = EventSchema(eventLog, 6009, layout: .classic, fields: "")
  /// Uptime in seconds.
  public static let uptime = EventSchema(eventLog, 6013, layout: .classic, fields: "")

  /// A service entered a state.
  public static let serviceState = EventSchema(
    services, 7036, layout: .namedWithBinary, fields: "s param1 param2")
  /// A service was installed.
  public static let serviceInstalled = EventSchema(
    services, 7045, fields: "s ServiceName ImagePath ServiceType StartType AccountName")

  /// DCOM refused an activation.
  public static let activationDenied = EventSchema(
    dcom, 10_016,
    fields: """
      s param1 param2 param3 param4 param5 param6 param7 param8 param9 param10 param11
      """)
}
