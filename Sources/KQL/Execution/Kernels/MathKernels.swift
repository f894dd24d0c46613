internal import Tabular

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#endif

/// The multiple of a size at or below a value; null for a size that is not above zero.
func floored(_ value: Datum, _ size: Datum, result: ScalarType) -> Datum {
  switch (value, size) {
  case (.integer(let number), .integer(let size)):
    return bin(number, size).map { .integer($0) } ?? .null
  case (.dateTime(let ticks), .timeSpan(let size)), (.dateTime(let ticks), .integer(let size)):
    return bin(ticks, size).map { .dateTime($0) } ?? .null
  case (.timeSpan(let ticks), .timeSpan(let size)):
    return bin(ticks, size).map { .timeSpan($0) } ?? .null
  default:
    guard let number = value.real, let size = size.real, size > 0 else { return .null }
    let binned = (number / size).rounded(.down) * size
    if result == .long || result == .int {
      return Int64(exactly: binned.rounded(.towardZero)).map { .integer($0) } ?? .null
    }
    return .real(binned)
  }
}

private func bin(_ value: Int64, _ size: Int64) -> Int64? {
  guard size > 0 else { return nil }
  let rest = value % size
  let (result, overflow) = value.subtractingReportingOverflow(rest < 0 ? rest + size : rest)
  return overflow ? nil : result
}

private func real(_ body: @escaping @Sendable (Double) -> Double) -> Kernel {
  { _ in
    { arguments in
      guard let number = Conversion.real(arguments[0]).real, !arguments[0].isNull else {
        return .null
      }
      return .real(body(number))
    }
  }
}

private func bits(_ body: @escaping @Sendable (Int64, Int64) -> Int64) -> Kernel {
  { _ in
    { arguments in
      guard let one = arguments[0].integer, let other = arguments[1].integer else { return .null }
      return .integer(body(one, other))
    }
  }
}

/// Functions on numbers. Source: dataexplorer-docs, query/*-function.md by name.
let mathKernels: [String: Kernel] = [
  "bin": { call in
    let type = call.result
    return { floored($0[0], $0[1], result: type) }
  },
  "bin_at": { call in
    let type = call.result
    return { (arguments) throws(Refusal) in
      let (value, size, fixed) = (arguments[0], arguments[1], arguments[2])
      if value.isNull || size.isNull || fixed.isNull { return .null }
      switch (value, size, fixed) {
      case (.dateTime(let value), .timeSpan(let size), .dateTime(let fixed)):
        return bin(value - fixed, size).map { .dateTime($0 + fixed) } ?? .null
      case (.integer(let value), .integer(let size), .integer(let fixed)):
        return bin(value &- fixed, size).map { .integer($0 &+ fixed) } ?? .null
      case (.timeSpan(let value), .timeSpan(let size), .timeSpan(let fixed)):
        return bin(value &- fixed, size).map { .timeSpan($0 &+ fixed) } ?? .null
      default:
        guard type == .real, let value = value.real, let size = size.real, let fixed = fixed.real,
          size > 0
        else { return .null }
        return .real(((value - fixed) / size).rounded(.down) * size + fixed)
      }
    }
  },
  "abs": { call in
    { arguments in
      switch arguments[0] {
      case .integer(let number): .integer(number < 0 ? 0 &- number : number)
      case .real(let number): .real(number.magnitude)
      case .timeSpan(let ticks): .timeSpan(ticks < 0 ? 0 &- ticks : ticks)
      case .decimal(let number):
        Decimal128(coefficient: number.coefficient, exponent: Int(number.exponent))
          .map { .decimal($0) } ?? .null
      case .dynamic(.integer(let number)): .integer(number < 0 ? 0 &- number : number)
      case .dynamic(.real(let number)): .real(number.magnitude)
      default: .null
      }
    }
  },
  "sign": { _ in
    { arguments in
      guard let number = arguments[0].real else { return .null }
      if number.isNaN { return .real(.nan) }
      return .real(number > 0 ? 1 : number < 0 ? -1 : 0)
    }
  },
  "round": { _ in
    { arguments in
      guard let number = arguments[0].real else { return .null }
      let digits = arguments.count > 1 ? arguments[1].integer : 0
      guard let digits, abs(digits) <= 15 else { return .null }
      let scale = pow(10, Double(abs(digits)))
      let scaled = digits > 0 ? number * scale : number / scale
      guard scaled.isFinite else { return .real(number) }
      // [O]: round(3.25, 1) is 3.3.
      let rounded = scaled.rounded(.toNearestOrAwayFromZero)
      return .real(digits > 0 ? rounded / scale : rounded * scale)
    }
  },
  "ceiling": { call in
    let type = call.result
    return { arguments in
      if type == .long || type == .int { return arguments[0] }
      return arguments[0].real.map { .real($0.rounded(.up)) } ?? .null
    }
  },
  "pow": { _ in
    { arguments in
      guard let base = arguments[0].real, let power = arguments[1].real else { return .null }
      return .real(pow(base, power))
    }
  },
  "sqrt": { _ in
    { arguments in
      guard let number = arguments[0].real else { return .null }
      return .real(number.squareRoot())
    }
  },
  "log": logarithm { log($0) }, "log2": logarithm { log2($0) }, "log10": logarithm { log10($0) },
  "exp": real { exp($0) }, "exp2": real { exp2($0) }, "exp10": real { pow(10, $0) },
  "cos": real { cos($0) }, "sin": real { sin($0) }, "tan": real { tan($0) },
  "acos": real { acos($0) }, "asin": real { asin($0) }, "atan": real { atan($0) },
  "cot": real { 1 / tan($0) }, "degrees": real { 180 / .pi * $0 },
  "radians": real { .pi / 180 * $0 }, "pi": { _ in { _ in .real(.pi) } },
  "erf": real { erf($0) }, "erfc": real { erfc($0) },
  "gamma": gamma { tgamma($0) }, "loggamma": gamma { tgamma($0).isFinite ? log(tgamma($0)) : .nan },
  "atan2": { _ in
    { arguments in
      guard let y = arguments[0].real, let x = arguments[1].real else { return .null }
      return .real(atan2(y, x))
    }
  },
  "binary_and": bits { $0 & $1 }, "binary_or": bits { $0 | $1 }, "binary_xor": bits { $0 ^ $1 },
  "binary_not": { _ in { $0[0].integer.map { .integer(~$0) } ?? .null } },
  "binary_shift_left": bits { $0 << ($1 & 63) }, "binary_shift_right": bits { $0 >> ($1 & 63) },
  "bitset_count_ones": { _ in
    { $0[0].integer.map { .integer(Int64($0.nonzeroBitCount)) } ?? .null }
  },
]

/// The pages show whole numbers above zero.
private func gamma(_ body: @escaping @Sendable (Double) -> Double) -> Kernel {
  { _ in
    { (arguments) throws(Refusal) in
      guard let number = Conversion.real(arguments[0]).real, number > 0, body(number).isFinite
      else { throw Refusal("gamma and loggamma are supported for numbers from 0 to 171 only") }
      return .real(body(number))
    }
  }
}

/// Null below zero, minus infinity at it [O].
private func logarithm(_ body: @escaping @Sendable (Double) -> Double) -> Kernel {
  { _ in
    { arguments in
      guard let number = arguments[0].real, number >= 0 || number.isNaN else { return .null }
      return .real(body(number))
    }
  }
}
