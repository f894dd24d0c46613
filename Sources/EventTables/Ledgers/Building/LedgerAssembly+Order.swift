internal import ByteIO

/// The order of creations. Its functions take no assembly, which would be copied for each comparison.
extension LedgerAssembly {
  /// The places of Sysmon's creations, each once, by time; what else is equal, by content.
  func sysmonOrder() -> [UInt32] {
    let texts = seen.texts
    let references = seen.references
    return Self.order(seen.sysmonCreations) { Self.isBefore($0, $1, texts, references) }
  }

  /// The places of the Security log's, by process identifier and time.
  func securityOrder() -> [UInt32] {
    let texts = seen.texts
    return Self.order(seen.securityCreations) { Self.isBefore($0, $1, texts) }
  }

  private static func order<Element: Equatable>(
    _ elements: BlockArray<Element>, _ isBefore: (Element, Element) -> Bool
  ) -> [UInt32] {
    var order = (0..<UInt32(elements.count)).map { $0 }
    order.sort { isBefore(elements[Int($0)], elements[Int($1)]) }
    var count = 0
    for place in order.indices {
      let index = order[place]
      if count > 0, elements[Int(order[count - 1])] == elements[Int(index)] { continue }
      order[count] = index
      count += 1
    }
    order.removeSubrange(count...)
    return order
  }

  private static func isBefore(
    _ one: SysmonCreation, _ other: SysmonCreation, _ texts: TextPool,
    _ references: BlockArray<ProcessReference>
  ) -> Bool {
    func guid(_ reference: UInt32) -> ProcessGUID {
      reference == SysmonCreation.noReference ? .none : references[Int(reference)].guid
    }
    if one.time != other.time { return one.time < other.time }
    if one.record != other.record { return one.record < other.record }
    if one.reference != other.reference { return guid(one.reference) < guid(other.reference) }
    if one.processID != other.processID { return one.processID < other.processID }
    if one.image != other.image { return texts.isBefore(one.image, other.image) }
    if one.commandLine != other.commandLine {
      return texts.isBefore(one.commandLine, other.commandLine)
    }
    if one.user != other.user { return texts.isBefore(one.user, other.user) }
    if one.parentReference != other.parentReference {
      return guid(one.parentReference) < guid(other.parentReference)
    }
    return (one.parentID, one.logonID, one.sessionID)
      < (other.parentID, other.logonID, other.sessionID)
  }

  private static func isBefore(
    _ one: SecurityCreation, _ other: SecurityCreation, _ texts: TextPool
  ) -> Bool {
    if one.processID != other.processID { return one.processID < other.processID }
    if one.record != other.record { return one.record < other.record }
    if one.image != other.image { return texts.isBefore(one.image, other.image) }
    if one.commandLine != other.commandLine {
      return texts.isBefore(one.commandLine, other.commandLine)
    }
    if one.accountName != other.accountName {
      return texts.isBefore(one.accountName, other.accountName)
    }
    if one.parentImage != other.parentImage {
      return texts.isBefore(one.parentImage, other.parentImage)
    }
    if one.accountSID != other.accountSID {
      return texts.isBefore(one.accountSID, other.accountSID)
    }
    return (one.parentID, one.logonID, one.tokenElevation.rawValue)
      < (other.parentID, other.logonID, other.tokenElevation.rawValue)
  }
}
