internal import ByteIO

extension LedgerAssembly {
  /// A sign of a start.
  private struct Mark: Hashable {
    var ticks: UInt64
    var basis: Boot.Basis
    /// A boot has one of each.
    var kind: UInt8
    var isAdjusted = false
  }

  /// Signs of one start lie this close: ten minutes.
  private static let bootTicks: UInt64 = 600 * FileTime.ticksPerSecond

  /// Finds the boots.
  mutating func buildBoots() {
    // Each once: a log may be there twice.
    var marks = Array(Set(adjusted(logMarks() + creationMarks()) + identifierMarks()))
    marks.sort { ($0.ticks, $0.kind) < ($1.ticks, $1.kind) }
    var boots: [Boot] = []
    var index = 0
    while index < marks.count {
      let first = marks[index]
      var kinds: Set<UInt8> = []
      var best = first
      while index < marks.count, marks[index].ticks - first.ticks <= Self.bootTicks,
        kinds.insert(marks[index].kind).inserted
      {
        if marks[index].basis.rawValue < best.basis.rawValue { best = marks[index] }
        index += 1
      }
      // All but the kernel and its process come seconds later than the start.
      let isExact = best.basis == .kernel || best.basis == .systemProcess
      boots.append(
        Boot(
          start: FileTime(ticks: isExact ? best.ticks : first.ticks), basis: best.basis,
          isAdjusted: isExact ? best.isAdjusted : first.isAdjusted))
    }
    boots.sort { ($0.start, $0.basis.rawValue) < ($1.start, $1.basis.rawValue) }
    let stops = seen.bootMarks.filter { $0.kind == .logStopped || $0.kind == .kernelStop }
    parts.boots.boots = boots
    for stop in stops.map(\.time).sorted() {
      // The latest of a boot stays.
      if let index = parts.boots.index(at: stop) { parts.boots.boots[index].end = stop }
    }
  }

  private func logMarks() -> [Mark] {
    seen.bootMarks.compactMap { mark in
      switch mark.kind {
      case .kernelStart: Mark(ticks: mark.time.ticks, basis: .kernel, kind: 0)
      case .versionLogged: Mark(ticks: mark.time.ticks, basis: .eventLog, kind: 1)
      case .logStarted: Mark(ticks: mark.time.ticks, basis: .eventLog, kind: 2)
      case .securityStart: Mark(ticks: mark.time.ticks, basis: .security, kind: 3)
      case .logStopped, .kernelStop, .unexpectedShutdown: nil
      }
    }
  }

  /// Processes of which a boot has one each, by the second in their identifiers. An
  /// identifier whose second lies behind an event that knows it was made before the clock was set back: it
  /// says nothing.
  private func identifierMarks() -> [Mark] {
    var marks: [Mark] = []
    for reference in seen.references {
      guard let kind = earlyProcess(reference.image, reference.processID),
        let start = reference.guid.startSecond,
        start.ticks <= reference.first.addingClamped(tolerance)
      else { continue }
      marks.append(
        Mark(
          ticks: start.ticks, basis: kind == 4 ? .systemProcess : .earlyProcess, kind: kind))
    }
    return marks
  }

  /// The same processes by their creation in the Security log.
  private func creationMarks() -> [Mark] {
    var marks: [Mark] = []
    for creation in seen.securityCreations {
      guard let kind = earlyProcess(creation.image, creation.processID), kind != 4 else { continue }
      // Its own kinds: the same process may have an identifier of Sysmon.
      marks.append(Mark(ticks: creation.record.time.ticks, basis: .earlyProcess, kind: kind + 4))
    }
    return marks
  }

  private func earlyProcess(_ image: StringID, _ processID: UInt32) -> UInt8? {
    if processID == 4 { return isImage(image, "system") ? 4 : nil }
    if isImage(image, "\\windows\\system32\\wininit.exe") { return 5 }
    if isImage(image, "\\windows\\system32\\services.exe") { return 6 }
    return isImage(image, "\\windows\\system32\\lsass.exe") ? 7 : nil
  }

  /// Moves a start when the clock was set by more than a minute within a quarter of an hour, in the same
  /// boot: what follows has the other time. Seen on IEWIN7 (8 hours) and WIN-FUDU2CKJOE8 (3 hours).
  private func adjusted(_ marks: [Mark]) -> [Mark] {
    let changes = parts.clock.changes.filter {
      $0.old.ticks.distanceMagnitude(to: $0.new.ticks) > 60 * FileTime.ticksPerSecond
    }
    if changes.isEmpty { return marks }
    let ends = seen.bootMarks.filter {
      $0.kind == .kernelStart || $0.kind == .kernelStop || $0.kind == .logStopped
    }.map(\.time.ticks).sorted()
    return marks.map { mark in
      let index = changes.partitionPoint { $0.old.ticks >= mark.ticks }
      guard index < changes.count else { return mark }
      let change = changes[index]
      let uptime = change.old.ticks - mark.ticks
      let end = ends.partitionPoint { $0 > mark.ticks }
      guard uptime <= 900 * FileTime.ticksPerSecond,
        end == ends.count || ends[end] > change.old.ticks
      else { return mark }
      var moved = mark
      moved.ticks = change.new.ticks.subtractingClamped(uptime)
      moved.isAdjusted = true
      return moved
    }
  }
}
