/// A set of small numbers that keeps their order and is emptied at once.
struct SparseSet {
  private(set) var members: [Int32]
  private(set) var count = 0
  private var places: [Int32]

  init(capacity: Int) {
    members = Array(repeating: 0, count: capacity)
    places = Array(repeating: 0, count: capacity)
  }

  /// Adds a member; false if it is one already.
  mutating func insert(_ member: Int32) -> Bool {
    let place = Int(places[Int(member)])
    if place < count, members[place] == member { return false }
    members[count] = member
    places[Int(member)] = Int32(count)
    count += 1
    return true
  }

  mutating func removeAll() { count = 0 }
}
