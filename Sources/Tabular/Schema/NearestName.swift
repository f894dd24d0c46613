/// The name among `names` that somebody who typed `name` most likely meant, nil when none is near.
///
/// Case does not count. Up to a third of the characters may be wrong, missing, too many or swapped with
/// the next one; of names that are equally near the first is taken. O(length of both) for each name.
public func nearestName(to name: String, among names: some Sequence<String>) -> String? {
  let wanted = Array(name.lowercased().unicodeScalars.prefix(128))
  var best: String?
  var bestDistance = max(1, wanted.count / 3) + 1
  for candidate in names {
    let other = Array(candidate.lowercased().unicodeScalars.prefix(128))
    let distance = editDistance(wanted, other)
    if distance < bestDistance {
      bestDistance = distance
      best = candidate
    }
  }
  return best
}

/// How many changes of one character, or swaps of two neighbours, make one text the other.
private func editDistance(_ one: [Unicode.Scalar], _ other: [Unicode.Scalar]) -> Int {
  var beforeLast: [Int] = []
  var last = Array(0...other.count)
  for (row, left) in one.enumerated() {
    var current = [row + 1]
    for (column, right) in other.enumerated() {
      var distance = min(
        last[column] + (left == right ? 0 : 1), last[column + 1] + 1, current[column] + 1)
      if row > 0, column > 0, left == other[column - 1], one[row - 1] == right {
        distance = min(distance, beforeLast[column - 1] + 1)
      }
      current.append(distance)
    }
    beforeLast = last
    last = current
  }
  return last[other.count]
}
