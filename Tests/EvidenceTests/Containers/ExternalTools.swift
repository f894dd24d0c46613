import ByteIO
import Evidence
import Glibc
import TestSupport
import Testing

/// Runs a command of the shell; its exit status and what it printed.
@discardableResult
func shell(_ command: String) throws -> (status: CInt, output: String) {
  let folder = TemporaryFolder()
  let log = folder.at("log")
  let status = unsafe system("( \(command) ) > '\(log.display)' 2>&1 < /dev/null")
  let output = String(decoding: try content(of: log), as: UTF8.self)
  return (status, output)
}

/// Whether a program is installed.
func isInstalled(_ program: String) -> Bool {
  unsafe system("command -v \(program) > /dev/null 2>&1") == 0
}

/// A tool's command must succeed: what it printed is the message.
func require(_ command: String, sourceLocation: SourceLocation = #_sourceLocation) throws {
  let (status, output) = try shell(command)
  try #require(status == 0, "\(command)\n\(output)", sourceLocation: sourceLocation)
}

/// Where the first difference between two sources is; nil when all bytes are equal.
func firstDifference(_ one: any ByteSource, _ other: any ByteSource) throws -> Int64? {
  guard one.byteCount == other.byteCount else { return min(one.byteCount, other.byteCount) }
  let size = 1 << 20
  var oneBuffer = ByteBuffer(capacity: size)
  var otherBuffer = ByteBuffer(capacity: size)
  var offset: Int64 = 0
  while offset < one.byteCount {
    let oneCount = try oneBuffer.fill(from: one, at: offset)
    let otherCount = try otherBuffer.fill(from: other, at: offset)
    guard oneCount > 0, otherCount > 0 else { return offset }
    let count = min(oneCount, otherCount)
    let isEqual = oneBuffer.bytes.extracting(0..<count).matches(
      otherBuffer.bytes.extracting(0..<count), at: 0)
    guard isEqual else { return offset }
    offset += Int64(count)
  }
  return nil
}

/// The folder of shared evidence beside the checkout; nil where it is absent.
func sharedImages() -> EvidencePath? {
  let path = EvidencePath("../shared/images")
  do throws(FileOpenError) {
    _ = try FileStatus(path: path.bytes, followingLinks: true)
    return path
  } catch {
    return nil
  }
}
