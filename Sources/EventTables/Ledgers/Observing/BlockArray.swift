/// An array that grows without copying what it has: half the peak of a doubling one.
struct BlockArray<Element>: RandomAccessCollection {
  private static var blockSize: Int { 1 << 12 }
  private var blocks: [[Element]] = []
  private(set) var count = 0

  init() {}

  var startIndex: Int { 0 }
  var endIndex: Int { count }

  subscript(_ index: Int) -> Element {
    get { blocks[index >> 12][index & (Self.blockSize - 1)] }
    set { blocks[index >> 12][index & (Self.blockSize - 1)] = newValue }
  }

  mutating func append(_ element: Element) {
    if count & (Self.blockSize - 1) == 0 {
      var block: [Element] = []
      // The first one grows by itself: most chunks and hosts have a few of each.
      if count > 0 { block.reserveCapacity(Self.blockSize) }
      blocks.append(block)
    }
    blocks[blocks.count - 1].append(element)
    count += 1
  }
}

extension BlockArray: Sendable where Element: Sendable {}
