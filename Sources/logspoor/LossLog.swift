import ByteIO
import EVTX
import Evidence
import Tabular

/// Everything that is wrong with the inputs: lines of `--errors`, lines on standard error, and the exit
/// code that follows.
final class LossLog {
  private let file: OutputFile?
  private let options: ReportOptions
  private var saidCount = 0
  private var unsaidCount = 0
  private var writeFailure: ByteSinkError?
  /// Whether anything is damaged, unreadable or not a log.
  private(set) var isPartial = false
  /// Whether anything was left out for want of the memory that is allowed.
  private(set) var isLimited = false
  /// Losses met.
  private(set) var lossCount = 0

  /// Losses said on standard error unless all are asked for.
  private static let saidLimit = 10

  init(_ options: ReportOptions, inputs: [EvidencePath]) throws {
    self.options = options
    guard let path = options.errors else {
      file = nil
      return
    }
    do throws(EvidenceError) {
      // A list of losses is made anew by each run.
      file = try OutputFile(path: EvidencePath(path), force: true, inputs: inputs)
    } catch {
      throw ProgramExit(
        code: error.code == .cannotWrite ? .cannotWrite : .usage, message: error.description)
    }
  }

  /// Notes that a log must not be the list itself.
  func refuse(input: FileIdentity?) throws(EvidenceError) { try file?.refuse(input: input) }

  func note(_ problem: EvidenceError) {
    let isNote = problem.code == .imageNote
    if problem.code == .memoryLimit { isLimited = true }
    if !isNote {
      isPartial = true
      lossCount += 1
    }
    write(
      JSONLine().add("file", problem.path.display).add("offset", problem.fileOffset)
        .add("code", problem.code.description).add("severity", isNote ? "note" : "loss")
        .add("message", problem.message))
    if isNote, !options.verbose { return }
    say("\(problem)")
  }

  func note(_ error: EVTXError, in source: LogSource) {
    if error.severity != .note { isPartial = true }
    if error.severity == .loss { lossCount += 1 }
    let severity =
      switch error.severity {
      case .loss: "loss"
      case .damage: "damage"
      case .note: "note"
      }
    write(
      JSONLine().add("file", source.displayPath).add("offset", error.fileOffset)
        .add("chunk", error.chunkIndex).add("record_id", error.recordID)
        .add("code", error.code.rawValue).add("severity", severity).add("message", error.message))
    if error.severity == .note, !options.verbose { return }
    say("\(source.path.terminal): \(error.message)")
  }

  /// Notes something that was left out and belongs to no single log.
  func note(lost message: String) {
    isPartial = true
    lossCount += 1
    write(JSONLine().add("code", "limit").add("severity", "loss").add("message", message))
    say(terminalText(message))
  }

  /// Notes what of a file is not in its table.
  func note(_ report: LoadReport, of path: EvidencePath) {
    guard report.lostRows + report.lostValues > 0 else { return }
    isPartial = true
    lossCount += report.lostRows + report.lostValues
    let places = Self.places(of: report.errors.map(\.byteOffset), in: path)
    for error in report.errors {
      let place = places?.places[error.byteOffset]
      write(
        JSONLine().add("file", path.display).add("offset", error.byteOffset)
          .add("line", place?.line).add("column", place?.column).add("code", error.code.rawValue)
          .add("severity", "loss").add("message", error.message))
      let position = place.map { ":\($0.line):\($0.column)" } ?? ""
      say("\(path.terminal)\(position): \(terminalText(error.message))")
    }
    let further = report.lostRows + report.lostValues - report.errors.count
    if further > 0 {
      say(
        "\(path.terminal): \(report.lostRows) rows and \(report.lostValues) values are not in the table"
      )
    }
  }

  private static func places(of offsets: [Int64], in path: EvidencePath) -> TextPlaces? {
    do throws(FileOpenError) {
      return TextPlaces(of: offsets, in: try DescriptorByteStream(path: path.bytes))
    } catch {
      // It was open a moment ago: the losses are said without their places.
      return nil
    }
  }

  private func say(_ text: String) {
    guard !options.quiet else { return }
    guard options.verbose || saidCount < Self.saidLimit else {
      unsaidCount += 1
      return
    }
    saidCount += 1
    StandardError.write("logspoor: \(text)\n")
  }

  private func write(_ line: JSONLine) {
    guard let file, writeFailure == nil else { return }
    do throws(ByteSinkError) { try file.write(line.text) } catch { writeFailure = error }
  }

  /// Completes the list.
  ///
  /// - Throws: when it could not be written.
  func finish() throws {
    if unsaidCount > 0, !options.quiet {
      StandardError.write(
        "logspoor: \(unsaidCount) more; --errors FILE lists all, -v says all\n")
    }
    if writeFailure == nil, let file {
      do throws(ByteSinkError) { try file.finish() } catch { writeFailure = error }
    }
    guard let writeFailure else { return }
    throw ProgramExit(
      code: .cannotWrite,
      message: "--errors \(file?.path.terminal ?? ""): \(writeFailure.reason)")
  }
}

/// One JSON object on a line, for our own small outputs.
struct JSONLine {
  private var body = ""

  func add(_ key: String, _ value: String) -> JSONLine { adding(key, Self.quoted(value)) }

  func add(_ key: String, _ value: (some BinaryInteger)?) -> JSONLine {
    guard let value else { return self }
    return adding(key, String(value))
  }

  func add(_ key: String, _ value: Bool?) -> JSONLine {
    guard let value else { return self }
    return adding(key, value ? "true" : "false")
  }

  /// Adds a value that is JSON already.
  func add(_ key: String, json: String) -> JSONLine { adding(key, json) }

  private func adding(_ key: String, _ json: String) -> JSONLine {
    var line = self
    line.body += (body.isEmpty ? "" : ",") + "\"\(key)\":" + json
    return line
  }

  /// The object and the line's end.
  var text: String { object + "\n" }

  /// The object alone.
  var object: String { "{" + body + "}" }

  /// A JSON string without raw controls.
  static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar.value {
      case 0x22: result += "\\\""
      case 0x5c: result += "\\\\"
      case 0..<0x20, 0x7f..<0xa0, 0x2028...0x2029:
        let digits = String(scalar.value, radix: 16)
        result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }
}
