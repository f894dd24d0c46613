/// Writes small NTFS volumes: as much of the format as a reader of files needs, and not a volume to mount.
///
/// Clusters: boot sector, the first part of $MFT, $MFTMirr, $Bitmap, the second part of $MFT where it is
/// split, then the files in the order they were added.
public struct NTFSWriter: Sendable {
  /// Bytes of a cluster.
  public var clusterByteCount = 4_096
  /// Bytes of a sector.
  public var sectorByteCount = 512
  /// Bytes of a file record.
  public var recordByteCount = 1_024
  /// Clusters of the volume.
  public var clusterCount = 512
  /// Whether $MFT lies in two runs.
  public var splitsTable = false
  /// Whether folders keep their names in index nodes and not in their records.
  public var usesIndexNodes = false
  private var files: [File] = []

  /// An empty volume.
  public init() {}

  /// A file to be written.
  public struct File: Sendable {
    /// The path from the root, with slashes.
    public var path: String
    /// The content; empty for a folder.
    public var content: [UInt8]
    /// Whether it was deleted, its clusters free.
    public var isDeleted = false
    /// Whether its folder's number was used for something else since.
    public var isOrphan = false
    /// Whether the content stays in the record.
    public var isResident = false
    /// Clusters in a run; 0 for one run.
    public var clustersPerRun = 0
    /// Whether the runs lie in extension records, one run in each.
    public var usesAttributeList = false
    /// Bytes that were written; nil for all.
    public var initialized: Int?
    /// Another stream, in the record.
    public var stream: (name: String, content: [UInt8])?
    /// The tag of a reparse point, such as a junction's, which must not be followed.
    public var reparseTag: UInt32?
    /// Flags of the content in clusters: 0x4000 encrypted.
    public var dataFlags: UInt16 = 0
    /// Clusters that are marked used although the file is deleted.
    public var overwrittenClusters = 0

    /// A file at `path`.
    public init(_ path: String, _ content: [UInt8] = []) {
      self.path = path
      self.content = content
    }
  }

  /// Adds a file; folders are made as needed.
  public mutating func add(_ file: File) { files.append(file) }

  /// Adds a file.
  public mutating func add(_ path: String, _ content: [UInt8]) { add(File(path, content)) }

  private struct Node {
    var name: String
    var parent: Int
    var sequence: UInt16 = 1
    var file: File?
    var extensions: [Int] = []
  }

  private static let firstEntry = 24

  /// The volume's bytes, with the copy of the boot sector in the last sector.
  public func image() -> [UInt8] {
    var nodes: [Int: Node] = [5: Node(name: ".", parent: 5)]
    var folders: [String: Int] = ["": 5]
    var next = Self.firstEntry
    func take() -> Int {
      defer { next += 1 }
      return next
    }
    for file in files {
      let parts = file.path.split(separator: "/").map(String.init)
      var folder = ""
      for part in parts.dropLast() {
        let parent = folders[folder] ?? 5
        folder += "/" + part
        if folders[folder] == nil {
          let entry = take()
          folders[folder] = entry
          nodes[entry] = Node(name: part, parent: parent)
        }
      }
      let entry = take()
      var node = Node(name: parts.last ?? "", parent: folders[folder] ?? 5, file: file)
      if file.isDeleted { node.sequence = 2 }
      if file.usesAttributeList {
        let runs = max(1, clusters(file.content.count) / max(1, file.clustersPerRun))
        node.extensions = (0..<runs).map { _ in take() }
      }
      nodes[entry] = node
    }
    return layOut(nodes, entryCount: next)
  }

  private func clusters(_ byteCount: Int) -> Int {
    (byteCount + clusterByteCount - 1) / clusterByteCount
  }

  private func layOut(_ nodes: [Int: Node], entryCount: Int) -> [UInt8] {
    var image = [UInt8](repeating: 0, count: clusterCount * clusterByteCount)
    var used = [Bool](repeating: false, count: clusterCount)
    var free = 0
    func allocate(_ count: Int) -> Int {
      defer { free += count }
      for cluster in free..<free + count { used[cluster] = true }
      return free
    }
    _ = allocate(max(1, clusters(8_192)))
    let tableClusters = clusters(entryCount * recordByteCount)
    let firstCount = splitsTable ? max(1, clusters(16 * recordByteCount)) : tableClusters
    var table: [(cluster: Int?, count: Int)] = [(allocate(firstCount), firstCount)]
    let mirror = allocate(clusters(4 * recordByteCount))
    let bitmap = allocate(clusters((clusterCount + 7) / 8))
    if splitsTable, tableClusters > firstCount {
      _ = allocate(3)
      table.append((allocate(tableClusters - firstCount), tableClusters - firstCount))
    }
    var records: [Int: [UInt8]] = [:]
    for (entry, node) in nodes.sorted(by: { $0.key < $1.key }) {
      write(node, entry, nodes, &records, &image, allocate)
      if let file = node.file, file.isDeleted || file.isOrphan {
        let count = clusters(file.content.count)
        for cluster in max(0, free - count)..<free { used[cluster] = false }
        for cluster in free - count..<free - count + min(count, file.overwrittenClusters) {
          used[cluster] = true
        }
      }
    }
    records[0] = systemRecord(0, "$MFT", runs: table, byteCount: entryCount * recordByteCount)
    let bitmapCount = (clusterCount + 7) / 8
    records[6] = systemRecord(
      6, "$Bitmap", runs: [(bitmap, clusters(bitmapCount))], byteCount: bitmapCount)
    for (cluster, isUsed) in used.enumerated() where isUsed {
      image[bitmap * clusterByteCount + cluster / 8] |= 1 << UInt8(cluster % 8)
    }
    var content = [UInt8](repeating: 0, count: tableClusters * clusterByteCount)
    for entry in 0..<entryCount {
      let record = records[entry] ?? NTFSRecordWriter.unused(recordByteCount, entry: entry)
      content.replaceSubrange(entry * recordByteCount..<(entry + 1) * recordByteCount, with: record)
    }
    Self.put(content, table, clusterByteCount, &image)
    for index in 0..<4 {
      let start = mirror * clusterByteCount + index * recordByteCount
      let copy = content[index * recordByteCount..<(index + 1) * recordByteCount]
      image.replaceSubrange(start..<start + recordByteCount, with: copy)
    }
    let boot = bootSector(table: table[0].cluster ?? 0, mirror: mirror)
    image.replaceSubrange(0..<512, with: boot)
    return image + boot + [UInt8](repeating: 0, count: sectorByteCount - 512)
  }

  private static func put(
    _ content: [UInt8], _ runs: [(cluster: Int?, count: Int)], _ size: Int, _ image: inout [UInt8]
  ) {
    var position = 0
    for run in runs {
      let end = min(content.count, position + run.count * size)
      if let cluster = run.cluster, position < end {
        image.replaceSubrange(
          cluster * size..<cluster * size + end - position, with: content[position..<end])
      }
      position = end
    }
  }

  private func reference(_ entry: Int, _ sequence: UInt16) -> UInt64 {
    UInt64(entry) | UInt64(sequence) << 48
  }

  private func systemRecord(
    _ entry: Int, _ name: String, runs: [(cluster: Int?, count: Int)], byteCount: Int
  ) -> [UInt8] {
    var record = NTFSRecordWriter()
    record.byteCount = recordByteCount
    record.sequence = UInt16(max(1, entry))
    record.add(record.resident(0x10, NTFSRecordWriter.standardInformation()))
    record.add(
      record.resident(
        0x30, NTFSRecordWriter.fileName(Array(name.utf16), folder: reference(5, 1), space: 3)))
    record.add(
      record.nonResident(
        0x80, runs: runs, clusterByteCount: clusterByteCount, byteCount: byteCount))
    return record.record(entry: entry)
  }

  private func write(
    _ node: Node, _ entry: Int, _ nodes: [Int: Node], _ records: inout [Int: [UInt8]],
    _ image: inout [UInt8], _ allocate: (Int) -> Int
  ) {
    var record = NTFSRecordWriter()
    record.byteCount = recordByteCount
    record.sequence = node.sequence
    let isGone = node.file.map { $0.isDeleted || $0.isOrphan } ?? false
    record.flags = (isGone ? 0 : 1) | (node.file == nil ? 2 : 0)
    record.add(record.resident(0x10, NTFSRecordWriter.standardInformation()))
    let listPlace = node.extensions.isEmpty ? nil : record.nextIdentifier
    let folderSequence: UInt16 = node.file?.isOrphan == true ? 77 : 1
    let name = NTFSRecordWriter.fileName(
      Array(node.name.utf16), folder: reference(node.parent, folderSequence),
      isFolder: node.file == nil)
    guard let file = node.file else {
      record.add(record.resident(0x30, name))
      addIndex(entry, nodes, &record, &image, allocate)
      records[entry] = record.record(entry: entry)
      return
    }
    var runs: [(cluster: Int?, count: Int)] = []
    if !file.isResident, !file.content.isEmpty {
      let count = clusters(file.content.count)
      let first = allocate(count)
      let perRun = file.clustersPerRun > 0 ? file.clustersPerRun : count
      // Runs backwards on the volume, so that distances are negative.
      let starts = Array(stride(from: 0, to: count, by: perRun))
      runs = starts.map { start in
        (first + count - min(count, start + perRun), min(perRun, count - start))
      }
      Self.put(file.content, runs, clusterByteCount, &image)
    }
    if listPlace != nil {
      let list = addExtensions(node, entry, runs, &records)
      record.add(record.resident(0x20, list))
    }
    record.add(record.resident(0x30, name))
    if node.extensions.isEmpty {
      if runs.isEmpty {
        record.add(record.resident(0x80, file.content))
      } else {
        record.add(
          record.nonResident(
            0x80, runs: runs, clusterByteCount: clusterByteCount, byteCount: file.content.count,
            initialized: file.initialized, flags: file.dataFlags))
      }
    }
    if let stream = file.stream {
      record.add(record.resident(0x80, stream.content, name: stream.name))
    }
    if let tag = file.reparseTag {
      var content = ByteBuilder()
      content.u32(tag)
      content.u32(0)
      record.add(record.resident(0xc0, content.bytes))
    }
    records[entry] = record.record(entry: entry)
  }

  /// Writes each run into an extension record.
  ///
  /// - Returns: the attribute list's content.
  private func addExtensions(
    _ node: Node, _ entry: Int, _ runs: [(cluster: Int?, count: Int)],
    _ records: inout [Int: [UInt8]]
  ) -> [UInt8] {
    var list = ByteBuilder()
    var cluster = 0
    for (run, place) in zip(runs, node.extensions) {
      var record = NTFSRecordWriter()
      record.byteCount = recordByteCount
      record.base = reference(entry, node.sequence)
      record.add(
        record.nonResident(
          0x80, runs: [run], clusterByteCount: clusterByteCount, firstCluster: cluster,
          byteCount: cluster == 0 ? node.file?.content.count ?? 0 : 0))
      records[place] = record.record(entry: place)
      list.u32(0x80)
      list.u16(32)
      list.u8(0)
      list.u8(26)
      list.u64(UInt64(cluster))
      list.u64(reference(place, 1))
      list.u16(0)
      list.zeros(6)
      cluster += run.count
    }
    return list.bytes
  }

  private func addIndex(
    _ folder: Int, _ nodes: [Int: Node], _ record: inout NTFSRecordWriter,
    _ image: inout [UInt8], _ allocate: (Int) -> Int
  ) {
    var entries = ByteBuilder()
    for (entry, node) in nodes.sorted(by: { $0.key < $1.key })
    where node.parent == folder && entry != folder {
      if let file = node.file, file.isDeleted || file.isOrphan { continue }
      entries.append(
        contentsOf: Self.indexEntry(
          reference(entry, node.sequence),
          NTFSRecordWriter.fileName(Array(node.name.utf16), folder: reference(folder, 1))))
    }
    var root = ByteBuilder()
    root.u32(0x30)
    root.u32(1)
    root.u32(4_096)
    root.u32(1)
    guard usesIndexNodes else {
      entries.append(contentsOf: Self.lastEntry(below: nil))
      Self.appendHead(&root, entries.bytes, offset: 16, isLarge: false)
      record.add(record.resident(0x90, root.bytes, name: "$I30"))
      return
    }
    entries.append(contentsOf: Self.lastEntry(below: nil))
    Self.appendHead(&root, Self.lastEntry(below: 0), offset: 16, isLarge: true)
    record.add(record.resident(0x90, root.bytes, name: "$I30"))
    var node = ByteBuilder(capacity: 4_096)
    node.append(contentsOf: "INDX".utf8)
    node.u16(40)
    node.u16(9)
    node.u64(0)
    node.u64(0)
    Self.appendHead(&node, entries.bytes, offset: 40, isLarge: false)
    precondition(node.count <= 4_096)
    node.zeros(4_096 - node.count)
    let count = clusters(4_096)
    let cluster = allocate(count)
    let bytes = NTFSRecordWriter.protected(node.bytes, sequenceOffset: 40, number: 5)
    image.replaceSubrange(
      cluster * clusterByteCount..<cluster * clusterByteCount + 4_096, with: bytes)
    record.add(
      record.nonResident(
        0xa0, runs: [(cluster, count)], clusterByteCount: clusterByteCount, byteCount: 4_096,
        name: "$I30"))
    record.add(record.resident(0xb0, [1, 0, 0, 0, 0, 0, 0, 0], name: "$I30"))
  }

  /// The head of index entries, which begin `offset` bytes behind it.
  private static func appendHead(
    _ bytes: inout ByteBuilder, _ entries: [UInt8], offset: Int, isLarge: Bool
  ) {
    bytes.u32(UInt32(offset))
    bytes.u32(UInt32(offset + entries.count))
    bytes.u32(UInt32(offset + entries.count))
    bytes.u32(isLarge ? 1 : 0)
    bytes.zeros(offset - 16)
    bytes.append(contentsOf: entries)
  }

  /// An index entry.
  public static func indexEntry(_ reference: UInt64, _ name: [UInt8]) -> [UInt8] {
    var bytes = ByteBuilder()
    let size = (16 + name.count + 7) / 8 * 8
    bytes.u64(reference)
    bytes.u16(UInt16(size))
    bytes.u16(UInt16(name.count))
    bytes.u32(0)
    bytes.append(contentsOf: name)
    bytes.zeros(size - bytes.count)
    return bytes.bytes
  }

  /// The entry that ends a node; with one below it, that one's number.
  public static func lastEntry(below node: UInt64?) -> [UInt8] {
    var bytes = ByteBuilder()
    bytes.u64(0)
    bytes.u16(node == nil ? 16 : 24)
    bytes.u16(0)
    bytes.u32(node == nil ? 2 : 3)
    if let node { bytes.u64(node) }
    return bytes.bytes
  }

  /// The boot sector of 512 bytes.
  public func bootSector(table: Int, mirror: Int) -> [UInt8] {
    var bytes = ByteBuilder(capacity: 512)
    bytes.append(contentsOf: [0xeb, 0x52, 0x90])
    bytes.append(contentsOf: "NTFS    ".utf8)
    bytes.u16(UInt16(sectorByteCount))
    let sectors = clusterByteCount / sectorByteCount
    bytes.u8(sectors <= 128 ? UInt8(sectors) : UInt8(256 - sectors.trailingZeroBitCount))
    bytes.zeros(40 - bytes.count)
    bytes.u64(UInt64(clusterCount * sectors))
    bytes.u64(UInt64(table))
    bytes.u64(UInt64(mirror))
    bytes.u32(UInt32(Self.size(recordByteCount, clusterByteCount)))
    bytes.u32(UInt32(Self.size(4_096, clusterByteCount)))
    bytes.u64(0x1234_5678_9abc_def0)
    bytes.zeros(510 - bytes.count)
    bytes.u16(0xaa55)
    return bytes.bytes
  }

  private static func size(_ byteCount: Int, _ clusterByteCount: Int) -> UInt8 {
    byteCount >= clusterByteCount
      ? UInt8(byteCount / clusterByteCount) : UInt8(256 - byteCount.trailingZeroBitCount)
  }
}

extension NTFSRecordWriter {
  /// A record that was never used.
  static func unused(_ byteCount: Int, entry: Int) -> [UInt8] {
    var record = NTFSRecordWriter()
    record.byteCount = byteCount
    record.flags = 0
    return record.record(entry: entry)
  }
}
