/// `parse` and `parse-where`: columns out of a text.
struct Parse: PlanOperation {
  static let name = "parse"
  let source: BoundExpression
  let kind: Kind
  /// Flags of the regular expressions.
  let flags: String
  let parts: [Part]
  /// Whether rows that do not match are dropped.
  let isFilter: Bool
  /// The place in the input of each column of the result; nil for those that are parsed.
  let sources: [Int?]

  enum Kind: String, Sendable {
    case simple
    case regex
    case relaxed
  }

  enum Part: Sendable {
    /// A text that must be there, or a pattern.
    case text(String)
    /// `*`: any text.
    case anything
    /// A column of the result.
    case column(Int, ValueType)
  }

  func details(_ printer: PlanPrinter) -> String {
    "\(kind.rawValue) \(printer.text(source))" + (isFilter ? " or drop" : "")
  }
}

/// `parse-kv`: columns out of a text of keys and values.
struct ParseKeyValues: PlanOperation {
  static let name = "parse-kv"
  let source: BoundExpression
  /// Keys and the columns of the result that get their values.
  let keys: [(name: String, output: Int)]
  let properties: [(name: String, value: Constant)]
  let sources: [Int?]
  func details(_ printer: PlanPrinter) -> String {
    "\(printer.text(source)) as " + keys.map(\.name).joined(separator: ", ")
  }
}
