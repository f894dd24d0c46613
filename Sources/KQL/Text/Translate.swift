/// The lists of `translate`: each character of the first becomes the one of the second at its place.
///
/// Where the second list is shorter its last character stands for the rest; where it is empty the
/// characters go away. Source: translate-function.md.
struct Translation: Sendable {
  private var targets: [UInt32: UInt32?] = [:]

  init(_ search: Span<UInt8>, _ replacement: Span<UInt8>) {
    var from = 0
    var to = 0
    var target: UInt32?
    while from < search.count {
      let source = search.decodePoint(at: from)
      from += source.length
      if to < replacement.count {
        let decoded = replacement.decodePoint(at: to)
        target = decoded.point
        to += decoded.length
      }
      // The first of two equal characters counts.
      if targets[source.point] == nil { targets[source.point] = .some(target) }
    }
  }

  /// A text with its characters replaced.
  func translate(_ text: Span<UInt8>) -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(text.count)
    var at = 0
    while at < text.count {
      let decoded = text.decodePoint(at: at)
      if decoded.isValid, let target = targets[decoded.point] {
        if let target { result.append(point: target) }
      } else {
        result.append(text.extracting(at..<(at + decoded.length)))
      }
      at += decoded.length
    }
    return result
  }
}
