/// A 128-bit identifier in the byte order of MS-DTYP 2.3.4.2.
public struct GUID: Hashable, Sendable {
  /// Bytes 0-7 as stored, read as a little-endian integer.
  public let low: UInt64
  /// Bytes 8-15 as stored, read as a little-endian integer.
  public let high: UInt64

  /// The identifier at `offset`, 16 bytes, which the caller has checked to lie inside.
  public init(_ bytes: borrowing RawSpan, at offset: Int) {
    low = bytes.u64(offset)
    high = bytes.u64(offset + 8)
  }

  /// An identifier from both halves.
  public init(low: UInt64, high: UInt64) {
    self.low = low
    self.high = high
  }

  /// The first four bytes, which template instances repeat as their template identifier.
  public var data1: UInt32 { UInt32(truncatingIfNeeded: low) }
}

extension GUID: CustomStringConvertible {
  /// `{5770385f-c22a-43e0-bf4c-06f5698ffbd9}`: braces and lower case, as Windows prints it.
  public var description: String {
    func hex(_ value: UInt64, _ digits: Int) -> String {
      let text = String(value, radix: 16)
      return String(repeating: "0", count: max(0, digits - text.count)) + text
    }
    let tail = high.byteSwapped
    return "{\(hex(low & 0xffff_ffff, 8))-\(hex(low >> 32 & 0xffff, 4))-\(hex(low >> 48, 4))-"
      + "\(hex(tail >> 48, 4))-\(hex(tail & 0xffff_ffff_ffff, 12))}"
  }
}
