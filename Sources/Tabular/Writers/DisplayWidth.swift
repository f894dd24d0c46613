/// How a text looks on a terminal: how many columns it takes, and what must not reach it.
enum DisplayWidth {
  /// Columns of a scalar: 0 for marks that combine, 2 for wide characters.
  ///
  /// Source: Unicode, East Asian Width (W and F) and general categories Mn, Me.
  static func columns(_ scalar: Unicode.Scalar) -> Int {
    let value = scalar.value
    if value < 0x300 { return 1 }
    if isWide(value) { return 2 }
    switch scalar.properties.generalCategory {
    case .nonspacingMark, .enclosingMark: return 0
    default: return value >= 0x1160 && value <= 0x11ff ? 0 : 1
    }
  }

  private static func isWide(_ value: UInt32) -> Bool {
    switch value {
    case 0x1100...0x115f, 0x231a...0x231b, 0x2329...0x232a, 0x23e9...0x23ec, 0x23f0, 0x23f3: true
    case 0x25fd...0x25fe, 0x2614...0x2615, 0x2648...0x2653, 0x267f, 0x2693, 0x26a1: true
    case 0x26aa...0x26ab, 0x26bd...0x26be, 0x26c4...0x26c5, 0x26ce, 0x26d4, 0x26ea: true
    case 0x26f2...0x26f3, 0x26f5, 0x26fa, 0x26fd, 0x2705, 0x270a...0x270b, 0x2728: true
    case 0x274c, 0x274e, 0x2753...0x2755, 0x2757, 0x2795...0x2797, 0x27b0, 0x27bf: true
    case 0x2b1b...0x2b1c, 0x2b50, 0x2b55, 0x2e80...0x303e, 0x3041...0x33ff: true
    case 0x3400...0x4dbf, 0x4e00...0xa4cf, 0xa960...0xa97c, 0xac00...0xd7a3: true
    case 0xf900...0xfaff, 0xfe10...0xfe19, 0xfe30...0xfe6b, 0xff01...0xff60: true
    case 0xffe0...0xffe6, 0x16fe0...0x18cff, 0x1aff0...0x1b2fb, 0x1f004, 0x1f0cf: true
    case 0x1f18e, 0x1f191...0x1f19a, 0x1f200...0x1f320, 0x1f32d...0x1f335: true
    case 0x1f337...0x1f37c, 0x1f37e...0x1f393, 0x1f3a0...0x1f3ca, 0x1f3cf...0x1f3d3: true
    case 0x1f3e0...0x1f3f0, 0x1f3f4, 0x1f3f8...0x1f43e, 0x1f440, 0x1f442...0x1f4fc: true
    case 0x1f4ff...0x1f53d, 0x1f54b...0x1f54e, 0x1f550...0x1f567, 0x1f57a: true
    case 0x1f595...0x1f596, 0x1f5a4, 0x1f5fb...0x1f64f, 0x1f680...0x1f6c5, 0x1f6cc: true
    case 0x1f6d0...0x1f6d2, 0x1f6d5...0x1f6d7, 0x1f6dc...0x1f6df, 0x1f6eb...0x1f6ec: true
    case 0x1f6f4...0x1f6fc, 0x1f7e0...0x1f7eb, 0x1f7f0, 0x1f90c...0x1f93a: true
    case 0x1f93c...0x1f945, 0x1f947...0x1f9ff, 0x1fa70...0x1faff, 0x20000...0x3fffd: true
    default: false
    }
  }

  /// Whether a scalar could steer a terminal or hide in it: controls, line and paragraph separators,
  /// zero-width and bidirectional marks and overrides, tag characters.
  static func isHazardous(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0...0x1f, 0x7f...0x9f, 0x00ad, 0x061c, 0x180e, 0xfeff: true
    case 0x200b...0x200f, 0x2028...0x202e, 0x2060...0x206f: true
    case 0xfff9...0xfffb, 0xe0000...0xe007f: true
    default: false
    }
  }

  /// `text` as it is shown in at most `limit` columns, with an ellipsis where it was cut and hazardous
  /// characters as `\u{1b}`; and how many columns that takes. O(limit), not O(length).
  static func shown(_ text: String, limit: Int) -> (text: String, columns: Int) {
    var shown = ""
    var columns = 0
    // What fits when an ellipsis must follow.
    var cut = ""
    var cutColumns = 0
    for scalar in text.unicodeScalars {
      var piece = ""
      var width = 0
      if isHazardous(scalar) {
        let digits = String(scalar.value, radix: 16)
        piece = "\\u{\(digits.count < 2 ? "0" : "")\(digits)}"
        width = piece.utf8.count
      } else {
        piece.unicodeScalars.append(scalar)
        width = self.columns(scalar)
      }
      guard columns + width <= limit else { return (cut + "…", cutColumns + 1) }
      shown += piece
      columns += width
      if columns < limit { (cut, cutColumns) = (shown, columns) }
    }
    return (shown, columns)
  }
}
