public import ByteIO
public import Evidence
internal import Tabular

/// A folder of results that is there, to be read: which files hold the rows of which table.
///
/// Only files that a manifest names count, as for the run that wrote them.
public struct ResultReading: Sendable {
  /// The folder.
  public let path: EvidencePath
  /// The newest event of the logs that the results were made of; nil when there was none.
  public private(set) var newestEvent: FileTime?
  /// What is missing, in sentences.
  public private(set) var losses: [String] = []
  private var parts: [(table: String, path: EvidencePath)] = []

  /// Whether a path is such a folder.
  public static func isResult(_ path: EvidencePath) -> Bool {
    do throws(FileOpenError) {
      return try FileStatus.exists(path: path.child(Manifest.folder).bytes)
    } catch {
      // What cannot be looked into is left to those who read logs, who say why.
      return false
    }
  }

  /// Reads the manifests of a folder.
  ///
  /// - Throws: ``EvidenceError`` when they cannot be read.
  public init(_ path: EvidencePath) throws(EvidenceError) {
    self.path = path
    let folder = path.child(Manifest.folder)
    let entries = try Self.list(folder)
    for name in entries.map({ String(decoding: $0, as: UTF8.self) }).sorted()
    where name.hasSuffix(".json") {
      let manifest: ReadManifest?
      do throws(ByteSinkError) { manifest = try Manifest.read(name, in: folder) } catch {
        throw EvidenceError(.unreadable, folder, error.reason)
      }
      guard let manifest else {
        losses.append("\(folder.child(name).display) is no manifest: its rows are left out")
        continue
      }
      for output in manifest.outputs {
        let table = output.path.dropFirst("table=".count).prefix { $0 != "/" }
        parts.append((String(table), path.child(output.path)))
      }
      if manifest.isPartial {
        losses.append(
          "\(folder.child(name).display): the rows were made of logs that are damaged")
      }
      if let newest = manifest.newestEvent {
        newestEvent = newestEvent.map { max($0, newest) } ?? newest
      }
    }
    let mark = [UInt8]("_SUCCESS".utf8)
    if try !Self.list(path).contains(where: { $0.starts(with: mark) }) {
      losses.append("\(path.display) has no _SUCCESS: the run that wrote it has not ended")
    }
  }

  private static func list(_ path: EvidencePath) throws(EvidenceError) -> [[UInt8]] {
    do throws(FileOpenError) {
      return try FolderListing(path: path.bytes, followingLink: true).entries.map(\.name)
    } catch {
      throw EvidenceError(.unreadable, path, "cannot look into it: \(error.reason)")
    }
  }

  /// The files with rows of a table, host by host.
  public func files(of table: String) -> [EvidencePath] {
    parts.filter { $0.table == table }.map(\.path)
  }
}
