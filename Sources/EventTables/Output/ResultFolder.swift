public import ByteIO
public import Evidence
internal import Tabular

/// A folder of results: files by table and host, a manifest for each host's logs, and marks of what is
/// complete. docs/tables.md shows the layout.
///
/// A part file that no manifest names does not count. Every file gets its name when it is whole, the
/// manifest after its parts, `_SUCCESS` last; so a run that was killed and is started again ends with the
/// same bytes as one that was not.
public final class ResultFolder: RowOutput {
  /// The folder.
  public let path: EvidencePath
  /// Hosts whose rows were there from an earlier run.
  public private(set) var skippedHostCount = 0

  private let options: ResultOptions
  private var plan: RowPlan?
  private var logs: [SurveyedLog] = []
  private var hosts: [HostResult] = []
  private var waitingByteCount = 0
  /// What manifests of hosts that are done say of their logs.
  private var restored: [(path: String, loss: LossRecord.Loss)] = []

  /// Rows in memory beyond which all writers append theirs to their files.
  private static let waitingLimit = 64 << 20

  /// What becomes of one host.
  private final class HostResult {
    let name: String
    let inputID: String
    var isDone = false
    var writers: [Int: PartWriter] = [:]

    init(name: String, inputID: String) {
      self.name = name
      self.inputID = inputID
    }
  }

  /// Opens or makes the folder.
  ///
  /// - Parameters:
  ///   - path: the folder.
  ///   - inputs: the files and folders that will be read.
  ///   - options: how files are written.
  /// - Throws: `outputIsInput` when it is among the evidence, `outputExists` when it holds anything but
  ///   results, else `cannotWrite`.
  public init(
    _ path: EvidencePath, inputs: [EvidencePath], options: ResultOptions
  ) throws(EvidenceError) {
    self.path = path
    self.options = options
    try OutputRoot.open(path, inputs: inputs)
    let listing: FolderListing
    do throws(FileOpenError) {
      listing = try FolderListing(path: path.bytes, followingLink: true)
    } catch {
      throw EvidenceError(.cannotWrite, path, "cannot look into it: \(error.reason)")
    }
    let manifests = [UInt8](Manifest.folder.utf8)
    guard listing.entries.isEmpty || listing.entries.contains(where: { $0.name == manifests })
    else {
      throw EvidenceError(
        .outputExists, path,
        "holds something else than results of logspoor; name a new or an empty folder")
    }
  }

  // MARK: - RowOutput

  var separatesTables: Bool { true }
  var needsHashes: Bool { true }

  func begin(_ plan: RowPlan, _ logs: [SurveyedLog]) throws(ByteSinkError) {
    self.plan = plan
    self.logs = logs
    try make(folder: Manifest.folder)
    // What is complete stops being so before anything changes.
    try remove(options.name("_SUCCESS", nil))
    for name in plan.hosts {
      let own = logs.filter { log in log.origins.contains { $0.host == name } }
      let host = HostResult(
        name: name, inputID: Manifest.inputID(of: own, host: name, plan: plan, options: options))
      try check(host)
      hosts.append(host)
    }
  }

  /// Looks whether a host's rows are there already.
  private func check(_ host: HostResult) throws(ByteSinkError) {
    let known = try Manifest.read(Manifest.path(host.inputID), in: path)
    if let known, !options.replaces {
      host.isDone = known.outputs.allSatisfy { output in
        let status = attempt { () throws(FileOpenError) in
          try FileStatus(path: path.child(output.path).bytes, followingLinks: false)
        }
        return status?.kind == .regular && status?.byteCount == Int64(clamping: output.byteCount)
      }
    }
    guard host.isDone, let known else { return }
    skippedHostCount += 1
    restored += known.losses
  }

  func isDone(host: Int) -> Bool { hosts[host].isDone }

  func write(
    _ lines: borrowing TextBuffer, host: Int, table: Int, rowCount: Int
  ) throws(ByteSinkError) {
    guard let plan else { return }
    let result = hosts[host]
    let writer: PartWriter
    if let known = result.writers[table] {
      writer = known
    } else {
      writer = PartWriter(
        root: path, table: plan.tables[table], host: result.name, inputID: result.inputID,
        form: options.form(plan.options.rowFormat))
      result.writers[table] = writer
    }
    waitingByteCount -= writer.waitingByteCount
    try wrapped { () throws(OutputError) in
      try lines.withBytes { bytes throws(OutputError) in
        try writer.append(bytes, rowCount: rowCount)
      }
    }
    waitingByteCount += writer.waitingByteCount
    if waitingByteCount > Self.waitingLimit { try flush() }
  }

  private func flush() throws(ByteSinkError) {
    for host in hosts {
      for table in host.writers.keys.sorted() {
        guard let writer = host.writers[table] else { continue }
        try wrapped { () throws(OutputError) in try writer.flush() }
      }
    }
    waitingByteCount = 0
  }

  func finish(host: Int, _ losses: LossRecord) throws(ByteSinkError) {
    guard let plan else { return }
    let result = hosts[host]
    var parts: [PartFacts] = []
    for table in result.writers.keys.sorted() {
      guard let writer = result.writers[table] else { continue }
      waitingByteCount -= writer.waitingByteCount
      try wrapped { () throws(OutputError) in parts += try writer.publish() }
    }
    result.writers = [:]
    let own = logs.filter { log in log.origins.contains { $0.host == result.name } }
    let manifest = Manifest(
      inputID: result.inputID, host: result.name, logs: own, outputs: parts)
    try publish(
      manifest.json(plan: plan, options: options, losses: losses),
      as: Manifest.path(result.inputID))
    result.isDone = true
  }

  func finish(_ losses: LossRecord) throws(ByteSinkError) {
    for (path, loss) in restored { losses.restore(loss, of: path) }
    try publish(ErrorList.lines(logs: logs, losses: losses), as: options.name("_errors", "jsonl"))
    try publishRecord(status: "complete")
    try publish([], as: options.name("_SUCCESS", nil))
  }

  func abandon(_ losses: LossRecord) throws(ByteSinkError) {
    discard()
    try publishRecord(status: "interrupted")
  }

  private func publishRecord(status: String) throws(ByteSinkError) {
    let record = RunRecord(
      options: options, logs: logs, hostCount: hosts.count, doneCount: hosts.count { $0.isDone },
      status: status)
    try publish(record.json, as: options.name("_run", "json"))
  }

  /// Removes what is not complete.
  ///
  /// - Returns: files that are left all the same.
  @discardableResult
  public func discard() -> [EvidencePath] {
    hosts.flatMap { host in host.writers.keys.sorted().flatMap { host.writers[$0]?.discard() ?? [] }
    }
  }

  // MARK: - Small files

  /// Writes a file that appears under its name when it is whole.
  private func publish(_ bytes: [UInt8], as name: String) throws(ByteSinkError) {
    let target = path.child(name)
    let slash = name.lastIndex(of: "/").map { name.index(after: $0) } ?? name.startIndex
    let temporary = path.child("\(name[..<slash]).tmp-\(name[slash...])")
    try wrapped { () throws(OutputError) in
      do throws(FileOpenError) {
        if try FileStatus.exists(path: temporary.bytes) { try removeFile(path: temporary.bytes) }
        let sink = try FileByteSink.create(path: temporary.bytes)
        do throws(ByteSinkError) {
          try sink.write(bytes.rawSpan)
          try sink.synchronize()
          try sink.finish()
        } catch {
          throw FileOpenError(reason: error.reason)
        }
        try renameFile(path: temporary.bytes, to: target.bytes, replacing: true)
        try synchronizeFolder(path: target.parent.bytes)
      } catch {
        throw OutputError(target, error.reason)
      }
    }
  }

  private func make(folder: String) throws(ByteSinkError) {
    let folder = path.child(folder)
    try wrapped { () throws(OutputError) in
      do throws(FileOpenError) { try makeFolder(path: folder.bytes) } catch {
        throw OutputError(folder, error.reason)
      }
    }
  }

  private func remove(_ name: String) throws(ByteSinkError) {
    let file = path.child(name)
    try wrapped { () throws(OutputError) in
      do throws(FileOpenError) {
        if try FileStatus.exists(path: file.bytes) { try removeFile(path: file.bytes) }
      } catch {
        throw OutputError(file, error.reason)
      }
    }
  }
}

/// How the files of a ``ResultFolder`` are written.
public struct ResultOptions: Sendable {
  /// Whether parts are gzipped.
  public var isCompressed = false
  /// Whether rows that are there are made again.
  public var replaces = false
  /// The hosts wanted; part of the names of files that belong to no host.
  public var shard: Shard?
  /// The program's name and version.
  public var tool = "logspoor"
  /// What was asked for, for the record of the run.
  public var arguments: [String] = []
  /// When the run began.
  public var start = FileTime.now()
  /// When it ended, for runs that are to be the same byte for byte; nil for the clock.
  public var end: FileTime?

  /// Plain files of all hosts.
  public init() {}

  func form(_ format: RowFormat) -> PartForm {
    var form = PartForm(isCompressed: isCompressed)
    form.format = format
    return form
  }

  /// A name of a file of the whole run; each shard has its own.
  func name(_ base: String, _ suffix: String?) -> String {
    let part = shard.map { "\(base)-\($0.index)-of-\($0.count)" } ?? base
    return suffix.map { "\(part).\($0)" } ?? part
  }
}

/// The path in the reason, for those who know only of one output.
private func wrapped(_ body: () throws(OutputError) -> Void) throws(ByteSinkError) {
  do throws(OutputError) { try body() } catch {
    throw ByteSinkError(number: 0, reason: error.description)
  }
}

/// The value, or nil when there is no such file.
private func attempt<Value>(_ body: () throws(FileOpenError) -> Value) -> Value? {
  do throws(FileOpenError) { return try body() } catch { return nil }
}
