internal import Tabular

/// An entry of the catalogue of scalar functions: how it is called and what it gives.
///
/// Operators such as `==` and `has` are entries too. What computes an entry stands under its name in
/// ``KernelCatalogue``; without that it can be bound and explained, and is refused when a row needs its value.
final class ScalarFunction: Sendable {
  let name: String
  /// Old and other spellings.
  let aliases: [String]
  /// The page of the documentation, below data-explorer/kusto/query in MicrosoftDocs/dataexplorer-docs.
  let page: String
  /// Tried in their order; the first that takes the arguments counts.
  let signatures: [Signature]
  let resultName: ResultName
  let purity: Purity
  /// Whether it only changes the type: `tostring(x)` of a string is the column x.
  let isConversion: Bool

  /// How often a function gives another value for the same arguments.
  enum Purity: Sendable {
    /// Never: constants may be folded.
    case pure
    /// Once for each query, as `now()`.
    case perQuery
    /// For each row, as `rand()`.
    case perRow
    /// It looks at other rows, which must be in an order that is kept.
    case window
  }

  init(
    _ name: String, aliases: [String] = [], page: String, _ signatures: [Signature],
    resultName: ResultName = .none, purity: Purity = .pure, isConversion: Bool = false
  ) {
    self.name = name
    self.aliases = aliases
    self.page = page
    self.signatures = signatures
    self.resultName = resultName
    self.purity = purity
    self.isConversion = isConversion
  }

  /// A function with one signature.
  convenience init(
    _ name: String, aliases: [String] = [], page: String, returns result: ResultType,
    _ parameters: [Parameter] = [], resultName: ResultName = .none, purity: Purity = .pure,
    isConversion: Bool = false
  ) {
    self.init(
      name, aliases: aliases, page: page, [Signature(parameters, returns: result)],
      resultName: resultName, purity: purity, isConversion: isConversion)
  }
}

/// The name of a column that holds the result of a function, when the query gives none.
enum ResultName: Sendable {
  /// `Column1` and its like.
  case none
  /// That of the first argument.
  case firstArgument
  /// That of the argument if there is only one.
  case onlyArgument
  /// `prefix_` and the name of the first argument.
  case prefixed(String)
  case fixed(String)
  /// That of the column which the first argument names, if there is one.
  case namedColumn

  /// The name for arguments of these names.
  func name(_ arguments: [BoundExpression], in schema: RowSchema) -> String? {
    switch self {
    case .none: return nil
    case .firstArgument: return arguments.first?.name
    case .onlyArgument: return arguments.count == 1 ? arguments[0].name : nil
    case .prefixed(let prefix): return prefix + "_" + (arguments.first?.name ?? "")
    case .fixed(let name): return name
    case .namedColumn:
      guard let name = arguments.first?.constant?.string, schema.index(of: name) != nil else {
        return nil
      }
      return name
    }
  }
}
