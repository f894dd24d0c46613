/// What stands in `dynamic(...)`: JSON whose strings are KQL strings and whose values may be typed literals.
struct DynamicSyntax: Sendable {
  let range: SourceRange
  let kind: Kind

  indirect enum Kind: Sendable {
    case null
    case scalar(LiteralValue)
    case array([DynamicSyntax])
    /// Members in the order of the text; a name may stand twice.
    case bag([(name: String, value: DynamicSyntax)])
  }
}
