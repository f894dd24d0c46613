internal import ByteIO

/// The drive letters of `\Device\HarddiskVolumeN`.
struct VolumeBook: Sendable {
  /// A device path taken apart.
  struct DevicePath {
    /// The number behind `HarddiskVolume`.
    var volume: UInt32
    /// Where the path below the volume begins, at its backslash.
    var start: Int
  }

  /// Learned letters, by the number of the volume.
  var letters: [UInt32: UInt8] = [:]

  /// The letter of a device path, C where nothing was learned of its volume, and where the rest of the path
  /// begins; nil when the text is no path below `\Device\HarddiskVolumeN`.
  func drive(of path: RawSpan) -> (letter: UInt8, pathStart: Int)? {
    guard let parsed = Self.parse(path) else { return nil }
    return (letters[parsed.volume] ?? UInt8(ascii: "C"), parsed.start)
  }

  static func parse(_ path: RawSpan) -> DevicePath? {
    guard LedgerText.begins(path, with: "\\device\\harddiskvolume") else { return nil }
    var index = 22
    var volume: UInt32 = 0
    while index < path.byteCount, path.u8(index) != 0x5c {
      let digit = path.u8(index) &- 0x30
      guard digit < 10, volume < 100_000 else { return nil }
      volume = volume * 10 + UInt32(digit)
      index += 1
    }
    guard index > 22, index < path.byteCount else { return nil }
    return DevicePath(volume: volume, start: index)
  }
}
