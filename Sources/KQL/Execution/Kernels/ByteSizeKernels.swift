#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#endif

private let units = ["Bytes", "KB", "MB", "GB", "TB", "PB", "EB"]

/// A number of bytes with its unit. What the page leaves open is refused: sizes below zero, values half way between
/// two roundings, those that rounding lifts to the next unit, and whether zeros at the end are shown.
private func written(_ size: Double, digits: Int64, unit: String?) throws(Refusal) -> String {
  guard size.isFinite, size >= 0, (0...10).contains(digits) else {
    throw Refusal("format_bytes is supported for sizes from 0 and 0 to 10 digits only")
  }
  var number = size
  var place = 0
  if let unit {
    guard let wanted = units.firstIndex(of: unit) else {
      throw Refusal("expected Bytes, KB, MB, GB, TB, PB or EB, found \(unit)", code: .badUse)
    }
    place = wanted
    for _ in 0..<wanted { number /= 1_024 }
  } else {
    while number >= 1_024, place < units.count - 1 {
      number /= 1_024
      place += 1
    }
  }
  let scale = pow(10, Double(digits))
  let scaled = number * scale
  let rounded = scaled.rounded()
  guard scaled < 1e15, (scaled - scaled.rounded(.down) - 0.5).magnitude > 1e-6,
    unit != nil || rounded < 1_024 * scale || place == units.count - 1
  else { throw Refusal("how format_bytes rounds this size is not known") }
  var whole = Int64(rounded)
  var fraction = ""
  for _ in 0..<digits {
    fraction = "\(whole % 10)" + fraction
    whole /= 10
  }
  if fraction.hasSuffix("0") {
    throw Refusal("whether format_bytes shows zeros at the end is not known")
  }
  return "\(whole)\(fraction.isEmpty ? "" : ".")\(fraction) \(units[place])"
}

/// Sizes in bytes as texts. Source: dataexplorer-docs, query/format-bytes-function.md.
let byteSizeKernels: [String: Kernel] = [
  "format_bytes": { _ in
    { (arguments) throws(Refusal) in
      guard let size = Conversion.real(arguments[0]).real else {
        throw Refusal("format_bytes of null is not supported")
      }
      let digits = arguments.count > 1 ? arguments[1].integer ?? 0 : 0
      let unit = arguments.count > 2 ? String(decoding: arguments[2].text, as: UTF8.self) : ""
      return .text(try written(size, digits: digits, unit: unit.isEmpty ? nil : unit))
    }
  }
]
