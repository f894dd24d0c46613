internal import EVTX
internal import Evidence

/// What is wrong with the logs of a run: each thing once, though logs are read twice.
final class LossRecord {
  /// Something that is wrong with a log.
  struct Loss: Hashable {
    var offset: Int64?
    var chunk: Int?
    var recordID: UInt64?
    var code: String
    var severity: String
    var message: String
  }

  /// Kept for each log; further ones are counted.
  static let limit = 10_000

  private(set) var problems: [EvidenceError] = []
  private var losses: [String: [Loss]] = [:]
  private var known: [String: Set<Loss>] = [:]
  private(set) var cutCounts: [String: Int] = [:]

  /// Notes a path that gave no log.
  func note(_ problem: EvidenceError) { problems.append(problem) }

  /// Notes an error.
  ///
  /// - Returns: whether it is new.
  func note(_ error: EVTXError, in source: LogSource) -> Bool {
    let severity =
      switch error.severity {
      case .loss: "loss"
      case .damage: "damage"
      case .note: "note"
      }
    let loss = Loss(
      offset: error.fileOffset, chunk: error.chunkIndex, recordID: error.recordID,
      code: error.code.rawValue, severity: severity, message: error.message)
    let path = source.displayPath
    guard known[path, default: []].count < Self.limit else {
      cutCounts[path, default: 0] += 1
      return true
    }
    guard known[path, default: []].insert(loss).inserted else { return false }
    losses[path, default: []].append(loss)
    return true
  }

  /// Takes over what an earlier run found.
  func restore(_ loss: Loss, of path: String) {
    guard known[path, default: []].insert(loss).inserted else { return }
    losses[path, default: []].append(loss)
  }

  /// What is wrong with a log, by place.
  func losses(of path: String) -> [Loss] {
    (losses[path] ?? []).sorted {
      ($0.offset ?? 0, $0.code, $0.message) < ($1.offset ?? 0, $1.code, $1.message)
    }
  }
}
