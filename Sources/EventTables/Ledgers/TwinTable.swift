internal import ByteIO

/// Two records of one event.
struct TwinPair: Hashable, Sendable {
  /// The record that keeps the row.
  var richer: RecordIdentity
  /// The record that gives it further facts and has no row of its own.
  var poorer: RecordIdentity
  /// What 5156 adds to Sysmon 3: `FilterRTID`.
  var filterID: UInt32 = 0
}

/// Pairs of records of two channels that tell of one event.
struct TwinTable: Sendable {
  /// Sorted by the richer record.
  private let pairs: [TwinPair]
  /// Indices of pairs, sorted by the poorer record.
  private let byPoorer: [UInt32]

  /// How many pairs there are.
  var count: Int { pairs.count }

  init(_ pairs: [TwinPair] = []) {
    let sorted = pairs.sorted {
      $0.richer == $1.richer ? $0.poorer < $1.poorer : $0.richer < $1.richer
    }
    self.pairs = sorted
    byPoorer = sorted.indices.sorted { sorted[$0].poorer < sorted[$1].poorer }.map { UInt32($0) }
  }

  /// The pair of a record that keeps its row.
  func pair(ofRicher record: RecordIdentity) -> TwinPair? {
    var (low, high) = (0, pairs.count)
    while low < high {
      let middle = low + (high - low) / 2
      if pairs[middle].richer < record { low = middle + 1 } else { high = middle }
    }
    return low < pairs.count && pairs[low].richer == record ? pairs[low] : nil
  }

  /// The pair of a record that has no row of its own.
  func pair(ofPoorer record: RecordIdentity) -> TwinPair? {
    var (low, high) = (0, byPoorer.count)
    while low < high {
      let middle = low + (high - low) / 2
      if pairs[Int(byPoorer[middle])].poorer < record { low = middle + 1 } else { high = middle }
    }
    guard low < byPoorer.count, pairs[Int(byPoorer[low])].poorer == record else { return nil }
    return pairs[Int(byPoorer[low])]
  }
}
