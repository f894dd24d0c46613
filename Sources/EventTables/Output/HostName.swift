internal import ByteIO

/// Hosts as parts of paths.
enum HostName {
  /// The longest name kept whole; file systems take 255 bytes with what stands around it.
  private static let longest = 128

  /// A name that is safe in every file system: lower-case letters, digits, `.`, `-` and `_` stay, every
  /// other byte is `%` and two digits; a long name is cut and told apart by a hash.
  static func pathComponent(_ host: String) -> String {
    var text = ""
    for byte in host.utf8 {
      switch byte {
      case 0x61...0x7a, 0x30...0x39, 0x2e, 0x2d, 0x5f:
        text.unicodeScalars.append(Unicode.Scalar(byte))
      default: text += "%" + Hexadecimal.text(of: CollectionOfOne(byte)).uppercased()
      }
    }
    if text.isEmpty { return "_" }
    // Names of dots alone mean other folders.
    if text.allSatisfy({ $0 == "." }) { text = String(repeating: "%2E", count: text.count) }
    guard text.utf8.count > longest else { return text }
    var hash = Hash64()
    hash.combine([UInt8](host.utf8).rawSpan)
    return text.prefix(longest - 17) + "-" + hash.text
  }
}

/// Bytes as digits.
enum Hexadecimal {
  /// Two lower-case digits for each byte.
  static func text(of bytes: some Sequence<UInt8>) -> String {
    let digits = Array("0123456789abcdef".unicodeScalars)
    var text = ""
    for byte in bytes {
      text.unicodeScalars.append(digits[Int(byte >> 4)])
      text.unicodeScalars.append(digits[Int(byte & 15)])
    }
    return text
  }
}
