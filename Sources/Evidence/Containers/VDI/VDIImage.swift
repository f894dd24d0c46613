internal import ByteIO

/// Constants of VirtualBox's disks.
///
/// Source: VirtualBox, VDICore.h; QEMU, block/vdi.c. Integers are little-endian.
enum VDIFormat {
  /// 0xBEDA107F, behind a text of 64 bytes.
  static let signature: [UInt8] = [0x7f, 0x10, 0xda, 0xbe]
  static let signatureOffset = 64
  static let headerByteCount = 512
  /// What the block map says of blocks that are not stored: never written, or zero.
  static let firstUnusedBlock: UInt32 = 0xffff_fffe
}

/// The header.
///
/// | Offset | Bytes | Field                                                  |
/// |-------:|------:|--------------------------------------------------------|
/// |     64 |     4 | signature                                              |
/// |     68 |     4 | version, 0x00010001                                    |
/// |     76 |     4 | type: 1 dynamic, 2 fixed, 3 undo, 4 differencing       |
/// |    340 |     4 | where the block map is                                 |
/// |    344 |     4 | where the blocks begin                                 |
/// |    360 |     4 | bytes of a sector                                      |
/// |    368 |     8 | bytes of the disk                                      |
/// |    376 |     4 | bytes of a block, 1 MiB                                |
/// |    380 |     4 | further bytes before each block                        |
/// |    384 |     4 | blocks                                                 |
/// |    440 |    16 | identifier of the parent                               |
private struct VDIHeader {
  let version: UInt32
  let type: UInt32
  let mapOffset: Int64
  let dataOffset: Int64
  let byteCount: UInt64
  let blockByteCount: Int64
  let extraByteCount: Int64
  let blockCount: Int64
  let parent: GUID

  init(_ bytes: [UInt8]) {
    let span = bytes.rawSpan
    version = span.u32(68)
    type = span.u32(76)
    mapOffset = Int64(span.u32(340))
    dataOffset = Int64(span.u32(344))
    byteCount = span.u64(368)
    blockByteCount = Int64(span.u32(376))
    extraByteCount = Int64(span.u32(380))
    blockCount = Int64(span.u32(384))
    parent = GUID(span, at: 440)
  }
}

/// Opens VirtualBox's disks, fixed and dynamic.
enum VDIImage {
  /// Opens the disk in `source`.
  static func open(
    _ source: any ByteSource, _ context: ContainerContext
  ) throws(EvidenceError) -> OpenedContainer {
    let bytes = try context.read(
      "header", source, at: 0, byteCount: VDIFormat.headerByteCount)
    let header = VDIHeader(bytes)
    guard header.version == 0x0001_0001 else {
      throw context.refused(
        "is a VDI image of version \(header.version >> 16).\(header.version & 0xffff), expected 1.1"
      )
    }
    switch header.type {
    case 1, 2: break
    case 3, 4:
      throw EvidenceError(
        .imageDifferencing, context.path,
        "is a differencing VDI image: it has only what differs from its parent \(header.parent); "
          + "merge them first")
    default: throw context.damaged("is a VDI image of type \(header.type), expected 1 to 4")
    }
    guard header.blockByteCount >= 512, header.blockByteCount & (header.blockByteCount - 1) == 0
    else {
      throw context.damaged(
        "says that a block has \(header.blockByteCount) bytes, expected a power of two from 512 on")
    }
    guard header.byteCount > 0, header.byteCount <= UInt64(ContainerLimits.mediaByteCount) else {
      throw context.damaged(
        "says that the disk has \(header.byteCount) bytes, expected 1 to "
          + "\(ContainerLimits.mediaByteCount)")
    }
    let byteCount = Int64(header.byteCount)
    let needed = (byteCount + header.blockByteCount - 1) / header.blockByteCount
    guard needed <= header.blockCount else {
      throw context.damaged(
        "its map has \(header.blockCount) blocks of \(header.blockByteCount) bytes, the disk of "
          + "\(byteCount) bytes needs \(needed)")
    }
    guard header.mapOffset < source.byteCount, needed <= (source.byteCount - header.mapOffset) / 4
    else {
      throw context.damaged(
        "the block map at \(header.mapOffset) takes \(4 * needed) bytes, the file ends at "
          + "\(source.byteCount)", at: header.mapOffset)
    }
    let parts = PartPool(source, context.path)
    let layout = VDILayout(
      byteCount: byteCount, mapOffset: header.mapOffset, dataOffset: header.dataOffset,
      blockByteCount: header.blockByteCount, extraByteCount: header.extraByteCount, parts: parts)
    return OpenedContainer(
      media: MappedMedia(layout, parts, context.diagnostics), kind: .vdi, files: [context.path],
      logicalSectorByteCount: 512, acquisition: nil, diagnostics: context.diagnostics)
  }
}

/// The blocks of a VDI file: a map of 32-bit block numbers.
struct VDILayout: MediaLayout {
  let byteCount: Int64
  private let mapOffset: Int64
  private let dataOffset: Int64
  private let blockByteCount: Int64
  private let extraByteCount: Int64
  private let parts: PartPool
  private let map: PagedTable

  /// The layout of blocks of `blockByteCount` bytes, each behind `extraByteCount` others.
  init(
    byteCount: Int64, mapOffset: Int64, dataOffset: Int64, blockByteCount: Int64,
    extraByteCount: Int64, parts: PartPool
  ) {
    self.byteCount = byteCount
    self.mapOffset = mapOffset
    self.dataOffset = dataOffset
    self.blockByteCount = blockByteCount
    self.extraByteCount = extraByteCount
    self.parts = parts
    map = PagedTable(parts)
  }

  func extent(at mediaOffset: Int64) throws(ByteSourceError) -> MediaExtent {
    let block = mediaOffset / blockByteCount
    let start = block * blockByteCount
    let end = min(byteCount, start + blockByteCount)
    let entryOffset = mapOffset + 4 * block
    func lost(_ message: String) -> MediaExtent {
      MediaExtent(
        content: .lost(
          EvidenceError(
            .imageLoss, parts.parts[0].path, "block \(block) \(message)", at: entryOffset),
          start..<end),
        byteCount: end - mediaOffset)
    }
    guard let entry = try map.u32(at: entryOffset) else {
      return lost("has an entry behind the end of the file")
    }
    if entry >= VDIFormat.firstUnusedBlock {
      let blocks = (byteCount + blockByteCount - 1) / blockByteCount
      let run = try map.equalEntries(at: entryOffset, entryByteCount: 4, limit: blocks - block)
      return MediaExtent(
        content: .zero, byteCount: min(byteCount, (block + run) * blockByteCount) - mediaOffset)
    }
    let fileByteCount = parts.parts[0].byteCount
    // 32-bit numbers: products and sums stay below 2^63 + 2^34, checked all the same.
    let (blockPlace, overflow) = Int64(entry).multipliedReportingOverflow(
      by: blockByteCount + extraByteCount)
    let (place, overflow2) = blockPlace.addingReportingOverflow(
      dataOffset + extraByteCount + (mediaOffset - start))
    guard !overflow, !overflow2, place < fileByteCount else {
      return lost("is stored as number \(entry), behind the end of the file at \(fileByteCount)")
    }
    return MediaExtent(
      content: .stored(part: 0, fileOffset: place),
      byteCount: min(end - mediaOffset, fileByteCount - place))
  }
}
