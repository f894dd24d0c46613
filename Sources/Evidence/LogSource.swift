public import ByteIO

/// A log that was found and opened. Its file is closed when the last holder lets it go.
public struct LogSource: Sendable {
  /// The path as text: as given, or the given folder and what lies below it. `SourceFile` in outputs.
  public let displayPath: String
  /// The path's bytes.
  public let path: EvidencePath
  /// The log's bytes; inflated, if the file was compressed.
  public let source: any ByteSource
  /// The file on disk, nil for a pipe. Of a compressed file that file.
  public let identity: FileIdentity?
  /// What the (inflated) content is. Not a log only with ``LogFinderOptions/carving``.
  public let kind: ContentKind
  /// Whether the content was inflated from gzip.
  public let isInflated: Bool
  /// What the file system says about it, of a log in a disk image.
  public let file: ImageFile?

  init(
    path: EvidencePath, source: any ByteSource, identity: FileIdentity?, kind: ContentKind,
    isInflated: Bool = false, file: ImageFile? = nil
  ) {
    self.displayPath = path.display
    self.path = path
    self.source = source
    self.identity = identity
    self.kind = kind
    self.isInflated = isInflated
    self.file = file
  }
}

/// What a ``LogFinder`` finds.
public enum EvidenceItem: Sendable {
  /// A log to read.
  case log(LogSource)
  /// A path that gave no log, or less than it should have.
  case problem(EvidenceError)
  /// A disk image, before its logs.
  case image(ImageInfo)

  /// Whether this is a log.
  public var isLog: Bool {
    if case .log = self { true } else { false }
  }
}

/// How a ``LogFinder`` searches.
public struct LogFinderOptions: Sendable {
  /// Accept every file that is named explicitly, whatever its content: for `--recover all`.
  public var carving = false
  /// Look for logs in all folders of a disk image, and not in Windows' own only.
  public var searchesAllFolders = false
  /// Hash the disks of images and compare with what the images store.
  public var verifiesImages = false
  /// Bytes of memory that what is known of one disk image's files may take: file tables, names, and the
  /// logs that were found. What does not fit is left out, and said to be. The largest file tables known
  /// need some 500 MB, in 16 bytes for each of 30 million files.
  public var imageMemoryByteCount: Int64 = 1 << 30
  /// Inflated bytes allowed per compressed byte, beyond the first 32 MiB of output.
  public var maximumGzipRatio = 200
  /// Bytes of a pipe or an inflated file beyond which the rest is left out: 64 GiB.
  public var maximumSpooledByteCount: Int64 = 64 << 30
  /// Bytes of a pipe or an inflated file kept in memory; more goes to a temporary file.
  public var spoolMemoryByteCount = 8 << 20
  /// Where temporary files are made: `$TMPDIR`, or `/tmp`.
  public var temporaryFolder = EvidencePath(environmentBytes("TMPDIR") ?? [UInt8]("/tmp".utf8))

  /// The usual limits.
  public init() {}
}
