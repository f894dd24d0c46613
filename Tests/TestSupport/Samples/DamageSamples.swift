internal import ByteIO

extension SampleFile {
  /// One log for each kind of damage, and states that are not damage but look like it.
  ///
  /// Undamaged, the log has 10 records in a chunk, with identifiers from 1.
  static func damageFiles() -> [SampleFile] { states() + fileDamage() + recordDamage() }

  /// So many chunks of 10 records.
  private static func base(
    chunks: Int = 1, _ options: LogOptions = LogOptions()
  ) -> [UInt8] {
    var log = LogBuilder(options)
    for chunk in 0..<chunks {
      for number in 1...10 {
        let id = UInt64(10 * chunk + number)
        log.add(
          StandardEvent(
            eventID: UInt16(number), time: FileTime(ticks: FileTime.sample.ticks + id * 10_000_000),
            data: [("Number", .uint64(id)), ("Text", .string("record \(id)"))]))
      }
      if chunk + 1 < chunks { log.startChunk() }
    }
    return log.finish()
  }

  private static func file(
    _ name: String, _ shows: String, _ recordCount: Int, _ bytes: [UInt8]
  ) -> SampleFile {
    SampleFile("damage/\(name).evtx", shows, recordCount: recordCount, bytes: bytes)
  }

  private static func states() -> [SampleFile] {
    var dirty = LogOptions()
    dirty.isDirty = true
    var unclosed = base(dirty)
    // What Windows writes when it closes the log: the next identifier.
    unclosed.set(UInt64(3), at: 24)
    unclosed.setU32(Checksum.crc32(unclosed[..<120]), at: 124)
    var full = LogOptions()
    full.isFull = true
    full.minorVersion = 2
    var unchecked = LogOptions()
    unchecked.hasChecksums = false
    return [
      file("empty", "no bytes at all", 0, []),
      file("header-only", "a file header and no chunk", 0, LogBuilder.log()),
      file("dirty", "not closed: dirty flag, next identifier out of date", 10, unclosed),
      file("full-3.2", "version 3.2, full flag", 10, base(full)),
      file("no-checksums", "flags say that there are no checksums", 10, base(unchecked)),
      file(
        "stale-records", "3 old records behind the free space, which are not live", 7,
        Damage.makeStale(last: 3, ofChunk: 0, in: base())),
    ]
  }

  private static func base(_ options: LogOptions) -> [UInt8] { base(chunks: 1, options) }

  private static func fileDamage() -> [SampleFile] {
    let one = base()
    let two = base(chunks: 2)
    let map = LogMap(two)
    let last = map.chunks[0].records[9]
    let fifteenth = map.chunks[1].records[4]
    let sixth = LogMap(one).records[5]
    var random = SplitMix64(seed: 20_240_514)
    return [
      file("file-header-zeroed", "4,096 zeros before the chunk", 10, Damage.zeroFileHeader(one)),
      file(
        "chunk-count-wrong", "header declares 1 chunk of 2", 20, Damage.declareChunks(1, in: two)),
      file(
        "chunk-magic-broken", "signature of the first of 2 chunks", 20,
        Damage.breakChunkMagic(0, in: two)),
      file(
        "chunk-zeroed", "the first of 2 chunks is zeros: identifiers 1-10 are gone", 10,
        Damage.zeroChunk(0, in: two)),
      file(
        "chunk-duplicated", "the second of 2 chunks is a copy of the first", 20,
        Damage.duplicateChunk(0, over: 1, in: two)),
      file(
        "checksums-wrong", "checksums of file header, chunk header and records", 10,
        Damage.breakFileChecksum(
          Damage.breakHeaderChecksum(
            ofChunk: 0, in: Damage.breakDataChecksum(ofChunk: 0, in: one)))),
      file(
        "free-space-wrong", "free space at 0xFFFFFFFF", 10,
        Damage.repairingChecksums(of: Damage.setFreeSpace(.max, ofChunk: 0, in: one))),
      file(
        "cut-in-first-chunk", "ends in the middle of record 6", 5,
        Damage.truncate(to: sixth.fileOffset + sixth.byteCount / 2, one)),
      file(
        "cut-in-second-chunk", "ends in the middle of record 15", 14,
        Damage.truncate(to: fifteenth.fileOffset + fifteenth.byteCount / 2, two)),
      file(
        "two-bytes-lost", "2 bytes of record 10 are gone: the second chunk is not aligned", 19,
        Damage.cut(last.fileOffset + 60..<last.fileOffset + 62, outOf: two)),
      file(
        "noise-behind", "4,096 random bytes behind the chunk", 10,
        Damage.appendNoise(4_096, to: one, using: &random)),
      file("noise", "8,192 random bytes, no log", 0, random.bytes(8_192)),
    ]
  }

  private static func recordDamage() -> [SampleFile] {
    let one = base()
    let records = LogMap(one).records
    var sizes = Damage.setSize(0, of: records[2], in: one)
    sizes = Damage.setSize(8, of: records[4], in: sizes)
    sizes = Damage.setSize(.max, of: records[6], in: sizes)
    let copy = Damage.setSizeCopy(0, of: records[5], in: one)
    // The records' checksum is wrong in all of these, as it is after real damage.
    return [
      file("record-sizes-wrong", "records 3, 5, 7 have the sizes 0, 8, 0xFFFFFFFF", 7, sizes),
      file("record-size-copy-wrong", "record 6 has the size 0 at its end", 9, copy),
      file(
        "record-magic-broken", "signature of record 6", 9,
        Damage.breakMagic(of: records[5], in: one)),
      file(
        "record-binxml-zeroed", "Binary XML of record 6 is zeros", 9,
        Damage.zeroBinXML(of: records[5], in: one)),
      file(
        "first-binxml-zeroed", "record 1, which held the templates of all, is zeros", 0,
        Damage.zeroBinXML(of: records[0], in: one)),
    ]
  }
}
