/// Rows of two tables whose keys are equal: `join` and `lookup`.
///
/// The columns are those of `outputs`, over a row of the left columns followed by the right ones. For the kinds
/// that give one side the row is that side's.
struct Join: PlanOperation {
  static let name = "join"
  let kind: Kind
  /// Pairs of keys, over the left and over the right row.
  let keys: [(left: BoundExpression, right: BoundExpression)]
  /// The place of each output in the row of both sides.
  let outputs: [Int]

  enum Kind: String, CaseIterable, Sendable {
    case innerUnique = "innerunique"
    case inner
    case leftOuter = "leftouter"
    case rightOuter = "rightouter"
    case fullOuter = "fullouter"
    case leftAnti = "leftanti"
    case rightAnti = "rightanti"
    case leftSemi = "leftsemi"
    case rightSemi = "rightsemi"

    /// Whether only columns of one side come out.
    var isOneSided: Bool {
      switch self {
      case .leftAnti, .rightAnti, .leftSemi, .rightSemi: true
      default: false
      }
    }

    var givesRight: Bool { self == .rightAnti || self == .rightSemi }
  }

  func details(_ printer: PlanPrinter) -> String {
    kind.rawValue + " on "
      + keys.map { "\(printer.text($0.left)) == \(printer.text($0.right))" }.joined(separator: ", ")
  }
}
