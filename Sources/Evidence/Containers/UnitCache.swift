internal import ByteIO

/// The units decoded last. Each is decoded once while it is kept, however many threads want it: the
/// others wait for the one that came first, and different units are decoded at the same time.
final class UnitCache: Sendable {
  private struct Entry {
    /// Nil while a thread is at work on it.
    var unit: DecodedUnit?
    var use: UInt64
  }
  private struct State {
    var entries: [MediaUnit: Entry] = [:]
    var clock: UInt64 = 0

    /// Forgets the unit that was not used for the longest time. A look at all costs little beside
    /// what it takes to decode one.
    mutating func forgetOldest(but key: MediaUnit) {
      var oldest: (key: MediaUnit, use: UInt64)?
      for (other, entry) in entries where entry.unit != nil && other != key {
        if entry.use < oldest?.use ?? .max { oldest = (other, entry.use) }
      }
      if let oldest { entries[oldest.key] = nil }
    }
  }
  private enum Claim {
    case ready(DecodedUnit)
    case mine
  }

  private let capacity: Int
  private let state = Monitor(State())

  /// A cache for units of so many bytes.
  init(unitByteCount: Int) {
    capacity = max(
      ContainerLimits.unitCacheMinimum, ContainerLimits.unitCacheByteCount / max(1, unitByteCount))
  }

  /// The unit, decoded now if it is not kept.
  ///
  /// - Throws: what `decode` throws; the next one who asks tries again.
  func unit(
    _ key: MediaUnit, decode: () throws(ByteSourceError) -> DecodedUnit
  ) throws(ByteSourceError) -> DecodedUnit {
    let claim: Claim = state.wait { state in
      state.clock += 1
      guard let entry = state.entries[key] else {
        state.entries[key] = Entry(unit: nil, use: state.clock)
        return .mine
      }
      guard let unit = entry.unit else { return nil }
      state.entries[key]?.use = state.clock
      return .ready(unit)
    }
    if case .ready(let unit) = claim { return unit }
    let unit: DecodedUnit
    do throws(ByteSourceError) { unit = try decode() } catch {
      state.update { state in state.entries[key] = nil }
      throw error
    }
    state.update { state in
      state.entries[key]?.unit = unit
      if state.entries.count > capacity { state.forgetOldest(but: key) }
    }
    return unit
  }
}
