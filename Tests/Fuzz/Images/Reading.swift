import ByteIO

/// Reads up to `count` bytes; nil where the source says that it cannot.
func bytes(of source: any ByteSource, at offset: Int64, _ count: Int) -> [UInt8]? {
  var buffer = ByteBuffer(capacity: count)
  do throws(ByteSourceError) {
    let found = try buffer.fill(from: source, at: offset)
    var result: [UInt8] = []
    result.append(copying: buffer.bytes.extracting(0..<found))
    return result
  } catch {
    return nil
  }
}

/// Reads a source here and there: what is read twice is the same, what is passed over as zero is zero
/// where it can be read, and no read is longer than the source. What is readable gives as much as was asked.
func checkReads(_ source: any ByteSource, of what: String, isReadable: Bool = false) {
  guard source.byteCount >= 0 else { fail("\(what) has \(source.byteCount) bytes") }
  var place: Int64 = 0
  for _ in 0..<24 where place < source.byteCount {
    let next = source.nextData(from: place)
    guard next >= place, next <= source.byteCount else {
      fail("\(what): nextData of \(place) is \(next) of \(source.byteCount)")
    }
    if next > place {
      if let hole = bytes(of: source, at: place, Int(min(next - place, 4_096))) {
        guard hole.allSatisfy({ $0 == 0 }) else {
          fail("\(what): the hole at \(place) is not zero")
        }
      }
    }
    guard next < source.byteCount else { break }
    let once = bytes(of: source, at: next, 5_000)
    guard once == bytes(of: source, at: next, 5_000) else {
      fail("\(what): two reads at \(next) differ")
    }
    let count = Int64(once?.count ?? 0)
    let most = min(5_000, source.byteCount - next)
    guard isReadable ? count == most : count <= most else {
      fail("\(what): \(count) bytes at \(next) of \(source.byteCount)")
    }
    place = next + 5_000
  }
  _ = bytes(of: source, at: source.byteCount - 1, 10)
}
