internal import EVTX

/// What was concluded from the shapes of one decoder, by their numbers.
struct ShapeMemo<Value> {
  private var values: [Value?] = []

  /// The value for a shape, made on first use. Of a shape that is not kept nothing is remembered.
  mutating func value(for shape: EventShape, make: () -> Value) -> Value {
    let number = shape.number
    if number < values.count, let known = values[number] { return known }
    let value = make()
    guard shape.isKept else { return value }
    if number >= values.count {
      values.append(contentsOf: repeatElement(nil, count: number + 1 - values.count))
    }
    values[number] = value
    return value
  }
}
