public import ByteIO

extension GUID {
  /// A GUID in the form `5770385f-c22a-43e0-bf4c-06f5698ffbd9`, with braces or without.
  ///
  /// Traps on any other text: it is for constants.
  public init(_ text: String) {
    let digits = text.filter { $0.isHexDigit }
    guard digits.count == 32, let high = UInt64(digits.prefix(16), radix: 16),
      let low = UInt64(digits.suffix(16), radix: 16)
    else { preconditionFailure("not a GUID: \(text)") }
    // The first three fields are integers, little-endian in memory; the rest are bytes in order.
    let data1 = high >> 32
    let data2 = high >> 16 & 0xffff
    let data3 = high & 0xffff
    self.init(low: data1 | data2 << 32 | data3 << 48, high: low.byteSwapped)
  }

  /// All zero.
  public static let zero = GUID(low: 0, high: 0)
}
