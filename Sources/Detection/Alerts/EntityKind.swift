/// The kinds of entities that rules may map, and what may be said of each.
///
/// Source: Azure-Sentinel, EntityMappingIdentifiers; Microsoft, "Entity types reference".
enum EntityKind: String, CaseIterable, Sendable {
  case account = "Account"
  case host = "Host"
  case ip = "IP"
  case process = "Process"
  case file = "File"
  case fileHash = "FileHash"
  case registryKey = "RegistryKey"
  case registryValue = "RegistryValue"
  case url = "URL"
  case dns = "DNS"
  case malware = "Malware"
  case securityGroup = "SecurityGroup"
  case azureResource = "AzureResource"
  case cloudApplication = "CloudApplication"
  case mailbox = "Mailbox"
  case mailMessage = "MailMessage"
  case mailCluster = "MailCluster"
  case submissionMail = "SubmissionMail"

  /// The kind of a name, in whatever letter case; nil for another name.
  init?(name: String) {
    let wanted = name.lowercased()
    guard let found = Self.allCases.first(where: { $0.rawValue.lowercased() == wanted }) else {
      return nil
    }
    self = found
  }

  /// The `Type` of the entity in an alert.
  var jsonType: String {
    switch self {
    case .registryKey: "registry-key"
    case .registryValue: "registry-value"
    case .securityGroup: "security-group"
    case .azureResource: "azure-resource"
    case .cloudApplication: "cloud-application"
    default: rawValue.lowercased()
    }
  }

  /// What may be mapped.
  var identifiers: Set<String> {
    switch self {
    case .account:
      [
        "Name", "FullName", "NTDomain", "DnsDomain", "UPNSuffix", "Sid", "AadTenantId",
        "AadUserId", "PUID", "IsDomainJoined", "DisplayName", "ObjectGuid", "CloudAppAccountId",
      ]
    case .host:
      [
        "DnsDomain", "NTDomain", "HostName", "FullName", "NetBiosName", "AzureID", "OMSAgentID",
        "OSFamily", "OSVersion", "IsDomainJoined",
      ]
    case .ip: ["Address", "AddressScope"]
    case .process: ["ProcessId", "CommandLine", "ElevationToken", "CreationTimeUtc"]
    case .file: ["Directory", "Name"]
    case .fileHash: ["Algorithm", "Value"]
    case .registryKey: ["Hive", "Key"]
    case .registryValue: ["Name", "Value", "ValueType"]
    case .url: ["Url"]
    case .dns: ["DomainName"]
    case .malware: ["Name", "Category"]
    case .securityGroup: ["DistinguishedName", "SID", "ObjectGuid"]
    case .azureResource: ["ResourceId"]
    case .cloudApplication: ["AppId", "Name", "InstanceName"]
    case .mailbox: ["MailboxPrimaryAddress", "DisplayName", "Upn", "ExternalDirectoryObjectId"]
    case .mailMessage:
      [
        "Recipient", "Urls", "Threats", "Sender", "P1Sender", "P1SenderDisplayName",
        "P1SenderDomain", "SenderIP", "P2Sender", "P2SenderDisplayName", "P2SenderDomain",
        "ReceivedDate", "NetworkMessageId", "InternetMessageId", "Subject", "BodyFingerprintBin1",
        "BodyFingerprintBin2", "BodyFingerprintBin3", "BodyFingerprintBin4", "BodyFingerprintBin5",
        "AntispamDirection", "DeliveryAction", "DeliveryLocation", "Language",
        "ThreatDetectionMethods",
      ]
    case .mailCluster:
      [
        "NetworkMessageIds", "CountByDeliveryStatus", "CountByThreatType",
        "CountByProtectionStatus",
        "Threats", "Query", "QueryTime", "MailCount", "IsVolumeAnomaly", "Source",
        "ClusterSourceIdentifier", "ClusterSourceType", "ClusterQueryStartTime",
        "ClusterQueryEndTime", "ClusterGroup",
      ]
    case .submissionMail:
      [
        "SubmissionId", "SubmissionDate", "Submitter", "NetworkMessageId", "Timestamp", "Recipient",
        "Sender", "SenderIp", "Subject", "ReportType",
      ]
    }
  }
}
