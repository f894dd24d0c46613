internal import Glibc

/// Bytes of memory that this process can count on: those of the machine, of its control group, or of its limit
/// (`RLIMIT_AS`), whichever are fewest.
public func availableMemoryByteCount() -> Int {
  let pages = sysconf(CInt(_SC_PHYS_PAGES))
  let pageSize = sysconf(CInt(_SC_PAGESIZE))
  // A machine that does not say is taken for a small one.
  var least = pages > 0 && pageSize > 0 ? pages * pageSize : 1 << 30
  // Control groups, version 2 and version 1; a group without a limit says `max`, or a number beyond any memory.
  for path in ["/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes"] {
    if let limit = number(inFile: path), limit > 0 { least = min(least, limit) }
  }
  var limit = rlimit()
  // The structure is filled before it is read.
  if unsafe getrlimit(__rlimit_resource_t(RLIMIT_AS.rawValue), &limit) == 0,
    let bytes = Int(exactly: limit.rlim_cur), bytes > 0
  {
    least = min(least, bytes)
  }
  return least
}

/// The most bytes of memory that this process has had at once.
public func peakMemoryByteCount() -> Int {
  var usage = rusage()
  // The structure is filled before it is read. Linux counts in KiB.
  return unsafe getrusage(CInt(RUSAGE_SELF.rawValue), &usage) == 0
    ? Int(usage.ru_maxrss) * 1_024 : 0
}

/// The number that a file of the kernel holds; nil when there is no such file, or something else in it.
private func number(inFile path: String) -> Int? {
  do {
    let stream = try DescriptorByteStream(path: [UInt8](path.utf8))
    var buffer = ByteBuffer(capacity: 64)
    let count = try buffer.fill(from: stream)
    var text: [UInt8] = []
    text.append(copying: buffer.bytes.extracting(0..<count))
    return Int(String(decoding: text.prefix { $0 != 0x0a }, as: UTF8.self))
  } catch {
    // Not every system has control groups.
    return nil
  }
}
