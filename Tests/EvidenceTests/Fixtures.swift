import ByteIO
import Evidence
import TestSupport

/// A file with the signatures of an event log and nothing in it: header, then chunks of 512 bytes.
func logBytes(chunkCount: Int = 1) -> [UInt8] {
  var bytes = padded("ElfFile\0", to: 4_096)
  for _ in 0..<chunkCount { bytes += padded("ElfChnk\0", to: 512) }
  return bytes
}

/// A text with zeros behind it.
func padded(_ text: String, to count: Int) -> [UInt8] {
  let bytes = Array(text.utf8)
  return bytes + [UInt8](repeating: 0, count: count - bytes.count)
}

/// One gzip member.
func gzip(_ bytes: [UInt8]) throws -> [UInt8] {
  let target = MemoryByteSink()
  let sink = GzipByteSink(target)
  try sink.write(bytes)
  try sink.finish()
  return target.content
}

/// Bytes that compress hardly at all, the same each time.
func noise(_ count: Int) -> [UInt8] {
  var state: UInt64 = 88_172_645_463_325_252
  return (0..<count).map { _ in
    state ^= state << 13
    state ^= state >> 7
    state ^= state << 17
    return UInt8(truncatingIfNeeded: state >> 11)
  }
}

extension EvidenceItem {
  /// The log, or nil.
  var log: LogSource? {
    if case .log(let log) = self { log } else { nil }
  }

  /// The problem, or nil.
  var problem: EvidenceError? {
    if case .problem(let error) = self { error } else { nil }
  }

  /// `log NAME` or `CODE NAME`, where the name is what stands behind the folder.
  func summary(in folder: TemporaryFolder) -> String {
    func short(_ text: String) -> String {
      text.hasPrefix(folder.path + "/") ? String(text.dropFirst(folder.path.utf8.count + 1)) : text
    }
    return switch self {
    case .log(let log): "log \(short(log.displayPath))"
    case .image(let image): "image \(short(image.path.display))"
    case .problem(let error): "\(error.code) \(short(error.path.display))"
    }
  }
}

/// What is found, in short.
func summaries(
  _ paths: [EvidencePath], in folder: TemporaryFolder, options: LogFinderOptions = .init()
) -> [String] {
  LogFinder(paths: paths, options: options).map { $0.summary(in: folder) }
}
