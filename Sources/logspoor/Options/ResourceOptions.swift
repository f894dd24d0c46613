import ArgumentParser
import ByteIO

/// What a query may use.
struct ResourceOptions: ParsableArguments {
  @Option(
    name: .customLong("max-memory"),
    help: ArgumentHelp(
      """
      Memory that rows and intermediate results may take, such as 512M, 2G or 1GiB; default half of \
      the machine's.
      """, valueName: "size"))
  var maxMemory: ByteSize?

  @Option(
    name: .customLong("max-rows"),
    help: ArgumentHelp("Rows that one operator may give.", valueName: "rows"))
  var maxRows = 100_000_000

  func validate() throws {
    guard maxRows > 0 else {
      throw ValidationError("--max-rows is \(maxRows), expected at least 1.")
    }
  }

  /// Bytes of memory.
  var memoryBytes: Int { maxMemory?.byteCount ?? availableMemoryByteCount() / 2 }
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
