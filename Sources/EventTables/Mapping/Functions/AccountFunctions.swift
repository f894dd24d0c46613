internal import ByteIO
internal import EVTX

extension Evaluator {
  /// `userPart('DOMAIN\name')`: the name; all of a text without a backslash.
  func userPart(_ text: TextRef, _ record: borrowing FieldRecord) -> Value {
    let bytes = texts.bytes(text, record)
    let slash = LedgerText.firstIndex(of: 0x5c, in: bytes)
    return .part(of: text, slash.map { $0 &+ 1 } ?? 0, bytes.byteCount)
  }

  /// `domainPart('DOMAIN\name')`: the domain; nothing of a text without a backslash.
  func domainPart(_ text: TextRef, _ record: borrowing FieldRecord) -> Value {
    let bytes = texts.bytes(text, record)
    guard let slash = LedgerText.firstIndex(of: 0x5c, in: bytes) else { return .nothing }
    return .part(of: text, 0, slash)
  }

  /// `sidOf('DOMAIN\name')`: the security identifier that a log of the host pairs with the account.
  mutating func sidOf(_ text: TextRef, _ record: borrowing FieldRecord) -> Value {
    for asked in askedAccounts
    where asked.name.count == text.count
      && texts.bytes(text, record).matches(asked.name.rawSpan, at: 0)
    {
      return value(of: asked.sid)
    }
    let sid = findSID(text, record)
    if askedAccounts.count >= 4 { askedAccounts.removeFirst() }
    var name: [UInt8] = []
    name.append(copying: texts.bytes(text, record))
    askedAccounts.append((name, sid))
    return value(of: sid)
  }

  private func findSID(_ text: TextRef, _ record: borrowing FieldRecord) -> StringID {
    let bytes = texts.bytes(text, record)
    guard let slash = LedgerText.firstIndex(of: 0x5c, in: bytes),
      let sid = ledger.sid(
        domain: bytes.extracting(0..<slash),
        name: bytes.extracting(slash &+ 1..<bytes.byteCount))
    else { return .none }
    return sid
  }

  /// `nameOfSID(sid)` and `domainOfSID(sid)`: the account of a security identifier.
  func accountOfSID(
    _ text: TextRef, _ record: borrowing FieldRecord, isDomain: Bool
  ) -> Value {
    guard let account = ledger.name(ofSID: texts.bytes(text, record)) else { return .nothing }
    return value(of: isDomain ? account.domain : account.name)
  }

  /// A text of the ledger as a value.
  func value(of id: StringID) -> Value {
    let count = texts.pool[id].byteCount
    return count == 0 ? .nothing : .text(TextRef(.ledger, Int(id.number), 0, count))
  }

  /// `deviceId(System.Computer)`: 40 hexadecimal digits, as Defender's identifiers have: the SHA-1 digest
  /// of the name in lower case.
  mutating func deviceId(_ text: TextRef, _ record: borrowing FieldRecord) -> Value {
    if !texts.isEqual(text, record, to: device.name) {
      device.name = texts.string(text, record)
      let lower = Array(device.name.lowercased().utf8)
      device.identifier = SHA1.hexadecimal(lower.rawSpan)
    }
    let identifier = device.identifier
    composed.append(identifier.rawSpan)
    return keepComposed()
  }
}

extension TextStore {
  /// A text as a string. Copies.
  func string(_ text: TextRef, _ record: borrowing FieldRecord) -> String {
    FieldText.string(bytes(text, record))
  }

  /// Whether a text is a string.
  func isEqual(
    _ text: TextRef, _ record: borrowing FieldRecord, to string: String
  ) -> Bool {
    let bytes = bytes(text, record)
    var index = 0
    for byte in string.utf8 {
      guard index < bytes.byteCount, bytes.u8(index) == byte else { return false }
      index &+= 1
    }
    return index == bytes.byteCount
  }
}
