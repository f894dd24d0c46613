internal import ByteIO

/// The text that says which extents a VMDK disk consists of.
///
/// Lines of `key=value`, and for each extent `ACCESS SECTORS TYPE "NAME" OFFSET`:
/// `RW 4192256 SPARSE "disk-s001.vmdk"`.
///
/// Source: VMware, "Virtual Disk Format 5.0", "The Descriptor File".
struct VMDKDescriptor {
  /// A part of the disk.
  struct Extent: Hashable {
    let sectorCount: Int64
    /// Such as `SPARSE`, `FLAT`, `ZERO`.
    let type: String
    /// The bytes between the quotes; empty for `ZERO`.
    let name: [UInt8]
    /// Where its bytes begin in the file, in sectors.
    let sectorOffset: Int64
  }

  private(set) var extents: [Extent] = []
  private(set) var createType = ""
  /// The identifier of the parent's content; nil or `ffffffff` when there is no parent.
  private(set) var parentContentID: String?
  private(set) var parentName: [UInt8]?
  /// A line that names an extent and cannot be understood.
  private(set) var wrongLine: [UInt8]?

  /// Whether the disk has only what differs from another.
  var hasParent: Bool {
    guard let parentContentID else { return parentName != nil }
    return parentContentID.lowercased() != "ffffffff"
  }

  /// Reads a descriptor; what stands behind a NUL is padding.
  init(_ bytes: [UInt8]) {
    let text = bytes.prefix { $0 != 0 }
    for line in text.split(whereSeparator: { $0 == 0x0a || $0 == 0x0d }) {
      let line = Self.trimmed(line)
      guard let first = line.first, first != 0x23 else { continue }
      if readExtent(line) { continue }
      guard let equals = line.firstIndex(of: 0x3d) else { continue }
      let key = String(decoding: Self.trimmed(line[..<equals]), as: UTF8.self)
      let value = Self.unquoted(Self.trimmed(line[(equals + 1)...]))
      switch key {
      case "createType": createType = String(decoding: value, as: UTF8.self)
      case "parentCID": parentContentID = String(decoding: value, as: UTF8.self)
      case "parentFileNameHint": parentName = Array(value)
      default: break
      }
    }
  }

  /// Reads a line that names an extent; false for other lines.
  private mutating func readExtent(_ line: ArraySlice<UInt8>) -> Bool {
    let words = line.split(maxSplits: 3, whereSeparator: { $0 == 0x20 || $0 == 0x09 })
    let access = String(decoding: words[0], as: UTF8.self)
    guard ["RW", "RDONLY", "NOACCESS"].contains(access) else { return false }
    guard words.count >= 3, let sectors = Int64(String(decoding: words[1], as: UTF8.self)),
      sectors >= 0
    else {
      wrongLine = wrongLine ?? Array(line)
      return true
    }
    let type = String(decoding: words[2], as: UTF8.self)
    let rest = words.count > 3 ? words[3] : []
    var name: [UInt8] = []
    var offset: Int64 = 0
    if let open = rest.firstIndex(of: 0x22), let close = rest.lastIndex(of: 0x22), open < close {
      name = Array(rest[(open + 1)..<close])
      let word = String(decoding: Self.trimmed(rest[(close + 1)...]), as: UTF8.self)
      guard word.isEmpty || Int64(word).map({ $0 >= 0 }) == true else {
        wrongLine = wrongLine ?? Array(line)
        return true
      }
      offset = Int64(word) ?? 0
    } else if type != "ZERO" {
      wrongLine = wrongLine ?? Array(line)
      return true
    }
    extents.append(
      Extent(sectorCount: sectors, type: type, name: name, sectorOffset: offset))
    return true
  }

  private static func trimmed(_ text: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    let isBlank: (UInt8) -> Bool = { $0 == 0x20 || $0 == 0x09 }
    let start = text.drop(while: isBlank)
    guard let last = start.lastIndex(where: { !isBlank($0) }) else { return [] }
    return start[...last]
  }

  private static func unquoted(_ text: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    guard text.count >= 2, text.first == 0x22, text.last == 0x22 else { return text }
    return text.dropFirst().dropLast()
  }
}
