// Written by Schemas/generate.py from Schemas/mappings/*.json; do not edit.
// swift-format-ignore-file

/// The mappings: a name of a file and its JSON for each.
let embeddedMappings: [(file: StaticString, text: StaticString)] = [
  ("defender.json", #"""
{
  "provider": "Microsoft-Windows-Windows Defender",
  "include": ["device"],
  "includes": {
    "antivirus": {
      "let": {
        "file": "firstFile(Path)"
      },
      "columns": {
        "FileName": "basename($file)",
        "FolderPath": "$file",
        "AccountName": "lower(userPart([Detection User]))",
        "AccountDomain": "lower(domainPart([Detection User]))",
        "InitiatingProcessFileName": "basename([Process Name])",
        "InitiatingProcessFolderPath": "lower([Process Name])",
        "AdditionalFields": "{ ThreatName: [Threat Name], Category: [Category Name], Severity: [Severity Name], Action: [Action Name], WasRemediated: [Error Code] in ('0x00000000', '0x0'), DetectionId: [Detection ID], EngineVersion: [Engine Version] }"
      }
    },
    "attackSurfaceReduction": {
      "include": ["antivirus"],
      "let": {
        "file": "Path",
        "rule": "lower(coalesce(between(ID, '{', '}'), ID))"
      },
      "columns": {
        "AdditionalFields": "{ RuleId: $rule, ThreatName: [Threat Name], DetectionTime: [Detection Time], EngineVersion: [Engine Version] }"
      }
    }
  },
  "lookups": {
    "AsrRules": {
      "56a863a9-875e-4185-98a7-b882c64b5ce5": "AsrVulnerableSignedDriver",
      "7674ba52-37eb-4a4f-a9a1-f0f9a1619a2c": "AsrAdobeReaderChildProcess",
      "d4f940ab-401b-4efc-aadc-ad5f3c50688a": "AsrOfficeChildProcess",
      "9e6c4e1f-7d60-472f-ba1a-a39ef669e4b2": "AsrLsassCredentialTheft",
      "be9ba2d9-53ea-4cdc-84e5-9b1eeee46550": "AsrExecutableEmailContent",
      "01443614-cd74-433a-b99e-2ecdc07bfc25": "AsrUntrustedExecutable",
      "5beb7efe-fd9a-4556-801d-275e5ffc04cc": "AsrObfuscatedScript",
      "d3e037e1-3eb8-44c8-a917-57927947596d": "AsrScriptExecutableDownload",
      "3b576869-a4ec-4529-8536-b80a7769e899": "AsrExecutableOfficeContent",
      "75668c1f-73b5-4cf0-bb93-3ecf5cb7cc84": "AsrOfficeProcessInjection",
      "26190899-1602-49e8-8b27-eb1d0a1ce869": "AsrOfficeCommAppChildProcess",
      "e6db77e5-3df2-4cf1-b95a-636979351e5b": "AsrPersistenceThroughWmi",
      "d1e49aac-8f56-4280-b9ba-993a6d77406c": "AsrPsexecWmiChildProcess",
      "b2b3f03d-6a65-4f7b-a9c7-1c7ef74a9ba4": "AsrUntrustedUsbProcess",
      "92e97fa1-2edf-4476-bdd6-9dd0b4dddc7b": "AsrOfficeMacroWin32ApiCalls",
      "c1db55ab-c21a-4637-bb3f-a12568109d35": "AsrRansomware",
      "a8f5898e-1dc8-49a9-9878-85004b8a61e6": "AsrWebshellCreation",
      "33ddedf1-c6e0-47cb-833e-de6133960387": "AsrSafeModeReboot",
      "c0033c00-d16d-4114-a5a0-dc9b3a7d2ceb": "AsrAbusedSystemTool"
    }
  },
  "mappings": [
    {
      "event": [1116, 1006, 1015],
      "table": "DeviceEvents",
      "action": "AntivirusDetection",
      "include": ["antivirus"]
    },
    {
      "event": 1117,
      "table": "DeviceEvents",
      "action": "AntivirusMalwareBlocked",
      "include": ["antivirus"]
    },
    {
      "event": 1118,
      "table": "DeviceEvents",
      "action": "AntivirusMalwareActionFailed",
      "include": ["antivirus"]
    },
    {
      "event": 1119,
      "table": "DeviceEvents",
      "action": "AntivirusError",
      "include": ["antivirus"]
    },
    {
      "event": 2000,
      "table": "DeviceEvents",
      "action": "AntivirusDefinitionsUpdated",
      "include": ["antivirus"]
    },
    {
      "event": 2001,
      "table": "DeviceEvents",
      "action": "AntivirusDefinitionsUpdateFailed",
      "include": ["antivirus"]
    },
    {
      "event": 2010,
      "table": "DeviceEvents",
      "action": "AntivirusEmergencyUpdatesInstalled",
      "include": ["antivirus"]
    },
    {
      "event": 1001,
      "table": "DeviceEvents",
      "action": "AntivirusScanCompleted",
      "include": ["antivirus"]
    },
    {
      "event": 1002,
      "table": "DeviceEvents",
      "action": "AntivirusScanCancelled",
      "include": ["antivirus"]
    },
    {
      "event": 1005,
      "table": "DeviceEvents",
      "action": "AntivirusScanFailed",
      "include": ["antivirus"]
    },
    {
      "event": 5007,
      "table": "DeviceEvents",
      "action": "TamperingAttempt",
      "emit": "extensions",
      "note": "A change of the settings; Defender's action is for changes that were blocked.",
      "columns": {
        "RegistryKey": "hive(keyPart(coalesce(before([New Value], ' = '), [New Value])))",
        "AdditionalFields": "{ OldValue: [Old Value], NewValue: [New Value] }"
      }
    },
    {
      "event": 1121,
      "table": "DeviceEvents",
      "include": ["attackSurfaceReduction"],
      "note": "Which rule it was says the action's name.",
      "columns": {
        "ActionType": "concat(coalesce(lookup('AsrRules', $rule), 'AsrRule'), 'Blocked')"
      }
    },
    {
      "event": 1122,
      "table": "DeviceEvents",
      "include": ["attackSurfaceReduction"],
      "columns": {
        "ActionType": "concat(coalesce(lookup('AsrRules', $rule), 'AsrRule'), 'Audited')"
      }
    }
  ]
}

"""#),
  ("distributed-com.json", #"""
{
  "provider": "Microsoft-Windows-DistributedCOM",
  "include": ["device"],
  "mappings": [
    {
      "event": 10016,
      "table": "DeviceEvents",
      "action": "DcomActivationDenied",
      "note": "Defender has no such action; detections of lateral movement need it: with param2 Remote it names the address, the account and the class of an attempt.",
      "columns": {
        "AccountName": "lower(param7)",
        "AccountDomain": "lower(param6)",
        "AccountSid": "param8",
        "RemoteIP": "normIP(param9)",
        "AdditionalFields": "{ PermissionType: param1, Scope: param2, Access: param3, CLSID: param4, AppID: param5 }"
      }
    }
  ]
}

"""#),
  ("eventlog-classic.json", #"""
{
  "provider": "EventLog",
  "mappings": [
    {
      "event": [6005, 6006, 6008],
      "none": "The event log service started or stopped: boots, for the ledger."
    }
  ]
}

"""#),
  ("eventlog.json", #"""
{
  "provider": "Microsoft-Windows-Eventlog",
  "note": "Logs that were cleared.",
  "include": ["device"],
  "mappings": [
    {
      "event": 1102,
      "table": "DeviceEvents",
      "action": "SecurityLogCleared",
      "let": {
        "user": "UserData[LogFileCleared/SubjectUserName]"
      },
      "columns": {
        "AccountName": "lower($user)",
        "AccountDomain": "lower(UserData[LogFileCleared/SubjectDomainName])",
        "AccountSid": "UserData[LogFileCleared/SubjectUserSid]",
        "InitiatingProcessAccountName": "lower($user)"
      }
    },
    {
      "event": 104,
      "table": "DeviceEvents",
      "action": "EventLogCleared",
      "emit": "extensions",
      "columns": {
        "AccountName": "lower(UserData[LogFileCleared/SubjectUserName])",
        "AccountDomain": "lower(UserData[LogFileCleared/SubjectDomainName])",
        "AdditionalFields": "{ Channel: UserData[LogFileCleared/Channel], BackupPath: UserData[LogFileCleared/BackupPath] }"
      }
    }
  ]
}

"""#),
  ("includes.json", #"""
{
  "note": "What mappings share. docs/mappings.md describes the format and every function.",
  "includes": {
    "device": {
      "note": "Columns of every Device table. Timestamp and TimeGenerated are the same time: advanced hunting has the one, Log Analytics the other.",
      "let": {
        "time": "System.TimeCreated"
      },
      "columns": {
        "Timestamp": "$time",
        "TimeGenerated": "$time",
        "DeviceId": "deviceId(System.Computer)",
        "DeviceName": "lower(System.Computer)",
        "ReportId": "System.EventRecordID"
      }
    },
    "identity": {
      "note": "Columns of the Identity tables, whose rows tell of a domain and not of a device.",
      "columns": {
        "Timestamp": "System.TimeCreated",
        "TimeGenerated": "System.TimeCreated",
        "ReportId": "System.EventRecordID"
      }
    },
    "actorColumns": {
      "note": "The process that acted. Who includes this defines $actor, $actorID, $actorGUID, $actorPath, $actorCommandLine, $actorStart, $actorAccount, $actorDomain, $actorSID and $actorLogonID.",
      "let": {
        "actorSession": "session($actorLogonID)"
      },
      "columns": {
        "InitiatingProcessId": "$actorID",
        "InitiatingProcessUniqueId": "$actorGUID",
        "InitiatingProcessFileName": "basename($actorPath)",
        "InitiatingProcessFolderPath": "lower(dosPath($actorPath))",
        "InitiatingProcessCommandLine": "$actorCommandLine",
        "InitiatingProcessCreationTime": "$actorStart",
        "InitiatingProcessParentId": "$actor.parent.id",
        "InitiatingProcessParentFileName": "basename(coalesce($actor.parent.image, $actor.parentImage))",
        "InitiatingProcessParentCreationTime": "$actor.parent.start",
        "InitiatingProcessAccountName": "lower($actorAccount)",
        "InitiatingProcessAccountDomain": "lower($actorDomain)",
        "InitiatingProcessAccountSid": "$actorSID",
        "InitiatingProcessLogonId": "$actorLogonID",
        "InitiatingProcessIntegrityLevel": "$actor.integrity",
        "InitiatingProcessTokenElevation": "$actor.elevation",
        "InitiatingProcessSHA1": "hash($actor.hashes, 'SHA1')",
        "InitiatingProcessSHA256": "hash($actor.hashes, 'SHA256')",
        "InitiatingProcessMD5": "hash($actor.hashes, 'MD5')",
        "InitiatingProcessVersionInfoCompanyName": "$actor.company",
        "InitiatingProcessVersionInfoProductName": "$actor.product",
        "InitiatingProcessVersionInfoProductVersion": "$actor.version",
        "InitiatingProcessVersionInfoOriginalFileName": "$actor.originalFileName",
        "InitiatingProcessVersionInfoFileDescription": "$actor.description",
        "InitiatingProcessSessionId": "$actor.sessionID",
        "IsInitiatingProcessRemoteSession": "$actorSession.logonType in (10, 12)",
        "InitiatingProcessRemoteSessionIP": "if($actorSession.logonType == 10, $actorSession.ip)",
        "InitiatingProcessRemoteSessionDeviceName": "if($actorSession.logonType == 10, $actorSession.workstation)"
      }
    },
    "actor": {
      "note": "The process that acted, by Sysmon's identifier.",
      "include": ["actorColumns"],
      "let": {
        "actorGUID": "ProcessGuid",
        "actorPath": "Image",
        "actorID": "hexToLong(ProcessId)",
        "actorUser": "User",
        "actor": "proc($actorGUID)",
        "actorCommandLine": "$actor.commandLine",
        "actorStart": "coalesce($actor.start, guidTime($actorGUID))",
        "actorAccount": "coalesce(userPart($actorUser), $actor.account)",
        "actorDomain": "coalesce(domainPart($actorUser), $actor.domain)",
        "actorSID": "coalesce(sidOf($actorUser), $actor.sid)",
        "actorLogonID": "$actor.logonID"
      }
    },
    "actorByPID": {
      "note": "The process that acted, by its number and the time. Where Sysmon knows the same file, its way of writing the path is kept, so that names are the same in all tables.",
      "include": ["actorColumns"],
      "let": {
        "actorID": "hexToLong(ProcessId)",
        "actorImage": "ProcessName",
        "actor": "procByPID($actorID)",
        "actorPath": "if(basename($actor.image) =~ basename($actorImage), $actor.image, coalesce($actorImage, $actor.image))",
        "actorGUID": "$actor.guid",
        "actorCommandLine": "$actor.commandLine",
        "actorStart": "$actor.start",
        "actorAccount": "SubjectUserName",
        "actorDomain": "SubjectDomainName",
        "actorSID": "SubjectUserSid",
        "actorLogonID": "hexToLong(SubjectLogonId)"
      }
    },
    "subjectActs": {
      "note": "The account that acted, of events that name no process.",
      "columns": {
        "InitiatingProcessAccountName": "lower(SubjectUserName)",
        "InitiatingProcessAccountDomain": "lower(SubjectDomainName)",
        "InitiatingProcessAccountSid": "SubjectUserSid",
        "InitiatingProcessLogonId": "hexToLong(SubjectLogonId)"
      }
    },
    "subject": {
      "note": "The account of events of which it is the account of the row.",
      "columns": {
        "AccountName": "lower(SubjectUserName)",
        "AccountDomain": "lower(SubjectDomainName)",
        "AccountSid": "SubjectUserSid",
        "LogonId": "hexToLong(SubjectLogonId)"
      }
    },
    "hashes": {
      "note": "Hashes of a file as Sysmon lists them.",
      "let": {
        "hashes": "Hashes"
      },
      "columns": {
        "SHA1": "hash($hashes, 'SHA1')",
        "SHA256": "hash($hashes, 'SHA256')",
        "MD5": "hash($hashes, 'MD5')"
      }
    },
    "connection": {
      "note": "Both ends of a connection. Who includes this defines $localIsSource, the addresses, ports and, where there are any, names of both ends.",
      "let": {
        "localIP": "if($localIsSource, $sourceIP, $destinationIP)",
        "remoteIP": "if($localIsSource, $destinationIP, $sourceIP)",
        "remoteName": "if($localIsSource, $destinationName, $sourceName)"
      },
      "columns": {
        "LocalIP": "normIP($localIP)",
        "LocalPort": "if($localIsSource, hexToLong($sourcePort), hexToLong($destinationPort))",
        "LocalIPType": "ipType($localIP)",
        "RemoteIP": "normIP($remoteIP)",
        "RemotePort": "if($localIsSource, hexToLong($destinationPort), hexToLong($sourcePort))",
        "RemoteIPType": "ipType($remoteIP)",
        "RemoteUrl": "coalesce($remoteName, dnsName($remoteIP))"
      }
    }
  },
  "lookups": {
    "LogonTypes": {
      "2": "Interactive",
      "3": "Network",
      "4": "Batch",
      "5": "Service",
      "7": "Unlock",
      "8": "NetworkCleartext",
      "9": "NewCredentials",
      "10": "RemoteInteractive",
      "11": "CachedInteractive",
      "12": "CachedRemoteInteractive",
      "13": "CachedUnlock"
    },
    "LogonProtocols": {
      "NTLM": "NTLM",
      "Kerberos": "Kerberos",
      "Negotiate": "Negotiate"
    },
    "LogonFailures": {
      "0xc000006a": "InvalidUserNameOrPassword",
      "0xc0000064": "InvalidUserNameOrPassword",
      "0xc000006d": "InvalidUserNameOrPassword",
      "0xc0000234": "AccountLockedOut",
      "0xc0000072": "AccountDisabled",
      "0xc0000193": "AccountExpired",
      "0xc0000071": "PasswordExpired",
      "0xc000006f": "LogonHours",
      "0xc0000070": "WorkstationRestriction",
      "0xc000015b": "LogonTypeNotGranted"
    },
    "TokenElevationTypes": {
      "%%1936": "TokenElevationTypeDefault",
      "%%1937": "TokenElevationTypeFull",
      "%%1938": "TokenElevationTypeLimited"
    },
    "MandatoryLabels": {
      "S-1-16-0": "Untrusted",
      "S-1-16-4096": "Low",
      "S-1-16-8192": "Medium",
      "S-1-16-8448": "MediumPlus",
      "S-1-16-12288": "High",
      "S-1-16-16384": "System",
      "S-1-16-20480": "ProtectedProcess"
    },
    "RegistryTypes": {
      "%%1872": "None",
      "%%1873": "String",
      "%%1874": "ExpandString",
      "%%1875": "Binary",
      "%%1876": "Dword",
      "%%1879": "MultiString",
      "%%1883": "Qword"
    },
    "IPProtocols": {
      "1": "Icmp",
      "6": "Tcp",
      "17": "Udp",
      "58": "Icmpv6",
      "tcp": "Tcp",
      "udp": "Udp"
    }
  }
}

"""#),
  ("kernel-general.json", #"""
{
  "provider": "Microsoft-Windows-Kernel-General",
  "mappings": [
    {
      "event": 12,
      "none": "A boot, for the ledger, which gives one row of services.exe for each."
    },
    {
      "event": 13,
      "none": "A shutdown, for the ledger."
    }
  ]
}

"""#),
  ("powershell.json", #"""
{
  "provider": "Microsoft-Windows-PowerShell",
  "include": ["device"],
  "includes": {
    "powershell": {
      "let": {
        "shell": "procByPID(hexToLong(System.ProcessID))"
      },
      "columns": {
        "AccountSid": "System.UserID",
        "AccountName": "nameOfSID(System.UserID)",
        "InitiatingProcessId": "System.ProcessID",
        "InitiatingProcessFileName": "basename($shell.image)",
        "InitiatingProcessCommandLine": "$shell.commandLine"
      }
    }
  },
  "mappings": [
    {
      "event": 4103,
      "table": "DeviceEvents",
      "action": "PowerShellCommand",
      "include": ["powershell"],
      "columns": {
        "InitiatingProcessCommandLine": "coalesce($shell.commandLine, line(ContextInfo, 'Host Application = '))",
        "AdditionalFields": "{ Command: between(Payload, 'CommandInvocation(', ')') }"
      }
    },
    {
      "event": 4104,
      "table": "DeviceEvents",
      "action": "AmsiScriptContent",
      "include": ["powershell"],
      "note": "A script that is too long for one event is put together again; the row is that of its first piece. Where a piece is missing, each gives a row.",
      "when": "$script != ''",
      "let": {
        "script": "scriptText(ScriptBlockText, ScriptBlockId, MessageNumber, MessageTotal)"
      },
      "columns": {
        "AdditionalFields": "{ ScriptContent: $script, ScriptBlockId, Path, MessageNumber: if(hexToLong(MessageTotal) != 1, hexToLong(MessageNumber)), MessageTotal: if(hexToLong(MessageTotal) != 1, hexToLong(MessageTotal)) }"
      }
    }
  ]
}

"""#),
  ("security-accounts.json", #"""
{
  "provider": "Microsoft-Windows-Security-Auditing",
  "note": "Changes to accounts, groups, the directory and policies.",
  "include": ["device"],
  "includes": {
    "account": {
      "include": ["subjectActs"],
      "columns": {
        "AccountName": "TargetUserName",
        "AccountDomain": "TargetDomainName",
        "AccountSid": "TargetSid",
        "AdditionalFields": "{ ...fields }"
      }
    },
    "group": {
      "include": ["subjectActs"],
      "columns": {
        "AccountName": "TargetUserName",
        "AccountDomain": "TargetDomainName",
        "AccountSid": "TargetSid",
        "AdditionalFields": "{ GroupName: TargetUserName, GroupDomainName: TargetDomainName, GroupSid: TargetSid }"
      }
    },
    "member": {
      "include": ["group"],
      "columns": {
        "AccountName": "nameOfSID(MemberSid)",
        "AccountSid": "MemberSid"
      }
    },
    "directoryObject": {
      "columns": {
        "AccountName": "lower(SubjectUserName)",
        "AccountSid": "SubjectUserSid",
        "AdditionalFields": "{ ...fields }"
      }
    }
  },
  "mappings": [
    {
      "event": 4720,
      "table": "DeviceEvents",
      "action": "UserAccountCreated",
      "include": ["account"]
    },
    {
      "event": [4722, 4725, 4738, 4740, 4767, 4781, 4765, 4766],
      "table": "DeviceEvents",
      "action": "UserAccountModified",
      "include": ["account"]
    },
    {
      "event": [4723, 4724],
      "table": "DeviceEvents",
      "action": "PasswordChangeAttempt",
      "include": ["account"]
    },
    {
      "event": 4726,
      "table": "DeviceEvents",
      "action": "UserAccountDeleted",
      "include": ["account"]
    },
    {
      "event": 4731,
      "table": "DeviceEvents",
      "action": "SecurityGroupCreated",
      "include": ["group"]
    },
    {
      "event": 4734,
      "table": "DeviceEvents",
      "action": "SecurityGroupDeleted",
      "include": ["group"]
    },
    {
      "event": 4732,
      "table": "DeviceEvents",
      "action": "UserAccountAddedToLocalGroup",
      "include": ["member"]
    },
    {
      "event": 4733,
      "table": "DeviceEvents",
      "action": "UserAccountRemovedFromLocalGroup",
      "include": ["member"]
    },
    {
      "event": 4797,
      "table": "DeviceEvents",
      "action": "AccountCheckedForBlankPassword",
      "include": ["account"]
    },
    {
      "event": [4727, 4728, 4729, 4730, 4735, 4737, 4741, 4742, 4743, 4754, 4755, 4756, 4757, 4758],
      "table": "IdentityDirectoryEvents",
      "action": "Group/Account change (MDI)",
      "emit": "extensions",
      "include": ["identity"],
      "columns": {
        "AccountName": "MemberName",
        "TargetAccountDisplayName": "TargetUserName",
        "AdditionalFields": "{ ...fields }"
      }
    },
    {
      "event": 5136,
      "table": "DeviceEvents",
      "action": "DirectoryServiceObjectModified",
      "include": ["directoryObject"]
    },
    {
      "event": 5137,
      "table": "DeviceEvents",
      "action": "DirectoryServiceObjectCreated",
      "include": ["directoryObject"]
    },
    {
      "event": 4719,
      "table": "DeviceEvents",
      "action": "AuditPolicyModification",
      "columns": {
        "AccountName": "lower(SubjectUserName)",
        "AccountSid": "SubjectUserSid",
        "AdditionalFields": "{ CategoryId, SubcategoryId, SubcategoryGuid, AuditPolicyChanges }"
      }
    }
  ]
}

"""#),
  ("security-logons.json", #"""
{
  "provider": "Microsoft-Windows-Security-Auditing",
  "note": "Logons, and what a domain controller says of them.",
  "include": ["device"],
  "includes": {
    "logon": {
      "include": ["actorByPID"],
      "let": {
        "remoteIP": "IpAddress"
      },
      "columns": {
        "AccountName": "lower(TargetUserName)",
        "AccountDomain": "lower(TargetDomainName)",
        "Protocol": "lookup('LogonProtocols', AuthenticationPackageName)",
        "RemoteIP": "normIP($remoteIP)",
        "RemoteIPType": "ipType($remoteIP)",
        "RemotePort": "if(hexToLong(IpPort) != 0, hexToLong(IpPort))"
      }
    },
    "logoff": {
      "columns": {
        "AccountName": "lower(TargetUserName)",
        "AccountDomain": "lower(TargetDomainName)",
        "AccountSid": "TargetUserSid",
        "LogonId": "hexToLong(TargetLogonId)",
        "LogonType": "lookup('LogonTypes', LogonType)"
      }
    },
    "kerberos": {
      "include": ["identity"],
      "columns": {
        "AccountName": "TargetUserName",
        "Protocol": "'Kerberos'",
        "IPAddress": "normIP(IpAddress)",
        "DeviceName": "dnsName(IpAddress)"
      }
    }
  },
  "mappings": [
    {
      "event": 4624,
      "table": "DeviceLogonEvents",
      "action": "LogonSuccess",
      "include": ["logon"],
      "let": {
        "session": "session(hexToLong(TargetLogonId))"
      },
      "columns": {
        "LogonType": "lookup('LogonTypes', LogonType)",
        "AccountSid": "TargetUserSid",
        "LogonId": "hexToLong(TargetLogonId)",
        "RemoteDeviceName": "WorkstationName",
        "IsLocalAdmin": "if($session.isAdmin, true, ElevatedToken == '%%1842')",
        "AdditionalFields": "{ IsLocalLogon: LogonType in (2, 7, 11), LogonProcessName, LmPackageName, KeyLength: hexToLong(KeyLength), LogonGuid, TargetLinkedLogonId, ElevatedToken }"
      }
    },
    {
      "event": 4625,
      "table": "DeviceLogonEvents",
      "action": "LogonFailed",
      "include": ["logon"],
      "columns": {
        "LogonType": "lookup('LogonTypes', LogonType)",
        "AccountSid": "TargetUserSid",
        "RemoteDeviceName": "WorkstationName",
        "FailureReason": "lookup('LogonFailures', lower(if(hexToLong(SubStatus) != 0, SubStatus, Status)))",
        "AdditionalFields": "{ IsLocalLogon: LogonType in (2, 7, 11), LogonProcessName, LmPackageName, KeyLength: hexToLong(KeyLength), Status, SubStatus }"
      }
    },
    {
      "event": 4648,
      "table": "DeviceLogonEvents",
      "action": "LogonAttempted",
      "include": ["logon"],
      "note": "Someone used the credentials of another account: outbound, seen on the machine that it began on.",
      "columns": {
        "RemoteDeviceName": "if(TargetServerName =~ 'localhost', null, TargetServerName)",
        "AdditionalFields": "{ TargetServerName, TargetInfo, SubjectLogonId }"
      }
    },
    {
      "event": [4634, 4647],
      "table": "DeviceLogonEvents",
      "action": "LogoffSuccess",
      "emit": "extensions",
      "include": ["logoff"]
    },
    {
      "event": 4672,
      "none": "Privileges of a session, which make IsLocalAdmin: for the ledger."
    },
    {
      "event": 4627,
      "none": "Groups of a session, which make IsLocalAdmin: for the ledger."
    },
    {
      "event": [4768, 4769, 4771],
      "table": "IdentityLogonEvents",
      "action": "LogonSuccess",
      "when": "coalesce(hexToLong(Status), 0) == 0",
      "emit": "extensions",
      "include": ["kerberos"]
    },
    {
      "event": [4768, 4769, 4771],
      "table": "IdentityLogonEvents",
      "action": "LogonFailed",
      "when": "hexToLong(Status) != 0",
      "emit": "extensions",
      "include": ["kerberos"],
      "columns": {
        "FailureReason": "Status"
      }
    },
    {
      "event": 4776,
      "table": "IdentityLogonEvents",
      "action": "LogonSuccess",
      "when": "hexToLong(Status) == 0",
      "emit": "extensions",
      "include": ["identity"],
      "columns": {
        "AccountName": "TargetUserName",
        "Protocol": "'Ntlm'",
        "DeviceName": "Workstation"
      }
    },
    {
      "event": 4776,
      "table": "IdentityLogonEvents",
      "action": "LogonFailed",
      "when": "hexToLong(Status) != 0",
      "emit": "extensions",
      "include": ["identity"],
      "columns": {
        "AccountName": "TargetUserName",
        "Protocol": "'Ntlm'",
        "DeviceName": "Workstation",
        "FailureReason": "Status"
      }
    },
    {
      "event": 4778,
      "table": "DeviceEvents",
      "action": "RemoteDesktopConnection",
      "columns": {
        "AccountName": "lower(AccountName)",
        "AccountDomain": "lower(AccountDomain)",
        "RemoteIP": "normIP(ClientAddress)",
        "RemoteDeviceName": "ClientName",
        "LogonId": "hexToLong(LogonID)",
        "AdditionalFields": "{ SessionName }"
      }
    },
    {
      "event": 4779,
      "table": "DeviceEvents",
      "action": "RemoteDesktopDisconnection",
      "emit": "extensions",
      "columns": {
        "AccountName": "lower(AccountName)",
        "RemoteIP": "normIP(ClientAddress)",
        "RemoteDeviceName": "ClientName"
      }
    }
  ]
}

"""#),
  ("security-network.json", #"""
{
  "provider": "Microsoft-Windows-Security-Auditing",
  "note": "The Windows Filtering Platform, and devices that were plugged in. A 5156 of which Sysmon logged the same connection gives no row.",
  "include": ["device"],
  "includes": {
    "filtered": {
      "include": ["actorByPID", "connection"],
      "note": "5156 and 5157 call the process ProcessID, in decimal; the others ProcessId.",
      "let": {
        "actorID": "coalesce(hexToLong(ProcessID), hexToLong(ProcessId))",
        "actorImage": "Application",
        "actorAccount": "$actor.account",
        "actorDomain": "$actor.domain",
        "actorSID": "$actor.sid",
        "actorLogonID": "$actor.logonID",
        "sourceIP": "SourceAddress",
        "sourcePort": "SourcePort",
        "sourceName": "null",
        "destinationIP": "DestAddress",
        "destinationPort": "DestPort",
        "destinationName": "null",
        "localIsSource": "if(Direction == '%%14592', localIsSource(SourceAddress, SourcePort, null, DestAddress, DestPort, null, Protocol, $actor), true)"
      },
      "columns": {
        "Protocol": "lookup('IPProtocols', Protocol)",
        "AdditionalFields": "{ FilterRTID: hexToLong(FilterRTID), LayerName, LayerRTID, RemoteUserID, RemoteMachineID }"
      }
    }
  },
  "mappings": [
    {
      "event": 5156,
      "table": "DeviceNetworkEvents",
      "action": "InboundConnectionAccepted",
      "merge": "connection",
      "when": "Direction == '%%14592'",
      "include": ["filtered"]
    },
    {
      "event": 5156,
      "table": "DeviceNetworkEvents",
      "action": "ConnectionSuccess",
      "merge": "connection",
      "when": "Direction == '%%14593'",
      "include": ["filtered"]
    },
    {
      "event": 5154,
      "table": "DeviceNetworkEvents",
      "action": "ListeningConnectionCreated",
      "include": ["filtered"],
      "let": {
        "destinationIP": "null",
        "destinationPort": "null"
      }
    },
    {
      "event": 5158,
      "table": "DeviceNetworkEvents",
      "action": "LocalPortBound",
      "emit": "extensions",
      "include": ["filtered"],
      "let": {
        "destinationIP": "null",
        "destinationPort": "null"
      }
    },
    {
      "event": [5152, 5157],
      "table": "DeviceEvents",
      "action": "FirewallInboundConnectionBlocked",
      "when": "Direction == '%%14592'",
      "include": ["filtered"]
    },
    {
      "event": [5152, 5157],
      "table": "DeviceEvents",
      "action": "FirewallOutboundConnectionBlocked",
      "when": "Direction == '%%14593'",
      "include": ["filtered"]
    },
    {
      "event": 5159,
      "none": "A bind to a local port was blocked."
    },
    {
      "event": 5031,
      "table": "DeviceEvents",
      "action": "FirewallInboundConnectionToAppBlocked",
      "columns": {
        "FolderPath": "dosPath(Application)"
      }
    },
    {
      "event": 5025,
      "table": "DeviceEvents",
      "action": "FirewallServiceStopped"
    },
    {
      "event": 6416,
      "table": "DeviceEvents",
      "action": "PnpDeviceConnected",
      "columns": {
        "AdditionalFields": "{ DeviceId, DeviceDescription, ClassId, ClassName, VendorIds, LocationInformation }"
      }
    }
  ]
}

"""#),
  ("security-objects.json", #"""
{
  "provider": "Microsoft-Windows-Security-Auditing",
  "note": "Access to files, keys, processes and shares, and services and tasks that were installed.",
  "include": ["device"],
  "includes": {
    "file": {
      "include": ["actorByPID"],
      "columns": {
        "FileName": "basename(ObjectName)",
        "FolderPath": "ObjectName"
      }
    },
    "key": {
      "include": ["actorByPID"],
      "columns": {
        "RegistryKey": "hive(ObjectName)"
      }
    },
    "processObject": {
      "include": ["actorByPID"],
      "columns": {
        "FileName": "basename(ObjectName)",
        "FolderPath": "dosPath(ObjectName)",
        "AdditionalFields": "{ DesiredAccess: hexToLong(AccessMask) }"
      }
    },
    "share": {
      "include": ["subject"],
      "let": {
        "sharePath": "dosPath(ShareLocalPath)"
      },
      "columns": {
        "FileName": "basename(RelativeTargetName)",
        "FolderPath": "coalesce(concat($sharePath, '\\', RelativeTargetName), $sharePath)",
        "RemoteIP": "normIP(IpAddress)",
        "RemotePort": "hexToLong(IpPort)",
        "AdditionalFields": "{ ShareName, ShareLocalPath, RelativeTargetName, AccessMask, AccessList }"
      }
    },
    "task": {
      "include": ["subject"],
      "columns": {
        "InitiatingProcessId": "ClientProcessId",
        "AdditionalFields": "{ TaskName, TaskContent, SubjectUserSid, SubjectUserName, SubjectDomainName }"
      }
    }
  },
  "mappings": [
    {
      "event": 4656,
      "table": "DeviceFileEvents",
      "action": "FileModified",
      "when": "ObjectType == 'File' and bits(AccessMask, 0x6)",
      "emit": "audit-requests",
      "include": ["file"],
      "note": "WriteData or AppendData was asked for; 4663 says that it was used."
    },
    {
      "event": 4656,
      "table": "DeviceRegistryEvents",
      "action": "RegistryValueSet",
      "when": "ObjectType == 'Key' and bits(AccessMask, 0x2)",
      "emit": "audit-requests",
      "include": ["key"]
    },
    {
      "event": 4656,
      "table": "DeviceEvents",
      "action": "OpenProcessApiCall",
      "when": "ObjectType == 'Process'",
      "include": ["processObject"]
    },
    {
      "event": 4663,
      "table": "DeviceFileEvents",
      "action": "FileModified",
      "when": "ObjectType == 'File' and bits(AccessMask, 0x6)",
      "include": ["file"]
    },
    {
      "event": 4663,
      "table": "DeviceRegistryEvents",
      "action": "RegistryValueSet",
      "when": "ObjectType == 'Key' and bits(AccessMask, 0x2)",
      "include": ["key"],
      "note": "Neither the value nor its data are logged; 4657 has them."
    },
    {
      "event": 4663,
      "table": "DeviceEvents",
      "action": "OpenProcessApiCall",
      "when": "ObjectType == 'Process'",
      "include": ["processObject"]
    },
    {
      "event": 4657,
      "table": "DeviceRegistryEvents",
      "action": "RegistryValueSet",
      "when": "OperationType in ('%%1904', '%%1905')",
      "include": ["key"],
      "columns": {
        "RegistryValueName": "ObjectValueName",
        "RegistryValueData": "raw(NewValue)",
        "RegistryValueType": "lookup('RegistryTypes', NewValueType)",
        "PreviousRegistryKey": "hive(ObjectName)",
        "PreviousRegistryValueName": "ObjectValueName",
        "PreviousRegistryValueData": "OldValue"
      }
    },
    {
      "event": 4657,
      "table": "DeviceRegistryEvents",
      "action": "RegistryValueDeleted",
      "when": "OperationType == '%%1906'",
      "include": ["key"],
      "columns": {
        "PreviousRegistryKey": "hive(ObjectName)",
        "PreviousRegistryValueName": "ObjectValueName",
        "PreviousRegistryValueData": "OldValue"
      }
    },
    {
      "event": 4660,
      "table": "DeviceFileEvents",
      "action": "FileDeleted",
      "when": "deletedObject(HandleId, ProcessId) != ''",
      "include": ["file"],
      "note": "The event names the handle only; the 4656 or 4663 that opened it to delete the file says which one it was.",
      "let": {
        "object": "deletedObject(HandleId, ProcessId)"
      },
      "columns": {
        "FileName": "basename($object)",
        "FolderPath": "$object"
      }
    },
    {
      "event": 4697,
      "table": "DeviceEvents",
      "action": "ServiceInstalled",
      "include": ["subject"],
      "columns": {
        "FileName": "basename(exe(ServiceFileName))",
        "FolderPath": "exe(ServiceFileName)",
        "AdditionalFields": "{ ServiceName, ServiceAccount, ServiceStartType: hexToLong(ServiceStartType), ServiceType: hexToLong(ServiceType), ServiceFileName }"
      }
    },
    {
      "event": 4698,
      "table": "DeviceEvents",
      "action": "ScheduledTaskCreated",
      "include": ["task"]
    },
    {
      "event": 4699,
      "table": "DeviceEvents",
      "action": "ScheduledTaskDeleted",
      "include": ["task"]
    },
    {
      "event": 4700,
      "table": "DeviceEvents",
      "action": "ScheduledTaskEnabled",
      "include": ["task"]
    },
    {
      "event": 4701,
      "table": "DeviceEvents",
      "action": "ScheduledTaskDisabled",
      "include": ["task"]
    },
    {
      "event": 4702,
      "table": "DeviceEvents",
      "action": "ScheduledTaskUpdated",
      "include": ["task"],
      "columns": {
        "AdditionalFields": "{ TaskName, TaskContent: TaskContentNew, SubjectUserSid, SubjectUserName, SubjectDomainName }"
      }
    },
    {
      "event": 5140,
      "table": "DeviceEvents",
      "action": "NetworkShareObjectAccessed",
      "emit": "extensions",
      "include": ["share"]
    },
    {
      "event": 5142,
      "table": "DeviceEvents",
      "action": "NetworkShareObjectAdded",
      "include": ["share"]
    },
    {
      "event": 5143,
      "table": "DeviceEvents",
      "action": "NetworkShareObjectModified",
      "include": ["share"]
    },
    {
      "event": 5144,
      "table": "DeviceEvents",
      "action": "NetworkShareObjectDeleted",
      "include": ["share"]
    },
    {
      "event": 5145,
      "table": "DeviceEvents",
      "action": "NetworkShareObjectAccessChecked",
      "include": ["share"]
    }
  ]
}

"""#),
  ("security-processes.json", #"""
{
  "provider": "Microsoft-Windows-Security-Auditing",
  "note": "Processes, and the start of Windows. A 4688 of which Sysmon logged the same process gives no row: the row of Sysmon has its facts.",
  "include": ["device"],
  "mappings": [
    {
      "event": 4688,
      "table": "DeviceProcessEvents",
      "action": "ProcessCreated",
      "merge": "process",
      "include": ["actorByPID"],
      "note": "Version 0 has no command line and no name of the parent, version 1 the command line, version 2 the account that the process runs as.",
      "let": {
        "actorImage": "ParentProcessName",
        "isOther": "TargetUserSid != 'S-1-0-0'",
        "logonID": "if(hexToLong(TargetLogonId) != 0, hexToLong(TargetLogonId), hexToLong(SubjectLogonId))",
        "session": "session($logonID)",
        "self": "procByPID(hexToLong(NewProcessId))"
      },
      "columns": {
        "FileName": "basename(NewProcessName)",
        "FolderPath": "NewProcessName",
        "ProcessId": "hexToLong(NewProcessId)",
        "ProcessUniqueId": "$self.guid",
        "ProcessCommandLine": "CommandLine",
        "ProcessCreationTime": "System.TimeCreated",
        "ProcessTokenElevation": "lookup('TokenElevationTypes', TokenElevationType)",
        "ProcessIntegrityLevel": "lookup('MandatoryLabels', MandatoryLabel)",
        "IsProcessRemoteSession": "$session.logonType in (10, 12)",
        "ProcessRemoteSessionIP": "if($session.logonType == 10, $session.ip)",
        "ProcessRemoteSessionDeviceName": "if($session.logonType == 10, $session.workstation)",
        "AccountName": "lower(if($isOther, coalesce(TargetUserName, SubjectUserName), SubjectUserName))",
        "AccountDomain": "lower(if($isOther, coalesce(TargetDomainName, SubjectDomainName), SubjectDomainName))",
        "AccountSid": "if($isOther, TargetUserSid, SubjectUserSid)",
        "LogonId": "$logonID",
        "AdditionalFields": "{ LogonRemoteIP: $session.ip, MandatoryLabel }"
      }
    },
    {
      "event": 4689,
      "table": "DeviceEvents",
      "action": "ProcessTerminated",
      "emit": "extensions",
      "columns": {
        "FileName": "basename(ProcessName)",
        "FolderPath": "ProcessName",
        "ProcessId": "hexToLong(ProcessId)"
      }
    },
    {
      "event": 4696,
      "none": "A primary token was assigned to a process."
    },
    {
      "event": [4673, 4674],
      "none": "A privilege was used: evidence of a process, for the ledger."
    },
    {
      "event": 4608,
      "none": "Windows is starting: a boot, for the ledger."
    },
    {
      "event": 4616,
      "none": "The clock was set: for the ledger."
    }
  ]
}

"""#),
  ("service-control-manager.json", #"""
{
  "provider": "Service Control Manager",
  "include": ["device"],
  "mappings": [
    {
      "event": 7045,
      "table": "DeviceEvents",
      "action": "ServiceInstalled",
      "merge": "service",
      "note": "No row where the Security log has a 4697 of the same service.",
      "columns": {
        "FileName": "basename(exe(ImagePath))",
        "FolderPath": "exe(ImagePath)",
        "AccountSid": "System.UserID",
        "AccountName": "nameOfSID(System.UserID)",
        "AdditionalFields": "{ ServiceName, ServiceAccount: AccountName, ServiceStartType: StartType, ServiceType }"
      }
    },
    {
      "event": 7036,
      "none": "A service started or stopped."
    }
  ]
}

"""#),
  ("sysmon.json", #"""
{
  "provider": "Microsoft-Windows-Sysmon",
  "note": "UtcTime is the time of what happened; events 3 and 22 take it from a clock that may be seconds early, which skewedTime corrects.",
  "include": ["device"],
  "let": {
    "time": "utcTime(UtcTime)"
  },
  "mappings": [
    {
      "event": 1,
      "table": "DeviceProcessEvents",
      "action": "ProcessCreated",
      "include": ["actor", "hashes"],
      "let": {
        "actorGUID": "ParentProcessGuid",
        "actorPath": "ParentImage",
        "actorID": "hexToLong(ParentProcessId)",
        "actorUser": "ParentUser",
        "actorCommandLine": "coalesce(ParentCommandLine, $actor.commandLine)",
        "self": "proc(ProcessGuid)",
        "session": "session(hexToLong(LogonId))"
      },
      "columns": {
        "FileName": "basename(Image)",
        "FolderPath": "Image",
        "ProcessId": "ProcessId",
        "ProcessUniqueId": "ProcessGuid",
        "ProcessCommandLine": "CommandLine",
        "ProcessCreationTime": "UtcTime",
        "ProcessIntegrityLevel": "IntegrityLevel",
        "ProcessTokenElevation": "$self.elevation",
        "ProcessVersionInfoCompanyName": "Company",
        "ProcessVersionInfoProductName": "Product",
        "ProcessVersionInfoProductVersion": "FileVersion",
        "ProcessVersionInfoOriginalFileName": "OriginalFileName",
        "ProcessVersionInfoFileDescription": "Description",
        "CreatedProcessSessionId": "TerminalSessionId",
        "IsProcessRemoteSession": "$session.logonType in (10, 12)",
        "ProcessRemoteSessionIP": "if($session.logonType == 10, $session.ip)",
        "ProcessRemoteSessionDeviceName": "if($session.logonType == 10, $session.workstation)",
        "AccountName": "lower(userPart(User))",
        "AccountDomain": "lower(domainPart(User))",
        "AccountSid": "coalesce(sidOf(User), $self.sid)",
        "LogonId": "hexToLong(LogonId)",
        "AdditionalFields": "{ ProcessCurrentWorkingDirectory: CurrentDirectory, Imphash: hash(Hashes, 'IMPHASH'), LogonGuid, RuleName, LogonRemoteIP: $session.ip }"
      }
    },
    {
      "event": 2,
      "table": "DeviceEvents",
      "action": "FileTimestampModificationEvent",
      "include": ["actor"],
      "columns": {
        "FileName": "basename(TargetFilename)",
        "FolderPath": "TargetFilename",
        "AdditionalFields": "{ CreationUtcTime, PreviousCreationUtcTime }"
      }
    },
    {
      "event": 3,
      "table": "DeviceNetworkEvents",
      "action": "ConnectionSuccess",
      "when": "Initiated == true",
      "include": ["actor", "sysmonConnection"],
      "let": {
        "localIsSource": "true"
      }
    },
    {
      "event": 3,
      "table": "DeviceNetworkEvents",
      "action": "InboundConnectionAccepted",
      "when": "Initiated == false",
      "include": ["actor", "sysmonConnection"],
      "note": "Which side is this machine differs from version to version of Sysmon and Windows: localIsSource decides for each event."
    },
    {
      "event": 4,
      "none": "The state of Sysmon's own service."
    },
    {
      "event": 5,
      "table": "DeviceEvents",
      "action": "ProcessTerminated",
      "emit": "extensions",
      "note": "Defender has no action for the end of a process. The ledger has it.",
      "include": ["actor"],
      "columns": {
        "FileName": "basename(Image)",
        "FolderPath": "Image",
        "ProcessId": "ProcessId"
      }
    },
    {
      "event": 6,
      "table": "DeviceEvents",
      "action": "DriverLoad",
      "include": ["hashes"],
      "columns": {
        "FileName": "basename(ImageLoaded)",
        "FolderPath": "ImageLoaded",
        "InitiatingProcessId": "4",
        "InitiatingProcessFileName": "'System'",
        "AdditionalFields": "{ Signed, Signature, SignatureStatus }"
      }
    },
    {
      "event": 7,
      "table": "DeviceImageLoadEvents",
      "action": "ImageLoaded",
      "include": ["actor", "hashes"],
      "note": "The version of the file is the DLL's, for which the table has no columns.",
      "columns": {
        "FileName": "basename(ImageLoaded)",
        "FolderPath": "ImageLoaded"
      }
    },
    {
      "event": 7,
      "table": "DeviceFileCertificateInfo",
      "when": "hash(Hashes, 'SHA1') != '' and Signed in (true, false)",
      "columns": {
        "SHA1": "hash(Hashes, 'SHA1')",
        "IsSigned": "Signed",
        "Signer": "Signature",
        "IsTrusted": "SignatureStatus == 'Valid'"
      }
    },
    {
      "event": 8,
      "table": "DeviceEvents",
      "action": "CreateRemoteThreadApiCall",
      "include": ["actor"],
      "let": {
        "actorGUID": "SourceProcessGuid",
        "actorPath": "SourceImage",
        "actorID": "hexToLong(SourceProcessId)",
        "actorUser": "SourceUser",
        "target": "proc(TargetProcessGuid)"
      },
      "columns": {
        "FileName": "basename(TargetImage)",
        "FolderPath": "TargetImage",
        "ProcessId": "TargetProcessId",
        "ProcessCommandLine": "$target.commandLine",
        "ProcessCreationTime": "guidTime(TargetProcessGuid)",
        "AdditionalFields": "{ NewThreadId, StartAddress, StartModule, StartFunction }"
      }
    },
    {
      "event": 9,
      "table": "DeviceEvents",
      "action": "RawAccessRead",
      "emit": "extensions",
      "include": ["actor"],
      "columns": {
        "FolderPath": "Device"
      }
    },
    {
      "event": 10,
      "table": "DeviceEvents",
      "action": "OpenProcessApiCall",
      "include": ["actor"],
      "note": "The identifiers are called ...GUID here.",
      "let": {
        "actorGUID": "coalesce(SourceProcessGUID, SourceProcessGuid)",
        "actorPath": "SourceImage",
        "actorID": "hexToLong(SourceProcessId)",
        "actorUser": "SourceUser",
        "targetGUID": "coalesce(TargetProcessGUID, TargetProcessGuid)",
        "target": "proc($targetGUID)"
      },
      "columns": {
        "FileName": "basename(TargetImage)",
        "FolderPath": "TargetImage",
        "ProcessId": "TargetProcessId",
        "ProcessCommandLine": "$target.commandLine",
        "ProcessCreationTime": "guidTime($targetGUID)",
        "AdditionalFields": "{ DesiredAccess: hexToLong(GrantedAccess), CallTrace, SourceThreadId }"
      }
    },
    {
      "event": 11,
      "table": "DeviceFileEvents",
      "action": "FileCreated",
      "include": ["actor", "sysmonFile"],
      "note": "Also when a file is overwritten: FileModified cannot be told apart.",
      "columns": {
        "RequestProtocol": "concluded(if(hexToLong(ProcessId) == 4, 'SMB', 'Local'))",
        "RequestAccountName": "userPart(User)",
        "RequestAccountDomain": "domainPart(User)",
        "AdditionalFields": "{ FileType: 'Unknown', CreationUtcTime }"
      }
    },
    {
      "event": 12,
      "table": "DeviceRegistryEvents",
      "action": "RegistryKeyCreated",
      "when": "EventType == 'CreateKey'",
      "include": ["actor"],
      "columns": {
        "RegistryKey": "hive(TargetObject)"
      }
    },
    {
      "event": 12,
      "table": "DeviceRegistryEvents",
      "action": "RegistryKeyDeleted",
      "when": "EventType == 'DeleteKey'",
      "include": ["actor"],
      "columns": {
        "PreviousRegistryKey": "hive(TargetObject)"
      }
    },
    {
      "event": 12,
      "table": "DeviceRegistryEvents",
      "action": "RegistryValueDeleted",
      "when": "EventType == 'DeleteValue'",
      "include": ["actor"],
      "columns": {
        "RegistryKey": "hive(keyPart(TargetObject))",
        "PreviousRegistryKey": "hive(keyPart(TargetObject))",
        "PreviousRegistryValueName": "valuePart(TargetObject)"
      }
    },
    {
      "event": 13,
      "table": "DeviceRegistryEvents",
      "action": "RegistryValueSet",
      "when": "EventType == 'SetValue'",
      "include": ["actor"],
      "columns": {
        "RegistryKey": "hive(keyPart(TargetObject))",
        "RegistryValueName": "valuePart(TargetObject)",
        "RegistryValueData": "regData(raw(Details))",
        "RegistryValueType": "concluded(regType(raw(Details)))",
        "PreviousRegistryKey": "hive(keyPart(TargetObject))",
        "PreviousRegistryValueName": "valuePart(TargetObject)"
      }
    },
    {
      "event": 14,
      "table": "DeviceRegistryEvents",
      "action": "RegistryKeyRenamed",
      "include": ["actor"],
      "columns": {
        "RegistryKey": "hive(NewName)",
        "PreviousRegistryKey": "hive(TargetObject)"
      }
    },
    {
      "event": 15,
      "table": "DeviceFileEvents",
      "action": "FileCreated",
      "include": ["actor", "sysmonFile", "hashes"],
      "let": {
        "hashes": "coalesce(Hash, Hashes)"
      },
      "columns": {
        "FileName": "basename(withoutStream(TargetFilename))",
        "FolderPath": "withoutStream(TargetFilename)",
        "FileOriginUrl": "zone(Contents, 'HostUrl')",
        "FileOriginReferrerUrl": "zone(Contents, 'ReferrerUrl')",
        "AdditionalFields": "{ StreamName: streamName(TargetFilename) }"
      }
    },
    {
      "event": 16,
      "none": "A change of Sysmon's own configuration."
    },
    {
      "event": 17,
      "table": "DeviceEvents",
      "action": "NamedPipeEvent",
      "include": ["actor"],
      "columns": {
        "AdditionalFields": "{ PipeName: concat('\\Device\\NamedPipe', PipeName), FileOperation: 'File created' }"
      }
    },
    {
      "event": 18,
      "table": "DeviceEvents",
      "action": "NamedPipeEvent",
      "include": ["actor"],
      "columns": {
        "AdditionalFields": "{ PipeName: concat('\\Device\\NamedPipe', PipeName), FileOperation: 'File opened' }"
      }
    },
    {
      "event": 19,
      "table": "DeviceEvents",
      "action": "WmiEventFilterActivity",
      "emit": "extensions",
      "include": ["wmiAccount"],
      "columns": {
        "AdditionalFields": "{ ...fields }"
      }
    },
    {
      "event": 20,
      "table": "DeviceEvents",
      "action": "WmiEventConsumerActivity",
      "emit": "extensions",
      "include": ["wmiAccount"],
      "columns": {
        "AdditionalFields": "{ ...fields }"
      }
    },
    {
      "event": 21,
      "table": "DeviceEvents",
      "action": "WmiBindEventFilterToConsumer",
      "include": ["wmiAccount"],
      "columns": {
        "AdditionalFields": "{ Consumer, ESS: Filter, Operation, FilterQuery: wmiQuery(Filter), ConsumerDestination: wmiDestination(Consumer) }"
      }
    },
    {
      "event": 22,
      "table": "DeviceEvents",
      "action": "DnsQueryResponse",
      "include": ["actor"],
      "let": {
        "time": "skewedTime(UtcTime)"
      },
      "columns": {
        "RemoteUrl": "QueryName",
        "AdditionalFields": "{ DnsQueryString: QueryName, DnsQueryStatus: hexToLong(QueryStatus), DnsQueryResult: dnsAnswers(QueryResults) }"
      }
    },
    {
      "event": [23, 26],
      "table": "DeviceFileEvents",
      "action": "FileDeleted",
      "include": ["actor", "sysmonFile", "hashes"],
      "columns": {
        "AdditionalFields": "{ IsExecutable, Archived }"
      }
    },
    {
      "event": 24,
      "table": "DeviceEvents",
      "action": "GetClipboardData",
      "include": ["actor", "hashes"],
      "columns": {
        "AdditionalFields": "{ ClientInfo, Session }"
      }
    },
    {
      "event": 25,
      "table": "DeviceEvents",
      "action": "ProcessTampering",
      "emit": "extensions",
      "include": ["actor"],
      "columns": {
        "FileName": "basename(Image)",
        "FolderPath": "Image",
        "ProcessId": "ProcessId",
        "AdditionalFields": "{ Type }"
      }
    },
    {
      "event": 27,
      "table": "DeviceFileEvents",
      "action": "FileBlockExecutable",
      "emit": "extensions",
      "include": ["actor", "sysmonFile", "hashes"]
    },
    {
      "event": 28,
      "table": "DeviceFileEvents",
      "action": "FileBlockShredding",
      "emit": "extensions",
      "include": ["actor", "sysmonFile", "hashes"]
    },
    {
      "event": 29,
      "table": "DeviceFileEvents",
      "action": "FileCreated",
      "include": ["actor", "sysmonFile", "hashes"],
      "columns": {
        "AdditionalFields": "{ FileType: 'PortableExecutable' }"
      }
    },
    {
      "event": 255,
      "none": "An error of Sysmon itself."
    }
  ],
  "includes": {
    "sysmonConnection": {
      "include": ["connection"],
      "let": {
        "time": "skewedTime(UtcTime)",
        "sourceIP": "SourceIp",
        "sourcePort": "SourcePort",
        "sourceName": "SourceHostname",
        "destinationIP": "DestinationIp",
        "destinationPort": "DestinationPort",
        "destinationName": "DestinationHostname",
        "localIsSource": "localIsSource(SourceIp, SourcePort, SourceHostname, DestinationIp, DestinationPort, DestinationHostname, Protocol, $actor)"
      },
      "columns": {
        "Protocol": "lookup('IPProtocols', Protocol)",
        "AdditionalFields": "{ FilterRTID: mergedFilterID() }"
      }
    },
    "sysmonFile": {
      "columns": {
        "FileName": "basename(TargetFilename)",
        "FolderPath": "TargetFilename"
      }
    },
    "wmiAccount": {
      "columns": {
        "AccountName": "lower(userPart(User))",
        "AccountDomain": "lower(domainPart(User))"
      }
    }
  }
}

"""#),
  ("terminal-services-local.json", #"""
{
  "provider": "Microsoft-Windows-TerminalServices-LocalSessionManager",
  "include": ["device"],
  "mappings": [
    {
      "event": 21,
      "table": "DeviceLogonEvents",
      "action": "LogonSuccess",
      "emit": "extensions",
      "let": {
        "user": "UserData[EventXML/User]",
        "address": "UserData[EventXML/Address]"
      },
      "columns": {
        "AccountName": "lower(userPart($user))",
        "AccountDomain": "lower(domainPart($user))",
        "RemoteIP": "normIP($address)",
        "RemoteIPType": "ipType($address)",
        "LogonType": "if(isIP($address), 'RemoteInteractive', 'Interactive')"
      }
    }
  ]
}

"""#),
  ("terminal-services-remote.json", #"""
{
  "provider": "Microsoft-Windows-TerminalServices-RemoteConnectionManager",
  "include": ["device"],
  "mappings": [
    {
      "event": 1149,
      "table": "DeviceLogonEvents",
      "action": "LogonAttempted",
      "emit": "extensions",
      "columns": {
        "AccountName": "lower(UserData[EventXML/Param1])",
        "AccountDomain": "lower(UserData[EventXML/Param2])",
        "RemoteIP": "normIP(UserData[EventXML/Param3])",
        "RemoteIPType": "ipType(UserData[EventXML/Param3])",
        "LogonType": "'RemoteInteractive'"
      }
    }
  ]
}

"""#),
  ("wmi-activity.json", #"""
{
  "provider": "Microsoft-Windows-WMI-Activity",
  "include": ["device"],
  "mappings": [
    {
      "event": 5861,
      "table": "DeviceEvents",
      "action": "WmiBindEventFilterToConsumer",
      "columns": {
        "AdditionalFields": "{ Namespace: UserData[Operation_ESStoConsumerBinding/Namespace], ESS: UserData[Operation_ESStoConsumerBinding/ESS], Consumer: UserData[Operation_ESStoConsumerBinding/CONSUMER], PossibleCause: UserData[Operation_ESStoConsumerBinding/PossibleCause] }"
      }
    }
  ]
}

"""#),
]
