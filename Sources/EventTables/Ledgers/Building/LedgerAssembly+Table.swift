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
    return (one.first, one.last, one.row.end, one.parentGUID, one.parentID)
      < (other.first, other.last, other.row.end, other.parentGUID, other.parentID)
  }

  /// Puts the processes in their order.
  mutating func sortProcesses(synthesizing services: [Int]) {
    let order = drafts.indices.sorted { isBefore(drafts[$0], drafts[$1]) }
    var places = [UInt32](repeating: 0, count: drafts.count)
    for (place, number) in order.enumerated() { places[number] = UInt32(place) }
    drafts = order.map { drafts[$0] }
    for index in parts.processes.lives.indices {
      let number = Int(parts.processes.lives[index].process)
      parts.processes.lives[index].process = places[number]
    }
    parts.processes.details = seen.details
    parts.processes.byGUID.reserveCapacity(seen.references.count)
    for (place, draft) in drafts.enumerated() where !draft.row.guid.isNone {
      parts.processes.byGUID[draft.row.guid] = UInt32(place)
    }
    parts.synthesized = services.map { ProcessIndex(number: places[$0]) }.sorted()
    parts.processes.rows = drafts.map(\.row)
  }

  /// Finds the parents: by Sysmon's identifier, or the process that had the parent's when it began.
  mutating func linkParents() {
    for (place, draft) in drafts.enumerated() {
      var row = draft.row
      if let parent = parts.processes.byGUID[draft.parentGUID], !draft.parentGUID.isNone {
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
    drafts = []
  }
}
