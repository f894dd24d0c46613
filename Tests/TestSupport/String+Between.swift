extension String {
  /// The text behind the first `start` and before the next `end`; nil when one is not there.
  public func between(_ start: String, _ end: String) -> String? {
    guard let head = firstRange(of: start) else { return nil }
    let rest = self[head.upperBound...]
    guard let tail = rest.firstRange(of: end) else { return nil }
    return String(rest[..<tail.lowerBound])
  }
}
