import Glibc

/// Which reader is attacked: the environment variable LOGSPOOR_DOOR names it.
enum Door: String, CaseIterable {
  /// The input is an E01 segment; its descriptors get right checksums, so that mutations go deep.
  case e01
  /// The input is changes to the structures of a VHDX file, which get right checksums.
  case vhdx
  /// The input is a sparse VMDK extent or a descriptor.
  case vmdk
  /// The input is a qcow2 image.
  case qcow2
  /// The input is the sectors of a small disk; the headers of a GPT get right checksums.
  case partitions
  /// The input is file records, which get right update sequences and become those of a volume.
  case records
  /// The input is a run list.
  case runs
  /// The input is a unit of LZNT1, and once more bytes to be compressed.
  case lznt1

  static let chosen: Door = {
    let name = unsafe getenv("LOGSPOOR_DOOR").map { unsafe String(cString: $0) } ?? "e01"
    guard let door = Door(rawValue: name) else { fail("LOGSPOOR_DOOR is \(name)") }
    return door
  }()

  /// An intact input, from which mutations start.
  func seed(_ number: UInt32) -> [UInt8] {
    switch self {
    case .e01, .vhdx, .vmdk, .qcow2: containerSeed(number)
    case .partitions: PartitionsDoor.seed(number)
    case .records: RecordsDoor.seed(number)
    case .runs: RunsDoor.seed(number)
    case .lznt1: LZNT1Door.seed(number)
    }
  }

  /// Reads what an input stands for, and looks at what must hold.
  func check(_ input: [UInt8]) {
    switch self {
    case .e01, .vhdx, .vmdk, .qcow2: checkContainer(containerImage(input))
    case .partitions: PartitionsDoor.check(input)
    case .records: RecordsDoor.check(input)
    case .runs: RunsDoor.check(input)
    case .lznt1: LZNT1Door.check(input)
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
  Door.chosen.check(input)
  return 0
}

/// Called by libFuzzer to change an input in place; one that is too short becomes an intact one.
@_cdecl("LLVMFuzzerCustomMutator")
public func mutate(
  _ data: UnsafeMutablePointer<UInt8>, _ count: Int, _ room: Int, _ seed: UInt32
) -> Int {
  let whole = Door.chosen.seed(seed)
  // Now and then an intact one all the same: there are several kinds.
  guard count < min(8, whole.count) || seed % 4_096 == 0, whole.count <= room else {
    return unsafe libFuzzerMutate(data, count, room)
  }
  for (index, byte) in whole.enumerated() { unsafe data[index] = byte }
  return whole.count
}

/// libFuzzer's own mutations. The convention of a C function with such parameters is Swift's too.
@_silgen_name("LLVMFuzzerMutate")
func libFuzzerMutate(_ data: UnsafeMutablePointer<UInt8>, _ count: Int, _ room: Int) -> Int
