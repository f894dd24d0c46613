import ByteIO
import Glibc

/// Which way into the decoder is attacked: the environment variable LOGSPOOR_DOOR names it.
enum Door: String, CaseIterable {
  /// The input is a log.
  case file
  /// The input is a chunk; what lacks of 64 KiB is zero.
  case chunk
  /// The input is the binary XML of a chunk's first record.
  case record
  /// The input decides, byte by byte, which binary XML is written.
  case fragment

  static let chosen: Door = {
    let name = unsafe getenv("LOGSPOOR_DOOR").map { unsafe String(cString: $0) } ?? "file"
    guard let door = Door(rawValue: name) else { fail("LOGSPOOR_DOOR is \(name)") }
    return door
  }()

  /// The log that an input stands for.
  func log(_ input: [UInt8]) -> [UInt8] {
    switch self {
    case .file: input
    case .chunk: logOfChunk(input)
    case .record: logOfRecord(input)
    case .fragment: logOfDecisions(input)
    }
  }
}

/// Ends the run: libFuzzer keeps the input.
func fail(_ message: String) -> Never {
  let text = [UInt8]("FINDING: \(message)\n".utf8)
  _ = unsafe Glibc.write(2, text, text.count)
  abort()
}

/// Called by libFuzzer for each input.
@_cdecl("LLVMFuzzerTestOneInput")
public func testOneInput(_ data: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let input = unsafe [UInt8](UnsafeBufferPointer(start: data, count: count))
  let log = Door.chosen.log(input)
  if unsafe getenv("LOGSPOOR_LOG") != nil { write(log) }
  checkLog(log, input: input)
  return 0
}

/// Called by libFuzzer to change an input in place.
@_cdecl("LLVMFuzzerCustomMutator")
public func mutate(
  _ data: UnsafeMutablePointer<UInt8>, _ count: Int, _ room: Int, _ seed: UInt32
) -> Int {
  var random = Dice(seed: seed)
  let buffer = unsafe UnsafeMutableBufferPointer(start: data, count: room)
  switch Door.chosen {
  case .file: return unsafe mutateLog(buffer, count, &random)
  case .chunk: return unsafe mutateChunk(buffer, count, &random)
  case .record, .fragment: return unsafe libFuzzerMutate(data, count, room)
  }
}

/// libFuzzer's own mutations. The convention of a C function with such parameters is Swift's too.
@_silgen_name("LLVMFuzzerMutate")
func libFuzzerMutate(_ data: UnsafeMutablePointer<UInt8>, _ count: Int, _ room: Int) -> Int

/// Writes the log of an input to the file that LOGSPOOR_LOG names, to be looked at with other tools.
private func write(_ log: [UInt8]) {
  guard let path = unsafe getenv("LOGSPOOR_LOG"), let file = unsafe fopen(path, "w") else { return }
  _ = unsafe fwrite(log, 1, log.count, file)
  _ = unsafe fclose(file)
}
