import ArgumentParser
import ByteIO
import Evidence

/// What a run may take of the machine.
struct ResourceOptions: ParsableArguments {
  @Option(
    name: .customLong("max-memory"),
    help: ArgumentHelp(
      """
      Memory that rows, intermediate results and what is kept of a disk image may take, such as 512M, \
      2G or 1GiB; default half of the machine's. What does not fit ends the run with exit 6.
      """, valueName: "size"))
  var maxMemory: ByteSize?

  /// What reading one log takes beside what is kept of an image.
  private static let reading = 128 << 20

  /// Bytes of memory.
  var memoryBytes: Int {
    maxMemory?.byteCount ?? max(2 * Self.reading, availableMemoryByteCount() / 2)
  }

  /// Bounds the search for logs.
  func apply(to options: inout LogFinderOptions) {
    options.imageMemoryByteCount = min(
      options.imageMemoryByteCount, Int64(max(memoryBytes / 2, memoryBytes - Self.reading)))
  }
}

/// What a query may give.
struct RowLimitOptions: ParsableArguments {
  @Option(
    name: .customLong("max-rows"),
    help: ArgumentHelp("Rows that one operator may give.", valueName: "rows"))
  var maxRows = 100_000_000

  func validate() throws {
    guard maxRows > 0 else {
      throw ValidationError("--max-rows is \(maxRows), expected at least 1.")
    }
  }
}

/// `1048576`, `512K`, `1.5G`, `1GiB`: units are powers of 1,024, but for KB, MB, GB and TB, which are of 1,000.
struct ByteSize: ExpressibleByArgument {
  let byteCount: Int

  init?(argument: String) {
    let digits = argument.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
    let units: [String: Double] = [
      "": 1, "b": 1, "k": 1_024, "kb": 1e3, "kib": 1_024, "m": 1_048_576, "mb": 1e6,
      "mib": 1_048_576, "g": 1_073_741_824, "gb": 1e9, "gib": 1_073_741_824,
      "t": 1_099_511_627_776, "tb": 1e12, "tib": 1_099_511_627_776,
    ]
    guard let number = Double(digits),
      let unit = units[argument.dropFirst(digits.count).lowercased()],
      let count = Int(exactly: (number * unit).rounded(.down)), count > 0
    else { return nil }
    byteCount = count
  }
}
