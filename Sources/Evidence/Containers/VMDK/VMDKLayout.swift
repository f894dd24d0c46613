internal import ByteIO

/// The extents of a VMDK disk, one behind the other.
struct VMDKLayout: MediaLayout {
  /// An extent with its place on the disk.
  struct Piece: Sendable {
    /// How its bytes are kept.
    enum Content: Sendable {
      case zero
      case flat(FixedLayout)
      case sparse(VMDKSparseExtent)
    }
    let start: Int64
    let byteCount: Int64
    let content: Content
  }

  let byteCount: Int64
  private let pieces: [Piece]
  private let parts: PartPool
  private let diagnostics: ContainerDiagnostics
  private let inflater = UnitInflater(format: .zlib)

  /// The disk of pieces that follow one another from 0 on, none of them empty.
  init(_ pieces: [Piece], _ parts: PartPool, _ diagnostics: ContainerDiagnostics) {
    self.pieces = pieces
    self.parts = parts
    self.diagnostics = diagnostics
    byteCount = pieces.last.map { $0.start + $0.byteCount } ?? 0
  }

  private func piece(at mediaOffset: Int64) -> Piece {
    var low = 0
    var high = pieces.count
    while high - low > 1 {
      let middle = (low + high) / 2
      if pieces[middle].start <= mediaOffset { low = middle } else { high = middle }
    }
    return pieces[low]
  }

  func extent(at mediaOffset: Int64) throws(ByteSourceError) -> MediaExtent {
    let piece = piece(at: mediaOffset)
    let offset = mediaOffset - piece.start
    let rest = piece.byteCount - offset
    var extent: MediaExtent
    switch piece.content {
    case .zero: return MediaExtent(content: .zero, byteCount: rest)
    case .flat(let flat):
      extent = flat.extent(at: offset)
      if case .lost(let error, let range) = extent.content {
        extent.content = .lost(
          error, piece.start + range.lowerBound..<piece.start + range.upperBound)
      }
    case .sparse(let sparse):
      // The descriptor may give an extent more sectors than its file has.
      guard offset < sparse.byteCount else { return MediaExtent(content: .zero, byteCount: rest) }
      extent = try sparse.extent(at: offset, mediaStart: piece.start)
    }
    extent.byteCount = min(extent.byteCount, rest)
    return extent
  }

  func decode(_ unit: MediaUnit) throws(ByteSourceError) -> DecodedUnit {
    let piece = piece(at: unit.mediaOffset)
    guard case .sparse(let sparse) = piece.content else {
      preconditionFailure("only sparse extents have units")
    }
    let (decoded, problem) = try sparse.decode(unit, mediaStart: piece.start, with: inflater)
    if let problem {
      diagnostics.loss(
        unit.mediaOffset..<unit.mediaOffset + Int64(unit.byteCount), parts.parts[unit.part].path,
        "grain at \(unit.fileOffset): \(problem)", at: unit.fileOffset)
    }
    return decoded
  }
}
