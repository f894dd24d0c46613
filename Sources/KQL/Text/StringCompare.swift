extension Text {
  /// `strcmp`: -1, 0 or 1 by the bytes, which is also the order of code points.
  static func compare(_ left: Span<UInt8>, _ right: Span<UInt8>) -> Int {
    for index in 0..<min(left.count, right.count) where left[index] != right[index] {
      return left[index] < right[index] ? -1 : 1
    }
    return left.count == right.count ? 0 : left.count < right.count ? -1 : 1
  }

  /// `strrep`: a text so many times, with a delimiter between; nil where it grows above a limit.
  static func repeated(
    _ text: Span<UInt8>, count: Int64, delimiter: Span<UInt8>, limit: Int
  ) -> [UInt8]? {
    guard count > 0 else { return [] }
    let (size, overflow) = (text.count + delimiter.count).multipliedReportingOverflow(
      by: Int(clamping: count))
    guard !overflow, size <= limit else { return nil }
    var result: [UInt8] = []
    result.reserveCapacity(size)
    // Nothing is appended for ever where both are empty.
    guard size > 0 else { return [] }
    for index in 0..<count {
      if index > 0 { result.append(delimiter) }
      result.append(text)
    }
    return result
  }
}
