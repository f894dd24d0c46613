import TestSupport

/// The logs that whole-log tests read.
enum SampleLogs {
  private static let project =
    "/" + #filePath.split(separator: "/").dropLast(4).joined(separator: "/")

  /// The project's own, by their paths below Samples.
  static let own: [SampleFile] = SampleFile.logs()

  /// Logs of real machines, in the folder `shared` beside the project; other people's data, so they need
  /// not be there.
  static let sharedFolder = project + "/../shared/evtx"
  static let shared: [String] = (try? filesBelow(sharedFolder, suffix: ".evtx")) ?? []

  /// Where goldens lie.
  static let goldens = project + "/Tests/EVTXTests/Goldens"
}
