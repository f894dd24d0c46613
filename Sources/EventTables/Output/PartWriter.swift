internal import ByteIO
internal import Crypto
public import Evidence
internal import Tabular

/// A file of a table's rows that was written to its end.
struct PartFacts {
  /// The path below the result folder.
  var path: String
  var table: String
  var rowCount: UInt64
  /// Bytes of the file as it lies there.
  var byteCount: UInt64
  /// Lower-case hexadecimal.
  var sha256: String
}

/// Writes the rows of one table and host to files of a bounded size.
///
/// Nothing is held open: rows wait in memory and are appended now and then, so that any number of hosts
/// and tables works with few descriptors. Files have names that begin with `.tmp-` until
/// ``publish()`` gives them their own.
final class PartWriter {
  private let root: EvidencePath
  /// Below the root.
  private let folder: String
  private let table: TableSchema
  private let inputID: String
  private let form: PartForm
  private var waiting = TextBuffer(capacity: 0)
  private var waitingRowCount: UInt64 = 0
  private var current: Part?
  private var finished: [PartFacts] = []
  /// Number of the part being written or to be written next.
  private var number = 1

  private struct Part {
    var digest = SHA256()
    var rowCount: UInt64 = 0
    var textByteCount: UInt64 = 0
    var byteCount: UInt64 = 0
  }

  init(root: EvidencePath, table: TableSchema, host: String, inputID: String, form: PartForm) {
    self.root = root
    self.table = table
    self.inputID = inputID
    self.form = form
    folder = "table=\(table.name)/host=\(HostName.pathComponent(host))"
  }

  /// Bytes that wait in memory.
  var waitingByteCount: Int { waiting.count }

  /// Adds whole rows.
  func append(_ rows: RawSpan, rowCount: Int) throws(OutputError) {
    if let part = current,
      part.textByteCount + UInt64(waiting.count) + UInt64(rows.byteCount) > form.partByteCount
    {
      try flush()
      finishPart()
    }
    waiting.append(rows)
    waitingRowCount += UInt64(rowCount)
    if waiting.count >= PartForm.flushByteCount { try flush() }
  }

  /// Appends what waits to the part's file.
  func flush() throws(OutputError) {
    guard waiting.count > 0 else { return }
    var part = current ?? Part()
    let isNew = current == nil
    let path = root.child("\(folder)/\(temporaryName)")
    if isNew { try makeFolders() }
    let bytes = form.isCompressed ? compressed(header: isNew) : plain(header: isNew)
    let sink = try open(path, isNew: isNew)
    // From here on there is a file that must go if this does not end well.
    current = part
    do throws(ByteSinkError) {
      try sink.write(bytes.rawSpan)
      try sink.finish()
    } catch {
      throw OutputError(path, error.reason)
    }
    part.digest.update(data: bytes)
    part.byteCount += UInt64(bytes.count)
    part.textByteCount += UInt64(waiting.count)
    part.rowCount += waitingRowCount
    current = part
    waiting.removeAll(keeping: 0)
    waitingRowCount = 0
  }

  private func plain(header: Bool) -> [UInt8] {
    var bytes = header ? form.header(table) : []
    waiting.withBytes { bytes.append(copying: $0) }
    return bytes
  }

  /// One gzip member; a file may hold several (RFC 1952, 2.2).
  private func compressed(header: Bool) -> [UInt8] {
    let sink = MemoryByteSink()
    let gzip = GzipByteSink(sink)
    // Memory takes everything.
    do throws(ByteSinkError) {
      let first = header ? form.header(table) : []
      try gzip.write(first.rawSpan)
      try waiting.withBytes { text throws(ByteSinkError) in try gzip.write(text) }
      try gzip.finish()
    } catch {
      preconditionFailure("memory cannot be written: \(error.reason)")
    }
    return sink.content
  }

  private func open(_ path: EvidencePath, isNew: Bool) throws(OutputError) -> FileByteSink {
    do throws(FileOpenError) {
      guard isNew else { return try FileByteSink.openAppending(path: path.bytes) }
      // What a run that was killed has left.
      if try FileStatus.exists(path: path.bytes) { try removeFile(path: path.bytes) }
      return try FileByteSink.create(path: path.bytes)
    } catch {
      throw OutputError(path, error.reason)
    }
  }

  private func makeFolders() throws(OutputError) {
    var path = root
    for component in folder.split(separator: "/") {
      path = path.child(String(component))
      do throws(FileOpenError) { try makeFolder(path: path.bytes) } catch {
        throw OutputError(path, error.reason)
      }
    }
  }

  private var baseName: String {
    let digits = String(number)
    let padding = String(repeating: "0", count: max(0, 3 - digits.count))
    return "part-\(inputID)-\(padding)\(digits).\(form.fileExtension)"
  }

  private var temporaryName: String { ".tmp-\(baseName)" }

  private func finishPart() {
    guard let part = current else { return }
    finished.append(
      PartFacts(
        path: "\(folder)/\(baseName)", table: table.name, rowCount: part.rowCount,
        byteCount: part.byteCount, sha256: Hexadecimal.text(of: part.digest.finalize())))
    current = nil
    number += 1
  }

  /// Makes sure that everything is on the medium and gives the files their names.
  ///
  /// - Returns: the files.
  func publish() throws(OutputError) -> [PartFacts] {
    try flush()
    finishPart()
    guard !finished.isEmpty else { return [] }
    for part in finished {
      let name = part.path.split(separator: "/").last.map(String.init) ?? ""
      let temporary = root.child("\(folder)/.tmp-\(name)")
      try synchronize(temporary)
      do throws(FileOpenError) {
        try renameFile(path: temporary.bytes, to: root.child(part.path).bytes, replacing: true)
      } catch {
        throw OutputError(temporary, error.reason)
      }
    }
    let path = root.child(folder)
    do throws(FileOpenError) { try synchronizeFolder(path: path.bytes) } catch {
      throw OutputError(path, error.reason)
    }
    return finished
  }

  private func synchronize(_ path: EvidencePath) throws(OutputError) {
    let sink: FileByteSink
    do throws(FileOpenError) { sink = try FileByteSink.openAppending(path: path.bytes) } catch {
      throw OutputError(path, error.reason)
    }
    do throws(ByteSinkError) {
      try sink.synchronize()
      try sink.finish()
    } catch {
      throw OutputError(path, error.reason)
    }
  }

  /// Removes what was written and not published.
  ///
  /// - Returns: the files that are left.
  func discard() -> [EvidencePath] {
    if current != nil { finishPart() }
    var left: [EvidencePath] = []
    for part in finished {
      let name = part.path.split(separator: "/").last.map(String.init) ?? ""
      let path = root.child("\(folder)/.tmp-\(name)")
      do throws(FileOpenError) { try removeFile(path: path.bytes) } catch { left.append(path) }
    }
    finished = []
    return left
  }
}

/// How parts are written.
struct PartForm: Sendable {
  var isCompressed = false
  /// Text of a part before the next one begins.
  var partByteCount: UInt64 = 256 << 20
  /// `jsonl`, with `.gz` behind it when compressed.
  var fileExtension: String {
    let base = format == .jsonLines ? "jsonl" : "csv"
    return isCompressed ? base + ".gz" : base
  }
  /// How rows are written.
  var format = RowFormat.jsonLines

  /// Text that is written at once, and one gzip member.
  static let flushByteCount = 1 << 20

  /// What comes before the first row.
  func header(_ table: TableSchema) -> [UInt8] { TableWriter.header(table, format) }
}

/// A result that cannot be written.
public struct OutputError: Error, Sendable, CustomStringConvertible {
  /// The file or folder.
  public let path: EvidencePath
  /// What the system said.
  public let reason: String

  init(_ path: EvidencePath, _ reason: String) {
    self.path = path
    self.reason = reason
  }

  /// Path and reason in a line.
  public var description: String { "\(path.terminal): \(reason)" }
}
