import ByteIO

/// A line on the terminal that says how far the work has come; nothing when standard error is none.
final class Progress {
  private let isShown: Bool
  private let start = ContinuousClock.now
  private var lastShown = ContinuousClock.now
  private var hasLine = false

  init(_ options: ReportOptions) {
    isShown = StandardError.isTerminal && options.progress == .auto && !options.quiet
  }

  /// Shows the counts, a few times a second, once the work takes longer than a moment.
  func show(events: UInt64, logs: Int, bytes: Int64) {
    show("\(events) events, \(logs) logs done, \(bytes >> 20) MiB of chunks")
  }

  private func show(_ text: @autoclosure () -> String) {
    guard isShown else { return }
    let now = ContinuousClock.now
    guard now - start > .seconds(1), now - lastShown > .milliseconds(300) else { return }
    lastShown = now
    hasLine = true
    StandardError.write("\r\u{1b}[K" + text())
  }

  /// Shows how much was copied.
  func show(logs: Int, bytes: Int64) {
    show("\(logs) logs copied, \(bytes >> 20) MiB")
  }

  /// Removes the line, so that another can take its place.
  func clear() {
    guard hasLine else { return }
    StandardError.write("\r\u{1b}[K")
    hasLine = false
  }
}
