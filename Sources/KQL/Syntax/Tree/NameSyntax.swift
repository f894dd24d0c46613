/// A name where the query has it.
struct NameSyntax: Sendable {
  let range: SourceRange
  /// The name itself, without brackets, quotes and escapes. Compare it by UTF-8.
  let text: String
  /// Written as `['...']`.
  let isBracketed: Bool

  init(_ text: String, at range: SourceRange, isBracketed: Bool = false) {
    self.text = text
    self.range = range
    self.isBracketed = isBracketed
  }
}

/// A name or, where columns or tables may be chosen by pattern, one with `*` in it.
struct NamePatternSyntax: Sendable {
  let name: NameSyntax
  /// Whether `*` in the name stands for any characters.
  let isPattern: Bool
}

/// `name:type`, with the type as written.
struct ColumnDeclarationSyntax: Sendable {
  let name: NameSyntax
  let type: NameSyntax
}

/// `(a:string, b:long)`.
struct SchemaSyntax: Sendable {
  let range: SourceRange
  let columns: [ColumnDeclarationSyntax]
}
