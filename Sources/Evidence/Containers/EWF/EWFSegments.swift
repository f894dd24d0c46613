internal import ByteIO

/// Finds the segments of an E01 image and makes sure that they belong together.
enum EWFSegments {
  /// The files in order, and whether names end there as far as the folder tells.
  static func find(
    _ first: any ByteSource, _ context: ContainerContext
  ) throws(EvidenceError) -> PartPool {
    try check(first, context.path, expected: 1, context)
    var parts = [PartPool.Part(path: context.path, name: nil, byteCount: first.byteCount)]
    guard let (names, number) = EWFSegmentNames.parse(context.path.name), number == 1 else {
      return PartPool(first: first, parts: parts, siblings: context.siblings)
    }
    // Where two names differ in case only, the one in the first segment's case is meant.
    var found: [Int: [UInt8]] = [:]
    for name in try context.siblings.names() {
      guard let number = names.number(of: name), number > 1 else { continue }
      if found[number] == nil || names.name(number) == name { found[number] = name }
    }
    while let name = found[parts.count + 1] {
      let path = context.siblings.path(name)
      let source = try context.siblings.open(name)
      try check(source, path, expected: parts.count + 1, context)
      parts.append(PartPool.Part(path: path, name: name, byteCount: source.byteCount))
    }
    try refuseGap(behind: parts.count, found, names, context)
    return PartPool(first: first, parts: parts, siblings: context.siblings)
  }

  /// A later segment behind a gap shows that the one before is missing. `disk.txt` has a segment's
  /// name as well, so that its content decides.
  private static func refuseGap(
    behind count: Int, _ found: [Int: [UInt8]], _ names: EWFSegmentNames,
    _ context: ContainerContext
  ) throws(EvidenceError) {
    for number in found.keys.sorted() where number > count {
      guard let name = found[number] else { continue }
      let head: [UInt8]
      do throws(EvidenceError) {
        let source = try context.siblings.open(name)
        head = try context.readAvailable(
          "segment header", source, at: 0, byteCount: EWFFormat.fileHeaderByteCount)
      } catch {
        // A folder or a link that has such a name is no segment.
        continue
      }
      guard head.rawSpan.matches(EWFFormat.signature, at: 0) else { continue }
      let missing = names.name(count + 1).map { EvidencePath($0).terminal } ?? ""
      throw EvidenceError(
        .imagePart, context.path,
        "segment \(count + 1) (\(missing)) is missing, but "
          + "\(EvidencePath(name).terminal) is there")
    }
  }

  /// Checks a segment's header.
  private static func check(
    _ source: any ByteSource, _ path: EvidencePath, expected: Int, _ context: ContainerContext
  ) throws(EvidenceError) {
    let bytes = try context.readAvailable(
      "segment header", source, at: 0, byteCount: EWFFormat.fileHeaderByteCount)
    let head = bytes.rawSpan
    if head.matches(EWFFormat.logicalSignature, at: 0) {
      throw EvidenceError(
        .notSupported, path,
        "is a logical E01 image (L01), which holds files and no disk; not supported")
    }
    if head.matches(EWFFormat.version2Signature, at: 0) {
      throw EvidenceError(
        .notSupported, path, "is an E01 image of version 2 (Ex01), which is not supported")
    }
    guard head.matches(EWFFormat.signature, at: 0),
      bytes.count == EWFFormat.fileHeaderByteCount
    else {
      throw EvidenceError(
        .imagePart, path,
        "is no E01 segment: it begins with \(head.shownHex(from: 0, to: 8)), expected \"EVF\"")
    }
    let number = Int(head.u16(EWFFormat.segmentNumberOffset))
    guard number == expected else {
      throw EvidenceError(
        .imagePart, path,
        expected == 1
          ? "is segment \(number) of an E01 image; give the first one, which finds the others"
          : "says that it is segment \(number), expected \(expected) by its name")
    }
  }
}
