internal import ByteIO

/// Formats times as Sysmon does, remembering the second it formatted last.
struct TimeText {
  private var second: UInt64 = .max
  /// `2020-09-17 21:45:44.` of that second.
  private var prefix: [UInt8] = []

  /// `2020-09-17 21:45:44.371`: UTC, milliseconds, cut off.
  mutating func text(_ time: FileTime) -> String {
    let seconds = time.ticks / FileTime.ticksPerSecond
    if seconds != second {
      second = seconds
      // The description is `2020-09-17T21:45:44.3710000Z`.
      prefix = Array(time.description.utf8.prefix(20))
      prefix[10] = UInt8(ascii: " ")
    }
    let milliseconds = Int(time.ticks % FileTime.ticksPerSecond / 10_000)
    var bytes = prefix
    bytes.append(UInt8(48 + milliseconds / 100))
    bytes.append(UInt8(48 + milliseconds / 10 % 10))
    bytes.append(UInt8(48 + milliseconds % 10))
    return String(decoding: bytes, as: UTF8.self)
  }
}
