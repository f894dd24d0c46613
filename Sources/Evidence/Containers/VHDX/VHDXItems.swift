internal import ByteIO

/// What a VHDX file's metadata say about the disk.
///
/// Source: MS-VHDX 2.2.4.
struct VHDXItems {
  let byteCount: Int64
  let blockByteCount: Int64
  let logicalSectorByteCount: Int64

  private static let known = [
    VHDXFormat.fileParameters, VHDXFormat.virtualDiskSize, VHDXFormat.logicalSectorSize,
    VHDXFormat.physicalSectorSize, VHDXFormat.virtualDiskID, VHDXFormat.parentLocator,
  ]

  /// Reads the items of the metadata region.
  ///
  /// - Throws: `imageDamaged`; `imageDifferencing` with the parent's name; `notSupported`.
  init(
    _ file: any ByteSource, _ region: VHDXPlace, _ context: ContainerContext
  ) throws(EvidenceError) {
    let bytes = try context.read(
      "metadata table", file, at: region.offset, byteCount: VHDXFormat.metadataTableByteCount)
    guard let items = vhdxMetadata(bytes) else {
      throw context.damaged(
        "the metadata table at \(region.offset) begins with "
          + "\(bytes.rawSpan.shownHex(from: 0, to: 8)), expected \"metadata\"", at: region.offset)
    }
    if let unknown = items.first(where: { $0.isRequired && !Self.known.contains($0.identifier) }) {
      throw context.refused("needs metadata \(unknown.identifier), which are not known")
    }
    func item(
      _ identifier: String, _ name: String, byteCount: Int
    ) throws(EvidenceError) -> [UInt8] {
      guard let item = items.first(where: { $0.identifier == identifier }) else {
        throw context.damaged("its metadata do not tell the \(name)", at: region.offset)
      }
      guard item.byteCount >= Int64(byteCount), item.offset <= region.byteCount - item.byteCount
      else {
        throw context.damaged(
          "the \(name) at \(item.offset) of the metadata takes \(item.byteCount) bytes, expected "
            + "\(byteCount) inside \(region.byteCount)", at: region.offset)
      }
      return try context.read(name, file, at: region.offset + item.offset, byteCount: byteCount)
    }
    let parameters = try item(VHDXFormat.fileParameters, "block size", byteCount: 8)
    blockByteCount = Int64(parameters.rawSpan.u32(0))
    let hasParent = parameters.rawSpan.u32(4) & 2 != 0
    if hasParent {
      let locator = items.first { $0.identifier == VHDXFormat.parentLocator }
      let parent = try Self.parent(file, region, locator, context)
      throw EvidenceError(
        .imageDifferencing, context.path,
        "is a differencing VHDX image: it has only what differs from its parent "
          + "\"\(terminalText(parent))\"; merge them first")
    }
    let sizeItem = try item(VHDXFormat.virtualDiskSize, "disk size", byteCount: 8)
    let size = sizeItem.rawSpan.u64(0)
    let sector = try item(VHDXFormat.logicalSectorSize, "logical sector size", byteCount: 4)
    logicalSectorByteCount = Int64(sector.rawSpan.u32(0))
    guard logicalSectorByteCount == 512 || logicalSectorByteCount == 4_096 else {
      throw context.damaged(
        "says that a sector has \(logicalSectorByteCount) bytes, expected 512 or 4096")
    }
    guard blockByteCount >= 1 << 20, blockByteCount <= 256 << 20,
      blockByteCount & (blockByteCount - 1) == 0
    else {
      throw context.damaged(
        "says that a block has \(blockByteCount) bytes, expected a power of two from 1 to 256 MiB")
    }
    guard size > 0, size <= UInt64(ContainerLimits.mediaByteCount) else {
      throw context.damaged(
        "says that the disk has \(size) bytes, expected 1 to \(ContainerLimits.mediaByteCount)")
    }
    byteCount = Int64(size)
  }

  /// The parent's path from the parent locator: a count of pairs, each an offset and a length of key
  /// and value in UTF-16. Source: MS-VHDX 2.2.4.2.6.
  private static func parent(
    _ file: any ByteSource, _ region: VHDXPlace, _ item: VHDXPlace?, _ context: ContainerContext
  ) throws(EvidenceError) -> String {
    guard let item, item.offset <= region.byteCount - item.byteCount, item.byteCount >= 20 else {
      return "?"
    }
    let bytes = try context.readAvailable(
      "parent locator", file, at: region.offset + item.offset,
      byteCount: Int(min(item.byteCount, 1 << 20)))
    guard bytes.count >= 20 else { return "?" }
    func text(_ offset: Int, _ count: Int) -> String {
      guard bytes.rawSpan.holds(count, at: offset) else { return "" }
      return String(
        decoding: (0..<count / 2).map { bytes.rawSpan.u16(offset + 2 * $0) }, as: UTF16.self)
    }
    var paths: [String: String] = [:]
    let span = bytes.rawSpan
    for index in 0..<Int(span.u16(18)) {
      let start = 20 + 12 * index
      guard span.holds(12, at: start) else { break }
      let key = text(Int(span.u32(start)), Int(span.u16(start + 8)))
      paths[key] = text(Int(span.u32(start + 4)), Int(span.u16(start + 10)))
    }
    return paths["absolute_win32_path"] ?? paths["relative_path"] ?? paths["volume_path"] ?? "?"
  }
}
