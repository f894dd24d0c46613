import ByteIO
import EVTX
import Evidence

/// What `info --json` says about a log: one object on a line, every key always there.
enum InfoJSON {
  static func line(_ log: FinishedLog, _ info: LogInfo) -> String {
    let tracker = log.tracker
    let header = log.header
    return JSONLine()
      .add("file", log.source.displayPath)
      .add("byte_count", log.source.source.byteCount)
      .add("version", json: quotedOrNull(header.map { "\($0.majorVersion).\($0.minorVersion)" }))
      .add("flags", json: array(header.map(flags) ?? []))
      .add("header_checksum", json: quotedOrNull(log.isHeaderChecksumValid.map(rightOrWrong)))
      .add("declared_chunks", json: header.map { String($0.declaredChunkCount) } ?? "null")
      .add("chunks", tracker.chunkCount)
      .add("records_expected", json: expectedCount(tracker).map { String($0) } ?? "null")
      .add("records_found", tracker.recordCount)
      .add("records_failed", tracker.failedCount)
      .add("events", tracker.eventCount)
      .add("first_record_id", json: tracker.found.runs.first.map { "\($0.lowerBound)" } ?? "null")
      .add("last_record_id", json: tracker.found.runs.last.map { "\($0.upperBound)" } ?? "null")
      .add("first_event_record_id", json: info.firstEventRecordID.map { "\($0)" } ?? "null")
      .add("last_event_record_id", json: info.lastEventRecordID.map { "\($0)" } ?? "null")
      .add("first_time", json: quotedOrNull(info.firstTime?.description))
      .add("last_time", json: quotedOrNull(info.lastTime?.description))
      .add("computers", json: counts(info.computers))
      .add("channels", json: counts(info.channels))
      .add("event_counts", json: eventCounts(info))
      .add("gaps", json: gaps(tracker))
      .add("duplicates", tracker.duplicateCount)
      .add("clock_backs", json: clockBacks(tracker))
      .add("clock_back_count", tracker.clockBackCount)
      .add("exported", info.exportedCount > 0)
      .add("exported_events", info.exportedCount)
      .add("slack_records", info.slackCount)
      .add("slack_only_records", info.slackOnlyCount)
      .add("checked_chunks", info.checkedChunkCount)
      .add("bad_header_checksums", info.badHeaderChecksumCount)
      .add("bad_data_checksums", info.badDataChecksumCount)
      .add("error_count", info.errorCount)
      .add("errors", json: errors(info))
      .add(
        "image_file",
        json: log.source.file.map { ImageFileJSON.add($0, to: JSONLine()).object } ?? "null"
      )
      .text
  }

  /// How many records there should be from the first identifier to the last.
  static func expectedCount(_ tracker: LogTracker) -> UInt64? {
    guard let first = tracker.found.runs.first, let last = tracker.found.runs.last else {
      return nil
    }
    return last.upperBound &- first.lowerBound &+ 1
  }

  /// Commonest first, then by provider and identifier.
  static func sortedEvents(_ info: LogInfo) -> [(LogInfo.EventKind, UInt64)] {
    info.events.sorted { one, other in
      if one.value != other.value { return one.value > other.value }
      if one.key.provider != other.key.provider {
        return one.key.provider.utf8.lexicographicallyPrecedes(other.key.provider.utf8)
      }
      return one.key.eventID < other.key.eventID
    }.map { ($0.key, $0.value) }
  }

  private static func flags(_ header: FileHeader) -> [String] {
    (header.isDirty ? ["\"dirty\""] : []) + (header.isFull ? ["\"full\""] : [])
      + (header.hasNoChecksums ? ["\"no-checksums\""] : [])
  }

  private static func rightOrWrong(_ isValid: Bool) -> String { isValid ? "right" : "wrong" }

  private static func quotedOrNull(_ text: String?) -> String {
    text.map(JSONLine.quoted) ?? "null"
  }

  private static func array(_ items: [String]) -> String {
    "[" + items.joined(separator: ",") + "]"
  }

  private static func counts(_ counts: LogInfo.Counts) -> String {
    array(counts.sorted.map { JSONLine().add("name", $0.name).add("count", $0.count).object })
  }

  private static func eventCounts(_ info: LogInfo) -> String {
    array(
      sortedEvents(info).map { kind, count in
        JSONLine().add("provider", kind.provider).add("event_id", kind.eventID)
          .add("count", count).object
      })
  }

  private static func gaps(_ tracker: LogTracker) -> String {
    array(
      tracker.found.gaps.map { gap in
        JSONLine().add("first", gap.lowerBound).add("last", gap.upperBound)
          .add("count", gap.upperBound - gap.lowerBound + 1).object
      })
  }

  private static func clockBacks(_ tracker: LogTracker) -> String {
    array(
      tracker.clockBacks.map { back in
        JSONLine().add("record_id", back.recordID).add("from", back.previous.description)
          .add("to", back.written.description).object
      })
  }

  private static func errors(_ info: LogInfo) -> String {
    array(
      info.errors.map { error in
        JSONLine().add("offset", error.fileOffset).add("chunk", error.chunkIndex)
          .add("record_id", error.recordID).add("code", error.code.rawValue)
          .add("message", error.message).object
      })
  }
}
