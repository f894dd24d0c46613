/// `text` with everything that could steer a terminal or hide in it shown as `\u{1b}`.
///
/// Covers C0 and C1 controls with line ends and DEL, line and paragraph separators, zero-width and
/// bidirectional marks and overrides, and tag characters.
public func terminalText(_ text: String) -> String {
  guard text.unicodeScalars.contains(where: isHazardous) else { return text }
  var shown = ""
  for scalar in text.unicodeScalars {
    if isHazardous(scalar) {
      let digits = String(scalar.value, radix: 16)
      shown += "\\u{\(digits.count < 2 ? "0" : "")\(digits)}"
    } else {
      shown.unicodeScalars.append(scalar)
    }
  }
  return shown
}

private func isHazardous(_ scalar: Unicode.Scalar) -> Bool {
  switch scalar.value {
  case 0...0x1f, 0x7f...0x9f: true
  case 0x00ad, 0x061c, 0x180e, 0xfeff: true
  case 0x200b...0x200f, 0x2028...0x202e, 0x2060...0x206f: true
  case 0xfff9...0xfffb, 0xe0000...0xe007f: true
  default: false
  }
}
