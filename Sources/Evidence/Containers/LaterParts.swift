internal import ByteIO

extension DiskContainer {
  /// Whether a file met in a folder is a part of an image whose first file lies there too, so that
  /// opening that one reads this one: `disk.E02` beside `disk.E01`, `disk.002` beside `disk.001`,
  /// `disk-s003.vmdk` and `disk-flat.vmdk` beside `disk.vmdk`.
  ///
  /// - Parameters:
  ///   - name: the file's name.
  ///   - head: its first bytes, at best 512.
  ///   - headCount: how many bytes of `head` are meant.
  ///   - names: all names in the folder.
  /// - Returns: false also where the first file is missing: opening this one then says so.
  public static func isLaterPart(
    _ name: [UInt8], head: RawSpan, headCount: Int, among names: [[UInt8]]
  ) -> Bool {
    if headCount >= EWFFormat.fileHeaderByteCount, head.matches(EWFFormat.signature, at: 0) {
      return head.u16(EWFFormat.segmentNumberOffset) > 1
        && names.contains { other in
          guard let (scheme, number) = EWFSegmentNames.parse(other) else { return false }
          return number == 1 && scheme.number(of: name) != nil
        }
    }
    if let part = SplitRaw.PartName(name) {
      let hasFirst = names.contains { other in
        guard let first = SplitRaw.PartName(other), first.mayBeFirst else { return false }
        return first.number < part.number && first.isOfSameImage(as: part)
      }
      if hasFirst { return true }
    }
    guard let owner = vmdkDescriptorName(ofExtent: name) else { return false }
    return names.contains(owner)
  }

  /// `disk.vmdk` for `disk-flat.vmdk`, `disk-s001.vmdk` and `disk-f001.vmdk`; nil for other names.
  private static func vmdkDescriptorName(ofExtent name: [UInt8]) -> [UInt8]? {
    let suffix = Array(".vmdk".utf8)
    guard name.count > suffix.count, name.suffix(suffix.count).elementsEqual(suffix) else {
      return nil
    }
    let stem = name.dropLast(suffix.count)
    guard let dash = stem.lastIndex(of: 0x2d) else { return nil }
    let tail = stem[(dash + 1)...]
    let isNumbered =
      tail.count >= 4 && (tail.first == 0x73 || tail.first == 0x66)
      && tail.dropFirst().allSatisfy { (0x30...0x39).contains($0) }
    guard isNumbered || tail.elementsEqual("flat".utf8) else { return nil }
    return Array(stem[..<dash]) + suffix
  }
}
