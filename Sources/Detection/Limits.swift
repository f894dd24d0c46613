/// Bounds on what rules may ask for and alerts may hold.
enum Limits {
  /// Bytes of a rule file. Largest of Azure-Sentinel: 70 KiB; ARM exports of a workspace: 3 MiB.
  static let ruleFileByteCount: Int64 = 16 << 20
  /// Rules of one run. Azure-Sentinel has 3,000.
  static let ruleCount = 20_000
  /// Folders inside each other that are searched for rules.
  static let folderDepth = 32
  /// Lists and mappings inside each other in a JSON rule. Real ARM templates: 12.
  static let jsonDepth = 64
  /// Values of a rule file, those that aliases repeat counted again. Real exports: 60,000.
  static let nodeCount = 1_000_000
  /// Evaluations of one rule over sliding windows: two years of every five minutes.
  static let windowCount = 210_000
  /// Alerts that one evaluation of a rule raises; Sentinel's own bound is 150.
  static let alertsOfEvaluation = 10_000
  /// Records that an alert cites one by one; more are counted.
  static let citedRecords = 1_000
  /// Rows that an alert shows one by one; more are counted.
  static let shownRows = 100
  /// Entities of an alert; Sentinel's own bound is 500.
  static let entities = 500
}
