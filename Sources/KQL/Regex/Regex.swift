/// A compiled regular expression in the syntax that Kusto documents, matched in linear time.
///
/// Texts are UTF-8; a byte that is not is matched by nothing. A match is the leftmost one and, of
/// those that start there, the one that the order of alternatives and greed prefers, as in Perl.
/// The value is immutable and may be shared; each thread runs it with its own ``Matcher``.
///
/// Source: dataexplorer-docs, `regex.md`.
public struct Regex: Sendable {
  let program: RegexProgram
  /// The name of each group by its number, from 0, the whole match; nil for groups without one.
  public let groupNames: [[UInt8]?]

  /// Compiles a pattern.
  ///
  /// - Parameters:
  ///   - pattern: the pattern in UTF-8.
  ///   - flags: any of `imsRUux`, which hold from the start of the pattern.
  /// - Throws: `.syntax`, `.unsupported` or `.limit` with the place in the pattern; a flag that is
  ///   none is at offset 0.
  public init(
    _ pattern: some Sequence<UInt8>, flags: some Sequence<UInt8> = []
  ) throws(RegexError) {
    try self.init(pattern, flags: flags, anchoredTo: [])
  }

  /// The ends of the text that a match must reach.
  struct Anchors: OptionSet {
    let rawValue: UInt8
    static let start = Anchors(rawValue: 1)
    static let end = Anchors(rawValue: 2)
  }

  /// Compiles a pattern whose matches must reach one end of the text or both.
  init(
    _ pattern: some Sequence<UInt8>, flags: some Sequence<UInt8> = [], anchoredTo anchors: Anchors
  ) throws(RegexError) {
    var parsed = RegexParser.Flags()
    for flag in flags {
      switch flag {
      case UInt8(ascii: "i"): parsed.ignoresCase = true
      case UInt8(ascii: "m"): parsed.isMultiLine = true
      case UInt8(ascii: "s"): parsed.dotMatchesNewLine = true
      case UInt8(ascii: "R"): parsed.isCRLF = true
      case UInt8(ascii: "U"): parsed.swapsGreed = true
      case UInt8(ascii: "u"): parsed.isUnicode = true
      case UInt8(ascii: "x"): parsed.isVerbose = true
      default:
        throw RegexError(
          code: .syntax, offset: 0,
          message: "expected flags among imsRUux, found "
            + String(decoding: [flag], as: UTF8.self))
      }
    }
    var parser = try RegexParser(Array(pattern), flags: parsed)
    var expression = try parser.parse()
    if anchors.contains(.start) { expression = .sequence([.look(.start), expression]) }
    if anchors.contains(.end) { expression = .sequence([expression, .look(.end)]) }
    groupNames = parser.groupNames
    program = try RegexCompiler.compile(expression, groupCount: groupNames.count)
  }

  /// Groups, the whole match included.
  public var groupCount: Int { groupNames.count }

  /// The number of a named group.
  public func group(named name: [UInt8]) -> Int? { groupNames.firstIndex(of: name) }
}
