internal import Glibc

/// Writes a log of any size to a file, a chunk at a time.
public final class LogFileWriter: RecordSink {
  private var stream: ChunkStream
  private let descriptor: Int32
  private let path: String
  /// Bytes in the file so far.
  public private(set) var byteCount = 4_096

  /// Creates or replaces the file at `path`.
  public init(path: String, options: LogOptions = LogOptions()) throws {
    stream = ChunkStream(options)
    self.path = path
    // open reads the path, which Swift keeps alive for the call; so below.
    descriptor = unsafe open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw FileFailure(path: path, operation: "create", code: errno) }
    try writeAll(stream.header(), to: descriptor, path: path)
  }

  deinit { _ = close(descriptor) }

  /// The identifier that the next record without one gets.
  public var nextRecordID: UInt64 { stream.nextRecordID }

  /// Appends a record.
  public func add(_ record: Record) throws {
    if let chunk = stream.add(record) { try write(chunk) }
  }

  /// Writes the last chunk and the header.
  public func finish() throws {
    if stream.hasRecords { try write(stream.endChunk()) }
    for _ in 0..<stream.options.preallocatedChunks {
      try write([UInt8](repeating: 0, count: ChunkBuilder.size))
    }
    guard lseek(descriptor, 0, Int32(SEEK_SET)) == 0 else {
      throw FileFailure(path: path, operation: "seek in", code: errno)
    }
    try writeAll(stream.header(), to: descriptor, path: path)
  }

  private func write(_ chunk: [UInt8]) throws {
    try writeAll(chunk, to: descriptor, path: path)
    byteCount += chunk.count
  }
}

/// A file that could not be made.
public struct FileFailure: Error, CustomStringConvertible {
  /// The file.
  public var path: String
  /// What was attempted, such as `create`.
  public var operation: String
  /// The errno.
  public var code: Int32

  /// One line.
  public var description: String { "cannot \(operation) \(path): error \(code)" }
}

/// Writes a whole file.
public func writeFile(_ bytes: [UInt8], to path: String) throws {
  let descriptor = unsafe open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
  guard descriptor >= 0 else { throw FileFailure(path: path, operation: "create", code: errno) }
  defer { _ = close(descriptor) }
  try writeAll(bytes, to: descriptor, path: path)
}

/// Reads a whole file.
public func readFile(_ path: String) throws -> [UInt8] {
  let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
  guard descriptor >= 0 else { throw FileFailure(path: path, operation: "open", code: errno) }
  defer { _ = close(descriptor) }
  var bytes: [UInt8] = []
  var block = [UInt8](repeating: 0, count: 1 << 20)
  while true {
    // read fills at most `count` bytes of the block.
    let count = unsafe block.withUnsafeMutableBytes {
      unsafe read(descriptor, $0.baseAddress, $0.count)
    }
    guard count >= 0 else { throw FileFailure(path: path, operation: "read", code: errno) }
    if count == 0 { return bytes }
    bytes += block[..<count]
  }
}

private func writeAll(_ bytes: [UInt8], to descriptor: Int32, path: String) throws {
  var offset = 0
  while offset < bytes.count {
    // write reads only the rest of the array.
    let count = unsafe bytes.withUnsafeBytes { buffer in
      let rest = unsafe UnsafeRawBufferPointer(rebasing: buffer[offset...])
      return unsafe write(descriptor, rest.baseAddress, rest.count)
    }
    guard count > 0 else { throw FileFailure(path: path, operation: "write", code: errno) }
    offset += count
  }
}
