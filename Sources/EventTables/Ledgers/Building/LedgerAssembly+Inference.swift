internal import ByteIO

extension LedgerAssembly {
  /// Drafts services.exe for each boot in which no event tells of it.
  ///
  /// - Returns: the services.exe of all boots whose creation no record tells of.
  mutating func draftServices() -> [Int] {
    var earliest: [Int: Int] = [:]
    for (number, draft) in drafts.enumerated()
    where isImage(draft.row.image, "\\windows\\system32\\services.exe") {
      let time = FileTime(ticks: draft.sortTime.addingClamped(tolerance))
      guard let boot = parts.boots.index(at: time) else { continue }
      if let other = earliest[boot], !isBefore(draft, drafts[other]) { continue }
      earliest[boot] = number
    }
    var result: [Int] = []
    for (index, boot) in parts.boots.boots.enumerated() {
      var number = drafts.count
      if let known = earliest[index] {
        number = known
      } else {
        var draft = Draft()
        draft.row.image = intern("C:\\Windows\\System32\\services.exe")
        draft.row.accountDomain = intern("NT AUTHORITY")
        draft.row.accountName = intern("SYSTEM")
        draft.row.accountSID = intern("S-1-5-18")
        draft.row.integrityLevel = intern("System")
        draft.row.inferred = .process
        draft.first = boot.start.ticks
        draft.last = boot.start.ticks
        drafts.append(draft)
      }
      if drafts[number].row.start == 0 {
        drafts[number].row.start = boot.start.ticks
        drafts[number].row.inferred.insert(.start)
      }
      let row = drafts[number].row
      if !row.hasSysmonCreation, !row.hasSecurityCreation { result.append(number) }
    }
    return result
  }

  /// Concludes the parents of Windows' own processes where nothing tells of them.
  mutating func inferParents() {
    let userinit = intern("C:\\Windows\\System32\\userinit.exe")
    let wininit = intern("C:\\Windows\\System32\\wininit.exe")
    var wininits: [Int: UInt32] = [:]
    var services: [Int: UInt32] = [:]
    for (place, row) in parts.processes.rows.enumerated() {
      guard let boot = boot(of: row) else { continue }
      if isImage(row.image, "\\windows\\system32\\services.exe"), services[boot] == nil {
        services[boot] = UInt32(place)
      } else if isImage(row.image, "\\windows\\system32\\wininit.exe"), wininits[boot] == nil {
        wininits[boot] = UInt32(place)
      }
    }
    for place in parts.processes.rows.indices {
      var row = parts.processes.rows[place]
      guard row.parent == ProcessRow.noNumber, isUnknown(row.parentImage) else { continue }
      let boot = boot(of: row)
      if isImage(row.image, "\\windows\\system32\\svchost.exe") {
        guard let boot, let parent = services[boot] else { continue }
        row.parent = parent
        row.parentImage = parts.processes.rows[Int(parent)].image
      } else if isImage(row.image, "\\windows\\system32\\services.exe")
        || isImage(row.image, "\\windows\\system32\\lsass.exe")
      {
        if let parent = boot.flatMap({ wininits[$0] }) { row.parent = parent }
        row.parentImage = wininit
      } else if isImage(row.image, "\\windows\\explorer.exe") {
        row.parentImage = userinit
      } else {
        continue
      }
      row.inferred.insert(.parent)
      parts.processes.rows[place] = row
    }
  }

  private func boot(of row: ProcessRow) -> Int? {
    row.start == 0
      ? parts.boots.boots.count == 1 ? 0 : nil
      : parts.boots.index(at: FileTime(ticks: row.start.addingClamped(tolerance)))
  }

  /// Concludes the command lines of the two services that DCOM needs: RPCSS owns port 135, DcomLaunch starts
  /// the servers of classes.
  mutating func inferCommandLines() {
    let rpcss = intern("svchost.exe -k RPCSS -p")
    let dcomLaunch = intern("svchost.exe -k DcomLaunch -p")
    var owners: Set<ProcessIndex> = []
    for listener in parts.network.listeners
    where listener.port == 135 && listener.protocolNumber == IPProtocol.tcp {
      if let process = parts.processes.find(listener.processID, at: listener.first) {
        owners.insert(process)
      }
    }
    for connection in seen.connections where connection.flags.contains(.isInbound) {
      guard connection.source & 0xffff == 135 || connection.destination & 0xffff == 135,
        connection.protocolNumber == IPProtocol.tcp
      else { continue }
      let ends = ends(of: connection)
      let isSourceLocal = parts.network.orient(ends).isSourceLocal
      let port = isSourceLocal ? ends.sourcePort : ends.destinationPort
      if port == 135, let process = ends.process { owners.insert(process) }
    }
    for process in owners { conclude(rpcss, for: process) }
    for row in parts.processes.rows where row.parent != ProcessRow.noNumber {
      guard isServerStart(row.commandLine) else { continue }
      conclude(dcomLaunch, for: ProcessIndex(number: row.parent))
    }
  }

  /// Gives a svchost.exe a command line, unless it has one.
  private mutating func conclude(_ commandLine: StringID, for process: ProcessIndex) {
    let row = parts.processes.rows[Int(process.number)]
    guard row.commandLine.isNone, isImage(row.image, "\\windows\\system32\\svchost.exe") else {
      return
    }
    parts.processes.rows[Int(process.number)].commandLine = commandLine
    parts.processes.rows[Int(process.number)].inferred.insert(.commandLine)
  }

  /// Whether a command line is one with which DcomLaunch starts a server.
  private func isServerStart(_ commandLine: StringID) -> Bool {
    let text = seen.texts[commandLine]
    return LedgerText.holds(text, "-embedding") || LedgerText.holds(text, "-servername:")
      || LedgerText.holds(text, "dllhost.exe /processid:")
  }
}
