internal import ByteIO

/// A sparse extent: a directory of grain tables, whose entries say where each grain is.
struct VMDKSparseExtent: Sendable {
  let byteCount: Int64
  let grainByteCount: Int64
  private let header: VMDKSparseHeader
  private let part: Int
  private let parts: PartPool
  private let tables: PagedTable
  private let directories: [Int64]

  /// The extent in a part, by its header or footer.
  ///
  /// - Throws: `imageDamaged`, `notSupported`.
  init(
    _ header: VMDKSparseHeader, part: Int, parts: PartPool, _ context: ContainerContext
  ) throws(EvidenceError) {
    let file = parts.parts[part]
    func damaged(_ message: String) -> EvidenceError {
      EvidenceError(.imageDamaged, file.path, message)
    }
    guard (1...3).contains(header.version) else {
      throw EvidenceError(
        .notSupported, file.path, "is a VMDK extent of version \(header.version), expected 1 to 3")
    }
    guard !header.isCompressed || header.compression == 1 else {
      throw EvidenceError(
        .notSupported, file.path,
        "has grains compressed by method \(header.compression), expected 1 (deflate)")
    }
    let grain = header.grainSectorCount
    guard grain >= 1, grain & (grain - 1) == 0,
      grain <= UInt64(ContainerLimits.unitByteCount / 512)
    else {
      throw damaged("says that a grain has \(grain) sectors, expected a power of two up to 32768")
    }
    guard (1...65_536).contains(header.entriesPerTable) else {
      throw damaged(
        "says that a grain table has \(header.entriesPerTable) entries, expected 1 to 65536")
    }
    guard header.capacity > 0, header.capacity <= UInt64(ContainerLimits.mediaByteCount / 512)
    else {
      throw damaged(
        "says that the extent has \(header.capacity) sectors, expected 1 to "
          + "\(ContainerLimits.mediaByteCount / 512)")
    }
    byteCount = Int64(header.capacity) * 512
    grainByteCount = Int64(grain) * 512
    self.header = header
    self.part = part
    self.parts = parts
    tables = PagedTable(parts, part: part)
    let tableByteCount = grainByteCount * Int64(header.entriesPerTable)
    let directoryByteCount = 4 * ((byteCount + tableByteCount - 1) / tableByteCount)
    var offsets = [header.directoryOffset]
    if header.hasSecondDirectory { offsets.append(header.secondDirectoryOffset) }
    directories = offsets.compactMap { sector in
      guard sector > 0, sector < UInt64(file.byteCount) / 512 + 1 else { return nil }
      let offset = Int64(sector) * 512
      return directoryByteCount <= file.byteCount - offset ? offset : nil
    }
    guard !directories.isEmpty else {
      throw damaged(
        "the grain directory at sector \(header.directoryOffset) takes \(directoryByteCount) bytes, "
          + "the file ends at \(file.byteCount)")
    }
    if directories.count < offsets.count {
      context.diagnostics.note(file.path, "one of its two grain directories is outside the file")
    }
  }

  private var tableByteCount: Int64 { grainByteCount * Int64(header.entriesPerTable) }

  /// Where the bytes from `offset` of the extent on are; `mediaStart` is where the extent begins.
  func extent(at offset: Int64, mediaStart: Int64) throws(ByteSourceError) -> MediaExtent {
    let tableIndex = offset / tableByteCount
    let tableStart = tableIndex * tableByteCount
    let tableEnd = min(byteCount, tableStart + tableByteCount)
    let fileByteCount = parts.parts[part].byteCount
    var isZero = false
    var fault = ""
    for directory in directories {
      let entryOffset = directory + 4 * tableIndex
      guard let sector = try tables.u32(at: entryOffset) else { continue }
      let tableOffset = Int64(sector) * 512
      if sector == 0 {
        isZero = true
      } else if tableOffset <= fileByteCount - 4 * Int64(header.entriesPerTable) {
        return try grain(at: offset, tableOffset, tableStart, mediaStart)
      } else {
        fault =
          "grain table \(tableIndex) would be at \(tableOffset), the file ends at "
          + "\(fileByteCount)"
      }
    }
    guard !fault.isEmpty || !isZero else {
      let count = (byteCount + tableByteCount - 1) / tableByteCount
      let run =
        directories.count == 1
        ? try tables.equalEntries(
          at: directories[0] + 4 * tableIndex, entryByteCount: 4, limit: count - tableIndex) : 1
      let end = min(byteCount, (tableIndex + run) * tableByteCount)
      return MediaExtent(content: .zero, byteCount: end - offset)
    }
    if fault.isEmpty { fault = "grain table \(tableIndex) cannot be read" }
    return lost(fault, mediaStart + tableStart..<mediaStart + tableEnd, mediaStart + offset)
  }

  private func lost(
    _ message: String, _ range: Range<Int64>, _ mediaOffset: Int64, at fileOffset: Int64? = nil
  ) -> MediaExtent {
    MediaExtent(
      content: .lost(
        EvidenceError(.imageLoss, parts.parts[part].path, message, at: fileOffset), range),
      byteCount: range.upperBound - mediaOffset)
  }

  private func grain(
    at offset: Int64, _ tableOffset: Int64, _ tableStart: Int64, _ mediaStart: Int64
  ) throws(ByteSourceError) -> MediaExtent {
    let index = (offset - tableStart) / grainByteCount
    let start = tableStart + index * grainByteCount
    let end = min(byteCount, start + grainByteCount)
    let entryOffset = tableOffset + 4 * index
    let range = mediaStart + start..<mediaStart + end
    guard let sector = try tables.u32(at: entryOffset) else {
      return lost("a grain table is cut off", range, mediaStart + offset, at: entryOffset)
    }
    if sector == 0 || (sector == 1 && header.hasZeroGrains) {
      let run = try tables.equalEntries(
        at: entryOffset, entryByteCount: 4, limit: Int64(header.entriesPerTable) - index)
      return MediaExtent(
        content: .zero, byteCount: min(byteCount, start + run * grainByteCount) - offset)
    }
    let fileByteCount = parts.parts[part].byteCount
    let place = Int64(sector) * 512
    guard place < fileByteCount else {
      return lost(
        "grain \(start / grainByteCount) would be stored at \(place), the file ends at "
          + "\(fileByteCount)", range, mediaStart + offset, at: entryOffset)
    }
    if header.isCompressed {
      let most = 2 * grainByteCount + Int64(VMDKFormat.grainMarkerByteCount)
      let unit = MediaUnit(
        mediaOffset: range.lowerBound, byteCount: Int(end - start), part: part, fileOffset: place,
        storedByteCount: Int(min(most, fileByteCount - place)), isCompressed: true)
      return MediaExtent(
        content: .unit(unit, offset: Int(offset - start)), byteCount: end - offset)
    }
    let wanted = place + (offset - start)
    guard wanted < fileByteCount else {
      return lost(
        "grain \(start / grainByteCount) goes on at \(wanted), the file ends at \(fileByteCount)",
        range, mediaStart + offset, at: entryOffset)
    }
    return MediaExtent(
      content: .stored(part: part, fileOffset: wanted),
      byteCount: min(end - offset, fileByteCount - wanted))
  }

  /// Inflates a grain, `mediaStart` being where the extent begins; what is wrong with it makes it
  /// zeros.
  func decode(
    _ unit: MediaUnit, mediaStart: Int64, with inflater: UnitInflater
  ) throws(ByteSourceError) -> (DecodedUnit, problem: String?) {
    var place = unit.fileOffset
    var stored = unit.storedByteCount
    if header.hasMarkers {
      let size = VMDKFormat.grainMarkerByteCount
      var marker = ByteBuffer(capacity: size)
      let found = try marker.fill(from: parts, part: part, at: place, byteCount: size)
      let sector = (unit.mediaOffset - mediaStart) / 512
      let count = Int(marker.bytes.u32(8))
      if found < size || marker.bytes.u64(0) != UInt64(sector) || count > stored - size {
        return (
          DecodedUnit(ByteBuffer(capacity: Int(grainByteCount))),
          "its marker names sector \(marker.bytes.u64(0)) and \(count) bytes, expected sector "
            + "\(sector) and at most \(max(0, stored - size)) bytes"
        )
      }
      place += Int64(size)
      stored = count
    }
    return try inflater.inflate(
      parts, part: part, at: place, storedByteCount: stored, byteCount: Int(grainByteCount),
      minimum: unit.byteCount, isWhole: header.hasMarkers)
  }
}
