internal import ByteIO

/// The clusters of a qcow2 file: an L1 table of L2 tables, whose entries say where each cluster is.
///
/// An L2 entry's bit 62 marks a compressed cluster. Its lower bits are then a byte offset, and above
/// that the number of further 512-byte sectors that the deflate stream touches. With extended L2
/// entries a second integer has a bit for each of 32 subclusters: stored in its low half, zero in
/// its high half.
///
/// Source: QEMU, docs/interop/qcow2.txt, "Cluster mapping".
struct QCOW2Layout: MediaLayout {
  let byteCount: Int64
  private let clusterBits: Int64
  private let levelOneOffset: Int64
  private let entryByteCount: Int64
  private let hasZeroFlag: Bool
  private let parts: PartPool
  private let tables: PagedTable
  private let diagnostics: ContainerDiagnostics
  private let inflater = UnitInflater(format: .raw)

  /// The layout that a header describes, whose cluster bits and size are checked.
  init(_ header: QCOW2Header, _ parts: PartPool, _ diagnostics: ContainerDiagnostics) {
    byteCount = clampedCount(header.byteCount)
    clusterBits = Int64(header.clusterBits)
    levelOneOffset = clampedCount(header.levelOneOffset)
    entryByteCount = header.hasSubclusters ? 16 : 8
    hasZeroFlag = header.version >= 3 && !header.hasSubclusters
    self.parts = parts
    self.diagnostics = diagnostics
    tables = PagedTable(parts)
  }

  private var clusterByteCount: Int64 { 1 << clusterBits }
  private var entriesPerTable: Int64 { clusterByteCount / entryByteCount }
  private var levelTwoByteCount: Int64 { clusterByteCount * entriesPerTable }

  /// Entries that the L1 table must have.
  var levelOneCount: Int64 { (byteCount + levelTwoByteCount - 1) / levelTwoByteCount }

  func extent(at mediaOffset: Int64) throws(ByteSourceError) -> MediaExtent {
    let index = mediaOffset / levelTwoByteCount
    let entryOffset = levelOneOffset + 8 * index
    guard let raw = try tables.u64(at: entryOffset) else {
      let start = index * levelTwoByteCount
      return lost(
        "entry \(index) of the L1 table is behind the end of the file",
        start..<min(byteCount, start + levelTwoByteCount), mediaOffset, entryOffset)
    }
    let tableOffset = Int64(raw.byteSwapped & QCOW2Format.offsetMask)
    if tableOffset == 0 {
      let run = try tables.equalEntries(
        at: entryOffset, entryByteCount: 8, limit: levelOneCount - index)
      return MediaExtent(
        content: .zero,
        byteCount: min(byteCount, (index + run) * levelTwoByteCount) - mediaOffset)
    }
    guard tableOffset < parts.parts[0].byteCount, tableOffset % clusterByteCount == 0 else {
      let start = index * levelTwoByteCount
      return lost(
        "entry \(index) of the L1 table points to \(tableOffset), where no table can be",
        start..<min(byteCount, start + levelTwoByteCount), mediaOffset, entryOffset)
    }
    return try cluster(at: mediaOffset, tableOffset)
  }

  private func lost(
    _ message: String, _ range: Range<Int64>, _ mediaOffset: Int64, _ fileOffset: Int64
  ) -> MediaExtent {
    MediaExtent(
      content: .lost(
        EvidenceError(.imageLoss, parts.parts[0].path, message, at: fileOffset), range),
      byteCount: range.upperBound - mediaOffset)
  }

  private func cluster(
    at mediaOffset: Int64, _ tableOffset: Int64
  ) throws(ByteSourceError) -> MediaExtent {
    let cluster = mediaOffset / clusterByteCount
    let start = cluster * clusterByteCount
    let end = min(byteCount, start + clusterByteCount)
    let entryIndex = cluster % entriesPerTable
    let entryOffset = tableOffset + entryByteCount * entryIndex
    guard let entry = try tables.u64(at: entryOffset)?.byteSwapped else {
      return lost(
        "the L2 entry of cluster \(cluster) is behind the end of the file", start..<end,
        mediaOffset,
        entryOffset)
    }
    if entry & QCOW2Format.compressedFlag != 0 {
      return compressed(entry, start..<end, mediaOffset, entryOffset)
    }
    var stored = start..<end
    if entryByteCount == 16 {
      let bitmap = try tables.u64(at: entryOffset + 8)?.byteSwapped ?? 0
      let sub = subclusters(bitmap, at: mediaOffset, start..<end)
      guard sub.isStored else {
        return MediaExtent(content: .zero, byteCount: sub.end - mediaOffset)
      }
      stored = start..<sub.end
    }
    let offset = Int64(entry & QCOW2Format.offsetMask)
    if offset == 0 || (hasZeroFlag && entry & QCOW2Format.zeroFlag != 0) {
      // Equal entries behind this one are zero as well.
      let run =
        entryByteCount == 8
        ? try tables.equalEntries(
          at: entryOffset, entryByteCount: 8, limit: entriesPerTable - entryIndex) : 1
      return MediaExtent(
        content: .zero,
        byteCount: min(byteCount, start + run * clusterByteCount) - mediaOffset)
    }
    let fileByteCount = parts.parts[0].byteCount
    guard offset % clusterByteCount == 0, offset < fileByteCount else {
      return lost(
        "cluster \(cluster) would be stored at \(offset), the file ends at \(fileByteCount)",
        start..<end, mediaOffset, entryOffset)
    }
    let place = offset + (mediaOffset - start)
    guard place < fileByteCount else {
      return lost(
        "cluster \(cluster) goes on at \(place), the file ends at \(fileByteCount)", start..<end,
        mediaOffset, place)
    }
    return MediaExtent(
      content: .stored(part: 0, fileOffset: place),
      byteCount: min(stored.upperBound - mediaOffset, fileByteCount - place))
  }

  /// Whether the subcluster at an offset is stored, and where the run of those like it ends.
  private func subclusters(
    _ bitmap: UInt64, at mediaOffset: Int64, _ cluster: Range<Int64>
  ) -> (isStored: Bool, end: Int64) {
    let size = clusterByteCount / 32
    func isStored(_ index: Int64) -> Bool {
      bitmap >> UInt64(index) & 1 == 1 && bitmap >> UInt64(index + 32) & 1 == 0
    }
    var index = (mediaOffset - cluster.lowerBound) / size
    let first = isStored(index)
    repeat { index += 1 } while index < 32 && isStored(index) == first
    return (first, min(cluster.upperBound, cluster.lowerBound + index * size))
  }

  private func compressed(
    _ entry: UInt64, _ range: Range<Int64>, _ mediaOffset: Int64, _ entryOffset: Int64
  ) -> MediaExtent {
    let offsetBits = UInt64(62 - (clusterBits - 8))
    let offset = Int64(entry & (1 << offsetBits - 1))
    let sectors = Int64((entry & (QCOW2Format.compressedFlag - 1)) >> offsetBits) + 1
    let fileByteCount = parts.parts[0].byteCount
    guard offset < fileByteCount else {
      return lost(
        "cluster \(range.lowerBound / clusterByteCount) would be stored at \(offset), the file ends "
          + "at \(fileByteCount)", range, mediaOffset, entryOffset)
    }
    let stored = min(sectors * 512 - offset % 512, fileByteCount - offset)
    let unit = MediaUnit(
      mediaOffset: range.lowerBound, byteCount: Int(range.upperBound - range.lowerBound), part: 0,
      fileOffset: offset, storedByteCount: Int(stored), isCompressed: true)
    return MediaExtent(
      content: .unit(unit, offset: Int(mediaOffset - range.lowerBound)),
      byteCount: range.upperBound - mediaOffset)
  }

  func decode(_ unit: MediaUnit) throws(ByteSourceError) -> DecodedUnit {
    // The bits for the sectors allow no more than twice the cluster: 4 MiB.
    let (decoded, problem) = try inflater.inflate(
      parts, part: 0, at: unit.fileOffset, storedByteCount: unit.storedByteCount,
      byteCount: Int(clusterByteCount), minimum: unit.byteCount, isWhole: false)
    if let problem {
      diagnostics.loss(
        unit.mediaOffset..<unit.mediaOffset + Int64(unit.byteCount), parts.parts[0].path,
        "compressed cluster \(unit.mediaOffset / clusterByteCount) at \(unit.fileOffset): \(problem)",
        at: unit.fileOffset)
    }
    return decoded
  }
}
