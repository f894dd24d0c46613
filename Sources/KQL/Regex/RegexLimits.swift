/// Bounds on what a pattern may ask for. The 180 patterns of the published rules have at most 159
/// bytes, 5 levels and 16 groups.
enum RegexLimits {
  /// Bytes of a pattern.
  static let patternBytes = 1 << 20
  /// Groups, classes and repetitions inside each other.
  static let depth = 100
  /// Capture groups.
  static let groups = 1_000
  /// Bytes of a compiled program, as in the crate that Kusto's documentation describes.
  static let programBytes = 10 << 20
  /// States times capture slots of a program: the table that the Pike machine keeps, in words.
  static let captureTable = 8 << 20
  /// Bytes of cached DFA states per matcher before they are forgotten.
  static let dfaBytes = 2 << 20
  /// Times that the DFA may forget all states in one search before it gives way to the NFA.
  static let dfaClears = 3
  /// Bits of (state, position) pairs that the backtracker may mark: 256 KiB.
  static let backtrackBits = 2 << 20
  /// Bytes of output that one replacement may make.
  static let replacementBytes = 64 << 20
}
