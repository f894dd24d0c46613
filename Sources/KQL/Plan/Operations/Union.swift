/// Rows of several tables.
struct Union: PlanOperation {
  static let name = "union"
  /// For each input, the place in it of each column of the result; nil where it has none.
  let sources: [[Int?]]
  /// The names of the inputs, when the first column is to hold them.
  let sourceNames: [String]?

  func details(_ printer: PlanPrinter) -> String {
    sourceNames.map { "withsource " + $0.joined(separator: ", ") } ?? ""
  }
}

/// Marks a table that is to be computed once, however often the query reads it.
struct Materialize: PlanOperation {
  static let name = "materialize"
}
