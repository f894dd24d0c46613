import ArgumentParser
import ByteIO
import Evidence

/// What a run may take of the machine.
struct ResourceOptions: ParsableArguments {
  @Option(
    name: .customLong("max-memory"),
    help: ArgumentHelp(
      """
      Bytes of memory, such as 512M or 4G; default half of the machine's. What a hostile disk image would \
      keep beyond that is left out, and the run ends with exit 6.
      """, valueName: "size"))
  var maxMemory: ByteSize?

  /// Least that reading one log takes beside what is kept of an image.
  private static let reading: Int64 = 128 << 20

  func validate() throws {
    if let maxMemory, maxMemory.byteCount < 2 * Self.reading {
      throw ValidationError("--max-memory is below \(2 * Self.reading >> 20)M.")
    }
  }

  /// Bounds the search for logs.
  func apply(to options: inout LogFinderOptions) {
    let allowed = maxMemory?.byteCount ?? max(2 * Self.reading, physicalMemoryByteCount() / 2)
    options.imageMemoryByteCount = min(options.imageMemoryByteCount, allowed - Self.reading)
  }
}

/// A number of bytes on the command line: 1048576, 1024K, 1M, 1MiB.
struct ByteSize: ExpressibleByArgument {
  let byteCount: Int64

  init?(argument: String) {
    let digits = argument.prefix { $0.isASCII && $0.isNumber }
    let units: [String: Int64] = ["": 0, "k": 10, "m": 20, "g": 30, "t": 40]
    var unit = argument.dropFirst(digits.count).lowercased()
    for ending in ["ib", "b"] where unit.hasSuffix(ending) {
      unit.removeLast(ending.count)
      break
    }
    guard let number = Int64(digits), number > 0, let shift = units[unit] else { return nil }
    let (product, overflow) = number.multipliedReportingOverflow(by: 1 << shift)
    guard !overflow else { return nil }
    byteCount = product
  }
}
