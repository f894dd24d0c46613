/// A word of a query.
struct Token: Sendable {
  enum Kind: Sendable {
    /// A name or keyword; which one, the parser knows.
    case identifier
    /// A string literal with its prefix and quotes.
    case string
    case long
    case real
    /// A number with a unit: `5m`.
    case timespan
    /// A type's name and what stands in the parentheses after it: `datetime(2024-01-01)`.
    case typedLiteral
    /// `!` and the word after it: `!has`.
    case bangWord
    case punctuation(Punctuation)
    /// What the lexer has already reported.
    case invalid
    case end
  }

  enum Punctuation: String, Sendable {
    case openParenthesis = "("
    case closeParenthesis = ")"
    case openBracket = "["
    case closeBracket = "]"
    case openBrace = "{"
    case closeBrace = "}"
    case pipe = "|"
    case semicolon = ";"
    case comma = ","
    case colon = ":"
    case dot = "."
    case dotDot = ".."
    case plus = "+"
    case minus = "-"
    case star = "*"
    case slash = "/"
    case percent = "%"
    case assign = "="
    case equal = "=="
    case notEqual = "!="
    case lessGreater = "<>"
    case equalTilde = "=~"
    case bangTilde = "!~"
    case less = "<"
    case lessOrEqual = "<="
    case greater = ">"
    case greaterOrEqual = ">="
    case arrow = "=>"
    case tilde = "~"
    case at = "@"
    case question = "?"
  }

  let kind: Kind
  let range: SourceRange
  /// Brackets that are open before the token; a closing bracket counts as outside of its pair.
  let depth: Int

  func isPunctuation(_ punctuation: Punctuation) -> Bool {
    if case .punctuation(punctuation) = kind { true } else { false }
  }
}
