internal import ByteIO

/// The texts of a column, each once, by number. Number 0 is the empty text.
///
/// Two rows of columns that share a dictionary hold the same text exactly when they hold the same
/// number. Shared and immutable.
public final class StringDictionary: Sendable {
  private let text: SharedText
  /// Where each text begins, and where the last one ends.
  private let offsets: [Int]
  /// Numbers by hash, 0 where there is none, since the empty text is never looked up.
  private let slots: [UInt32]

  init(text: SharedText, offsets: [Int], slots: [UInt32]) {
    self.text = text
    self.offsets = offsets
    self.slots = slots
  }

  /// A dictionary of the empty text only.
  public static let empty = StringInterner().makeDictionary()

  /// How many texts there are, the empty one among them.
  public var count: Int { offsets.count - 1 }

  /// Bytes of memory held.
  public var byteCount: Int { text.allocatedByteCount + offsets.count * 8 + slots.count * 4 }

  /// Calls `body` with the text of number `code`, which must be one of this dictionary.
  public func withBytes<Result, Failure: Error>(
    _ code: UInt32, _ body: (RawSpan) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try text.withBytes(from: offsets[Int(code)], to: offsets[Int(code) + 1], body)
  }

  /// Calls `body` with all texts behind each other, room for loads of whole vectors behind them, and
  /// where each one begins: text `code` lies in `offsets[code] ..< offsets[code + 1]`.
  ///
  /// For operators that look at every text of a column once.
  public func withTexts<Result, Failure: Error>(
    _ body: (_ bytes: RawSpan, _ offsets: [Int]) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try text.withPaddedBytes { bytes throws(Failure) in try body(bytes, offsets) }
  }

  /// The text with number `code` as a string. Copies.
  public func string(_ code: UInt32) -> String {
    withBytes(code) { bytes in
      var copy = TextBuffer(capacity: bytes.byteCount)
      copy.append(bytes)
      return copy.string
    }
  }

  /// The number of a text, nil when it is not here.
  public func code(of bytes: RawSpan) -> UInt32? {
    guard bytes.byteCount > 0 else { return 0 }
    let hash = textHash(bytes, from: 0, to: bytes.byteCount)
    return text.withPaddedBytes { all in
      let mask = slots.count - 1
      var place = Int(truncatingIfNeeded: hash) & mask
      while true {
        let code = slots[place]
        guard code != 0 else { return nil }
        let start = offsets[Int(code)]
        if offsets[Int(code) + 1] - start == bytes.byteCount,
          areEqual(all, start, bytes, 0, bytes.byteCount)
        {
          return code
        }
        place = (place + 1) & mask
      }
    }
  }

  /// The number of a text, nil when it is not here.
  public func code(of text: String) -> UInt32? {
    let bytes = [UInt8](text.utf8)
    return code(of: bytes.rawSpan)
  }
}
