import ByteIO
import EVTX
import Evidence

/// What `info` says about a log to a person.
struct InfoText {
  private var lines: [String] = []

  init(_ log: FinishedLog, _ info: LogInfo, _ eventLimit: Int) {
    let tracker = log.tracker
    lines.append(log.source.path.terminal)
    add("format", Self.format(log.header, log.isHeaderChecksumValid))
    add("size", "\(log.source.source.byteCount) bytes, \(tracker.chunkCount) chunks with records")
    if let file = log.source.file { addFile(file) }
    add("records", Self.records(log, info))
    if let first = info.firstTime, let last = info.lastTime { add("time", "\(first) to \(last)") }
    if let first = info.firstEventRecordID, let last = info.lastEventRecordID {
      add("record ids", "\(first) to \(last)")
    }
    add("computers", Self.list(info.computers))
    add("channels", Self.list(info.channels))
    if info.exportedCount > 0 {
      add(
        "exported",
        "probably: \(info.exportedCount) of \(tracker.eventCount) events have another time or id in "
          + "their record header")
    }
    for gap in tracker.found.gaps.prefix(10) {
      add("gap", "records \(gap.lowerBound) to \(gap.upperBound), \(gap.count) missing")
    }
    if tracker.found.gaps.count > 10 { add("gap", "\(tracker.found.gaps.count - 10) more") }
    if tracker.duplicateCount > 0 { add("duplicates", "\(tracker.duplicateCount) records") }
    for back in tracker.clockBacks.prefix(5) {
      add("clock back", "record \(back.recordID): \(back.previous) to \(back.written)")
    }
    if tracker.clockBackCount > 5 { add("clock back", "\(tracker.clockBackCount - 5) more") }
    if info.slackCount > 0 {
      add(
        "slack",
        "\(info.slackCount) old records, \(info.slackOnlyCount) of them in no other place"
          + (info.slackOnlyCount > 0 ? ": --recover slack" : ""))
    }
    add("checksums", Self.checksums(log, info))
    for error in info.errors.prefix(10) where error.code != .gap {
      add(error.severity == .note ? "note" : "damage", error.message)
    }
    if info.errorCount > 10 { add("damage", "\(info.errorCount - 10) more; --errors lists all") }
    addEvents(info, limit: eventLimit)
  }

  private mutating func add(_ name: String, _ value: String) {
    lines.append("  " + name + String(repeating: " ", count: max(1, 12 - name.count)) + value)
  }

  private mutating func addFile(_ file: ImageFile) {
    guard let reference = file.reference else { return }
    add(
      "MFT entry", "\(reference), \(file.state.rawValue)\(file.isCompressed ? ", compressed" : "")")
    if let times = file.standardTimes {
      add("$SI times", "created \(times.created), modified \(times.modified)")
    }
    if let times = file.nameTimes {
      add("$FN times", "created \(times.created), modified \(times.modified)")
    }
    if file.initializedByteCount < file.byteCount {
      add("initialised", "\(file.initializedByteCount) bytes, zeros behind")
    }
    if let overwritten = file.overwrittenClusterCount {
      add("overwritten", "\(overwritten) of \(file.clusterCount) clusters are used by other files")
    }
  }

  private mutating func addEvents(_ info: LogInfo, limit: Int) {
    let kinds = InfoJSON.sortedEvents(info)
    guard !kinds.isEmpty else { return }
    lines.append("  events")
    for (kind, count) in kinds.prefix(limit) {
      let number = String(count)
      lines.append(
        "  " + String(repeating: " ", count: max(0, 10 - number.count)) + number
          + "  \(kind.eventID)  \(terminalText(kind.provider))")
    }
    if kinds.count > limit { lines.append("            and \(kinds.count - limit) other kinds") }
  }

  private static func format(_ header: FileHeader?, _ isChecksumValid: Bool?) -> String {
    guard let header else { return "EVTX, file header damaged or missing" }
    var parts = ["EVTX \(header.majorVersion).\(header.minorVersion)"]
    if header.isDirty { parts.append("dirty (not closed properly)") }
    if header.isFull { parts.append("full") }
    if header.hasNoChecksums { parts.append("without checksums") }
    if isChecksumValid == false, !header.hasNoChecksums { parts.append("header checksum wrong") }
    return parts.joined(separator: ", ")
  }

  private static func records(_ log: FinishedLog, _ info: LogInfo) -> String {
    let tracker = log.tracker
    var text = "\(tracker.recordCount) found"
    if let expected = InfoJSON.expectedCount(tracker) { text += ", \(expected) expected" }
    if tracker.failedCount > 0 { text += ", \(tracker.failedCount) not readable" }
    if tracker.eventCount != tracker.recordCount - tracker.failedCount {
      text += ", \(tracker.eventCount) selected"
    }
    return text
  }

  private static func checksums(_ log: FinishedLog, _ info: LogInfo) -> String {
    if info.checkedChunkCount == 0 { return "none to check" }
    if info.badHeaderChecksumCount + info.badDataChecksumCount == 0 {
      return "right in all \(info.checkedChunkCount) chunks"
    }
    return "wrong in \(info.badHeaderChecksumCount) chunk headers and "
      + "\(info.badDataChecksumCount) chunks' records, of \(info.checkedChunkCount)"
  }

  private static func list(_ counts: LogInfo.Counts) -> String {
    let sorted = counts.sorted
    let shown = sorted.prefix(8).map { entry in
      let name = entry.name.isEmpty ? "(none)" : terminalText(entry.name)
      return sorted.count > 1 ? "\(name) (\(entry.count))" : name
    }
    return (shown + (sorted.count > 8 ? ["\(sorted.count - 8) more"] : [])).joined(separator: ", ")
  }

  /// The lines, each with its end.
  var text: String { lines.joined(separator: "\n") + "\n" }
}
