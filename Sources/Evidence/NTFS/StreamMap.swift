/// Where the clusters of a stream lie on its volume.
struct StreamMap: Hashable, Sendable {
  /// Bytes of a cluster.
  let clusterByteCount: Int64
  /// Runs in the order of the stream, one behind the other without gaps.
  private(set) var extents: [Extent] = []
  /// Why clusters behind the last run are not known, or nil.
  private(set) var failure: String?

  /// An empty map.
  init(clusterByteCount: Int) { self.clusterByteCount = Int64(clusterByteCount) }

  /// The stream's cluster behind the last known one.
  var end: Int64 { extents.last?.end ?? 0 }

  /// Appends the runs of the stream's next part. A part that does not begin where the last one ended is
  /// left out, and so are all behind it.
  mutating func append(_ list: RunList, first: Int64) {
    guard failure == nil else { return }
    guard first == end else {
      failure = "the stream's part from cluster \(first) on follows cluster \(end)"
      return
    }
    let room = Limits.extents - extents.count
    extents += list.extents.prefix(room)
    failure = list.extents.count > room ? "more than \(Limits.extents) runs" : list.failure
  }

  /// Notes that a part of the stream is missing.
  mutating func fail(_ reason: String) { failure = failure ?? reason }

  /// Forgets all runs: they contradict the volume.
  mutating func refuse(_ reason: String) {
    extents = []
    failure = reason
  }

  /// The run that holds a cluster of the stream, by its index; nil behind the last. O(log n).
  func index(of cluster: Int64) -> Int? {
    var low = 0
    var high = extents.count
    while low < high {
      let middle = (low + high) / 2
      if extents[middle].end <= cluster { low = middle + 1 } else { high = middle }
    }
    return low < extents.count ? low : nil
  }

  /// Clusters that lie on the volume.
  var allocatedClusterCount: Int64 {
    extents.reduce(0) { $0 + ($1.volumeCluster == nil ? 0 : $1.count) }
  }
}
