internal import ByteIO

/// Sysmon's events, schema 4.90: names, types and order as Sysmon 15 logs them.
public enum SysmonSchemas {
  private static let family = EventSchema.Family(
    provider: "Microsoft-Windows-Sysmon",
    providerGUID: GUID("5770385f-c22a-43e0-bf4c-06f5698ffbd9"),
    keywords: 0x8000_0000_0000_0000, channel: .sysmon)

  /// Process creation.
  public static let processCreate = EventSchema(
    family, 1, version: 5, task: 1,
    fields: """
      s RuleName UtcTime g ProcessGuid u32 ProcessId s Image FileVersion Description Product Company
      OriginalFileName CommandLine CurrentDirectory User g LogonGuid x64 LogonId
      u32 TerminalSessionId s IntegrityLevel Hashes g ParentProcessGuid u32 ParentProcessId
      s ParentImage ParentCommandLine ParentUser
      """)
  /// Network connection.
  public static let networkConnect = EventSchema(
    family, 3, version: 5, task: 3,
    fields: """
      s RuleName UtcTime g ProcessGuid u32 ProcessId s Image User Protocol b Initiated SourceIsIpv6
      s SourceIp SourceHostname u16 SourcePort s SourcePortName b DestinationIsIpv6
      s DestinationIp DestinationHostname u16 DestinationPort s DestinationPortName
      """)
  /// Sysmon started or stopped.
  public static let serviceState = EventSchema(
    family, 4, version: 3, task: 4, fields: "s UtcTime State Version SchemaVersion")
  /// Process end.
  public static let processTerminate = EventSchema(
    family, 5, version: 3, task: 5,
    fields: "s RuleName UtcTime g ProcessGuid u32 ProcessId s Image User")
  /// Image loaded.
  public static let imageLoad = EventSchema(
    family, 7, version: 3, task: 7,
    fields: """
      s RuleName UtcTime g ProcessGuid u32 ProcessId s Image ImageLoaded FileVersion Description
      Product Company OriginalFileName Hashes Signed Signature SignatureStatus User
      """)
  /// File created.
  public static let fileCreate = EventSchema(
    family, 11, version: 2, task: 11,
    fields: """
      s RuleName UtcTime g ProcessGuid u32 ProcessId s Image TargetFilename CreationUtcTime User
      """)
  /// Registry value set.
  public static let registrySet = EventSchema(
    family, 13, version: 2, task: 13,
    fields: """
      s RuleName EventType UtcTime g ProcessGuid u32 ProcessId s Image TargetObject Details User
      """)
  /// DNS query.
  public static let dnsQuery = EventSchema(
    family, 22, version: 5, task: 22,
    fields: """
      s RuleName UtcTime g ProcessGuid u32 ProcessId s QueryName QueryStatus QueryResults Image User
      """)
}
