// Written by Schemas/generate.py from Sources/Detection/Rules/*.yaml; do not edit.
// swift-format-ignore-file

/// The built-in rules: a name of a file and its YAML for each.
let embeddedRules: [(file: StaticString, text: StaticString)] = [
  ("dcom-command-shapes.yaml", #"""
id: 95596f1f-dfe8-5cb4-9cd9-fe67358cc47b
name: Command line of a tool for DCOM movement
description: >
  A COM object host started a command in the shape that known tools leave: cmd.exe /Q /c with output to a file __NUMBER on a share of the machine itself
  (impacket's dcomexec and what was made of it), or rundll32 that serves ShellBrowserWindow in session 0.
severity: High
status: Available
requiredDataConnectors:
  - connectorId: MicrosoftThreatProtection
    dataTypes:
      - DeviceProcessEvents
queryFrequency: 1h
queryPeriod: 1h
triggerOperator: gt
triggerThreshold: 0
tactics:
  - LateralMovement
relevantTechniques:
  - T1021.003
references:
  - https://attack.mitre.org/techniques/T1021/003/
  - https://github.com/fortra/impacket/blob/master/examples/dcomexec.py
falsePositives:
  - None known but administrators who use impacket on purpose.
query: |
  DeviceProcessEvents
  | extend IsImpacket = ProcessCommandLine matches regex @"(?i)\s1>\s*\\\\[^\\\s]+\\[^\\\s]+\\__\d+(\.\d+)?\s+2>&1"
  | extend IsShellServer = FileName =~ "rundll32.exe" and ProcessCommandLine has "SHCreateLocalServerRunDll" and ProcessCommandLine has "c08afd90-f2a1-11d1-8455-00a0c91f3880" and CreatedProcessSessionId == 0
  | where IsShellServer or (IsImpacket and InitiatingProcessFileName in~ ("mmc.exe", "excel.exe", "winword.exe", "powerpnt.exe", "outlook.exe", "visio.exe", "msaccess.exe", "mspub.exe", "mshta.exe", "iexplore.exe", "ielowutil.exe", "explorer.exe", "dllhost.exe", "rundll32.exe"))
  | project EffectTime = Timestamp, DeviceName, Account = iff(isempty(AccountDomain), AccountName, strcat(AccountDomain, "\\", AccountName)),
      ComServer = iff(IsShellServer, FileName, InitiatingProcessFileName), ServerCommandLine = iff(IsShellServer, ProcessCommandLine, InitiatingProcessCommandLine),
      ServerId = iff(IsShellServer, ProcessId, InitiatingProcessId), ServerTime = iff(IsShellServer, Timestamp, InitiatingProcessCreationTime),
      FirstEffect = iff(IsShellServer, "", ProcessCommandLine), Shape = iff(IsImpacket, "output to a share of the machine itself", "ShellBrowserWindow served in session 0")
  | sort by EffectTime asc, DeviceName asc, ServerId asc
entityMappings:
  - entityType: Host
    fieldMappings:
      - identifier: FullName
        columnName: DeviceName
  - entityType: Account
    fieldMappings:
      - identifier: FullName
        columnName: Account
  - entityType: Process
    fieldMappings:
      - identifier: CommandLine
        columnName: ServerCommandLine
      - identifier: ProcessId
        columnName: ServerId
      - identifier: CreationTimeUtc
        columnName: ServerTime
  - entityType: Process
    fieldMappings:
      - identifier: CommandLine
        columnName: FirstEffect
customDetails:
  Account: Account
  ComServer: ComServer
  FirstEffect: FirstEffect
  Shape: Shape
alertDetailsOverride:
  alertDisplayNameFormat: "Command of a DCOM tool under {{ComServer}}"
eventGroupingSettings:
  aggregationKind: AlertPerResult
version: 1.0.0
kind: Scheduled

"""#),
  ("dcom-denied.yaml", #"""
id: 721a4108-5e22-59d4-bf1e-2a3c1c70235b
name: Activation of a COM object from another machine was denied
description: >
  DCOM refused to activate or to launch an object for an account of another machine (DistributedCOM 10016 with scope Remote), or refused a caller whose
  authentication level is too low (10036): somebody tried. An attempt alone is low.
severity: Low
status: Available
requiredDataConnectors:
  - connectorId: MicrosoftThreatProtection
    dataTypes:
      - DeviceEvents
      - Event
queryFrequency: 1h
queryPeriod: 1h
triggerOperator: gt
triggerThreshold: 0
tactics:
  - LateralMovement
relevantTechniques:
  - T1021.003
references:
  - https://attack.mitre.org/techniques/T1021/003/
  - https://support.microsoft.com/topic/kb5004442
falsePositives:
  - Management software that uses DCOM without permission or with an old authentication level.
query: |
  let denied = DeviceEvents
    | where ActionType == "DcomActivationDenied" and tostring(AdditionalFields.Scope) =~ "Remote"
    | project DeniedTime = Timestamp, DeviceName, SourceAddress = RemoteIP,
        Account = iff(isempty(AccountDomain), AccountName, strcat(AccountDomain, "\\", AccountName)),
        ObjectClass = tostring(AdditionalFields.CLSID), Application = tostring(AdditionalFields.AppID), Reason = strcat("10016: ", tostring(AdditionalFields.Access));
  let hardened = Event
    | where EventLog == "System" and EventID == 10036 and Source has "DistributedCOM"
    | extend Texts = extract_all(@"<Data Name=""param\d+"">([^<]*)</Data>", EventData)
    | project DeniedTime = TimeGenerated, DeviceName = tolower(Computer), SourceAddress = tostring(Texts[3]),
        Account = strcat(tolower(tostring(Texts[0])), "\\", tolower(tostring(Texts[1]))), ObjectClass = "", Application = "", Reason = "10036: authentication level too low";
  // Classes that movement is known to use.
  let named = datatable(ObjectClass: string, ObjectName: string) [
    "{49b2791a-b1ae-4c90-9b8e-e860ba07f889}", "MMC20.Application",
    "{9ba05972-f6a8-11cf-a442-00a0c90a8f39}", "ShellWindows",
    "{c08afd90-f2a1-11d1-8455-00a0c91f3880}", "ShellBrowserWindow",
    "{0002df01-0000-0000-c000-000000000046}", "InternetExplorer.Application",
    "{00024500-0000-0000-c000-000000000046}", "Excel.Application",
    "{0006f03a-0000-0000-c000-000000000046}", "Outlook.Application",
    "{3050f4d8-98b5-11cf-bb82-00aa00bdce0b}", "htafile"
  ];
  union denied, hardened
  | extend ObjectClass = tolower(ObjectClass)
  | lookup kind=leftouter named on ObjectClass
  | extend ObjectClass = iff(isempty(ObjectName), ObjectClass, strcat(ObjectName, " ", ObjectClass))
  | where isnotempty(SourceAddress) and SourceAddress !in ("::1", "127.0.0.1")
  | summarize StartTime = min(DeniedTime), EndTime = max(DeniedTime), Attempts = count(), Classes = make_set(ObjectClass), Applications = make_set(Application)
      by DeviceName, SourceAddress, Account, Reason, Hour = bin(DeniedTime, 1h)
  | sort by StartTime asc, DeviceName asc, SourceAddress asc
entityMappings:
  - entityType: Host
    fieldMappings:
      - identifier: FullName
        columnName: DeviceName
  - entityType: IP
    fieldMappings:
      - identifier: Address
        columnName: SourceAddress
  - entityType: Account
    fieldMappings:
      - identifier: FullName
        columnName: Account
customDetails:
  SourceAddress: SourceAddress
  Account: Account
  Classes: Classes
  Attempts: Attempts
alertDetailsOverride:
  alertDisplayNameFormat: "DCOM refused {{Account}} from {{SourceAddress}}"
eventGroupingSettings:
  aggregationKind: AlertPerResult
version: 1.0.0
kind: Scheduled

"""#),
  ("dcom-endpoint-mapper.yaml", #"""
id: 2d240111-11d3-5200-afe9-1e19ffe4225d
name: COM server started after a call to the endpoint mapper
description: >
  Another machine connects to the RPC endpoint mapper (port 135), and within seconds DcomLaunch starts a COM server as a user in session 0, which may
  start a process of its own. The idea of FalconFriday's rule d58035ff, without its blind spots: an unknown start of the machine, a clock that is some
  seconds off, servers without a child, surrogates.
severity: Medium
status: Available
requiredDataConnectors:
  - connectorId: MicrosoftThreatProtection
    dataTypes:
      - DeviceNetworkEvents
      - DeviceProcessEvents
queryFrequency: 1h
queryPeriod: 1h
triggerOperator: gt
triggerThreshold: 0
tactics:
  - LateralMovement
relevantTechniques:
  - T1021.003
references:
  - https://attack.mitre.org/techniques/T1021/003/
  - https://github.com/FalconForceTeam/FalconFriday
falsePositives:
  - Scheduled tasks that start COM servers while other machines talk to the endpoint mapper, on domain controllers and management servers above all.
query: |
  let calls = DeviceNetworkEvents
    | where LocalPort == 135 and ActionType in ("InboundConnectionAccepted", "ConnectionSuccess") and InitiatingProcessFileName =~ "svchost.exe"
    | where isnotempty(RemoteIP) and RemoteIP != LocalIP and RemoteIPType != "Loopback"
    | project CallTime = Timestamp, DeviceId, SourceAddress = RemoteIP
    | extend Slot = pack_array(bin(CallTime, 20s) - 20s, bin(CallTime, 20s), bin(CallTime, 20s) + 20s)
    | mv-expand Slot to typeof(datetime);
  let servers = DeviceProcessEvents
    | where InitiatingProcessFileName =~ "svchost.exe" and InitiatingProcessCommandLine has "dcomlaunch"
    | where FileName !in~ ("WmiPrvSE.exe", "WinrsHost.exe", "wsmprovhost.exe") and (CreatedProcessSessionId == 0 or isnull(CreatedProcessSessionId))
    | where AccountSid !in ("S-1-5-18", "S-1-5-19", "S-1-5-20") and AccountName !in~ ("system", "local service", "network service")
    | where not(AccountSid matches regex @"^S-1-5-(80|82|83|90|96)-")
    | project ServerTime = Timestamp, DeviceId, DeviceName, ServerId = ProcessId, ComServer = FileName, ServerCommandLine = ProcessCommandLine,
        Account = iff(isempty(AccountDomain), AccountName, strcat(AccountDomain, "\\", AccountName)), SessionId = CreatedProcessSessionId, Slot = bin(Timestamp, 20s);
  let lastStarts = DeviceProcessEvents
    | where FileName =~ "services.exe"
    | summarize LastStart = max(Timestamp) by DeviceId;
  // The nearest call for each server and address. What the machine itself does when it starts is no movement; a start nobody knows of does not matter.
  let found = materialize(servers
    | join kind=inner calls on DeviceId, Slot
    | where ServerTime between ((CallTime - 2s) .. (CallTime + 10s))
    | summarize CallTime = max(CallTime) by DeviceId, DeviceName, ServerId, ServerTime, ComServer, ServerCommandLine, Account, SessionId, SourceAddress
    | join kind=leftouter lastStarts on DeviceId
    | where isnull(LastStart) or ServerTime < LastStart or ServerTime > LastStart + 5m);
  let children = DeviceProcessEvents
    | where FileName !in~ ("conhost.exe", "WerFault.exe")
    | project DeviceId, ServerId = InitiatingProcessId, ParentName = InitiatingProcessFileName, EffectTime = Timestamp,
        Effect = iff(isempty(ProcessCommandLine), FileName, ProcessCommandLine);
  let effects = found
    | project DeviceId, ServerId, ServerTime, ComServer
    | join kind=inner children on DeviceId, ServerId
    | where ParentName =~ ComServer and EffectTime between (ServerTime .. 1h)
    | summarize arg_min(EffectTime, Effect) by DeviceId, ServerId, ServerTime;
  found
  | join kind=leftouter effects on DeviceId, ServerId, ServerTime
  // Where the session is not known, only a server that did something counts.
  | where SessionId == 0 or isnotempty(Effect)
  | project ServerTime, DeviceName, SourceAddress, Account, ComServer, ServerCommandLine, ServerId, CallTime, FirstEffect = Effect, FirstEffectTime = EffectTime,
      Severity = iff(isempty(Effect) and ComServer =~ "dllhost.exe", "Low", "Medium")
  | sort by ServerTime asc, DeviceName asc, ServerId asc, SourceAddress asc
entityMappings:
  - entityType: Host
    fieldMappings:
      - identifier: FullName
        columnName: DeviceName
  - entityType: IP
    fieldMappings:
      - identifier: Address
        columnName: SourceAddress
  - entityType: Account
    fieldMappings:
      - identifier: FullName
        columnName: Account
  - entityType: Process
    fieldMappings:
      - identifier: CommandLine
        columnName: ServerCommandLine
      - identifier: ProcessId
        columnName: ServerId
      - identifier: CreationTimeUtc
        columnName: ServerTime
  - entityType: Process
    fieldMappings:
      - identifier: CommandLine
        columnName: FirstEffect
customDetails:
  SourceAddress: SourceAddress
  Account: Account
  ComServer: ComServer
  FirstEffect: FirstEffect
alertDetailsOverride:
  alertDisplayNameFormat: "{{ComServer}} started after a call from {{SourceAddress}}"
  alertSeverityColumnName: Severity
eventGroupingSettings:
  aggregationKind: AlertPerResult
version: 1.0.0
kind: Scheduled

"""#),
  ("dcom-logon-session.yaml", #"""
id: 32373c79-a57e-5200-a48f-9f1f80b0f519
name: COM server started in a remote logon session
description: >
  A COM server that DcomLaunch started runs in the session of a network logon from another address: somebody activated the object from there. Needs no
  record of the network itself. Children run in the same session; the first of them is shown.
severity: High
status: Available
requiredDataConnectors:
  - connectorId: MicrosoftThreatProtection
    dataTypes:
      - DeviceLogonEvents
      - DeviceProcessEvents
queryFrequency: 1h
queryPeriod: 1d
triggerOperator: gt
triggerThreshold: 0
tactics:
  - LateralMovement
relevantTechniques:
  - T1021.003
references:
  - https://attack.mitre.org/techniques/T1021/003/
falsePositives:
  - Remote administration with snap-ins that use COM servers on the other machine, such as disk management.
  - Software distribution that automates applications over DCOM.
query: |
  let remoteLogons = DeviceLogonEvents
    | where ActionType == "LogonSuccess" and LogonType == "Network" and LogonId > 999
    | where isnotempty(RemoteIP) and RemoteIPType != "Loopback"
    | project DeviceId, LogonId, LogonTime = Timestamp, SourceAddress = RemoteIP, SourceHost = RemoteDeviceName,
        LogonAccount = iff(isempty(AccountDomain), AccountName, strcat(AccountDomain, "\\", AccountName));
  let servers = DeviceProcessEvents
    | where InitiatingProcessFileName =~ "svchost.exe" and InitiatingProcessCommandLine has "dcomlaunch"
    | where FileName !in~ ("WmiPrvSE.exe", "WinrsHost.exe", "wsmprovhost.exe")
    | project ServerTime = Timestamp, DeviceId, DeviceName, LogonId, ServerId = ProcessId, ComServer = FileName, ServerCommandLine = ProcessCommandLine;
  // A logon identifier lasts until the machine starts again: the last logon before the server counts.
  let found = materialize(servers
    | join kind=inner remoteLogons on DeviceId, LogonId
    | where LogonTime between ((ServerTime - 7d) .. (ServerTime + 5s))
    | summarize arg_max(LogonTime, *) by DeviceId, ServerId, ServerTime);
  let children = DeviceProcessEvents
    | where FileName !in~ ("conhost.exe", "WerFault.exe")
    | project DeviceId, ServerId = InitiatingProcessId, ParentName = InitiatingProcessFileName, EffectTime = Timestamp,
        Effect = iff(isempty(ProcessCommandLine), FileName, ProcessCommandLine);
  let effects = found
    | project DeviceId, ServerId, ServerTime, ComServer
    | join kind=inner children on DeviceId, ServerId
    | where ParentName =~ ComServer and EffectTime between (ServerTime .. 1h)
    | summarize arg_min(EffectTime, Effect) by DeviceId, ServerId, ServerTime;
  found
  | join kind=leftouter effects on DeviceId, ServerId, ServerTime
  | project ServerTime, DeviceName, SourceAddress, SourceHost, Account = LogonAccount, ComServer, ServerCommandLine, ServerId, LogonId, LogonTime,
      FirstEffect = Effect, FirstEffectTime = EffectTime,
      // A surrogate is started for many objects, and some of them are meant to be used from afar.
      Severity = iff(ComServer in~ ("dllhost.exe", "vdsldr.exe", "dmremote.exe") and isempty(Effect), "Medium", "High")
  | sort by ServerTime asc, DeviceName asc, ServerId asc
entityMappings:
  - entityType: Host
    fieldMappings:
      - identifier: FullName
        columnName: DeviceName
  - entityType: IP
    fieldMappings:
      - identifier: Address
        columnName: SourceAddress
  - entityType: Account
    fieldMappings:
      - identifier: FullName
        columnName: Account
  - entityType: Process
    fieldMappings:
      - identifier: CommandLine
        columnName: ServerCommandLine
      - identifier: ProcessId
        columnName: ServerId
      - identifier: CreationTimeUtc
        columnName: ServerTime
  - entityType: Process
    fieldMappings:
      - identifier: CommandLine
        columnName: FirstEffect
customDetails:
  SourceAddress: SourceAddress
  Account: Account
  ComServer: ComServer
  FirstEffect: FirstEffect
  SourceHost: SourceHost
  LogonId: LogonId
alertDetailsOverride:
  alertDisplayNameFormat: "{{ComServer}} started through DCOM from {{SourceAddress}}"
  alertSeverityColumnName: Severity
eventGroupingSettings:
  aggregationKind: AlertPerResult
version: 1.0.0
kind: Scheduled

"""#),
  ("dcom-mmc.yaml", #"""
id: 1f939269-e1df-5998-b974-313790f35595
name: MMC started as a COM server
description: >
  DcomLaunch started mmc.exe with -Embedding: the object MMC20.Application, whose Document.ActiveView.ExecuteShellCommand runs commands. The idea of
  Sentinel's rule 50cbf34a, whatever the case of paths, the options of svchost (-p, -s) and the fields that the version of Sysmon knows. A local
  activation in a user's own session is low.
severity: Medium
status: Available
requiredDataConnectors:
  - connectorId: MicrosoftThreatProtection
    dataTypes:
      - DeviceProcessEvents
queryFrequency: 1h
queryPeriod: 1h
triggerOperator: gt
triggerThreshold: 0
tactics:
  - LateralMovement
relevantTechniques:
  - T1021.003
references:
  - https://attack.mitre.org/techniques/T1021/003/
  - https://github.com/Azure/Azure-Sentinel
  - https://enigma0x3.net/2017/01/05/lateral-movement-using-the-mmc20-application-com-object/
falsePositives:
  - Programs that automate the management console on their own machine.
query: |
  let found = materialize(DeviceProcessEvents
    | where FileName =~ "mmc.exe" and ProcessCommandLine has "embedding"
    | where InitiatingProcessFileName =~ "svchost.exe" and InitiatingProcessCommandLine has "dcomlaunch"
    | project ServerTime = Timestamp, DeviceId, DeviceName, ServerId = ProcessId, ComServer = FileName, ServerCommandLine = ProcessCommandLine,
        Account = iff(isempty(AccountDomain), AccountName, strcat(AccountDomain, "\\", AccountName)), SessionId = CreatedProcessSessionId);
  let children = DeviceProcessEvents
    | where FileName !in~ ("conhost.exe", "WerFault.exe")
    | project DeviceId, ServerId = InitiatingProcessId, ParentName = InitiatingProcessFileName, EffectTime = Timestamp,
        Effect = iff(isempty(ProcessCommandLine), FileName, ProcessCommandLine);
  let effects = found
    | project DeviceId, ServerId, ServerTime, ComServer
    | join kind=inner children on DeviceId, ServerId
    | where ParentName =~ ComServer and EffectTime between (ServerTime .. 1h)
    | summarize arg_min(EffectTime, Effect) by DeviceId, ServerId, ServerTime;
  found
  | join kind=leftouter effects on DeviceId, ServerId, ServerTime
  | project ServerTime, DeviceName, Account, ComServer, ServerCommandLine, ServerId, SessionId, FirstEffect = Effect, FirstEffectTime = EffectTime,
      Severity = case(isnotempty(Effect), "High", SessionId > 0, "Low", "Medium")
  | sort by ServerTime asc, DeviceName asc, ServerId asc
entityMappings:
  - entityType: Host
    fieldMappings:
      - identifier: FullName
        columnName: DeviceName
  - entityType: Account
    fieldMappings:
      - identifier: FullName
        columnName: Account
  - entityType: Process
    fieldMappings:
      - identifier: CommandLine
        columnName: ServerCommandLine
      - identifier: ProcessId
        columnName: ServerId
      - identifier: CreationTimeUtc
        columnName: ServerTime
  - entityType: Process
    fieldMappings:
      - identifier: CommandLine
        columnName: FirstEffect
customDetails:
  Account: Account
  ComServer: ComServer
  FirstEffect: FirstEffect
alertDetailsOverride:
  alertDisplayNameFormat: "MMC as a COM server for {{Account}}"
  alertSeverityColumnName: Severity
eventGroupingSettings:
  aggregationKind: AlertPerResult
version: 1.0.0
kind: Scheduled

"""#),
  ("dcom-object-connection.yaml", #"""
id: ae26cb9b-43f9-51dc-8d70-5540dd7653a6
name: RPC connection to an object in a running program
description: >
  Explorer, MMC, an Office program, mshta or a surrogate accepted a connection from another machine where both ports are dynamic: the caller talks to a
  COM object inside of it. It is how ShellWindows and ShellBrowserWindow are used, whose objects live in an explorer.exe that runs already, so that no
  server is started. A process that it starts until a minute after the last connection is shown.
severity: Medium
status: Available
requiredDataConnectors:
  - connectorId: MicrosoftThreatProtection
    dataTypes:
      - DeviceNetworkEvents
      - DeviceProcessEvents
queryFrequency: 1h
queryPeriod: 1h
triggerOperator: gt
triggerThreshold: 0
tactics:
  - LateralMovement
relevantTechniques:
  - T1021.003
references:
  - https://attack.mitre.org/techniques/T1021/003/
  - https://enigma0x3.net/2017/01/23/lateral-movement-via-dcom-round-2/
falsePositives:
  - Programs that automate Office on another machine on purpose.
  - Peer-to-peer functions of add-ins that run inside of explorer.exe.
query: |
  let found = materialize(DeviceNetworkEvents
    | where ActionType == "InboundConnectionAccepted" and LocalPort > 49151 and RemotePort >= 1024
    | where isnotempty(RemoteIP) and RemoteIP != LocalIP and RemoteIPType != "Loopback"
    | where InitiatingProcessFileName in~ ("mmc.exe", "excel.exe", "winword.exe", "powerpnt.exe", "outlook.exe", "visio.exe", "msaccess.exe", "mspub.exe", "mshta.exe", "iexplore.exe", "ielowutil.exe", "explorer.exe", "dllhost.exe", "rundll32.exe")
    | summarize ServerTime = min(Timestamp), LastConnection = max(Timestamp), Connections = count()
        by DeviceId, DeviceName, ServerId = InitiatingProcessId, ComServer = InitiatingProcessFileName, ServerCommandLine = InitiatingProcessCommandLine,
           LocalPort, SourceAddress = RemoteIP, Hour = bin(Timestamp, 1h));
  let starts = DeviceProcessEvents
    | where FileName !in~ ("conhost.exe", "WerFault.exe")
    | project DeviceId, ServerId = InitiatingProcessId, ParentName = InitiatingProcessFileName, EffectTime = Timestamp, Effect = iff(isempty(ProcessCommandLine), FileName, ProcessCommandLine),
        Account = iff(isempty(AccountDomain), AccountName, strcat(AccountDomain, "\\", AccountName));
  let effects = found
    | project DeviceId, ServerId, ServerTime, LastConnection, ComServer
    | join kind=inner starts on DeviceId, ServerId
    | where ParentName =~ ComServer and EffectTime between ((ServerTime - 2s) .. (LastConnection + 60s))
    | summarize arg_min(EffectTime, Effect, Account) by DeviceId, ServerId, ServerTime;
  found
  | join kind=leftouter effects on DeviceId, ServerId, ServerTime
  | project ServerTime, DeviceName, SourceAddress, LocalPort, Connections, LastConnection, Account, ComServer,
      ServerCommandLine = iff(isempty(ServerCommandLine), ComServer, ServerCommandLine), ServerId, FirstEffect = Effect, FirstEffectTime = EffectTime,
      Severity = iff(isempty(Effect), "Medium", "High")
  | sort by ServerTime asc, DeviceName asc, ServerId asc, SourceAddress asc
entityMappings:
  - entityType: Host
    fieldMappings:
      - identifier: FullName
        columnName: DeviceName
  - entityType: IP
    fieldMappings:
      - identifier: Address
        columnName: SourceAddress
  - entityType: Account
    fieldMappings:
      - identifier: FullName
        columnName: Account
  - entityType: Process
    fieldMappings:
      - identifier: CommandLine
        columnName: ServerCommandLine
      - identifier: ProcessId
        columnName: ServerId
      - identifier: CreationTimeUtc
        columnName: ServerTime
  - entityType: Process
    fieldMappings:
      - identifier: CommandLine
        columnName: FirstEffect
customDetails:
  SourceAddress: SourceAddress
  Account: Account
  ComServer: ComServer
  FirstEffect: FirstEffect
alertDetailsOverride:
  alertDisplayNameFormat: "{{ComServer}} accepted an RPC connection from {{SourceAddress}}"
  alertSeverityColumnName: Severity
eventGroupingSettings:
  aggregationKind: AlertPerResult
version: 1.0.0
kind: Scheduled

"""#),
  ("dcom-payload-library.yaml", #"""
id: 3d10f1ff-2f07-55a8-9585-6ffb1630b3c8
name: Library planted for a COM server
description: >
  Movement over DCOM without a process of its own: iertutil.dll put into the folder of Internet Explorer, by file, over a share or as a loaded library,
  so that the object InternetExplorer.Application loads it; or an add-in or library in a folder that users may write to, loaded by an Office program
  that was started as a COM server (RegisterXLL).
severity: High
status: Available
requiredDataConnectors:
  - connectorId: MicrosoftThreatProtection
    dataTypes:
      - DeviceFileEvents
      - DeviceImageLoadEvents
      - SecurityEvent
queryFrequency: 1h
queryPeriod: 1h
triggerOperator: gt
triggerThreshold: 0
tactics:
  - LateralMovement
relevantTechniques:
  - T1021.003
references:
  - https://attack.mitre.org/techniques/T1021/003/
  - https://posts.specterops.io/lateral-movement-scm-and-dll-hijacking-primer-d2f61e8ab992
falsePositives:
  - Updates of Internet Explorer write their libraries to other folders; an add-in that a user installed may live in the profile.
query: |
  let written = DeviceFileEvents
    | where FileName =~ "iertutil.dll" and FolderPath has @"\Internet Explorer\"
    | project LoadTime = Timestamp, DeviceName, FileName, Folder = FolderPath, ComServer = "iexplore.exe", How = strcat("written by ", InitiatingProcessFileName),
        Account = iff(isempty(InitiatingProcessAccountDomain), InitiatingProcessAccountName, strcat(InitiatingProcessAccountDomain, "\\", InitiatingProcessAccountName)), SourceAddress = "";
  let overShare = SecurityEvent
    | where EventID == 5145 and RelativeTargetName has @"Internet Explorer\iertutil.dll"
    | project LoadTime = TimeGenerated, DeviceName = tolower(Computer), FileName = "iertutil.dll", Folder = RelativeTargetName, ComServer = "iexplore.exe", How = "opened over a share",
        Account = SubjectAccount, SourceAddress = IpAddress;
  let loaded = DeviceImageLoadEvents
    | where InitiatingProcessFileName in~ ("iexplore.exe", "ielowutil.exe", "excel.exe", "winword.exe", "powerpnt.exe", "outlook.exe", "visio.exe")
    | where (InitiatingProcessFileName in~ ("iexplore.exe", "ielowutil.exe") and FileName =~ "iertutil.dll" and FolderPath !has @"\System32\" and FolderPath !has @"\SysWOW64\")
        or (InitiatingProcessFileName !in~ ("iexplore.exe", "ielowutil.exe") and InitiatingProcessCommandLine has_any ("-Embedding", "/automation")
          and (FileName endswith ".xll" or FolderPath has_any (@"\Users\", @"\ProgramData\", @"\Windows\Temp\", @"\Temp\")) and FolderPath !has @"\Microsoft\")
    | project LoadTime = Timestamp, DeviceName, FileName, Folder = FolderPath, ComServer = InitiatingProcessFileName, How = "loaded",
        Account = iff(isempty(InitiatingProcessAccountDomain), InitiatingProcessAccountName, strcat(InitiatingProcessAccountDomain, "\\", InitiatingProcessAccountName)), SourceAddress = "";
  union written, overShare, loaded
  | sort by LoadTime asc, DeviceName asc, Folder asc
entityMappings:
  - entityType: Host
    fieldMappings:
      - identifier: FullName
        columnName: DeviceName
  - entityType: IP
    fieldMappings:
      - identifier: Address
        columnName: SourceAddress
  - entityType: Account
    fieldMappings:
      - identifier: FullName
        columnName: Account
  - entityType: File
    fieldMappings:
      - identifier: Name
        columnName: FileName
      - identifier: Directory
        columnName: Folder
customDetails:
  SourceAddress: SourceAddress
  Account: Account
  ComServer: ComServer
  FirstEffect: Folder
  How: How
alertDetailsOverride:
  alertDisplayNameFormat: "{{FileName}} planted for {{ComServer}}"
eventGroupingSettings:
  aggregationKind: AlertPerResult
version: 1.0.0
kind: Scheduled

"""#),
  ("dcom-server-shell.yaml", #"""
id: fc872784-8663-5c76-880a-9a02f9e6848e
name: COM server started a shell
description: >
  A program that was started as a COM server (-Embedding, /automation) started a shell, a script host or another program that runs code: what
  ExecuteShellCommand of MMC, RegisterXLL and DDEInitiate of Excel, CreateObject of Outlook, Navigate of Internet Explorer and mshta come down to.
severity: High
status: Available
requiredDataConnectors:
  - connectorId: MicrosoftThreatProtection
    dataTypes:
      - DeviceProcessEvents
queryFrequency: 1h
queryPeriod: 1h
triggerOperator: gt
triggerThreshold: 0
tactics:
  - LateralMovement
relevantTechniques:
  - T1021.003
references:
  - https://attack.mitre.org/techniques/T1021/003/
  - https://www.cybereason.com/blog/dcom-lateral-movement-techniques
falsePositives:
  - Add-ins and macros of documents that another program opens in the background.
query: |
  DeviceProcessEvents
  | where FileName in~ ("cmd.exe", "powershell.exe", "powershell_ise.exe", "pwsh.exe", "cscript.exe", "wscript.exe", "mshta.exe", "rundll32.exe", "regsvr32.exe", "msbuild.exe", "installutil.exe", "certutil.exe", "bitsadmin.exe", "wmic.exe", "csc.exe", "python.exe")
  | where InitiatingProcessFileName in~ ("mmc.exe", "excel.exe", "winword.exe", "powerpnt.exe", "outlook.exe", "visio.exe", "msaccess.exe", "mspub.exe", "mshta.exe", "iexplore.exe", "ielowutil.exe", "baaupdate.exe", "speechruntime.exe")
  | where InitiatingProcessCommandLine has_any ("-Embedding", "/Embedding", "/automation") or InitiatingProcessFileName in~ ("baaupdate.exe", "speechruntime.exe")
  | project EffectTime = Timestamp, DeviceName, Account = iff(isempty(AccountDomain), AccountName, strcat(AccountDomain, "\\", AccountName)),
      ComServer = InitiatingProcessFileName, ServerCommandLine = InitiatingProcessCommandLine, ServerId = InitiatingProcessId, ServerTime = InitiatingProcessCreationTime,
      FirstEffect = iff(isempty(ProcessCommandLine), FileName, ProcessCommandLine), SessionId = CreatedProcessSessionId,
      // In a session where somebody works, another program on the same machine may have asked for it.
      Severity = iff(CreatedProcessSessionId > 0, "Medium", "High")
  | sort by EffectTime asc, DeviceName asc, ServerId asc
entityMappings:
  - entityType: Host
    fieldMappings:
      - identifier: FullName
        columnName: DeviceName
  - entityType: Account
    fieldMappings:
      - identifier: FullName
        columnName: Account
  - entityType: Process
    fieldMappings:
      - identifier: CommandLine
        columnName: ServerCommandLine
      - identifier: ProcessId
        columnName: ServerId
      - identifier: CreationTimeUtc
        columnName: ServerTime
  - entityType: Process
    fieldMappings:
      - identifier: CommandLine
        columnName: FirstEffect
customDetails:
  Account: Account
  ComServer: ComServer
  FirstEffect: FirstEffect
alertDetailsOverride:
  alertDisplayNameFormat: "{{ComServer}} as a COM server started a shell"
  alertSeverityColumnName: Severity
eventGroupingSettings:
  aggregationKind: AlertPerResult
version: 1.0.0
kind: Scheduled

"""#),
  ("dcom-session-zero.yaml", #"""
id: 8e7a0199-6e0f-5da6-890c-7860eb00f93b
name: COM server of a user started in session 0
description: >
  DcomLaunch started a COM server as a user, not as a service account, in session 0 where nobody sits. A local activation runs in the session of whoever
  asks; an activation from another machine has none and ends up in session 0. Needs Sysmon or the session identifier alone.
severity: Medium
status: Available
requiredDataConnectors:
  - connectorId: MicrosoftThreatProtection
    dataTypes:
      - DeviceProcessEvents
queryFrequency: 1h
queryPeriod: 1h
triggerOperator: gt
triggerThreshold: 0
tactics:
  - LateralMovement
relevantTechniques:
  - T1021.003
references:
  - https://attack.mitre.org/techniques/T1021/003/
falsePositives:
  - Scheduled tasks that run whether somebody is logged on or not, and that use COM servers.
  - Services that run under a user account and automate Office.
query: |
  let found = materialize(DeviceProcessEvents
    | where InitiatingProcessFileName =~ "svchost.exe" and InitiatingProcessCommandLine has "dcomlaunch"
    | where CreatedProcessSessionId == 0 and isnotempty(AccountName) and ProcessIntegrityLevel in~ ("Medium", "High")
    | where FileName !in~ ("WmiPrvSE.exe", "WinrsHost.exe", "wsmprovhost.exe")
    | where AccountSid !in ("S-1-5-18", "S-1-5-19", "S-1-5-20") and AccountName !in~ ("system", "local service", "network service")
    | where not(AccountSid matches regex @"^S-1-5-(80|82|83|90|96)-")
    | project ServerTime = Timestamp, DeviceId, DeviceName, ServerId = ProcessId, ComServer = FileName, ServerCommandLine = ProcessCommandLine,
        Account = iff(isempty(AccountDomain), AccountName, strcat(AccountDomain, "\\", AccountName)), LogonId);
  let children = DeviceProcessEvents
    | where FileName !in~ ("conhost.exe", "WerFault.exe")
    | project DeviceId, ServerId = InitiatingProcessId, ParentName = InitiatingProcessFileName, EffectTime = Timestamp,
        Effect = iff(isempty(ProcessCommandLine), FileName, ProcessCommandLine);
  let effects = found
    | project DeviceId, ServerId, ServerTime, ComServer
    | join kind=inner children on DeviceId, ServerId
    | where ParentName =~ ComServer and EffectTime between (ServerTime .. 1h)
    | summarize arg_min(EffectTime, Effect) by DeviceId, ServerId, ServerTime;
  found
  | join kind=leftouter effects on DeviceId, ServerId, ServerTime
  | project ServerTime, DeviceName, Account, ComServer, ServerCommandLine, ServerId, LogonId, FirstEffect = Effect, FirstEffectTime = EffectTime,
      // Scheduled tasks that run without a session start surrogates too.
      Severity = iff(ComServer =~ "dllhost.exe" and isempty(Effect), "Low", "Medium")
  | sort by ServerTime asc, DeviceName asc, ServerId asc
entityMappings:
  - entityType: Host
    fieldMappings:
      - identifier: FullName
        columnName: DeviceName
  - entityType: Account
    fieldMappings:
      - identifier: FullName
        columnName: Account
  - entityType: Process
    fieldMappings:
      - identifier: CommandLine
        columnName: ServerCommandLine
      - identifier: ProcessId
        columnName: ServerId
      - identifier: CreationTimeUtc
        columnName: ServerTime
  - entityType: Process
    fieldMappings:
      - identifier: CommandLine
        columnName: FirstEffect
customDetails:
  Account: Account
  ComServer: ComServer
  FirstEffect: FirstEffect
  LogonId: LogonId
alertDetailsOverride:
  alertDisplayNameFormat: "{{ComServer}} started by DcomLaunch for {{Account}} in session 0"
  alertSeverityColumnName: Severity
eventGroupingSettings:
  aggregationKind: AlertPerResult
version: 1.0.0
kind: Scheduled

"""#),
  ("dcom-source-connection.yaml", #"""
id: 8761cbdb-fdc4-5c45-8492-6de7b1c7a42d
name: Script host called COM objects of another machine
description: >
  A script host, a shell or an Office program on this machine asked the endpoint mapper of another one (port 135) and then spoke to a dynamic port
  there: a COM object or WMI was used from here. What services do by themselves is left out. The address that is shown as source is this machine's.
severity: Medium
status: Available
requiredDataConnectors:
  - connectorId: MicrosoftThreatProtection
    dataTypes:
      - DeviceNetworkEvents
queryFrequency: 1h
queryPeriod: 1h
triggerOperator: gt
triggerThreshold: 0
tactics:
  - LateralMovement
relevantTechniques:
  - T1021.003
references:
  - https://attack.mitre.org/techniques/T1021/003/
falsePositives:
  - Scripts of administrators that query other machines with WMI over DCOM.
query: |
  let calls = DeviceNetworkEvents
    | where ActionType == "ConnectionSuccess" and isnotempty(RemoteIP) and RemoteIP != LocalIP and RemoteIPType != "Loopback"
    | where InitiatingProcessFileName in~ ("powershell.exe", "powershell_ise.exe", "pwsh.exe", "cscript.exe", "wscript.exe", "mshta.exe", "rundll32.exe", "regsvr32.exe", "cmd.exe", "excel.exe", "winword.exe", "outlook.exe", "python.exe", "msbuild.exe", "installutil.exe");
  let mapper = calls
    | where RemotePort == 135
    | project DeviceId, CallerId = InitiatingProcessId, TargetAddress = RemoteIP, MapperTime = Timestamp;
  let objects = calls
    | where RemotePort > 49151
    | project DeviceId, CallerId = InitiatingProcessId, TargetAddress = RemoteIP, ObjectTime = Timestamp, DeviceName, SourceAddress = LocalIP, Caller = InitiatingProcessFileName,
        CallerCommandLine = InitiatingProcessCommandLine,
        Account = iff(isempty(InitiatingProcessAccountDomain), InitiatingProcessAccountName, strcat(InitiatingProcessAccountDomain, "\\", InitiatingProcessAccountName));
  mapper
  | join kind=inner objects on DeviceId, CallerId, TargetAddress
  | where ObjectTime between ((MapperTime - 2s) .. (MapperTime + 30s))
  | summarize StartTime = min(MapperTime), EndTime = max(ObjectTime), Connections = dcount(ObjectTime) by DeviceName, SourceAddress, TargetAddress, Caller, CallerCommandLine, CallerId, Account
  | extend ServerCommandLine = iff(isempty(CallerCommandLine), Caller, CallerCommandLine), ServerId = CallerId, ServerTime = StartTime
  | sort by StartTime asc, DeviceName asc, CallerId asc, TargetAddress asc
entityMappings:
  - entityType: Host
    fieldMappings:
      - identifier: FullName
        columnName: DeviceName
  - entityType: IP
    fieldMappings:
      - identifier: Address
        columnName: TargetAddress
  - entityType: Account
    fieldMappings:
      - identifier: FullName
        columnName: Account
  - entityType: Process
    fieldMappings:
      - identifier: CommandLine
        columnName: ServerCommandLine
      - identifier: ProcessId
        columnName: ServerId
      - identifier: CreationTimeUtc
        columnName: ServerTime
customDetails:
  SourceAddress: SourceAddress
  TargetAddress: TargetAddress
  Account: Account
  Caller: Caller
alertDetailsOverride:
  alertDisplayNameFormat: "{{Caller}} called COM objects of {{TargetAddress}}"
eventGroupingSettings:
  aggregationKind: AlertPerResult
version: 1.0.0
kind: Scheduled

"""#),
  ("dcom-source-script.yaml", #"""
id: 11ac2282-10a0-5921-93ea-3feb95038289
name: Script that activates a COM object on another machine
description: >
  A PowerShell script block (event 4104) asks for a type by ProgID or CLSID with the name of a machine as a second argument, or creates an object with a
  server name: the call with which DCOM movement begins.
severity: Medium
status: Available
requiredDataConnectors:
  - connectorId: MicrosoftThreatProtection
    dataTypes:
      - DeviceEvents
queryFrequency: 1h
queryPeriod: 1h
triggerOperator: gt
triggerThreshold: 0
tactics:
  - LateralMovement
relevantTechniques:
  - T1021.003
references:
  - https://attack.mitre.org/techniques/T1021/003/
  - https://learn.microsoft.com/dotnet/api/system.type.gettypefromprogid
falsePositives:
  - Scripts of administrators that automate programs on other machines.
query: |
  DeviceEvents
  | where ActionType == "AmsiScriptContent"
  | extend Script = tostring(AdditionalFields.ScriptContent)
  | where Script has_any ("GetTypeFromProgID", "GetTypeFromCLSID", "CreateObject")
  | extend Call = extract(@"(?is)(GetTypeFrom(?:ProgID|CLSID)\s*\(\s*[^,()]+,\s*[""']?[^,()]+\))", 1, Script)
  | where isnotempty(Call) and not(Call matches regex @"(?i),\s*[""']?(localhost|127\.0\.0\.1|\.|\$true|\$false|true|false)[""']?\s*\)")
  | extend TargetName = trim(@"[\s""')]+", extract(@"(?s),\s*(.+)\)$", 1, Call))
  | summarize StartTime = min(Timestamp), EndTime = max(Timestamp), Blocks = count()
      by DeviceName, Account = iff(isempty(AccountDomain), AccountName, strcat(AccountDomain, "\\", AccountName)), Call, TargetName,
         ServerCommandLine = InitiatingProcessCommandLine, ServerId = InitiatingProcessId
  | extend ServerTime = StartTime
  | sort by StartTime asc, DeviceName asc, Call asc
entityMappings:
  - entityType: Host
    fieldMappings:
      - identifier: FullName
        columnName: DeviceName
  - entityType: Account
    fieldMappings:
      - identifier: FullName
        columnName: Account
  - entityType: Process
    fieldMappings:
      - identifier: CommandLine
        columnName: ServerCommandLine
      - identifier: ProcessId
        columnName: ServerId
      - identifier: CreationTimeUtc
        columnName: ServerTime
customDetails:
  TargetName: TargetName
  Account: Account
  FirstEffect: Call
alertDetailsOverride:
  alertDisplayNameFormat: "Script activates a COM object on {{TargetName}}"
eventGroupingSettings:
  aggregationKind: AlertPerResult
version: 1.0.0
kind: Scheduled

"""#),
  ("winrm-process.yaml", #"""
id: cf68e533-1d1a-526a-997f-21aba1e45bc7
name: Process started through WinRM
description: >
  The host process of Windows Remote Management (wsmprovhost.exe, WinrsHost.exe) started a process for a caller of another machine. WinrsHost.exe is a
  child of DcomLaunch and looks like DCOM movement, but it is not.
severity: Medium
status: Available
requiredDataConnectors:
  - connectorId: MicrosoftThreatProtection
    dataTypes:
      - DeviceLogonEvents
      - DeviceProcessEvents
queryFrequency: 1h
queryPeriod: 1d
triggerOperator: gt
triggerThreshold: 0
tactics:
  - LateralMovement
relevantTechniques:
  - T1021.006
references:
  - https://attack.mitre.org/techniques/T1021/006/
falsePositives:
  - Administrators and tools that work through PowerShell remoting.
query: |
  let remoteLogons = DeviceLogonEvents
    | where ActionType == "LogonSuccess" and LogonType == "Network" and LogonId > 999
    | where isnotempty(RemoteIP) and RemoteIPType != "Loopback"
    | project DeviceId, LogonId, LogonTime = Timestamp, SourceAddress = RemoteIP, SourceHost = RemoteDeviceName,
        LogonAccount = iff(isempty(AccountDomain), AccountName, strcat(AccountDomain, "\\", AccountName));
  let found = DeviceProcessEvents
    | where InitiatingProcessFileName in~ ("wsmprovhost.exe", "winrshost.exe") and FileName !in~ ("conhost.exe", "WerFault.exe", "WinrsHost.exe")
    | project EffectTime = Timestamp, DeviceId, DeviceName, LogonId, SessionId = CreatedProcessSessionId, AccountSid, AccountName, ProcessIntegrityLevel,
        ProcessAccount = iff(isempty(AccountDomain), AccountName, strcat(AccountDomain, "\\", AccountName)),
        ComServer = InitiatingProcessFileName, ServerCommandLine = iff(isempty(InitiatingProcessCommandLine), InitiatingProcessFileName, InitiatingProcessCommandLine),
        ServerId = InitiatingProcessId, ServerTime = InitiatingProcessCreationTime, ProcessId, FirstEffect = iff(isempty(ProcessCommandLine), FileName, ProcessCommandLine);
  let sources = found
    | join kind=inner remoteLogons on DeviceId, LogonId
    | where LogonTime between ((EffectTime - 7d) .. (EffectTime + 5s))
    | summarize arg_max(LogonTime, SourceAddress, SourceHost, LogonAccount) by DeviceId, ProcessId, EffectTime;
  found
  | join kind=leftouter sources on DeviceId, ProcessId, EffectTime
  | extend IsImpacket = FirstEffect matches regex @"(?i)\s1>\s*\\\\[^\\\s]+\\[^\\\s]+\\__\d+(\.\d+)?\s+2>&1"
  | project EffectTime, DeviceName, SourceAddress, SourceHost, Account = iff(isempty(LogonAccount), ProcessAccount, LogonAccount), ComServer, ServerCommandLine, ServerId, ServerTime,
      FirstEffect, SessionId, Severity = iff(IsImpacket, "High", "Medium")
  | sort by EffectTime asc, DeviceName asc, FirstEffect asc
entityMappings:
  - entityType: Host
    fieldMappings:
      - identifier: FullName
        columnName: DeviceName
  - entityType: IP
    fieldMappings:
      - identifier: Address
        columnName: SourceAddress
  - entityType: Account
    fieldMappings:
      - identifier: FullName
        columnName: Account
  - entityType: Process
    fieldMappings:
      - identifier: CommandLine
        columnName: ServerCommandLine
      - identifier: ProcessId
        columnName: ServerId
      - identifier: CreationTimeUtc
        columnName: ServerTime
  - entityType: Process
    fieldMappings:
      - identifier: CommandLine
        columnName: FirstEffect
customDetails:
  SourceAddress: SourceAddress
  Account: Account
  ComServer: ComServer
  FirstEffect: FirstEffect
alertDetailsOverride:
  alertDisplayNameFormat: "WinRM started a process for {{Account}}"
  alertSeverityColumnName: Severity
eventGroupingSettings:
  aggregationKind: AlertPerResult
version: 1.0.0
kind: Scheduled

"""#),
  ("wmi-process.yaml", #"""
id: 3b5b43df-0601-55fb-902a-4769c59a1644
name: Process started through WMI from another machine
description: >
  The WMI provider host (WmiPrvSE.exe) started a process in the session of a network logon, in session 0 as a user, or in the shape that impacket's
  wmiexec leaves: Win32_Process.Create was called from another machine. WMI travels over DCOM, but is a technique of its own.
severity: Medium
status: Available
requiredDataConnectors:
  - connectorId: MicrosoftThreatProtection
    dataTypes:
      - DeviceLogonEvents
      - DeviceProcessEvents
queryFrequency: 1h
queryPeriod: 1d
triggerOperator: gt
triggerThreshold: 0
tactics:
  - Execution
relevantTechniques:
  - T1047
references:
  - https://attack.mitre.org/techniques/T1047/
falsePositives:
  - Management software such as Configuration Manager, and scripts that start programs with WMI.
query: |
  let remoteLogons = DeviceLogonEvents
    | where ActionType == "LogonSuccess" and LogonType == "Network" and LogonId > 999
    | where isnotempty(RemoteIP) and RemoteIPType != "Loopback"
    | project DeviceId, LogonId, LogonTime = Timestamp, SourceAddress = RemoteIP, SourceHost = RemoteDeviceName,
        LogonAccount = iff(isempty(AccountDomain), AccountName, strcat(AccountDomain, "\\", AccountName));
  let found = DeviceProcessEvents
    | where InitiatingProcessFileName in~ ("wmiprvse.exe") and FileName !in~ ("conhost.exe", "WerFault.exe")
    | project EffectTime = Timestamp, DeviceId, DeviceName, LogonId, SessionId = CreatedProcessSessionId, AccountSid, AccountName, ProcessIntegrityLevel,
        ProcessAccount = iff(isempty(AccountDomain), AccountName, strcat(AccountDomain, "\\", AccountName)),
        ComServer = InitiatingProcessFileName, ServerCommandLine = iff(isempty(InitiatingProcessCommandLine), InitiatingProcessFileName, InitiatingProcessCommandLine),
        ServerId = InitiatingProcessId, ServerTime = InitiatingProcessCreationTime, ProcessId, FirstEffect = iff(isempty(ProcessCommandLine), FileName, ProcessCommandLine);
  let sources = found
    | join kind=inner remoteLogons on DeviceId, LogonId
    | where LogonTime between ((EffectTime - 7d) .. (EffectTime + 5s))
    | summarize arg_max(LogonTime, SourceAddress, SourceHost, LogonAccount) by DeviceId, ProcessId, EffectTime;
  found
  | join kind=leftouter sources on DeviceId, ProcessId, EffectTime
  | extend IsImpacket = FirstEffect matches regex @"(?i)\s1>\s*\\\\[^\\\s]+\\[^\\\s]+\\__\d+(\.\d+)?\s+2>&1"
  | where isnotempty(SourceAddress) or IsImpacket
      or (SessionId == 0 and isnotempty(AccountName) and ProcessIntegrityLevel in~ ("Medium", "High") and AccountSid !in ("S-1-5-18", "S-1-5-19", "S-1-5-20") and AccountName !in~ ("system", "local service", "network service"))
  | project EffectTime, DeviceName, SourceAddress, SourceHost, Account = iff(isempty(LogonAccount), ProcessAccount, LogonAccount), ComServer, ServerCommandLine, ServerId, ServerTime,
      FirstEffect, SessionId, Severity = iff(IsImpacket, "High", "Medium")
  | sort by EffectTime asc, DeviceName asc, FirstEffect asc
entityMappings:
  - entityType: Host
    fieldMappings:
      - identifier: FullName
        columnName: DeviceName
  - entityType: IP
    fieldMappings:
      - identifier: Address
        columnName: SourceAddress
  - entityType: Account
    fieldMappings:
      - identifier: FullName
        columnName: Account
  - entityType: Process
    fieldMappings:
      - identifier: CommandLine
        columnName: ServerCommandLine
      - identifier: ProcessId
        columnName: ServerId
      - identifier: CreationTimeUtc
        columnName: ServerTime
  - entityType: Process
    fieldMappings:
      - identifier: CommandLine
        columnName: FirstEffect
customDetails:
  SourceAddress: SourceAddress
  Account: Account
  ComServer: ComServer
  FirstEffect: FirstEffect
alertDetailsOverride:
  alertDisplayNameFormat: "WMI started a process for {{Account}}"
  alertSeverityColumnName: Severity
eventGroupingSettings:
  aggregationKind: AlertPerResult
version: 1.0.0
kind: Scheduled

"""#),
]
