internal import ByteIO

/// The date printed last: most events of a chunk fall on one day.
struct DayMemo {
  /// Days since 1601-01-01.
  var day: UInt64 = .max
  /// `YYYY-MM-`, the first character in the lowest byte.
  var yearAndMonth: UInt64 = 0
  /// `DDT`.
  var dayOfMonth: UInt64 = 0
}

extension OutputCursor {
  /// Stores `2019-04-30T20:35:11.8568751Z`; at most 40 bytes.
  @inline(__always)
  mutating func putFileTime(_ ticks: UInt64, _ memo: inout DayMemo) {
    let day = ticks / FileTime.ticksPerDay
    let rest = ticks &- day &* FileTime.ticksPerDay
    if day != memo.day {
      guard Self.note(day, &memo) else {
        self = late(ticks)
        return
      }
    }
    put8(memo.yearAndMonth, used: 8)
    put8(memo.dayOfMonth, used: 3)
    let seconds = rest / FileTime.ticksPerSecond
    putClock(seconds)
    putFraction(rest &- seconds &* FileTime.ticksPerSecond)
  }

  /// `hh:mm:ss` of a second of the day.
  @inline(__always)
  private mutating func putClock(_ seconds: UInt64) {
    let minutes = seconds / 60
    let hours = minutes / 60
    let h = UInt64(decimalPairs[Int(truncatingIfNeeded: hours)])
    let m = UInt64(decimalPairs[Int(truncatingIfNeeded: minutes &- hours &* 60)])
    let s = UInt64(decimalPairs[Int(truncatingIfNeeded: seconds &- minutes &* 60)])
    let colons: UInt64 = 0x00_003a_0000_3a_0000
    put8(h | m << 24 | s << 48 | colons, used: 8)
  }

  /// `.fffffffZ` of so many 100-nanosecond ticks.
  @inline(__always)
  private mutating func putFraction(_ ticks: UInt64) {
    let high = ticks / 1_000
    let low = ticks &- high &* 1_000
    let tens = low / 10
    let a = UInt64(decimalPairs[Int(truncatingIfNeeded: high / 100)])
    let b = UInt64(decimalPairs[Int(truncatingIfNeeded: high % 100)])
    let c = UInt64(decimalPairs[Int(truncatingIfNeeded: tens)])
    let d = low &- tens &* 10 &+ 0x30
    put8(0x2e | a << 8 | b << 24 | c << 40 | d << 56, used: 8)
    put(0x5a)
  }

  /// Fills the memo; false for years of more than four digits.
  @inline(never)
  private static func note(_ day: UInt64, _ memo: inout DayMemo) -> Bool {
    let date = CivilDate(daysSince1970: Int(day) - FileTime.unixEpochDays)
    guard date.year <= 9_999 else { return false }
    let century = UInt64(decimalPairs[date.year / 100])
    let year = UInt64(decimalPairs[date.year % 100])
    let month = UInt64(decimalPairs[date.month])
    memo.day = day
    memo.yearAndMonth = century | year << 16 | 0x2d << 32 | month << 40 | 0x2d << 56
    memo.dayOfMonth = UInt64(decimalPairs[date.day]) | 0x54 << 16
    return true
  }

  /// Times after the year 9999: no log holds one by right, so speed does not matter.
  @inline(never)
  private func late(_ ticks: UInt64) -> OutputCursor {
    var cursor = self
    for byte in FileTime(ticks: ticks).description.utf8 { cursor.put(byte) }
    return cursor
  }

  /// Stores a SYSTEMTIME of 16 bytes in the form of a FILETIME; at most 64 bytes.
  ///
  /// | Offset | Bytes | Field |
  /// |-------:|------:|-------|
  /// | 0 | 2 | year |
  /// | 2 | 2 | month |
  /// | 4 | 2 | day of the week, not printed |
  /// | 6 | 2 | day |
  /// | 8 | 8 | hour, minute, second, millisecond |
  ///
  /// Source: MS-DTYP 2.3.13. No Windows-made sample prints one; the parts are printed as stored, so
  /// that a value out of range stays visible.
  mutating func putSystemTime(_ source: RawSpan, at offset: Int) {
    func part(_ index: Int) -> UInt64 { UInt64(source.u16(offset + 2 * index)) }
    putPadded(part(0), 4)
    put(0x2d)
    putPadded(part(1), 2)
    put(0x2d)
    putPadded(part(3), 2)
    put(0x54)
    putPadded(part(4), 2)
    put(0x3a)
    putPadded(part(5), 2)
    put(0x3a)
    putPadded(part(6), 2)
    put(0x2e)
    putPadded(part(7), 3)
    put8(0x5a_3030_3030, used: 5)
  }

  /// A number with leading zeros.
  private mutating func putPadded(_ value: UInt64, _ width: Int) {
    var limit: UInt64 = 10
    for _ in 1..<width {
      if value < limit { put(0x30) }
      limit *= 10
    }
    putDecimal(value)
  }
}

extension OutputBuffer {
  /// Appends a time.
  mutating func appendFileTime(_ time: FileTime) {
    var memo = DayMemo()
    write(Self.fixedValueBound) { $0.putFileTime(time.ticks, &memo) }
  }
}
