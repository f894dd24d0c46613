internal import ByteIO
internal import Crypto
internal import EVTX
internal import Evidence
internal import Tabular

/// What was made of the logs of one host: `_manifest/INPUT-ID.json`.
struct Manifest {
  static let folder = "_manifest"

  var inputID: String
  var host: String
  var logs: [SurveyedLog]
  var outputs: [PartFacts]

  /// Its path below the result folder.
  static func path(_ inputID: String) -> String { "\(folder)/\(inputID).json" }

  /// The identifier of a host's logs and of everything that changes rows: sixteen digits of a SHA-256.
  static func inputID(
    of logs: [SurveyedLog], host: String, plan: RowPlan, options: ResultOptions
  ) -> String {
    var digest = SHA256()
    func add(_ text: String) { digest.update(data: [UInt8](text.utf8) + [0]) }
    add(options.tool)
    // Collected logs hold the events of several hosts, each with its own manifest.
    add(host)
    // Paths stand in rows only when they are asked for.
    let hashes = logs.map { log in
      (log.sha256 ?? "unreadable \(log.path)")
        + (plan.options.hasSourceColumns ? " \(log.path)" : "")
    }
    for hash in hashes.sorted() { add(hash) }
    for table in plan.tables {
      add(table.name)
      for column in table.columns { add(column.name) }
    }
    add(RowOptions.text(plan))
    return Hexadecimal.text(of: digest.finalize().prefix(8))
  }

  // MARK: - JSON

  /// The manifest's text.
  func json(plan: RowPlan, options: ResultOptions, losses: LossRecord) -> [UInt8] {
    var json = JSONDocument()
    json.object { json in
      json.member("input_id", inputID)
      json.member("host", host)
      json.member("tool", options.tool)
      json.member("options", RowOptions.text(plan))
      json.array("logs", logs) { json, log in
        let repeated = plan.logNumbers[log.path].flatMap { plan.duplicates.repeatedCounts[$0] }
        Self.append(log, repeated: repeated ?? 0, losses.losses(of: log.path), to: &json)
      }
      json.array("outputs", outputs) { json, part in
        json.member("table", part.table)
        json.member("path", part.path)
        json.member("rows", part.rowCount)
        json.member("bytes", part.byteCount)
        json.member("sha256", part.sha256)
      }
      let isPartial = logs.contains { log in
        log.sha256 == nil || losses.losses(of: log.path).contains { $0.severity != "note" }
      }
      json.member("status", isPartial ? "partial" : "complete")
    }
    return json.bytes
  }

  private static func append(
    _ log: SurveyedLog, repeated: UInt64, _ losses: [LossRecord.Loss], to json: inout JSONDocument
  ) {
    json.member("path", log.path)
    json.member("bytes", UInt64(max(0, log.byteCount)))
    if let sha256 = log.sha256 { json.member("sha256", sha256) }
    if let sameAs = log.sameAs { json.member("same_as", sameAs) }
    json.member("records", log.tracker.recordCount)
    json.member("failed", log.tracker.failedCount)
    json.member("recovered", log.tracker.recoveredCount)
    json.member("duplicates", log.tracker.duplicateCount)
    json.member("in_other_logs", repeated)
    json.array("channels", log.origins) { json, tally in
      json.member("computer", tally.origin.computer)
      json.member("channel", tally.origin.channel)
      json.member("events", tally.eventCount)
      json.member("first_time", FileTimeText.text(tally.firstTime))
      json.member("last_time", FileTimeText.text(tally.lastTime))
      json.member("first_record_id", tally.firstRecordID)
      json.member("last_record_id", tally.lastRecordID)
    }
    json.array("losses", losses) { json, loss in ErrorList.append(loss, to: &json) }
  }

  // MARK: - Reading

  /// What a manifest that is there says of its files; nil when there is none, or none that can be read.
  static func read(
    _ name: String, in folder: EvidencePath
  ) throws(ByteSinkError) -> ReadManifest? {
    let path = folder.child(name)
    do throws(FileOpenError) {
      guard try FileStatus.exists(path: path.bytes) else { return nil }
      let source = try FileByteSource(path: path.bytes, followingLink: false)
      guard source.byteCount < 256 << 20 else { return nil }
      var buffer = ByteBuffer(capacity: Int(source.byteCount) + 8)
      do throws(ByteSourceError) {
        let count = try buffer.fill(from: source, at: 0)
        return ReadManifest(buffer.bytes.extracting(0..<count))
      } catch {
        return nil
      }
    } catch {
      throw ByteSinkError(number: 0, reason: "\(path.terminal): \(error.reason)")
    }
  }
}

/// A manifest of an earlier run.
struct ReadManifest {
  /// Path and size of each part.
  var outputs: [(path: String, byteCount: UInt64)] = []
  /// What is wrong with each log, by its path.
  var losses: [(path: String, loss: LossRecord.Loss)] = []
  /// Whether logs were damaged.
  var isPartial = false
  /// The newest event of the logs.
  var newestEvent: FileTime?

  /// Nil when the text is no manifest.
  init?(_ text: RawSpan) {
    let json: JSONValue
    do throws(JSONError) { json = try JSONValue(parsing: text) } catch { return nil }
    guard let parts = json["outputs"]?.array, let logs = json["logs"]?.array,
      let status = json["status"]?.string
    else { return nil }
    isPartial = status != "complete"
    for part in parts {
      guard let path = part["path"]?.string, let bytes = part["bytes"]?.integer, bytes >= 0,
        // Names inside the folder only, whoever wrote them.
        path.hasPrefix("table="), !path.split(separator: "/").contains("..")
      else { return nil }
      outputs.append((path, UInt64(bytes)))
    }
    for log in logs {
      guard let path = log["path"]?.string, let found = log["losses"]?.array else { return nil }
      for channel in log["channels"]?.array ?? [] {
        guard let time = channel["last_time"]?.string.flatMap(FileTimeText.time) else { continue }
        newestEvent = newestEvent.map { max($0, time) } ?? time
      }
      for loss in found {
        guard let code = loss["code"]?.string, let severity = loss["severity"]?.string,
          let message = loss["message"]?.string
        else { return nil }
        losses.append(
          (
            path,
            LossRecord.Loss(
              offset: loss["offset"]?.integer, chunk: loss["chunk"]?.integer.map { Int($0) },
              recordID: loss["record_id"]?.integer.map { UInt64(clamping: $0) }, code: code,
              severity: severity, message: message)
          ))
      }
    }
  }
}

/// Options that change rows, as text.
enum RowOptions {
  static func text(_ plan: RowPlan) -> String {
    let naming =
      switch plan.options.hostNaming {
      case .computer: "computer"
      case .none: "none"
      case .path: "path"
      }
    let decoding = plan.options.decoding
    let parts =
      [
        "infer=\(plan.options.infers)", "host-from=\(naming)", "recover=\(decoding.recovery)",
        "code-page=\(decoding.codePage.number)", "source-columns=\(plan.options.hasSourceColumns)",
        "mappings=\(plan.mappings.version)",
      ] + (plan.options.rowFormat == .jsonLines ? [] : ["format=\(plan.options.rowFormat)"])
      + (decoding.filter.isEmpty ? [] : ["filter=\(decoding.filter)"])
    return parts.joined(separator: " ")
  }
}

/// Times in small files.
enum FileTimeText {
  /// `2024-01-15T10:30:00.1234567Z`; empty for a time that tables do not hold.
  static func text(_ ticks: UInt64) -> String {
    guard let time = Ticks.dateTime(FileTime(ticks: ticks)) else { return "" }
    var text = TextBuffer(capacity: 32)
    text.appendDateTime(time)
    return text.string
  }

  /// The time that ``text(_:)`` wrote; nil when it is none, or before 1601.
  static func time(_ text: String) -> FileTime? {
    let bytes = [UInt8](text.utf8)
    guard let ticks = Ticks.parseDateTime(bytes.rawSpan, from: 0, to: bytes.count),
      ticks >= Ticks.fileTimeEpoch
    else { return nil }
    return FileTime(ticks: UInt64(ticks - Ticks.fileTimeEpoch))
  }
}
