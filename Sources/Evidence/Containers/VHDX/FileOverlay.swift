internal import ByteIO

/// Changes to a file that are kept in memory, in pages of 4 KiB.
struct FileOverlay: Sendable {
  static let pageByteCount: Int64 = 4_096

  /// A page that was written, with its place in the order of changes.
  private var pages: [Int64: (bytes: [UInt8], order: Int)] = [:]
  /// Runs of pages that were zeroed, in the order of changes.
  private var zeroRuns: [(pages: Range<Int64>, order: Int)] = []
  private var order = 0
  /// Bytes of the file with the changes.
  private(set) var byteCount: Int64

  /// No changes to a file of so many bytes.
  init(fileByteCount: Int64) { byteCount = fileByteCount }

  /// Replaces a page of 4,096 bytes at a multiple of 4,096.
  mutating func write(_ bytes: [UInt8], at fileOffset: Int64) {
    order += 1
    pages[fileOffset / Self.pageByteCount] = (bytes, order)
    extend(to: fileOffset, Self.pageByteCount)
  }

  /// Zeroes bytes from a multiple of 4,096 on; false when there are more runs than are kept.
  mutating func zero(from fileOffset: Int64, byteCount: Int64) -> Bool {
    guard zeroRuns.count < ContainerLimits.logZeroRunCount else { return false }
    order += 1
    let first = fileOffset / Self.pageByteCount
    let count = byteCount / Self.pageByteCount
    let (end, overflow) = first.addingReportingOverflow(count)
    if !overflow, count > 0 {
      zeroRuns.append((first..<end, order))
      extend(to: fileOffset, byteCount)
    }
    return true
  }

  /// A change may lie behind the file's end, but not where no disk's file could reach.
  private mutating func extend(to fileOffset: Int64, _ count: Int64) {
    let (end, overflow) = fileOffset.addingReportingOverflow(count)
    if !overflow, end <= ContainerLimits.mediaByteCount { byteCount = max(byteCount, end) }
  }

  /// What a page holds now.
  enum Page {
    case unchanged
    case zero
    case bytes([UInt8])
  }

  /// The page of a number.
  func page(_ index: Int64) -> Page {
    let written = pages[index]
    let zeroed = zeroRuns.last { $0.pages.contains(index) }
    if let written, written.order > (zeroed?.order ?? 0) { return .bytes(written.bytes) }
    return zeroed == nil ? .unchanged : .zero
  }

  /// The next page from one on that is changed, or might be.
  func nextChange(from index: Int64) -> Int64 {
    var next = Int64.max
    for number in pages.keys where number >= index { next = min(next, number) }
    for run in zeroRuns where run.pages.upperBound > index {
      next = min(next, max(index, run.pages.lowerBound))
    }
    return next
  }
}

/// A file with changes over it.
final class OverlaidSource: ByteSource {
  let byteCount: Int64
  private let base: any ByteSource
  private let overlay: FileOverlay

  /// `base` with the changes of `overlay`.
  init(_ base: any ByteSource, _ overlay: FileOverlay) {
    self.base = base
    self.overlay = overlay
    byteCount = overlay.byteCount
  }

  func read(
    at offset: Int64, into target: inout MutableRawSpan
  ) throws(ByteSourceError) -> Int {
    guard offset >= 0, offset < byteCount else { return 0 }
    let wanted = Int(min(Int64(target.byteCount), byteCount - offset))
    var done = 0
    while done < wanted {
      let place = offset + Int64(done)
      let index = place / FileOverlay.pageByteCount
      let inside = Int(place % FileOverlay.pageByteCount)
      let rest = min(wanted - done, Int(FileOverlay.pageByteCount) - inside)
      switch overlay.page(index) {
      case .zero:
        target.clear(from: done, to: done + rest)
        done += rest
      case .bytes(let bytes):
        target.copy(bytes.rawSpan.extracting(inside..<inside + rest), to: done)
        done += rest
      case .unchanged:
        let change = overlay.nextChange(from: index)
        let (end, overflow) = change.multipliedReportingOverflow(by: FileOverlay.pageByteCount)
        let count = overflow ? wanted - done : Int(min(Int64(wanted - done), end - place))
        do throws(ByteSourceError) {
          let read = try target.fill(from: base, at: place, to: done, byteCount: count)
          if place >= base.byteCount {
            // Between the file's end and a change behind it.
            target.clear(from: done, to: done + count)
            done += count
          } else if read == 0 {
            return done
          } else {
            done += read
          }
        } catch {
          if done > 0 { return done }
          throw error
        }
      }
    }
    return done
  }

  func nextData(from offset: Int64) -> Int64 {
    let next = base.nextData(from: offset)
    let change = overlay.nextChange(from: max(0, offset) / FileOverlay.pageByteCount)
    let (start, overflow) = change.multipliedReportingOverflow(by: FileOverlay.pageByteCount)
    return overflow ? min(next, byteCount) : max(offset, min(next, start, byteCount))
  }
}
