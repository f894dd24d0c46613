internal import ByteIO

/// Opens Virtual Hard Disks, fixed and dynamic.
enum VHDImage {
  /// Opens the disk in `source`.
  static func open(
    _ source: any ByteSource, _ context: ContainerContext
  ) throws(EvidenceError) -> OpenedContainer {
    let footer = try footer(source, context)
    guard (1...UInt64(ContainerLimits.mediaByteCount)).contains(footer.currentByteCount) else {
      throw context.damaged(
        "says that the disk has \(footer.currentByteCount) bytes, expected 1 to "
          + "\(ContainerLimits.mediaByteCount)")
    }
    let byteCount = Int64(footer.currentByteCount)
    let parts = PartPool(source, context.path)
    let media: any ByteSource
    switch footer.type {
    case 2:
      media = MappedMedia(
        FixedLayout(byteCount: byteCount, start: 0, parts: parts), parts, context.diagnostics)
      if source.byteCount < byteCount {
        context.diagnostics.loss(
          source.byteCount..<byteCount, context.path, FixedLayout.problem(parts.parts[0]))
      }
    case 3:
      let layout = try dynamicLayout(source, footer, parts, context)
      media = MappedMedia(layout, parts, context.diagnostics)
    case 4:
      let header = try dynamicHeader(source, footer, context)
      throw EvidenceError(
        .imageDifferencing, context.path,
        "is a differencing VHD image: it has only what differs from its parent "
          + "\"\(terminalText(header.parentName))\"; merge them first")
    default:
      throw context.damaged("is a VHD image of type \(footer.type), expected 2 to 4")
    }
    return OpenedContainer(
      media: media, kind: .vhd, files: [context.path],
      logicalSectorByteCount: Int(VHDFormat.sectorByteCount), acquisition: nil,
      diagnostics: context.diagnostics)
  }

  /// The footer at the end, or its copy at the start.
  private static func footer(
    _ source: any ByteSource, _ context: ContainerContext
  ) throws(EvidenceError) -> VHDFooter {
    let start = max(0, source.byteCount - Int64(VHDFormat.footerByteCount))
    let tail = try context.readAvailable(
      "footer", source, at: start, byteCount: VHDFormat.footerByteCount)
    let offset = VHDFormat.footerOffset(inTail: tail.rawSpan, count: tail.count) ?? 0
    let atEnd = VHDFooter(Array(tail[offset...]))
    if let atEnd, atEnd.isIntact { return atEnd }
    let head = try context.readAvailable(
      "footer", source, at: 0, byteCount: VHDFormat.footerByteCount)
    // Only dynamic disks have a copy; a fixed disk may begin with anything.
    if let copy = VHDFooter(head), copy.isIntact, copy.type != 2 {
      context.diagnostics.note(
        context.path,
        (atEnd == nil ? "has no footer at its end" : "the footer at its end has a wrong checksum")
          + "; the copy at its start is used", at: start)
      return copy
    }
    guard let footer = atEnd ?? VHDFooter(head) else {
      throw context.damaged("has no VHD footer at its end and no copy at its start")
    }
    context.diagnostics.note(
      context.path, "footer: wrong checksum; it is used all the same", at: start)
    return footer
  }

  private static func dynamicHeader(
    _ source: any ByteSource, _ footer: VHDFooter, _ context: ContainerContext
  ) throws(EvidenceError) -> VHDDynamicHeader {
    let bytes = try context.read(
      "dynamic header", source, at: footer.dynamicHeaderOffset,
      byteCount: VHDFormat.dynamicHeaderByteCount)
    guard let header = VHDDynamicHeader(bytes) else {
      throw context.damaged(
        "the dynamic header at \(footer.dynamicHeaderOffset) begins with "
          + "\(bytes.rawSpan.shownHex(from: 0, to: 8)), expected \"cxsparse\"",
        at: footer.dynamicHeaderOffset)
    }
    if !header.isIntact {
      context.diagnostics.note(
        context.path, "dynamic header: wrong checksum", at: footer.dynamicHeaderOffset)
    }
    return header
  }

  private static func dynamicLayout(
    _ source: any ByteSource, _ footer: VHDFooter, _ parts: PartPool, _ context: ContainerContext
  ) throws(EvidenceError) -> VHDDynamicLayout {
    let header = try dynamicHeader(source, footer, context)
    let blockByteCount = Int64(header.blockByteCount)
    guard blockByteCount >= 512, blockByteCount & (blockByteCount - 1) == 0 else {
      throw context.damaged(
        "says that a block has \(blockByteCount) bytes, expected a power of two from 512 on")
    }
    let byteCount = Int64(footer.currentByteCount)
    let needed = (byteCount + blockByteCount - 1) / blockByteCount
    guard needed <= Int64(header.blockCount) else {
      throw context.damaged(
        "its table has \(header.blockCount) blocks of \(blockByteCount) bytes, the disk of "
          + "\(byteCount) bytes needs \(needed)")
    }
    guard header.tableOffset < source.byteCount,
      needed <= (source.byteCount - header.tableOffset) / 4
    else {
      throw context.damaged(
        "the block table at \(header.tableOffset) takes \(4 * needed) bytes, the file ends at "
          + "\(source.byteCount)", at: header.tableOffset)
    }
    return VHDDynamicLayout(
      byteCount: byteCount, tableOffset: header.tableOffset, blockByteCount: blockByteCount,
      parts: parts)
  }
}
