internal import Tabular

/// A scalar expression whose names, types and functions are known.
///
/// Small to copy: parts are shared. `size` and `height` count nodes as a walk meets them, so that the
/// limits on both bound every walk.
struct BoundExpression: Sendable {
  let kind: Kind
  let type: ValueType
  /// Where the query has it; inside a function of the query, where its body has it.
  let range: SourceRange
  /// The name a column of this value gets when the query gives none; nil for `Column1` and its like.
  let name: String?
  /// What the value depends on.
  let dependence: Dependence
  let size: Int
  let height: Int
  /// The columns of a function that gives several; the first is the value where one is wanted.
  let tuple: [BoundColumn]

  indirect enum Kind: Sendable {
    case constant(Constant)
    /// A column of the input, by its place.
    case column(Int)
    /// A column that the schema does not list, looked up when the data is known.
    case openColumn(String)
    /// A value that is computed once for the query, by its place in `BoundQuery.variables`.
    case variable(Int)
    case call(ScalarFunction, [BoundExpression])
    /// One of the columns that a function gives.
    case tupleElement(BoundExpression, Int)
    /// The first column of a table, as in `x in (T)`. Only as an argument.
    case table(PlanNode)
    /// `*` as an argument: all columns of the input.
    case allColumns
    /// Stands for what is in error.
    case invalid
  }

  /// What a value depends on, from the most to the least constant.
  enum Dependence: Int, Comparable, Sendable {
    /// Nothing: known when the query is bound, or may be folded.
    case constant
    /// The query: the time it runs at, a subquery.
    case query
    /// The row.
    case row

    static func < (one: Dependence, other: Dependence) -> Bool { one.rawValue < other.rawValue }
  }

  init(
    _ kind: Kind, _ type: ValueType, at range: SourceRange, name: String? = nil,
    dependence: Dependence, tuple: [BoundColumn] = []
  ) {
    self.kind = kind
    self.type = type
    self.range = range
    self.name = name
    self.tuple = tuple
    self.dependence = dependence
    switch kind {
    case .call(_, let arguments):
      size = arguments.reduce(1) { min($0 + $1.size, .max / 2) }
      height = 1 + (arguments.map(\.height).max() ?? 0)
    case .tupleElement(let call, _):
      size = call.size + 1
      height = call.height + 1
    default:
      size = 1
      height = 1
    }
  }

  /// In the name of an element whose index is computed: Microsoft's engine puts a random number there.
  static let unknowableName = "\u{0}"

  static func constant(_ constant: Constant, at range: SourceRange) -> BoundExpression {
    BoundExpression(.constant(constant), constant.type, at: range, dependence: .constant)
  }

  static func column(_ index: Int, of schema: RowSchema, at range: SourceRange) -> BoundExpression {
    let column = schema.columns[index]
    return BoundExpression(
      .column(index), column.type, at: range, name: column.name, dependence: .row)
  }

  static func invalid(at range: SourceRange) -> BoundExpression {
    BoundExpression(.invalid, .unknown, at: range, dependence: .constant)
  }

  /// The same value under another name.
  func named(_ name: String?) -> BoundExpression {
    BoundExpression(kind, type, at: range, name: name, dependence: dependence, tuple: tuple)
  }

  /// The value, when it is known already.
  var constant: Constant? { if case .constant(let constant) = kind { constant } else { nil } }

  var isInvalid: Bool { if case .invalid = kind { true } else { false } }

  /// The column that this is, also through a conversion that does nothing.
  var columnIndex: Int? {
    switch kind {
    case .column(let index): index
    case .call(let function, let arguments):
      if function.isConversion, arguments.count == 1, case .column(let index) = arguments[0].kind,
        arguments[0].type == type
      {
        index
      } else {
        nil
      }
    default: nil
    }
  }
}
