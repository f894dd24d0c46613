internal import ByteIO

/// Finds the logs of an NTFS volume: active ones, deleted ones, and ones whose folder is lost.
struct VolumeExaminer {
  private let image: ImageExaminer
  private let place: Volume
  private let volume: NTFSVolume
  private let prefix: String
  private let allowance: Allowance

  /// What hostile volumes could multiply, for a whole volume.
  private final class Allowance {
    var pathBytes = Limits.pathsByteCount
    var searchBytes: Int64
    init(searchBytes: Int64) { self.searchBytes = searchBytes }
  }

  /// Looks into `volume`, which lies at `place` of the image; `prefix` names it in paths.
  init(_ image: ImageExaminer, _ place: Volume, _ volume: NTFSVolume, prefix: String) {
    self.image = image
    self.place = place
    self.volume = volume
    self.prefix = prefix
    allowance = Allowance(searchBytes: volume.source.byteCount / 2 + Limits.searchByteCount)
  }

  /// A stream that was looked at, with what decides its place in the order.
  private struct Found {
    let path: String
    let entry: UInt64
    let item: EvidenceItem
    let deletedExtents: [Extent]
  }

  /// What is known of a file's place before its streams are looked at.
  private struct Location {
    let path: String
    let storedPath: [UInt16]?
    let name: FileName?
    let state: ImageFile.State
    let isInLogFolder: Bool
  }

  /// The logs, in the byte-wise order of their paths, then what is wrong.
  func items() -> [EvidenceItem] {
    // Half is for the table, the rest for what it leads to.
    let table = FileTable(volume, byteLimit: image.memory.bytesLeft / 2)
    image.memory.bytesLeft -= table.memoryByteCount
    defer { image.memory.bytesLeft += table.memoryByteCount }
    var problems = (volume.failures + table.failures).map { problem($0) }
    let bitmap = openBitmap(&problems)
    var found: [Found] = []
    for (entry, isCandidate) in candidates(table, &problems).enumerated() where isCandidate {
      found += examine(entry, table, bitmap)
      guard image.memory.bytesLeft > 0 else {
        problems.append(
          problem(
            DiskFailure(
              .memoryLimit,
              "the logs of $MFT entry \(entry) and behind are left out: the \(found.count) before them "
                + "take all memory that is allowed")))
        break
      }
    }
    found.sort {
      $0.path != $1.path
        ? $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) : $0.entry < $1.entry
    }
    var items = found.map(\.item) + problems
    if image.options.carving, let bitmap {
      items.append(.log(unallocated(bitmap, found.flatMap(\.deletedExtents))))
    }
    return items
  }

  /// Of each entry, whether it may be a log.
  private func candidates(_ table: FileTable, _ problems: inout [EvidenceItem]) -> [Bool] {
    if image.options.searchesAllFolders { return (0..<table.count).map(table.isFile) }
    var wanted = table.logCandidates()
    // The folders' own indexes know files whose records are destroyed. The names in a node take some
    // three times its size in memory.
    let fitting = image.memory.bytesLeft / Int64(4 * volume.boot.indexNodeByteCount)
    var nodesLeft = min(Limits.indexNodes, Int(fitting))
    for folder in table.logFolders() {
      do throws(DiskFailure) {
        let index = DirectoryIndex(
          try volume.file(UInt64(folder)), in: volume, nodeLimit: nodesLeft)
        nodesLeft -= index.nodeCount
        problems += index.failures.map { problem(DiskFailure(damaged: $0)) }
        for name in index.entries where !name.name.isDOSTwin {
          let entry = name.reference.entry
          if !table.isPresent(entry) {
            problems.append(
              problem(
                DiskFailure(
                  damaged: "\(terminalText(nameText(name.name.units))) is in the index of folder "
                    + "\(folder), but $MFT entry \(entry) is no file record")))
          } else if table.isFile(Int(entry)) {
            wanted[Int(entry)] = true
          }
        }
      } catch {
        problems.append(problem(error))
      }
    }
    return wanted
  }

  private func openBitmap(_ problems: inout [EvidenceItem]) -> ClusterBitmap? {
    do throws(DiskFailure) { return try ClusterBitmap(volume) } catch {
      problems.append(problem(DiskFailure(error.code, "$Bitmap: \(error.message)")))
      return nil
    }
  }

  private func problem(_ failure: DiskFailure) -> EvidenceItem {
    let start = place.partition.startOffset
    return .problem(
      EvidenceError(
        failure.code, image.path, "\(place.title): \(failure.message)",
        at: failure.offset.map { start + min($0, Int64.max - start) }))
  }
}

// MARK: - One file

extension VolumeExaminer {
  private func examine(
    _ entry: Int, _ table: FileTable, _ bitmap: ClusterBitmap?
  ) -> [Found] {
    let file: NTFSFile
    do throws(DiskFailure) {
      file = try volume.file(UInt64(entry))
    } catch {
      guard table.isNamedAsLog(entry) else { return [] }
      return [
        Found(
          path: "", entry: UInt64(entry), item: problem(error), deletedExtents: [])
      ]
    }
    let location = locate(file, table)
    var found: [Found] = []
    for stream in file.streams where stream.type == AttributeType.data {
      guard image.memory.bytesLeft > 0 else { break }
      let facts = facts(file, stream, location, bitmap)
      guard let item = judge(file, stream, facts, location) else { continue }
      image.memory.take(facts, stream)
      let isKeptDeleted = item.isLog && !file.isInUse
      found.append(
        Found(
          path: facts.path, entry: file.reference.entry, item: item,
          deletedExtents: isKeptDeleted ? stream.extents : []))
      if item.isLog {
        let damage = damage(file, facts)
        image.memory.bytesLeft -= Int64(damage.count * (facts.path.utf8.count + 512))
        found += damage
      }
    }
    return found
  }

  /// What is wrong with the records of a file that is read all the same.
  private func damage(_ file: NTFSFile, _ facts: ImageFile) -> [Found] {
    file.failures.map { failure in
      Found(
        path: facts.path, entry: file.reference.entry,
        item: .problem(
          EvidenceError(.damagedVolume, evidencePath(facts), "its file record: \(failure)")),
        deletedExtents: [])
    }
  }

  /// Where a file lies: of several names the one in a folder of logs, else the first whose folder is known.
  private func locate(_ file: NTFSFile, _ table: FileTable) -> Location {
    var best: Location?
    for name in file.names where !name.isDOSTwin || file.names.count == 1 {
      guard let folders = table.folderNames(name.folder) else { continue }
      let path = (folders + [nameText(name.units)]).map { "\\" + $0 }.joined()
      let isInLogFolder = Self.isLogPath(folders)
      guard best == nil || (isInLogFolder && best?.isInLogFolder == false) else { continue }
      // Hostile volumes have any number of files deep below: behind the limit their folder counts as lost.
      guard allowance.pathBytes > path.utf8.count else { continue }
      allowance.pathBytes -= path.utf8.count
      best = Location(
        path: path, storedPath: Self.storedPath(folders, name.units), name: name,
        state: file.isInUse ? .active : .deleted, isInLogFolder: isInLogFolder)
    }
    if let best { return best }
    let name = file.name.map { nameText($0.units) } ?? "entry \(file.reference.entry)"
    return Location(
      path: "\\$OrphanFiles\\" + name,
      storedPath: file.name.flatMap { Self.storedPath(["$OrphanFiles"], $0.units) },
      name: file.name, state: .orphan, isInLogFolder: false)
  }

  private static func isLogPath(_ folders: [String]) -> Bool {
    let wanted = ["system32", "winevt", "logs"]
    let names = folders.map { $0.lowercased() }
    return names.indices.contains { names[$0...].starts(with: wanted) }
  }

  /// The path as stored, where the last name is no text.
  private static func storedPath(_ folders: [String], _ units: [UInt16]) -> [UInt16]? {
    let isText = Array(nameText(units).utf16) == units
    return isText ? nil : folders.flatMap { Array(("\\" + $0).utf16) } + [0x5c] + units
  }

  private func facts(
    _ file: NTFSFile, _ stream: NTFSFile.DataStream, _ location: Location, _ bitmap: ClusterBitmap?
  ) -> ImageFile {
    var overwritten: Int64?
    if !file.isInUse, let bitmap {
      overwritten = stream.extents.reduce(0) { count, extent in
        guard let first = extent.volumeCluster else { return count }
        return count + bitmap.usedCount(first..<first + extent.count)
      }
    }
    let suffix = stream.name.isEmpty ? "" : ":" + nameText(stream.name)
    var isResident = false
    if case .resident = stream.content { isResident = true }
    let clusterCount = stream.extents.reduce(0) { $0 + ($1.volumeCluster == nil ? 0 : $1.count) }
    return ImageFile(
      partition: place.partition.number, path: location.path + suffix,
      storedPath: location.storedPath, reference: file.reference, state: location.state,
      standardTimes: file.times, nameTimes: location.name?.times, byteCount: stream.byteCount,
      initializedByteCount: stream.initializedByteCount,
      allocatedByteCount: stream.allocatedByteCount, isResident: isResident,
      isCompressed: stream.isCompressed, runCount: stream.extents.count,
      overwrittenClusterCount: overwritten, clusterCount: clusterCount)
  }

  /// Decides about a stream: a log, a problem where a log was expected, or nil.
  private func judge(
    _ file: NTFSFile, _ stream: NTFSFile.DataStream, _ facts: ImageFile, _ location: Location
  ) -> EvidenceItem? {
    let isNamed = stream.name.isEmpty && Self.isNamedAsLog(location.name)
    func problem(_ code: EvidenceError.Code, _ message: String) -> EvidenceItem? {
      isNamed ? .problem(EvidenceError(code, evidencePath(facts), message)) : nil
    }
    if file.isOverlayCompressed, stream.name.isEmpty {
      return problem(.unreadableFile, "is compressed by Windows' overlay filter (WOF), skipped")
    }
    if stream.byteCount == 0 {
      return file.isInUse ? problem(.empty, ContentKind.empty.message) : nil
    }
    do throws(DiskFailure) {
      let source = try stream.makeSource(volume)
      let kind = try sniff(source)
      if kind.isLog { return .log(log(source, facts, kind)) }
      guard isNamed else { return nil }
      allowance.searchBytes -= facts.allocatedByteCount
      guard allowance.searchBytes >= 0 else {
        return problem(
          .notALog, "does not begin as an event log; it is not searched after so many others")
      }
      if case .found = scanForChunks(source) { return .log(log(source, facts, .evtxFragments)) }
      return problem(.notALog, noLogMessage(kind, facts))
    } catch {
      return problem(error.code, error.message)
    }
  }

  private func noLogMessage(_ kind: ContentKind, _ facts: ImageFile) -> String {
    guard let overwritten = facts.overwrittenClusterCount else { return kind.message }
    return "is deleted and holds no event log any more: other files use \(overwritten) of its "
      + "\(facts.clusterCount) clusters"
  }

  private static func isNamedAsLog(_ name: FileName?) -> Bool {
    name.map { EvidencePath(nameText($0.units)).hasSuffix(".evtx") } ?? false
  }

  private func sniff(_ source: any ByteSource) throws(DiskFailure) -> ContentKind {
    do throws(ByteSourceError) {
      let head = try source.bytes(at: 0, count: Limits.headByteCount)
      return ContentKind(sniffing: head.rawSpan, count: head.count)
    } catch {
      throw DiskFailure(
        .readFailed, "cannot read at \(error.offset): \(error.reason)", at: error.offset)
    }
  }

  private func log(
    _ source: any ByteSource, _ facts: ImageFile, _ kind: ContentKind
  ) -> LogSource {
    LogSource(
      path: evidencePath(facts), source: source, identity: image.identity, kind: kind, file: facts)
  }

  private func evidencePath(_ facts: ImageFile) -> EvidencePath {
    let mark = facts.mark.map { " (\($0))" } ?? ""
    return image.path.appending("!" + prefix + facts.path + mark)
  }
}

// MARK: - Unallocated space

extension VolumeExaminer {
  /// The clusters that nothing uses, but for those of deleted logs, which are read as logs.
  private func unallocated(_ bitmap: ClusterBitmap, _ deleted: [Extent]) -> LogSource {
    let source = FreeSpaceSource(
      image.disk, volumeStart: place.partition.startOffset,
      clusterByteCount: volume.boot.clusterByteCount, bitmap: bitmap,
      excluding: deleted.compactMap { extent in
        extent.volumeCluster.map { $0..<$0 + extent.count }
      })
    let facts = ImageFile(
      unallocated: "\\$Unallocated", partition: place.partition.number, source)
    return LogSource(
      path: evidencePath(facts), source: source, identity: image.identity, kind: .evtxFragments,
      file: facts)
  }
}
