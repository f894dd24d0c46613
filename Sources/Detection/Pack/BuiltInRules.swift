extension RuleSet {
  /// The rules that the program carries inside: Sources/Detection/Rules.
  public static let builtIn: RuleSet = {
    var set = RuleSet()
    for entry in embeddedRules {
      set.add(Array("\(entry.text)".utf8), file: "builtin/\(entry.file)")
    }
    return set
  }()
}
