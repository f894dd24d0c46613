/// Memory for a fixed number of plain values, owned by one holder.
///
/// For tables that a hot loop changes: unlike an array it is never shared, so that a store needs no
/// look at a reference count. Every index is checked.
@safe
@frozen
public struct FixedArray<Element: BitwiseCopyable>: ~Copyable, @unchecked Sendable
where Element: Sendable {
  /// The number of elements.
  public let count: Int
  // Valid for count elements, all of them initialised, from init to deinit; nobody else holds it.
  @usableFromInline let base: UnsafeMutablePointer<Element>

  /// `count` elements that equal `value`.
  public init(repeating value: Element, count: Int) {
    precondition(count >= 0)
    self.count = count
    unsafe base = .allocate(capacity: count)
    // The allocation holds count elements.
    unsafe base.initialize(repeating: value, count: count)
  }

  deinit { unsafe base.deallocate() }

  /// The element at `index`, which must lie inside.
  @inlinable
  public subscript(index: Int) -> Element {
    @inline(__always)
    get {
      precondition(index >= 0 && index < count)
      // Checked by the line above.
      return unsafe base[index]
    }
    @inline(__always)
    set {
      precondition(index >= 0 && index < count)
      // Checked by the line above.
      unsafe base[index] = newValue
    }
  }
}
