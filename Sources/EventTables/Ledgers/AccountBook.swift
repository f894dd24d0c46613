internal import ByteIO

/// An account's name as some event paired it with its security identifier.
struct AccountName: Hashable, Sendable {
  var domain: StringID
  var name: StringID
}

/// Accounts by security identifier and by name.
struct AccountBook: Sendable {
  /// The name last seen with an identifier, one of a NetBIOS domain first.
  var namesOfSID: [StringID: AccountName] = [:]
  /// `domain\name` in lower case; the identifier of each is in ``sidsOfName``.
  var keys = TextPool()
  var sidsOfName: [StringID] = [.none]

  /// The identifier of an account.
  func sid(domain: RawSpan, name: RawSpan) -> StringID? {
    var key: [UInt8] = []
    Self.appendKey(domain, name, to: &key)
    guard let id = keys.find(key.rawSpan) else { return nil }
    return sidsOfName[Int(id.number)]
  }

  /// Appends `domain\name` with ASCII letters in lower case.
  static func appendKey(_ domain: RawSpan, _ name: RawSpan, to key: inout [UInt8]) {
    for index in 0..<domain.byteCount { key.append(LedgerText.lower(domain.u8(index))) }
    key.append(0x5c)
    for index in 0..<name.byteCount { key.append(LedgerText.lower(name.u8(index))) }
  }
}
