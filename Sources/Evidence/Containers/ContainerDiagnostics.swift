internal import Synchronization

/// Something odd about a disk image, or a part of the disk that is lost.
public struct ContainerDiagnostic: Hashable, Sendable {
  /// What is wrong, in which file and where.
  public let error: EvidenceError
  /// The bytes of the disk that read as zeros because of it; nil when nothing is lost.
  public let lostRange: Range<Int64>?

  /// A diagnostic; with `lostRange` a loss.
  public init(_ error: EvidenceError, lostRange: Range<Int64>? = nil) {
    self.error = error
    self.lostRange = lostRange
  }
}

extension ContainerDiagnostic: CustomStringConvertible {
  /// `path: message`, with the lost bytes of the disk behind it.
  public var description: String {
    guard let lostRange else { return "\(error)" }
    return
      "\(error); disk bytes \(lostRange.lowerBound) to \(lostRange.upperBound - 1) read as zeros"
  }
}

extension EvidenceError.Code {
  /// A disk image that cannot be read at all.
  public static let imageDamaged = Self("image-damaged")
  /// A file of a disk image that is not there, there twice or of another image.
  public static let imagePart = Self("image-part")
  /// A disk image that holds only the differences to another.
  public static let imageDifferencing = Self("image-differencing")
  /// A disk image whose content is encrypted.
  public static let imageEncrypted = Self("image-encrypted")
  /// A part of a disk image that reads as zeros because the image is damaged there.
  public static let imageLoss = Self("image-loss")
  /// Something odd in a disk image that is read nevertheless.
  public static let imageNote = Self("image-note")
}

/// What came up while a disk image was opened and read. More may come with every read.
public final class ContainerDiagnostics: Sendable {
  private struct State {
    var kept: [ContainerDiagnostic] = []
    var count = 0
    var lostPlaces: Set<Int64> = []
  }
  private let state = Mutex(State())

  /// No diagnostics yet.
  public init() {}

  /// What came up so far, at most 1,000: first what concerns no place of the disk, then losses in
  /// the order of the disk.
  public var all: [ContainerDiagnostic] {
    let kept = state.withLock { $0.kept }
    let notes = kept.filter { $0.lostRange == nil }
    let losses = kept.filter { $0.lostRange != nil }
    return notes
      + losses.sorted {
        ($0.lostRange?.lowerBound ?? 0, $0.error.message)
          < ($1.lostRange?.lowerBound ?? 0, $1.error.message)
      }
  }

  /// How many came up, kept or not. A place that is read again counts once; beyond 65,536 places it
  /// may count again.
  public var count: Int { state.withLock { $0.count } }

  func add(_ diagnostic: ContainerDiagnostic) {
    state.withLock { state in
      if let start = diagnostic.lostRange?.lowerBound {
        if state.lostPlaces.contains(start) { return }
        if state.lostPlaces.count < ContainerLimits.knownLossCount {
          state.lostPlaces.insert(start)
        }
      }
      state.count += 1
      if state.kept.count < ContainerLimits.diagnosticCount { state.kept.append(diagnostic) }
    }
  }

  /// Adds something that costs no byte of the disk.
  func note(
    _ path: EvidencePath, _ message: String, at fileOffset: Int64? = nil
  ) {
    add(ContainerDiagnostic(EvidenceError(.imageNote, path, message, at: fileOffset)))
  }

  /// Adds a loss.
  func loss(
    _ range: Range<Int64>, _ path: EvidencePath, _ message: String, at fileOffset: Int64? = nil
  ) {
    add(
      ContainerDiagnostic(
        EvidenceError(.imageLoss, path, message, at: fileOffset), lostRange: range))
  }
}
