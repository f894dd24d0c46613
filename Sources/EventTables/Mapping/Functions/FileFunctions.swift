internal import ByteIO
internal import EVTX

extension Evaluator {
  /// `basename(path)`: the name of the file.
  func basename(_ text: TextRef, _ record: borrowing FieldRecord) -> Value {
    let bytes = texts.bytes(text, record)
    return .part(of: text, FieldText.nameStart(bytes), bytes.byteCount)
  }

  /// `dosPath(path)`: a path with a drive letter for `\Device\HarddiskVolumeN\...` and `\??\...`; other
  /// texts stay.
  mutating func dosPath(_ text: TextRef, _ record: borrowing FieldRecord) -> Value {
    if !infers, texts.isDevicePath(text, record) { return .text(text) }
    let (result, isConcluded) = texts.dosPath(text, record, ledger, into: &composed)
    if isConcluded { isInferred = true }
    return finish(result)
  }

  /// `exe(command)`: the path of the program that a command line starts.
  ///
  /// In quotes, or up to `.exe` or `.sys` at the end of a word, or the first word.
  func exe(_ text: TextRef, _ record: borrowing FieldRecord) -> Value {
    let bytes = texts.bytes(text, record)
    let count = bytes.byteCount
    var start = 0
    while start < count, bytes.u8(start) == 0x20 { start &+= 1 }
    guard start < count else { return .nothing }
    if bytes.u8(start) == 0x22 {
      start &+= 1
      var end = start
      while end < count, bytes.u8(end) != 0x22 { end &+= 1 }
      return .part(of: text, start, end)
    }
    var firstSpace = count
    var end = start
    while end < count {
      if bytes.u8(end) == 0x20 || bytes.u8(end) == 0x22 {
        firstSpace = min(firstSpace, end)
        if isProgram(bytes, endingAt: end) { break }
      }
      end &+= 1
    }
    if end == count, !isProgram(bytes, endingAt: end) { end = firstSpace }
    return .part(of: text, start, end)
  }

  private func isProgram(_ bytes: RawSpan, endingAt end: Int) -> Bool {
    guard end >= 4, bytes.u8(end &- 4) == 0x2e else { return false }
    let letters = (bytes.u32(end &- 4) | 0x2020_2000) >> 8
    // "exe", "sys", "com", "bat" and "cmd".
    return letters == 0x65_7865 || letters == 0x73_7973 || letters == 0x6d_6f63
      || letters == 0x74_6162 || letters == 0x64_6d63
  }

  /// `firstFile(Path)`: the first file of Defender's list of resources, `file:_C:\x; containerfile:_...`.
  func firstFile(_ text: TextRef, _ record: borrowing FieldRecord) -> Value {
    let bytes = texts.bytes(text, record)
    let count = bytes.byteCount
    var index = 0
    while index &+ 6 <= count {
      // Not the end of "containerfile:_".
      let isWord = index == 0 || bytes.u8(index &- 1) == 0x20 || bytes.u8(index &- 1) == 0x3b
      if isWord, bytes.matches("file:_", at: index) {
        let start = index &+ 6
        var end = start
        // A resource inside the file follows behind "->".
        while end < count, bytes.u8(end) != 0x3b,
          end &+ 1 == count || bytes.u16(end) != 0x3e2d
        {
          end &+= 1
        }
        return .part(of: text, start, end)
      }
      index &+= 1
    }
    return .nothing
  }

  /// `streamName(path)`: the name of an alternate data stream, behind the second colon.
  func streamName(_ text: TextRef, _ record: borrowing FieldRecord) -> Value {
    let bytes = texts.bytes(text, record)
    guard let colon = streamColon(bytes) else { return .nothing }
    return .part(of: text, colon &+ 1, bytes.byteCount)
  }

  /// `withoutStream(path)`: the path without the name of an alternate data stream.
  func withoutStream(_ text: TextRef, _ record: borrowing FieldRecord) -> Value {
    let bytes = texts.bytes(text, record)
    return .part(of: text, 0, streamColon(bytes) ?? bytes.byteCount)
  }

  /// The last colon behind the last backslash.
  private func streamColon(_ bytes: RawSpan) -> Int? {
    var index = bytes.byteCount
    let nameStart = FieldText.nameStart(bytes)
    while index > nameStart {
      index &-= 1
      if bytes.u8(index) == 0x3a { return index == 1 ? nil : index }
    }
    return nil
  }
}

extension TextStore {
  /// `hash(Hashes, 'SHA1')`: one of the hashes that Sysmon lists, in lower case.
  func hash(
    _ text: TextRef, _ name: TextRef, _ record: borrowing FieldRecord,
    into composed: inout TextBuffer
  ) -> TextRef? {
    let bytes = self.bytes(text, record)
    let wanted = self.bytes(name, record)
    let count = bytes.byteCount
    var start = 0
    while start < count {
      var end = start
      while end < count, bytes.u8(end) != 0x2c { end &+= 1 }
      let valueStart = start &+ wanted.byteCount &+ 1
      if valueStart < end, bytes.u8(valueStart &- 1) == 0x3d, bytes.matches(wanted, at: start) {
        return lower(text.part(valueStart, end), record, into: &composed)
      }
      start = end &+ 1
    }
    return nil
  }

  /// Whether a text is a path below a device, whose letter would be a conclusion.
  func isDevicePath(_ text: TextRef, _ record: borrowing FieldRecord) -> Bool {
    LedgerText.begins(bytes(text, record), with: "\\device\\")
  }

  /// The text, or nil where the path was composed; and whether the drive was concluded.
  func dosPath(
    _ text: TextRef, _ record: borrowing FieldRecord, _ ledger: HostLedger,
    into composed: inout TextBuffer
  ) -> (text: TextRef?, isConcluded: Bool) {
    let bytes = bytes(text, record)
    if bytes.byteCount > 4, bytes.u32(0) == 0x5c_3f3f_5c {
      return (text.part(4, bytes.byteCount), false)
    }
    guard bytes.byteCount > 1, bytes.u8(0) == 0x5c,
      let drive = ledger.volumes.drive(of: bytes)
    else { return (text, false) }
    composed.append(drive.letter)
    composed.append(0x3a)
    composed.append(bytes, from: drive.pathStart, to: bytes.byteCount)
    return (nil, true)
  }
}
