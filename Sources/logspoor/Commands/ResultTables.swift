import ByteIO
import EventTables
import Evidence
import Tabular

/// The rows of result folders that were given instead of logs.
struct ResultTables: Sendable {
  private let folders: [ResultReading]
  /// Batches by table.
  private(set) var batches: [String: [Batch]] = [:]

  /// The folders of results among `paths`.
  ///
  /// - Throws: ``ProgramExit`` when one cannot be read.
  init(_ paths: [EvidencePath]) throws {
    var folders: [ResultReading] = []
    for path in paths {
      do throws(EvidenceError) { folders.append(try ResultReading(path)) } catch {
        throw ProgramExit(code: .usage, message: error.description)
      }
    }
    self.folders = folders
  }

  /// How many there are.
  var count: Int { folders.count }

  /// The newest event of the logs that they were made of.
  var newestEvent: FileTime? { folders.compactMap(\.newestEvent).max() }

  /// Loads the rows of tables. What cannot be read is said, and left out.
  ///
  /// - Throws: ``TabularError`` with the code `memory`.
  mutating func load(
    _ names: Set<String>, threadCount: Int, memoryBytes: Int, losses: LossLog
  ) throws(TabularError) {
    var left = memoryBytes
    for folder in folders {
      for loss in folder.losses { losses.note(lost: loss) }
      for name in names.sorted() {
        guard let schema = TableCatalog.builtIn[name]?.schema else { continue }
        for file in folder.files(of: name) {
          let loaded: LoadedTable
          do throws(TabularError) {
            loaded = try FileTables.load(
              file, TableLoader(threadCount: threadCount, maximumByteCount: left), name: name,
              schema: schema)
          } catch {
            if error.code == .memory { throw error }
            losses.note(EvidenceError(.unreadable, file, error.message, at: error.byteOffset))
            continue
          }
          losses.note(loaded.report, of: file)
          left = max(0, left - loaded.table.byteCount)
          // Columns that say where rows came from are no part of the table.
          let count = schema.columns.count
          batches[name, default: []] += loaded.table.batches.map {
            Batch(columns: Array($0.columns.prefix(count)), count: $0.count)
          }
        }
      }
    }
  }
}
