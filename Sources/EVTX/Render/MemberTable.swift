internal import ByteIO

/// The members of the JSON objects being planned: which keys there are and what each holds.
///
/// XML may repeat a name where JSON must not, so an object is collected before it is printed. Objects
/// inside each other share the arrays as stacks.
struct MemberTable {
  struct Occurrence {
    enum Kind {
      case element
      case attribute
      /// The text of the element whose content is the nodes from `node` to `endNode`.
      case text
      case instruction
      /// A value that should hold binary XML and does not; `node` is its slot.
      case undecodable
    }
    var kind: Kind
    var node: Int
    var endNode: Int
    var root: FragmentRoot
    /// The next one of the same key, -1 at the end.
    var next: Int
  }

  struct Member {
    /// The key's bytes in ``MemberTable/keys``, escaped for JSON.
    var keyStart: Int
    var keyEnd: Int
    var hash: UInt64
    var first: Int
    var last: Int
    var count: Int
    var isAlwaysArray: Bool
  }

  var keys: [UInt8] = []
  var members: [Member] = []
  var occurrences: [Occurrence] = []
  /// Members of a large object by hash, so that hostile input costs no square time.
  private var index: [UInt64: Int] = [:]
  private var indexBase = -1

  struct Mark {
    var keys: Int
    var members: Int
    var occurrences: Int
  }

  var mark: Mark {
    Mark(keys: keys.count, members: members.count, occurrences: occurrences.count)
  }

  mutating func cut(to mark: Mark) {
    keys.removeLast(keys.count - mark.keys)
    members.removeLast(members.count - mark.members)
    occurrences.removeLast(occurrences.count - mark.occurrences)
    if indexBase >= mark.members { indexBase = -1 }
  }

  /// Adds an occurrence of the key that was appended to ``keys`` from `keyStart` on, to the object
  /// whose members begin at `base`.
  mutating func add(
    keyFrom keyStart: Int, base: Int, isAlwaysArray: Bool = false, kind: Occurrence.Kind, node: Int,
    endNode: Int, root: FragmentRoot
  ) {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for place in keyStart..<keys.count { hash = (hash ^ UInt64(keys[place])) &* 0x100_0000_01b3 }
    occurrences.append(
      Occurrence(kind: kind, node: node, endNode: endNode, root: root, next: -1))
    let added = occurrences.count - 1
    if let found = find(keyFrom: keyStart, hash: hash, base: base) {
      keys.removeLast(keys.count - keyStart)
      occurrences[members[found].last].next = added
      members[found].last = added
      members[found].count += 1
      if isAlwaysArray { members[found].isAlwaysArray = true }
      return
    }
    members.append(
      Member(
        keyStart: keyStart, keyEnd: keys.count, hash: hash, first: added, last: added, count: 1,
        isAlwaysArray: isAlwaysArray))
    if indexBase == base { index[hash] = members.count - 1 }
  }

  private mutating func find(keyFrom keyStart: Int, hash: UInt64, base: Int) -> Int? {
    if members.count - base > 32 {
      if indexBase != base {
        index.removeAll(keepingCapacity: true)
        for place in base..<members.count { index[members[place].hash] = place }
        indexBase = base
      }
      guard let place = index[hash] else { return nil }
      return isKey(of: place, from: keyStart) ? place : nil
    }
    for place in base..<members.count
    where members[place].hash == hash && isKey(of: place, from: keyStart) {
      return place
    }
    return nil
  }

  private func isKey(of place: Int, from keyStart: Int) -> Bool {
    let member = members[place]
    guard member.keyEnd - member.keyStart == keys.count - keyStart else { return false }
    for offset in 0..<keys.count - keyStart
    where keys[member.keyStart + offset] != keys[keyStart + offset] {
      return false
    }
    return true
  }
}
