internal import ByteIO
internal import EVTX

/// The fields of events that ledgers read, by the names that Microsoft gave them.
enum SourceField: Int, CaseIterable {
  case processGUID, processID, utcTime, image, commandLine, user, logonID, terminalSessionID
  case integrityLevel, hashes, company, product, fileVersion, originalFileName, description
  case parentProcessGUID, parentProcessID, parentImage, parentCommandLine, parentUser
  case sourceProcessGUID, sourceProcessID, sourceImage, sourceUser, targetProcessGUID
  case targetProcessID, targetImage, targetUser, protocolName, initiated, sourceIP
  case sourceHostname, sourcePort, destinationIP, destinationHostname, destinationPort
  case queryName, queryResults, subjectSID, subjectName, subjectDomain, subjectLogonID
  case targetUserSID, targetSID, targetName, targetDomain, targetLogonID, logonType
  case workstationName, ipAddress, ipPort, elevatedToken, groupMembership, newProcessID
  case newProcessName, tokenElevationType, parentProcessName, mandatoryLabel, processName
  case application, direction, sourceAddress, destinationAddress, destPort, filterRTID
  case serviceName, previousTime, newTime, oldTime, startTime, stopTime, majorVersion
  case minorVersion, buildVersion, parameter1, parameter2
  case accessMask, objectType, objectName, handleID, scriptBlockText, scriptBlockID
  case messageNumber, messageTotal, wmiName, wmiQuery, wmiDestination

  /// The name of each.
  static let names: [(field: SourceField, name: String)] = [
    // Sysmon. Event 10 spells identifiers `...GUID`.
    (.processGUID, "ProcessGuid"),
    (.processID, "ProcessId"),
    (.utcTime, "UtcTime"),
    (.image, "Image"),
    (.commandLine, "CommandLine"),
    (.user, "User"),
    (.logonID, "LogonId"),
    (.terminalSessionID, "TerminalSessionId"),
    (.integrityLevel, "IntegrityLevel"),
    (.hashes, "Hashes"),
    (.company, "Company"),
    (.product, "Product"),
    (.fileVersion, "FileVersion"),
    (.originalFileName, "OriginalFileName"),
    (.description, "Description"),
    (.parentProcessGUID, "ParentProcessGuid"),
    (.parentProcessID, "ParentProcessId"),
    (.parentImage, "ParentImage"),
    (.parentCommandLine, "ParentCommandLine"),
    (.parentUser, "ParentUser"),
    (.sourceProcessGUID, "SourceProcessGuid"),
    (.sourceProcessID, "SourceProcessId"),
    (.sourceImage, "SourceImage"),
    (.sourceUser, "SourceUser"),
    (.targetProcessGUID, "TargetProcessGuid"),
    (.targetProcessID, "TargetProcessId"),
    (.targetImage, "TargetImage"),
    (.targetUser, "TargetUser"),
    (.protocolName, "Protocol"),
    (.initiated, "Initiated"),
    (.sourceIP, "SourceIp"),
    (.sourceHostname, "SourceHostname"),
    (.sourcePort, "SourcePort"),
    (.destinationIP, "DestinationIp"),
    (.destinationHostname, "DestinationHostname"),
    (.destinationPort, "DestinationPort"),
    (.queryName, "QueryName"),
    (.queryResults, "QueryResults"),
    // Security.
    (.subjectSID, "SubjectUserSid"),
    (.subjectName, "SubjectUserName"),
    (.subjectDomain, "SubjectDomainName"),
    (.subjectLogonID, "SubjectLogonId"),
    (.targetUserSID, "TargetUserSid"),
    (.targetSID, "TargetSid"),
    (.targetName, "TargetUserName"),
    (.targetDomain, "TargetDomainName"),
    (.targetLogonID, "TargetLogonId"),
    (.logonType, "LogonType"),
    (.workstationName, "WorkstationName"),
    (.ipAddress, "IpAddress"),
    (.ipPort, "IpPort"),
    (.elevatedToken, "ElevatedToken"),
    (.groupMembership, "GroupMembership"),
    (.newProcessID, "NewProcessId"),
    (.newProcessName, "NewProcessName"),
    (.tokenElevationType, "TokenElevationType"),
    (.parentProcessName, "ParentProcessName"),
    (.mandatoryLabel, "MandatoryLabel"),
    (.processName, "ProcessName"),
    (.application, "Application"),
    (.direction, "Direction"),
    (.sourceAddress, "SourceAddress"),
    (.destinationAddress, "DestAddress"),
    (.destPort, "DestPort"),
    (.filterRTID, "FilterRTID"),
    (.serviceName, "ServiceName"),
    (.previousTime, "PreviousTime"),
    (.newTime, "NewTime"),
    (.accessMask, "AccessMask"),
    (.objectType, "ObjectType"),
    (.objectName, "ObjectName"),
    (.handleID, "HandleId"),
    // PowerShell.
    (.scriptBlockText, "ScriptBlockText"),
    (.scriptBlockID, "ScriptBlockId"),
    (.messageNumber, "MessageNumber"),
    (.messageTotal, "MessageTotal"),
    // WMI of Sysmon.
    (.wmiName, "Name"),
    (.wmiQuery, "Query"),
    (.wmiDestination, "Destination"),
    // System.
    (.oldTime, "OldTime"),
    (.startTime, "StartTime"),
    (.stopTime, "StopTime"),
    (.majorVersion, "MajorVersion"),
    (.minorVersion, "MinorVersion"),
    (.buildVersion, "BuildVersion"),
    (.parameter1, "Param1"),
    (.parameter2, "Param2"),
  ]
}

/// Where the records of a shape have the fields that ledgers read.
struct FieldMap {
  private let indices: [Int16]

  /// The ways to spell names that some events have: `GUID` for `Guid`, `ID` for `Id`.
  static let otherNames = SourceField.names.compactMap { other(than: $0.name) }

  private static func other(than name: String) -> String? {
    if name.hasSuffix("Guid") { return name.dropLast(4) + "GUID" }
    if name.hasSuffix("Id") { return name.dropLast(2) + "ID" }
    return nil
  }

  init(_ shape: EventShape) {
    var indices = [Int16](repeating: -1, count: SourceField.allCases.count)
    for (field, name) in SourceField.names {
      var index = shape.index(of: name)
      if index == nil, let other = Self.other(than: name) { index = shape.index(of: other) }
      if let index, let place = Int16(exactly: index) { indices[field.rawValue] = place }
    }
    self.indices = indices
  }

  /// The place of a field; negative when there is none.
  fileprivate subscript(_ field: SourceField) -> Int { Int(indices[field.rawValue]) }
}

extension FieldRecord {
  /// The text of a field; empty where the record has none.
  @_lifetime(copy self)
  func text(_ field: SourceField, _ map: FieldMap) -> RawSpan {
    let index = map[field]
    return index < 0 ? bytes.extracting(0..<0) : self[index]
  }
}
