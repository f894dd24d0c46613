/// A query operator where the query has it: what follows a `|`, or begins a pipeline that has no source.
///
/// Each operator is one type in one file with its parser and its printer, and one line in `OperatorCatalogue`.
protocol OperatorSyntax: Sendable {
  /// The words the operator begins with, old spellings included.
  static var keywords: [String] { get }
  /// The operator whose keyword was just read.
  init(parsing parser: inout Parser, keyword: NameSyntax) throws(SyntaxFailure)
  /// The keyword as written.
  var keyword: NameSyntax { get }
  /// From the keyword to the end of the operator.
  var range: SourceRange { get }
  /// Writes what follows the keyword, beginning with a blank where there is any.
  func print(to printer: inout SyntaxPrinter)

  // The following tell an operator at the start of a pipeline from a name that is the same word.

  /// Whether the operator may be its keyword alone.
  static var mayBeAlone: Bool { get }
  /// Whether there is a function of this name: with a parenthesis after it, it is a call.
  static var isFunctionToo: Bool { get }
  /// Whether `in` may follow the keyword, and tables after it.
  static var takesTables: Bool { get }
}

extension OperatorSyntax {
  static var mayBeAlone: Bool { false }
  static var isFunctionToo: Bool { false }
  static var takesTables: Bool { false }
}

/// All operators, and the names of those that are refused.
enum OperatorCatalogue {
  static let all: [any OperatorSyntax.Type] = [
    AsOperator.self,
    ConsumeOperator.self,
    CountOperator.self,
    DistinctOperator.self,
    EvaluateOperator.self,
    ExtendOperator.self,
    FindOperator.self,
    GetSchemaOperator.self,
    InvokeOperator.self,
    JoinOperator.self,
    LookupOperator.self,
    MakeSeriesOperator.self,
    MvApplyOperator.self,
    MvExpandOperator.self,
    ParseKVOperator.self,
    ParseOperator.self,
    PartitionOperator.self,
    PrintOperator.self,
    ProjectAwayOperator.self,
    ProjectKeepOperator.self,
    ProjectOperator.self,
    ProjectRenameOperator.self,
    ProjectReorderOperator.self,
    RangeOperator.self,
    ReduceOperator.self,
    RenderOperator.self,
    SampleDistinctOperator.self,
    SampleOperator.self,
    ScanOperator.self,
    SearchOperator.self,
    SerializeOperator.self,
    SortOperator.self,
    SummarizeOperator.self,
    TakeOperator.self,
    TopHittersOperator.self,
    TopNestedOperator.self,
    TopOperator.self,
    UnionOperator.self,
    WhereOperator.self,
  ]

  static let byKeyword: [String: any OperatorSyntax.Type] = {
    var table: [String: any OperatorSyntax.Type] = [:]
    for type in all {
      for keyword in type.keywords { table[keyword] = type }
    }
    return table
  }()

  /// Operators of Kusto that this engine does not have.
  static let refused: Set<String> = [
    "assert-schema", "executeandcache", "execute-and-cache", "facet", "fork",
    "graph-mark-components", "graph-match",
    "graph-merge", "graph-shortest-paths", "graph-to-table", "graph-where-edges",
    "graph-where-nodes", "macro-expand",
    "make-graph", "partition-by", "project-by-names",
  ]
}
