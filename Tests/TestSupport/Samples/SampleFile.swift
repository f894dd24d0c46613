internal import ByteIO

/// One file of the Samples folder.
public struct SampleFile: Sendable {
  /// Path below Samples.
  public var path: String
  /// What it shows, in a line.
  public var shows: String
  /// Records that are live and whole: what a reader with default options must find.
  public var recordCount: Int
  /// The bytes.
  public var bytes: [UInt8]

  /// A file.
  public init(_ path: String, _ shows: String, recordCount: Int, bytes: [UInt8]) {
    self.path = path
    self.shows = shows
    self.recordCount = recordCount
    self.bytes = bytes
  }

  /// A valid log.
  init(_ path: String, _ shows: String, log: [UInt8]) {
    self.init(path, shows, recordCount: LogMap(log).records.count, bytes: log)
  }

  /// Every file, in the order of the table.
  public static func all() -> [SampleFile] {
    let logs = logs()
    return logs + [diskFile(of: logs.filter { $0.path.hasPrefix("dcom-case/") })]
  }

  /// The files that are event logs.
  public static func logs() -> [SampleFile] {
    DCOMCase.files() + valueFiles() + tokenFiles() + damageFiles()
  }

  /// The text of Samples/README.md.
  public static func readme(_ files: [SampleFile]) -> String {
    var text = """
      # Samples

      Windows event logs and a disk image made by this project's own writers (Tests/TestSupport), never
      recorded on a real machine. All are under the project's licence, Apache-2.0.

      Made again, byte for byte, by `swift run write-samples Samples`; the test target
      TestSupportTests compares. Names are examples (corp.example, RFC 2606), addresses are private
      or for documentation (RFC 5737).

      Records: those that are live and whole, which a reader must find without asking it to recover
      deleted ones.

      dcom-case, values and tokens are valid logs: evtx 0.14 (Rust) and libevtx 20260705 find the same
      number of records, and print the same values but for spelling, with these exceptions.

      - Both fail on a text and on an array whose byte count is odd for them, on a processing
        instruction before the root, on a SID that is cut off (evtx prints what follows), and print the
        first of two elements in a fragment.
      - evtx has no CDATA and no character references, no arrays of ANSI strings and of SizeT, fails on
        years from 9999 and on dates that are none, and cuts texts at an embedded NUL.
      - libevtx has no character references, no entity references in attributes or beyond XML's five,
        no arrays in attributes, no tokens beside a substitution; it fails on NULL and empty Binary XML
        in a normal substitution, on lone surrogates, on booleans of one byte and on arrays of
        booleans, SIDs and SizeT; prints negative integers, minus infinity and SizeT wrong, and
        elements whose dependency is NULL; loses a record that ends at the last byte of its chunk.
      - Windows was not asked about any of them.

      | file | shows | records | SHA-256 |
      |---|---|--:|---|

      """
    for file in files {
      text += "| \(file.path) | \(file.shows) | \(file.recordCount) | \(SHA256.hex(file.bytes)) |\n"
    }
    return text
  }
}
