internal import ByteIO

/// A name in a folder's index.
struct DirectoryEntry: Hashable, Sendable {
  let reference: FileReference
  let name: FileName
}

/// The index of a folder: a B-tree of names, its root in the file record, its nodes in clusters.
///
/// | Part | Offset | Bytes | Field |
/// |------|-------:|------:|-------|
/// | root | 0 | 4 | type of the indexed attribute, 0x30 |
/// | root | 16 | | the entries' head |
/// | node | 0 | 4 | `INDX`, and an update sequence as in a file record |
/// | node | 24 | | the entries' head |
/// | head | 0 | 4 | offset of the first entry from the head |
/// | head | 4 | 4 | end of the entries from the head |
/// | entry | 0 | 8 | the file |
/// | entry | 8 | 2 | bytes of the entry |
/// | entry | 10 | 2 | bytes of the name at 16 |
/// | entry | 12 | 2 | flags: 1 a node lies below it, 2 the last |
/// | entry | -8 | 8 | the node below, in clusters, or 512 bytes where a cluster is larger than a node |
///
/// Source: Linux-NTFS documentation, "Directory".
struct DirectoryIndex {
  private(set) var entries: [DirectoryEntry] = []
  private(set) var failures: [String] = []

  private static let failureLimit = 100
  private static let indexName = [UInt16]("$I30".utf16)

  /// Nodes that were read.
  private(set) var nodeCount = 0

  /// Lists a folder. Each node is read once, whatever leads to it, and at most `nodeLimit` of them.
  init(_ folder: NTFSFile, in volume: NTFSVolume, nodeLimit: Int = Limits.indexNodes) {
    func stream(_ type: UInt32) -> NTFSFile.DataStream? {
      folder.streams.first { $0.type == type && $0.name == Self.indexName }
    }
    guard case .resident(let root)? = stream(AttributeType.indexRoot)?.content else {
      failures.append("folder \(folder.reference) has no index root")
      return
    }
    var waiting: [Int64] = []
    if root.count >= 32 { take(root.rawSpan, head: 16, end: root.count, &waiting) }
    guard !waiting.isEmpty else { return }
    let nodes: any ByteSource
    do throws(DiskFailure) {
      guard let allocation = stream(AttributeType.indexAllocation) else {
        throw DiskFailure(damaged: "has no index nodes")
      }
      nodes = try allocation.makeSource(volume)
    } catch {
      failures.append("folder \(folder.reference): \(error.message)")
      return
    }
    let size = volume.boot.indexNodeByteCount
    let unit = volume.boot.clusterByteCount <= size ? volume.boot.clusterByteCount : 512
    var visited: Set<Int64> = []
    while let number = waiting.popLast() {
      let (offset, overflow) = number.multipliedReportingOverflow(by: Int64(unit))
      guard !overflow, number >= 0, offset <= nodes.byteCount - Int64(size),
        visited.insert(number).inserted
      else {
        failures.append("folder \(folder.reference): index node \(number) again or nowhere")
        guard failures.count < Self.failureLimit else { break }
        continue
      }
      guard nodeCount < nodeLimit else {
        failures.append("folder \(folder.reference): too many index nodes; it is listed in part")
        break
      }
      nodeCount += 1
      readNode(nodes, at: offset, size: size, folder.reference, &waiting)
    }
  }

  private mutating func readNode(
    _ nodes: any ByteSource, at offset: Int64, size: Int, _ folder: FileReference,
    _ waiting: inout [Int64]
  ) {
    var bytes: [UInt8]
    do throws(ByteSourceError) {
      bytes = try nodes.bytes(at: offset, count: size)
    } catch {
      failures.append("folder \(folder): cannot read its index at \(offset): \(error.reason)")
      return
    }
    guard let whole = Self.repair(&bytes) else {
      failures.append("folder \(folder): no index node at \(offset)")
      return
    }
    if whole < bytes.count { failures.append("folder \(folder): torn index node at \(offset)") }
    take(bytes.rawSpan, head: 24, end: whole, &waiting)
  }

  /// Puts a node's replaced bytes back; the bytes that are whole, nil when it is no node.
  static func repair(_ bytes: inout [UInt8]) -> Int? {
    guard bytes.count >= 48, bytes.starts(with: "INDX".utf8) else { return nil }
    let count = bytes.count
    return bytes.withMutableBytes { UpdateSequence.apply(&$0, at: 0, byteCount: count) }
  }

  /// Takes the entries behind the head at `head`, none of which reaches behind `end`.
  private mutating func take(_ bytes: RawSpan, head: Int, end: Int, _ waiting: inout [Int64]) {
    guard end - head >= 16 else { return }
    var position = head + Int(min(bytes.u32(head), UInt32(Limits.fileRecordByteCount)))
    let end = min(end, head + Int(min(bytes.u32(head + 4), UInt32(Limits.fileRecordByteCount))))
    while end - position >= 16 {
      let size = Int(bytes.u16(position + 8))
      let nameSize = Int(bytes.u16(position + 10))
      let flags = bytes.u16(position + 12)
      guard size >= 16, size <= end - position else {
        failures.append("index entry of \(size) bytes")
        return
      }
      if flags & 1 != 0, size >= 24 {
        waiting.append(Int64(bitPattern: bytes.u64(position + size - 8)))
      }
      if flags & 2 != 0 { return }
      if nameSize <= size - 16,
        let name = FileName(bytes, in: position + 16..<position + 16 + nameSize)
      {
        entries.append(
          DirectoryEntry(reference: FileReference(bytes.u64(position)), name: name))
      }
      position += size
    }
  }
}
