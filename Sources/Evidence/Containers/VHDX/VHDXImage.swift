internal import ByteIO

/// Opens VHDX files, fixed and dynamic.
enum VHDXImage {
  /// Opens the disk in `source`.
  static func open(
    _ source: any ByteSource, _ context: ContainerContext
  ) throws(EvidenceError) -> OpenedContainer {
    let header = try header(source, context)
    let file = try replayed(source, header, context)
    let regions = try regions(file, context)
    let metadata = try region(
      VHDXFormat.metadataRegion, "metadata region", in: regions, file, context)
    let items = try VHDXItems(file, metadata, context)
    let table = try region(VHDXFormat.blockTableRegion, "block table", in: regions, file, context)
    let layout = try layout(items, table, PartPool(file, context.path), context)
    return OpenedContainer(
      media: MappedMedia(layout, layout.parts, context.diagnostics), kind: .vhdx,
      files: [context.path], logicalSectorByteCount: Int(items.logicalSectorByteCount),
      acquisition: nil, diagnostics: context.diagnostics)
  }

  /// The valid header with the higher sequence number.
  private static func header(
    _ source: any ByteSource, _ context: ContainerContext
  ) throws(EvidenceError) -> VHDXHeader {
    var best: VHDXHeader?
    for offset in VHDXFormat.headerOffsets {
      let bytes = try context.readAvailable(
        "header", source, at: offset, byteCount: VHDXFormat.headerByteCount)
      guard let header = VHDXHeader(bytes) else {
        context.diagnostics.note(
          context.path, "header at \(offset): wrong signature or checksum", at: offset)
        continue
      }
      if header.sequenceNumber >= best?.sequenceNumber ?? 0 { best = header }
    }
    guard let best else { throw context.damaged("has no valid VHDX header, expected one of two") }
    guard best.version == 1 else {
      throw context.refused("is a VHDX image of version \(best.version), expected 1")
    }
    return best
  }

  /// The file as it would be with the changes in its log.
  private static func replayed(
    _ source: any ByteSource, _ header: VHDXHeader, _ context: ContainerContext
  ) throws(EvidenceError) -> any ByteSource {
    guard header.hasLog else { return source }
    guard header.logVersion == 0 else {
      throw context.refused("has a log of version \(header.logVersion), expected 0")
    }
    guard header.logByteCount > 0, header.logByteCount <= ContainerLimits.logByteCount,
      header.logByteCount % Int64(VHDXFormat.logSectorByteCount) == 0
    else {
      throw context.damaged(
        "says that its log has \(header.logByteCount) bytes, expected 4096 to "
          + "\(ContainerLimits.logByteCount)")
    }
    let bytes = try context.read(
      "log", source, at: header.logOffset, byteCount: Int(header.logByteCount))
    let log = try VHDXLog(bytes, identifier: header.logIdentifier, context)
    return try log.replay(over: source, context)
  }

  private static func regions(
    _ file: any ByteSource, _ context: ContainerContext
  ) throws(EvidenceError) -> [VHDXPlace] {
    for offset in VHDXFormat.regionTableOffsets {
      let bytes = try context.readAvailable(
        "region table", file, at: offset, byteCount: VHDXFormat.regionTableByteCount)
      if let regions = vhdxRegions(bytes) { return regions }
      context.diagnostics.note(
        context.path, "region table at \(offset): wrong signature or checksum", at: offset)
    }
    throw context.damaged("has no valid region table, expected one of two")
  }

  private static func region(
    _ identifier: String, _ name: String, in regions: [VHDXPlace], _ file: any ByteSource,
    _ context: ContainerContext
  ) throws(EvidenceError) -> VHDXPlace {
    let known = [VHDXFormat.metadataRegion, VHDXFormat.blockTableRegion]
    if let unknown = regions.first(where: { $0.isRequired && !known.contains($0.identifier) }) {
      throw context.refused("needs a region \(unknown.identifier), which is not known")
    }
    guard let region = regions.first(where: { $0.identifier == identifier }) else {
      throw context.damaged("its region table names no \(name)")
    }
    guard region.offset < file.byteCount, region.byteCount <= file.byteCount - region.offset else {
      throw context.damaged(
        "the \(name) at \(region.offset) takes \(region.byteCount) bytes, the file ends at "
          + "\(file.byteCount)", at: region.offset)
    }
    return region
  }

  private static func layout(
    _ items: VHDXItems, _ table: VHDXPlace, _ parts: PartPool, _ context: ContainerContext
  ) throws(EvidenceError) -> VHDXLayout {
    let layout = VHDXLayout(
      byteCount: items.byteCount, blockByteCount: items.blockByteCount,
      logicalSectorByteCount: items.logicalSectorByteCount, tableOffset: table.offset, parts: parts)
    guard layout.tableEntryCount <= table.byteCount / 8 else {
      throw context.damaged(
        "its block table has room for \(table.byteCount / 8) entries, the disk needs "
          + "\(layout.tableEntryCount)", at: table.offset)
    }
    return layout
  }
}
