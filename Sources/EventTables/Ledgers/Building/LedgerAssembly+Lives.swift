internal import ByteIO

extension LedgerAssembly {
  /// What is known of one process identifier while its lives are told apart.
  private struct IDHistory {
    var lives: [ProcessLife] = []
    /// Which of them only sightings tell of.
    var isSighted: [Bool] = []
  }

  private struct Sighting {
    var processID: UInt32
    var first: UInt64
    var last: UInt64
    var image: StringID
  }

  /// Makes the table of processes: when each had its identifier, in order, with parents.
  mutating func buildProcesses() {
    buildLives()
    let services = infers ? draftServices() : []
    makeTable(synthesizing: services)
    if infers { inferParents() }
  }

  private mutating func buildLives() {
    var entries: [ProcessLife] = []
    for number in drafts.indices where drafts[number].row.processID != ProcessRow.noNumber {
      let draft = drafts[number]
      var from = draft.sortTime
      // Met before it began: the clock was set back.
      if draft.first.addingClamped(tolerance) < from { from = draft.first }
      entries.append(ProcessLife(from: from, until: from, process: UInt32(number)))
    }
    entries.sort { isBefore($0, $1) }
    let exits = seen.exits.sorted {
      if $0.processID != $1.processID { return $0.processID < $1.processID }
      return $0.time == $1.time ? seen.texts.isBefore($0.image, $1.image) : $0.time < $1.time
    }.withoutRepeats()
    let sightings = seen.sightings.map {
      Sighting(
        processID: $0.key.processID, first: $0.first, last: $0.last, image: $0.key.image)
    }.sorted { isBefore($0, $1) }
    seen.exits = BlockArray()
    seen.sightings = BlockArray()
    var (entry, exit, sighting) = (0, 0, 0)
    while true {
      let next = [
        entry < entries.count ? processID(entries[entry]) : nil,
        exit < exits.count ? exits[exit].processID : nil,
        sighting < sightings.count ? sightings[sighting].processID : nil,
      ].compactMap { $0 }.min()
      guard let processID = next else { break }
      var history = IDHistory()
      while entry < entries.count, self.processID(entries[entry]) == processID {
        history.lives.append(entries[entry])
        entry += 1
      }
      history.isSighted = [Bool](repeating: false, count: history.lives.count)
      var lastSightings: [Sighting] = []
      while exit < exits.count, exits[exit].processID == processID {
        if !end(exits[exit], history.lives), !isUnknown(exits[exit].image) {
          lastSightings.append(
            Sighting(
              processID: processID, first: exits[exit].time.ticks, last: exits[exit].time.ticks,
              image: exits[exit].image))
        }
        exit += 1
      }
      limit(&history)
      let firstSighting = sighting
      while sighting < sightings.count, sightings[sighting].processID == processID {
        sighting += 1
      }
      var all = sightings[firstSighting..<sighting]
      if !lastSightings.isEmpty {
        all = (Array(all) + lastSightings).sorted { isBefore($0, $1) }[...]
      }
      add(all, to: &history)
      extend(&history)
      let start = parts.processes.lives.count
      parts.processes.lives.append(contentsOf: history.lives)
      parts.processes.livesOfID[processID] = start..<parts.processes.lives.count
    }
  }

  private func processID(_ life: ProcessLife) -> UInt32 {
    drafts[Int(life.process)].row.processID
  }

  private func isBefore(_ one: Sighting, _ other: Sighting) -> Bool {
    if one.processID != other.processID { return one.processID < other.processID }
    if (one.first, one.last) != (other.first, other.last) {
      return (one.first, one.last) < (other.first, other.last)
    }
    return seen.texts.isBefore(one.image, other.image)
  }

  private func isBefore(_ one: ProcessLife, _ other: ProcessLife) -> Bool {
    let (mine, its) = (drafts[Int(one.process)], drafts[Int(other.process)])
    if mine.row.processID != its.row.processID { return mine.row.processID < its.row.processID }
    if one.from != other.from { return one.from < other.from }
    return isBefore(mine, its)
  }

  /// Gives the end that Security 4689 tells of to the process that it is the end of; false when that is not
  /// known.
  private mutating func end(_ exit: ProcessExit, _ lives: [ProcessLife]) -> Bool {
    let limit = exit.time.ticks.addingClamped(tolerance)
    var index = lives.partitionPoint { $0.from > limit }
    // The last that began before, or one shortly before it: times of two channels differ.
    var stepCount = 0
    while index > 0, stepCount < 4 {
      index -= 1
      stepCount += 1
      let number = Int(lives[index].process)
      let row = drafts[number].row
      guard mayBeSame(row.image, exit.image) else { continue }
      if row.end == 0 {
        drafts[number].row.end = exit.time.ticks
        drafts[number].last = max(drafts[number].last, exit.time.ticks)
        return true
      }
      if row.end.distanceMagnitude(to: exit.time.ticks) <= tolerance { return true }
    }
    return false
  }

  /// Ends each life at its logged end, the next process with the identifier, or the end of the boot.
  private func limit(_ history: inout IDHistory) {
    for index in history.lives.indices {
      let life = history.lives[index]
      let draft = drafts[Int(life.process)]
      let next =
        index + 1 < history.lives.count
        ? max(life.from, history.lives[index + 1].from.subtractingClamped(1)) : .max
      var until = draft.row.end
      if until == 0 { until = parts.boots.limit(after: FileTime(ticks: life.from)) }
      history.lives[index].until = max(life.from, min(next, max(until, draft.last)))
    }
  }

  /// Gives sightings to the lives that they fall into, and drafts processes for the others.
  private mutating func add(_ sightings: ArraySlice<Sighting>, to history: inout IDHistory) {
    let known = history.lives
    var current: Int?
    for sighting in sightings {
      if isCovered(sighting, known, &history) {
        current = nil
        continue
      }
      // A life that goes on as far as anyone knows ended before another image had its identifier.
      if let index = conflict(sighting, known) {
        let draft = drafts[Int(known[index].process)]
        guard draft.row.end == 0, draft.last < sighting.first else { continue }
        history.lives[index].until = min(history.lives[index].until, sighting.first - 1)
      }
      if let place = current, continues(sighting, history.lives[place], known) {
        history.lives[place].until = max(history.lives[place].until, sighting.last)
        let number = Int(history.lives[place].process)
        drafts[number].last = max(drafts[number].last, sighting.last)
        drafts[number].row.image = path(drafts[number].row.image, sighting.image)
        continue
      }
      var draft = Draft()
      draft.row.processID = sighting.processID
      draft.row.image = sighting.image
      draft.first = sighting.first
      draft.last = sighting.last
      current = history.lives.count
      history.lives.append(
        ProcessLife(
          from: sighting.first, until: sighting.last, process: UInt32(drafts.count)))
      history.isSighted.append(true)
      drafts.append(draft)
    }
    guard history.lives.count > known.count else { return }
    let order = history.lives.indices.sorted {
      let (one, other) = (history.lives[$0], history.lives[$1])
      return one.from == other.from ? $0 < $1 : one.from < other.from
    }
    history.isSighted = order.map { history.isSighted[$0] }
    history.lives = order.map { history.lives[$0] }
    for index in history.lives.indices.dropLast() {
      let life = history.lives[index]
      history.lives[index].until = max(
        life.from, min(life.until, history.lives[index + 1].from.subtractingClamped(1)))
    }
  }

  /// Whether a sighting is one of a known life, which may thereby get an image.
  private mutating func isCovered(
    _ sighting: Sighting, _ known: [ProcessLife], _ history: inout IDHistory
  ) -> Bool {
    var index = known.partitionPoint { $0.from > sighting.first.addingClamped(tolerance) }
    var stepCount = 0
    while index > 0, stepCount < 3 {
      index -= 1
      stepCount += 1
      let number = Int(known[index].process)
      guard sighting.first <= known[index].until.addingClamped(tolerance),
        mayBeSame(drafts[number].row.image, sighting.image)
      else { continue }
      if isUnknown(drafts[number].row.image) { drafts[number].row.image = sighting.image }
      return true
    }
    return false
  }

  private func conflict(_ sighting: Sighting, _ known: [ProcessLife]) -> Int? {
    let index = known.partitionPoint { $0.from > sighting.first }
    guard index > 0, sighting.first <= known[index - 1].until else { return nil }
    return index - 1
  }

  /// Whether a sighting is of the same process as those before it: the same image, in the same boot, with no
  /// other process in between.
  private func continues(_ sighting: Sighting, _ life: ProcessLife, _ known: [ProcessLife]) -> Bool
  {
    guard mayBeSame(drafts[Int(life.process)].row.image, sighting.image),
      parts.boots.index(at: FileTime(ticks: life.from))
        == parts.boots.index(at: FileTime(ticks: sighting.first))
    else { return false }
    let index = known.partitionPoint { $0.from > life.until }
    return index == known.count || known[index].from > sighting.first
  }

  /// The better of two paths of one image: one with a drive's letter, else the one that sorts first.
  private func path(_ one: StringID, _ other: StringID) -> StringID {
    let isDevice = LedgerText.begins(seen.texts[one], with: "\\device\\")
    guard isDevice == LedgerText.begins(seen.texts[other], with: "\\device\\") else {
      return isDevice ? other : one
    }
    return seen.better(one, other)
  }

  /// Lets processes whose start is not known begin where the one before them ended, or the boot began, and
  /// those that only sightings tell of go on up to the next.
  private func extend(_ history: inout IDHistory) {
    for index in history.lives.indices {
      let life = history.lives[index]
      let time = FileTime(ticks: life.from)
      if drafts[Int(life.process)].row.start == 0 {
        var from = parts.boots.boot(at: time)?.start.ticks ?? 0
        if index > 0 { from = max(from, history.lives[index - 1].until.addingClamped(1)) }
        history.lives[index].from = min(life.from, from)
      }
      guard history.isSighted[index] else { continue }
      var until = parts.boots.limit(after: time)
      if drafts[Int(life.process)].row.end != 0 { until = drafts[Int(life.process)].row.end }
      if index + 1 < history.lives.count {
        until = min(until, history.lives[index + 1].from.subtractingClamped(1))
      }
      history.lives[index].until = max(life.until, until)
    }
  }
}

extension Array {
  /// The index of the first element that fulfils a condition that all behind it fulfil too.
  func partitionPoint(_ condition: (Element) -> Bool) -> Int {
    var (low, high) = (0, count)
    while low < high {
      let middle = low + (high - low) / 2
      if condition(self[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
