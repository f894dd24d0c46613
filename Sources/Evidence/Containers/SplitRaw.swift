internal import ByteIO

/// Files that follow one another: the parts of a split raw image.
struct ConcatenatedLayout: MediaLayout {
  let byteCount: Int64
  /// Where each part begins on the disk, and where the last one ends.
  private let starts: [Int64]

  /// The layout of parts of these sizes; nil when they are together more than can be counted.
  init?(partByteCounts: [Int64]) {
    var starts: [Int64] = [0]
    var end: Int64 = 0
    for count in partByteCounts {
      let (sum, overflow) = end.addingReportingOverflow(count)
      if overflow { return nil }
      end = sum
      starts.append(end)
    }
    self.starts = starts
    byteCount = end
  }

  func extent(at mediaOffset: Int64) -> MediaExtent {
    // The last part that begins at or before the offset; empty parts begin where the next one does.
    var low = 0
    var high = starts.count - 1
    while high - low > 1 {
      let middle = (low + high) / 2
      if starts[middle] <= mediaOffset { low = middle } else { high = middle }
    }
    return MediaExtent(
      content: .stored(part: low, fileOffset: mediaOffset - starts[low]),
      byteCount: starts[low + 1] - mediaOffset)
  }
}

/// A raw image in numbered files.
enum SplitRaw {
  /// The parts as one.
  struct Joined {
    let media: any ByteSource
    let files: [EvidencePath]
  }

  /// A name that ends in a part's number.
  struct PartName: Hashable {
    /// The bytes before the number, the dot included.
    let stem: [UInt8]
    /// The number: of digits as it is, of letters counted from `aa` = 0.
    let number: Int
    /// How it is written.
    let style: Style

    /// How a number is written.
    enum Style: Hashable {
      /// `.001`, `.0001`: at least so many digits.
      case digits(Int)
      /// `.aa` or `.aaa`: exactly so many letters.
      case letters(Int, isUpperCase: Bool)
    }

    /// Whether no part comes before this one: `.001`, `.000`, `.aa`.
    var mayBeFirst: Bool {
      switch style {
      case .digits: number <= 1
      case .letters: number == 0
      }
    }

    init(stem: [UInt8], number: Int, style: Style) {
      self.stem = stem
      self.number = number
      self.style = style
    }

    /// Reads a name; nil when it does not end in a dot and 3 to 5 digits or 2 to 4 letters of one case.
    init?(_ name: [UInt8]) {
      guard let dot = name.lastIndex(of: 0x2e), dot > 0 else { return nil }
      let suffix = name[(dot + 1)...]
      stem = Array(name[...dot])
      if (3...5).contains(suffix.count), suffix.allSatisfy({ (0x30...0x39).contains($0) }) {
        style = .digits(suffix.count)
        number = suffix.reduce(0) { $0 * 10 + Int($1 - 0x30) }
        return
      }
      guard (2...4).contains(suffix.count) else { return nil }
      for first in [0x61, 0x41] as [UInt8]
      where suffix.allSatisfy({ (first...first + 25).contains($0) }) {
        style = .letters(suffix.count, isUpperCase: first == 0x41)
        number = suffix.reduce(0) { $0 * 26 + Int($1 - first) }
        return
      }
      return nil
    }

    /// The name of the part with another number; nil beyond `zz`.
    func named(_ number: Int) -> [UInt8]? {
      switch style {
      case .digits(let width):
        let digits = Array(String(number).utf8)
        return stem + [UInt8](repeating: 0x30, count: max(0, width - digits.count)) + digits
      case .letters(let width, let isUpperCase):
        var letters: [UInt8] = []
        var rest = number
        for _ in 0..<width {
          letters.insert((isUpperCase ? 0x41 : 0x61) + UInt8(rest % 26), at: 0)
          rest /= 26
        }
        return rest == 0 ? stem + letters : nil
      }
    }

    /// Whether another name is a part of the same image.
    func isOfSameImage(as other: PartName) -> Bool {
      guard stem == other.stem else { return false }
      return switch (style, other.style) {
      // 999 is followed by 1000.
      case (.digits(let one), .digits(let two)): one == two || (two > one && other.number >= 1_000)
      default: style == other.style
      }
    }
  }

  /// Joins the parts of which `source` is the first; nil when it is no first part, or the only one.
  ///
  /// - Throws: `imagePart` when a part between others is missing, or the parts begin before this one.
  static func join(
    _ source: any ByteSource, _ context: ContainerContext
  ) throws(EvidenceError) -> Joined? {
    guard let first = PartName(context.path.name), first.mayBeFirst else { return nil }
    var numbers: Set<Int> = [first.number]
    for name in try context.siblings.names() {
      if let part = PartName(name), first.isOfSameImage(as: part), part.number > first.number {
        numbers.insert(part.number)
      }
    }
    if case .letters = first.style { try dropStrangers(&numbers, first, source, context) }
    guard numbers.count > 1 else { return nil }
    guard numbers.count <= ContainerLimits.partCount else {
      throw context.refused(
        "has \(numbers.count) parts, at most \(ContainerLimits.partCount) are read")
    }
    let sorted = numbers.sorted()
    for (one, next) in zip(sorted, sorted.dropFirst()) where next != one + 1 {
      throw EvidenceError(
        .imagePart, context.path,
        "part \(shown(first, one + 1)) is missing between \(shown(first, one)) and "
          + "\(shown(first, next))")
    }
    var parts = [PartPool.Part(path: context.path, name: nil, byteCount: source.byteCount)]
    for number in sorted.dropFirst() {
      guard let name = first.named(number) else { continue }
      // Opened for its size only: the pool opens it again when it is read.
      let part = try context.siblings.open(name)
      parts.append(
        PartPool.Part(
          path: context.siblings.path(name), name: name, byteCount: part.byteCount))
    }
    guard let layout = ConcatenatedLayout(partByteCounts: parts.map(\.byteCount)) else {
      throw context.damaged("the parts are together more than 8 EiB")
    }
    let pool = PartPool(first: source, parts: parts, siblings: context.siblings)
    return Joined(
      media: MappedMedia(layout, pool, context.diagnostics), files: parts.map(\.path))
  }

  /// Leaves out names behind a gap that are hardly parts: `d.txt` and `d.dd` beside `d.aa` look like
  /// lettered ones. A part is no larger than the first, and a gap has few parts.
  private static func dropStrangers(
    _ numbers: inout Set<Int>, _ first: PartName, _ source: any ByteSource,
    _ context: ContainerContext
  ) throws(EvidenceError) {
    var last = first.number
    while numbers.contains(last + 1) { last += 1 }
    for number in numbers where number > last {
      var isPart = false
      if number - last <= 26, let name = first.named(number) {
        do throws(EvidenceError) {
          isPart = try context.siblings.open(name).byteCount <= source.byteCount
        } catch {
          // What cannot be opened is reported as missing.
          isPart = true
        }
      }
      if !isPart { numbers.remove(number) }
    }
  }

  private static func shown(_ part: PartName, _ number: Int) -> String {
    part.named(number).map { EvidencePath($0).terminal } ?? "\(number)"
  }
}
