internal import ByteIO

/// Events of the Security log: names, types and order as Windows 10 logs them.
public enum SecuritySchemas {
  private static let family = EventSchema.Family(
    provider: "Microsoft-Windows-Security-Auditing",
    providerGUID: GUID("54849625-5478-4994-a5ba-3e3b0328c30d"),
    keywords: 0x8020_0000_0000_0000, level: 0, channel: .security)

  private static let subject =
    "sid SubjectUserSid s SubjectUserName SubjectDomainName x64 SubjectLogonId "
  private static let accountChange = "s TargetUserName TargetDomainName sid TargetSid " + subject

  /// Windows is starting up.
  public static let startUp = EventSchema(family, 4608, task: 12_288, fields: "")
  /// The system time was changed.
  public static let timeChanged = EventSchema(
    family, 4616, version: 1, task: 12_288,
    fields: subject + "t PreviousTime NewTime p ProcessId s ProcessName")
  /// Logon.
  public static let logon = EventSchema(
    family, 4624, version: 2, task: 12_544,
    fields: subject + """
      sid TargetUserSid s TargetUserName TargetDomainName x64 TargetLogonId u32 LogonType
      s LogonProcessName AuthenticationPackageName WorkstationName g LogonGuid
      s TransmittedServices LmPackageName u32 KeyLength p ProcessId s ProcessName IpAddress IpPort
      ImpersonationLevel RestrictedAdminMode TargetOutboundUserName TargetOutboundDomainName
      VirtualAccount x64 TargetLinkedLogonId s ElevatedToken
      """)
  /// Logon failed.
  public static let logonFailed = EventSchema(
    family, 4625, task: 12_544, keywords: 0x8010_0000_0000_0000,
    fields: subject + """
      sid TargetUserSid s TargetUserName TargetDomainName x32 Status s FailureReason x32 SubStatus
      u32 LogonType s LogonProcessName AuthenticationPackageName WorkstationName
      TransmittedServices LmPackageName u32 KeyLength p ProcessId s ProcessName IpAddress IpPort
      """)
  /// Logoff.
  public static let logoff = EventSchema(
    family, 4634, task: 12_545,
    fields: """
      sid TargetUserSid s TargetUserName TargetDomainName x64 TargetLogonId u32 LogonType
      """)
  /// Logon with explicit credentials.
  public static let explicitCredentials = EventSchema(
    family, 4648, task: 12_544,
    fields: subject + """
      g LogonGuid s TargetUserName TargetDomainName g TargetLogonGuid s TargetServerName TargetInfo
      p ProcessId s ProcessName IpAddress IpPort
      """)
  /// Special privileges assigned.
  public static let specialPrivileges = EventSchema(
    family, 4672, task: 12_548, fields: subject + "s PrivilegeList")
  /// Process creation.
  public static let processCreate = EventSchema(
    family, 4688, version: 2, task: 13_312,
    fields: subject + """
      p NewProcessId s NewProcessName TokenElevationType p ProcessId s CommandLine
      sid TargetUserSid s TargetUserName TargetDomainName x64 TargetLogonId s ParentProcessName
      sid MandatoryLabel
      """)
  /// Process end.
  public static let processExit = EventSchema(
    family, 4689, task: 13_313, fields: subject + "x32 Status p ProcessId s ProcessName")
  /// Service installed.
  public static let serviceInstalled = EventSchema(
    family, 4697, task: 12_289,
    fields: subject + """
      s ServiceName ServiceFileName x32 ServiceType u32 ServiceStartType s ServiceAccount
      """)
  /// Account created.
  public static let accountCreated = EventSchema(
    family, 4720, task: 13_824,
    fields: accountChange + """
      s PrivilegeList SamAccountName DisplayName UserPrincipalName HomeDirectory HomePath
      ScriptPath ProfilePath UserWorkstations PasswordLastSet AccountExpires PrimaryGroupId
      AllowedToDelegateTo OldUacValue NewUacValue UserAccountControl UserParameters SidHistory
      LogonHours
      """)
  /// Account enabled.
  public static let accountEnabled = EventSchema(family, 4722, task: 13_824, fields: accountChange)
  /// Password reset.
  public static let passwordReset = EventSchema(family, 4724, task: 13_824, fields: accountChange)
  /// Member added to a local group.
  public static let groupMemberAdded = EventSchema(
    family, 4732, task: 13_826,
    fields: "s MemberName sid MemberSid " + accountChange + "s PrivilegeList")
  /// Connection permitted by the Windows Filtering Platform.
  public static let connection = EventSchema(
    family, 5156, version: 1, task: 12_810,
    fields: """
      u64 ProcessID s Application Direction SourceAddress SourcePort DestAddress DestPort
      u32 Protocol u64 FilterRTID s LayerName u64 LayerRTID sid RemoteUserID RemoteMachineID
      """)
}
