public import ByteIO

extension FileTime {
  /// 2024-05-14T08:30:00Z, the time of records whose time does not matter.
  public static let sample = FileTime(ticks: 133_601_490_000_000_000)
}
