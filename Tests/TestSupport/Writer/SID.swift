/// A Windows security identifier.
///
/// Source: MS-DTYP 2.4.2.2.
public struct SID: Hashable, Sendable {
  /// The top-level authority, 48 bits, stored big-endian.
  public var authority: UInt64
  /// The subauthorities; Windows allows 15.
  public var subauthorities: [UInt32]

  /// An identifier from its numbers.
  public init(authority: UInt64, _ subauthorities: [UInt32]) {
    self.authority = authority
    self.subauthorities = subauthorities
  }

  /// An identifier in the form `S-1-5-18`. Traps on any other text: it is for constants.
  public init(_ text: String) {
    let parts = text.split(separator: "-")
    guard parts.count >= 3, parts[0] == "S", parts[1] == "1", let authority = UInt64(parts[2])
    else { preconditionFailure("not a SID: \(text)") }
    self.init(
      authority: authority,
      parts.dropFirst(3).map { part in
        guard let number = UInt32(part) else { preconditionFailure("not a SID: \(text)") }
        return number
      })
  }

  /// Nobody, S-1-0-0.
  public static let null = SID(authority: 0, [0])
  /// SYSTEM, S-1-5-18.
  public static let system = SID(authority: 5, [18])
  /// LOCAL SERVICE, S-1-5-19.
  public static let localService = SID(authority: 5, [19])
  /// NETWORK SERVICE, S-1-5-20.
  public static let networkService = SID(authority: 5, [20])

  /// The stored form: revision 1, count, authority, subauthorities.
  func append(to bytes: inout ByteBuilder) {
    bytes.u8(1)
    bytes.u8(UInt8(subauthorities.count))
    bytes.u16(UInt16(truncatingIfNeeded: authority >> 32).byteSwapped)
    bytes.u32(UInt32(truncatingIfNeeded: authority).byteSwapped)
    for number in subauthorities { bytes.u32(number) }
  }
}

extension SID: CustomStringConvertible {
  /// `S-1-5-18`.
  public var description: String {
    subauthorities.reduce(into: "S-1-\(authority)") { $0 += "-\($1)" }
  }
}
