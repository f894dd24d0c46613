internal import ByteIO

/// Numbers of protocols and ports.
enum IPProtocol {
  static let tcp: UInt8 = 6
  static let udp: UInt8 = 17
  /// Windows gives clients ports from here on. Source: RFC 6335, "Dynamic Ports".
  static let firstEphemeralPort: UInt16 = 49_152

  /// The number of a protocol as Sysmon names it, 0 for others than TCP and UDP.
  static func number(ofName name: RawSpan) -> UInt8 {
    if LedgerText.isEqual(name, "tcp") { return tcp }
    return LedgerText.isEqual(name, "udp") ? udp : 0
  }
}
