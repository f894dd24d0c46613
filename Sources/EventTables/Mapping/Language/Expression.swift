internal import EVTX

/// An expression of a mapping as it is written, before names and types are looked at.
struct Expression: Sendable {
  /// What it is.
  indirect enum Kind: Sendable {
    case null
    case bool(Bool)
    case integer(Int64)
    case text(String)
    /// A field of the payload.
    case field(EventField.Part, String)
    /// A field of the System element.
    case system(SystemField)
    /// `$name`: a value that `let` defines.
    case binding(String)
    /// `name(argument, ...)`, and operators under their names.
    case call(String, [Expression])
    /// `value.name`
    case member(Expression, String)
    /// `{ name: value, ... }`
    case object([Item])
  }

  /// A member of an object.
  struct Item: Sendable {
    /// The member's name; nil for `...fields`, all fields of the payload.
    var name: String?
    var value: Expression
  }

  var kind: Kind
  /// Bytes from the start of the expression's text.
  var offset: Int
}

/// Why a text is no expression.
struct ExpressionError: Error {
  var offset: Int
  var reason: String
}
