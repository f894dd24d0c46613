internal import ByteIO
internal import Evidence

/// `_errors.jsonl`: one line for each loss of the run, logs in the order of their paths.
enum ErrorList {
  static func lines(logs: [SurveyedLog], losses: LossRecord) -> [UInt8] {
    var bytes: [UInt8] = []
    for problem in losses.problems {
      var json = JSONDocument(isCompact: true)
      json.object { json in
        json.member("file", problem.path.display)
        if let offset = problem.fileOffset { json.member("offset", offset) }
        json.member("code", problem.code.description)
        json.member("severity", "loss")
        json.member("message", problem.message)
      }
      bytes += json.bytes
    }
    for log in logs {
      for loss in losses.losses(of: log.path) {
        var json = JSONDocument(isCompact: true)
        json.object { json in
          json.member("file", log.path)
          append(loss, to: &json)
        }
        bytes += json.bytes
      }
    }
    return bytes
  }

  static func append(_ loss: LossRecord.Loss, to json: inout JSONDocument) {
    if let offset = loss.offset { json.member("offset", offset) }
    if let chunk = loss.chunk { json.member("chunk", chunk) }
    if let recordID = loss.recordID { json.member("record_id", recordID) }
    json.member("code", loss.code)
    json.member("severity", loss.severity)
    json.member("message", loss.message)
  }
}

/// `_run.json`: what was run, when, and on what. The one file that differs from run to run.
struct RunRecord {
  let options: ResultOptions
  let logs: [SurveyedLog]
  let hostCount: Int
  let doneCount: Int
  let status: String

  var json: [UInt8] {
    var json = JSONDocument()
    json.object { json in
      json.member("tool", options.tool)
      json.member("arguments", options.arguments.joined(separator: " "))
      json.member("start", FileTimeText.text(options.start.ticks))
      json.member("end", FileTimeText.text((options.end ?? .now()).ticks))
      json.member("status", status)
      json.member("hosts", hostCount)
      json.member("complete_hosts", doneCount)
      json.member("logs", logs.count)
      json.member("records", logs.reduce(0) { $0 + $1.tracker.recordCount })
      json.member("failed", logs.reduce(0) { $0 + $1.tracker.failedCount })
    }
    return json.bytes
  }
}
