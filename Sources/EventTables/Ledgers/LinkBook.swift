internal import ByteIO

/// What one event says that a later one only refers to.
struct LinkObservation: Hashable, Sendable {
  enum Kind: UInt8, Sendable {
    /// Security 4656 and 4663 with DELETE: the object of a handle, which 4660 tells the end of.
    case object
    /// PowerShell 4104: a piece of a script that was too long for one event.
    case script
    /// Sysmon 19: a WMI filter's query.
    case filter
    /// Sysmon 20: what a WMI consumer runs.
    case consumer
  }

  var kind: Kind
  /// A script's identifier, a filter's or consumer's name.
  var name = StringID.none
  /// A handle; the number of a piece, from 1.
  var number: UInt64 = 0
  /// A process's number; how many pieces a script has.
  var owner: UInt32 = 0
  var time: FileTime
  /// The path, the piece, the query.
  var text: StringID
}

/// Objects of handles, scripts of several pieces, WMI filters and consumers.
struct LinkBook: Sendable {
  private struct Key: Hashable {
    var kind: LinkObservation.Kind
    var name: StringID
    var number: UInt64
    var owner: UInt32
  }

  private struct Entry {
    var time: FileTime
    var text: StringID
  }

  /// By time.
  private var entries: [Key: [Entry]] = [:]

  init() {}

  /// A book of observations; `texts` are theirs.
  init(_ links: Set<LinkObservation>, _ texts: TextPool) {
    for link in links {
      let key = Key(kind: link.kind, name: link.name, number: link.number, owner: link.owner)
      entries[key, default: []].append(Entry(time: link.time, text: link.text))
    }
    for key in entries.keys {
      entries[key]?.sort {
        $0.time == $1.time ? texts.isBefore($0.text, $1.text) : $0.time < $1.time
      }
    }
  }

  /// The path of the file that a handle of a process was last opened for to delete it, before a time.
  func object(ofHandle handle: UInt64, processID: UInt32, at time: FileTime) -> StringID? {
    last(Key(kind: .object, name: .none, number: handle, owner: processID), at: time)
  }

  /// The query of a filter, or what a consumer runs, as last defined before a time.
  func wmi(_ kind: LinkObservation.Kind, named name: StringID, at time: FileTime) -> StringID? {
    last(Key(kind: kind, name: name, number: 0, owner: 0), at: time)
  }

  /// The pieces of a script in their order; nil when one is missing.
  func script(_ name: StringID, pieceCount: UInt32) -> [StringID]? {
    guard pieceCount > 1, pieceCount <= LedgerLimits.piecesPerScript else { return nil }
    var pieces: [StringID] = []
    for number in 1...UInt64(pieceCount) {
      let key = Key(kind: .script, name: name, number: number, owner: pieceCount)
      guard let piece = entries[key]?.first else { return nil }
      pieces.append(piece.text)
    }
    return pieces
  }

  private func last(_ key: Key, at time: FileTime) -> StringID? {
    guard let entries = entries[key] else { return nil }
    var (low, high) = (0, entries.count)
    while low < high {
      let middle = low + (high - low) / 2
      if entries[middle].time <= time { low = middle + 1 } else { high = middle }
    }
    return low == 0 ? nil : entries[low - 1].text
  }
}
