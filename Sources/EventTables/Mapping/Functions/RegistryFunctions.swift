internal import ByteIO
internal import EVTX

extension Evaluator {

  /// `keyPart(path)`: the key of a value's path, up to the last backslash.
  func keyPart(_ text: TextRef, _ record: borrowing FieldRecord) -> Value {
    let bytes = texts.bytes(text, record)
    guard let slash = lastBackslash(bytes) else { return .text(text) }
    return .part(of: text, 0, slash)
  }

  /// `valuePart(path)`: the name of a value, behind the last backslash. `(Default)` is the unnamed value.
  func valuePart(_ text: TextRef, _ record: borrowing FieldRecord) -> Value {
    let bytes = texts.bytes(text, record)
    guard let slash = lastBackslash(bytes) else { return .nothing }
    let name = bytes.extracting(slash &+ 1..<bytes.byteCount)
    if LedgerText.isEqual(name, "(default)") { return .nothing }
    return .part(of: text, slash &+ 1, bytes.byteCount)
  }

  private func lastBackslash(_ bytes: RawSpan) -> Int? {
    var index = bytes.byteCount
    while index > 0 {
      index &-= 1
      if bytes.u8(index) == 0x5c { return index }
    }
    return nil
  }

}

extension TextStore {
  /// `hive(key)`: a key with the long name of its hive, as Defender writes it.
  ///
  /// From `HKLM\...` as Sysmon has it, and `\REGISTRY\MACHINE\...` as the kernel has it.
  func hive(
    _ text: TextRef, _ record: borrowing FieldRecord,
    into composed: inout TextBuffer
  ) -> TextRef? {
    let bytes = self.bytes(text, record)
    guard let (length, name) = Self.hive(bytes) else { return text }
    composed.append(name)
    composed.append(bytes, from: length, to: bytes.byteCount)
    return nil
  }

  /// `regData(Details)`: the data of a value as Defender prints it: numbers in decimal.
  ///
  /// Sysmon writes `DWORD (0x00000001)` and `QWORD (0x00000000-0x00000001)`, and `Binary Data` or
  /// `(Empty)` where it does not say what the data are.
  func regData(
    _ text: TextRef, _ record: borrowing FieldRecord,
    into composed: inout TextBuffer
  ) -> TextRef? {
    let bytes = self.bytes(text, record)
    if LedgerText.isEqual(bytes, "binary data") || LedgerText.isEqual(bytes, "(empty)") {
      return nil
    }
    guard let number = Self.registryNumber(bytes) else { return text }
    composed.appendDecimal(number)
    return nil
  }

  /// `regType(Details)`: the type that the data show: `Dword`, `Qword`, `Binary`, else `String`.
  ///
  /// Sysmon does not log the type: `String` may be any kind of text.
  func regType(
    _ text: TextRef, _ record: borrowing FieldRecord,
    into composed: inout TextBuffer
  ) -> TextRef? {
    let bytes = self.bytes(text, record)
    if Self.registryNumber(bytes) != nil {
      composed.append(bytes.u8(0) == 0x44 ? "Dword" : "Qword")
    } else if LedgerText.isEqual(bytes, "binary data") {
      composed.append("Binary")
    } else if LedgerText.isEqual(bytes, "(empty)") {
      return nil
    } else {
      composed.append("String")
    }
    return nil
  }

  private static func hive(_ key: RawSpan) -> (length: Int, name: StaticString)? {
    let hives: [(StaticString, StaticString)] = [
      ("hklm", "HKEY_LOCAL_MACHINE"), ("hku", "HKEY_USERS"), ("hkcr", "HKEY_CLASSES_ROOT"),
      ("hkcu", "HKEY_CURRENT_USER"), ("hkcc", "HKEY_CURRENT_CONFIG"),
      ("\\registry\\machine", "HKEY_LOCAL_MACHINE"), ("\\registry\\user", "HKEY_USERS"),
    ]
    for (short, long) in hives where LedgerText.begins(key, with: short) {
      let length = short.utf8CodeUnitCount
      if length == key.byteCount || key.u8(length) == 0x5c { return (length, long) }
    }
    return nil
  }

  private static func registryNumber(_ bytes: RawSpan) -> UInt64? {
    let count = bytes.byteCount
    guard count >= 11, bytes.u8(count &- 1) == 0x29 else { return nil }
    if bytes.matches("DWORD (0x", at: 0) {
      return FieldText.hexadecimal(bytes.extracting(0..<count &- 1), from: 9)
    }
    // Two halves of eight digits.
    guard count == 29, bytes.matches("QWORD (0x", at: 0), bytes.matches("-0x", at: 17),
      let high = FieldText.hexadecimal(bytes.extracting(0..<17), from: 9),
      let low = FieldText.hexadecimal(bytes.extracting(0..<28), from: 20), high <= 0xffff_ffff
    else { return nil }
    return high << 32 | low
  }
}
