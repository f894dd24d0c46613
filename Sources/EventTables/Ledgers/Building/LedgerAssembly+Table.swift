internal import ByteIO

extension LedgerAssembly {
  /// Whether one draft comes before another in the table.
  func isBefore(_ one: Draft, _ other: Draft) -> Bool {
    if one.sortTime != other.sortTime { return one.sortTime < other.sortTime }
    if one.row.guid != other.row.guid { return one.row.guid < other.row.guid }
    if one.row.processID != other.row.processID { return one.row.processID < other.row.processID }
    if one.row.image != other.row.image {
      return seen.texts.isBefore(one.row.image, other.row.image)
    }
    if one.row.commandLine != other.row.commandLine {
      return seen.texts.isBefore(one.row.commandLine, other.row.commandLine)
    }
    return (one.first, one.last, one.row.end, one.parentID, one.row.logonID)
      < (other.first, other.last, other.row.end, other.parentID, other.row.logonID)
  }

  /// Makes the table: the processes in their order, with their parents.
  mutating func makeTable(synthesizing services: [Int]) {
    var order = (0..<UInt32(drafts.count)).map { $0 }
    order.sort { isBefore(drafts[Int($0)], drafts[Int($1)]) }
    var places = [UInt32](repeating: 0, count: drafts.count)
    for (place, number) in order.enumerated() { places[Int(number)] = UInt32(place) }
    for index in parts.processes.lives.indices {
      let number = Int(parts.processes.lives[index].process)
      parts.processes.lives[index].process = places[number]
    }
    parts.processes.details = seen.details
    parts.processes.rows.reserveCapacity(drafts.count)
    parts.processes.byGUID.reserveCapacity(seen.references.count)
    for (place, number) in order.enumerated() {
      let row = drafts[Int(number)].row
      parts.processes.rows.append(row)
      if !row.guid.isNone { parts.processes.byGUID[row.guid] = UInt32(place) }
    }
    parts.synthesized = services.map { ProcessIndex(number: places[$0]) }.sorted()
    linkParents(places)
    drafts = []
  }

  /// Finds the parents: by Sysmon's identifier, or the process that had the parent's when it began.
  private mutating func linkParents(_ places: [UInt32]) {
    for (number, draft) in drafts.enumerated() {
      let place = Int(places[number])
      var row = draft.row
      if draft.parentReference != SysmonCreation.noReference,
        let parent = parts.processes.byGUID[seen.references[Int(draft.parentReference)].guid]
      {
        row.parent = parent
      } else if draft.parentID != ProcessRow.noNumber,
        let parent = parts.processes.find(
          draft.parentID, at: FileTime(ticks: draft.sortTime)),
        mayBeSame(parts.processes.rows[Int(parent.number)].image, row.parentImage)
      {
        row.parent = parent.number
      }
      // Only a forged record has itself for a parent.
      if row.parent == UInt32(place) { row.parent = ProcessRow.noNumber }
      if row.parent != ProcessRow.noNumber, isUnknown(row.parentImage) {
        row.parentImage = parts.processes.rows[Int(row.parent)].image
      }
      parts.processes.rows[place] = row
    }
  }
}
