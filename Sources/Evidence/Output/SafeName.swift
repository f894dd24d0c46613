/// Names for files that come out of evidence: safe on every system and terminal, whatever stood there.
enum SafeName {
  /// Bytes of a name's readable part; with number and ending it stays far below 255.
  static let readableByteCount = 96

  /// `0012_Security.evtx`: a number that makes it unique, then what is safe of the name.
  ///
  /// The number in front also keeps it from being one of Windows' reserved names, from beginning with a
  /// dash or a dot, and from differing in case only.
  ///
  /// - Parameters:
  ///   - number: the file's number in the run, from 1 on.
  ///   - name: the name as it was; what is behind its last separator counts.
  ///   - mark: what tells it from an active file, such as `deleted`.
  /// - Returns: the name.
  static func make(_ number: Int, _ name: String, mark: String?) -> String {
    let digits = String(number)
    let prefix = String(repeating: "0", count: max(0, 4 - digits.count)) + digits + "_"
    let last = name.utf8.split(whereSeparator: { $0 == 0x2f || $0 == 0x5c }).last.map(Array.init)
    var safe = (last ?? []).map { isSafe($0) ? $0 : 0x5f }
    for ending in [".gz", ".evtx"] where hasSuffix(safe, ending) {
      safe.removeLast(ending.utf8.count)
    }
    let readable = String(decoding: safe.prefix(readableByteCount), as: UTF8.self)
    return prefix + readable + (mark.map { "." + $0 } ?? "") + ".evtx"
  }

  private static func isSafe(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5a, 0x61...0x7a, 0x2d, 0x2e, 0x5f, 0x25: true
    default: false
    }
  }

  private static func hasSuffix(_ name: [UInt8], _ ending: String) -> Bool {
    EvidencePath(name).hasSuffix(ending)
  }
}
