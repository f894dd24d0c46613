/// A path that gave no log, or less of it than it should have; or an output that is refused.
public struct EvidenceError: Error, Hashable, Sendable {
  /// What went wrong, for programs.
  public let code: Code
  /// The path it is about, as given.
  public let path: EvidencePath
  /// What went wrong, for people: one line without the path, such as `is empty (0 bytes)`.
  public let message: String
  /// Where in the file, in bytes from its start, if that can be said.
  public let fileOffset: Int64?

  /// An error about `path`.
  public init(_ code: Code, _ path: EvidencePath, _ message: String, at fileOffset: Int64? = nil) {
    self.code = code
    self.path = path
    self.message = message
    self.fileOffset = fileOffset
  }

  /// A kind of error. More may come with later versions.
  public struct Code: Hashable, Sendable, CustomStringConvertible {
    /// The code as text, such as `not-a-log`.
    public let description: String

    /// A code of that text.
    public init(_ text: String) { description = text }
  }
}

extension EvidenceError.Code {
  /// There is nothing of that name.
  public static let notFound = Self("not-found")
  /// A file or folder that cannot be opened.
  public static let unreadable = Self("unreadable")
  /// The medium failed while reading.
  public static let readFailed = Self("read-failed")
  /// Content that is no event log.
  public static let notALog = Self("not-a-log")
  /// No content.
  public static let empty = Self("empty")
  /// Content that may hold logs, which this version cannot look into.
  public static let notSupported = Self("not-supported")
  /// A FIFO, which could block for ever.
  public static let fifo = Self("fifo")
  /// A socket.
  public static let socket = Self("socket")
  /// A disk, terminal or other device.
  public static let device = Self("device")
  /// A symbolic link inside a folder, named as a log.
  public static let symbolicLink = Self("symbolic-link")
  /// A folder that contains itself.
  public static let loop = Self("loop")
  /// Standard input named twice, or a terminal.
  public static let standardInput = Self("standard-input")
  /// A gzip file that ends early.
  public static let gzipTruncated = Self("gzip-truncated")
  /// A gzip file with a wrong byte or checksum.
  public static let gzipCorrupt = Self("gzip-corrupt")
  /// Something else behind the last gzip member.
  public static let gzipTrailing = Self("gzip-trailing")
  /// A gzip file that inflates to suspiciously much.
  public static let gzipRatio = Self("gzip-ratio")
  /// A gzip file inside a gzip file.
  public static let gzipNested = Self("gzip-nested")
  /// More content than the limit allows.
  public static let tooLarge = Self("too-large")
  /// More memory needed than is allowed.
  public static let memoryLimit = Self("memory-limit")
  /// No room or permission for temporary files.
  public static let temporarySpace = Self("temporary-space")
  /// A disk's or volume's structures contradict themselves.
  public static let damagedVolume = Self("damaged-volume")
  /// A volume that is encrypted, and skipped.
  public static let encryptedVolume = Self("encrypted-volume")
  /// A volume whose file system is not read.
  public static let unsupportedVolume = Self("unsupported-volume")
  /// A file that is encrypted, or compressed in a way that is not read.
  public static let unreadableFile = Self("unreadable-file")
  /// A disk whose hash is not the one its image stores.
  public static let imageHash = Self("image-hash")
  /// A disk image without a log where logs are.
  public static let noLogs = Self("no-logs")
  /// An entry of a path list that is no path.
  public static let pathList = Self("path-list")
  /// An output that exists.
  public static let outputExists = Self("output-exists")
  /// An output that is one of the inputs.
  public static let outputIsInput = Self("output-is-input")
  /// An output that cannot be made.
  public static let cannotWrite = Self("cannot-write")
}

extension EvidenceError: CustomStringConvertible {
  /// `path: message`, safe for a terminal.
  public var description: String { "\(path.terminal): \(message)" }
}
