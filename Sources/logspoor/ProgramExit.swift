import ArgumentParser
import ByteIO
import Evidence
import Glibc

/// How the program ends: the exit codes of the contract.
struct ProgramExit: Error {
  enum Code: Int32 {
    case complete = 0
    /// Finished, but some input was damaged, unreadable or not a log.
    case partial = 3
    /// Nothing readable among the inputs.
    case nothingReadable = 4
    case cannotWrite = 5
    /// A limit on memory or rows was reached.
    case limit = 6
    /// There are alerts at or above `--fail-on`.
    case detections = 10
    case usage = 64
    /// A mistake of the program.
    case bug = 70
    case interrupted = 130
    case terminated = 143
  }

  var code: Code
  /// What is said on standard error, nil for nothing.
  var message: String?

  func leave() -> Never {
    if let message { StandardError.write("logspoor: \(message)\n") }
    Glibc.exit(code.rawValue)
  }

  /// Ends after the argument parser's word: help to standard output, errors to standard error.
  static func leave(parserError error: any Error) -> Never {
    let text = Logspoor.fullMessage(for: error)
    let code = Logspoor.exitCode(for: error)
    if code == .success {
      // A closed pipe is no reason to complain about help.
      do { try FileByteSink.standardOutput().write(text + "\n") } catch {
        Glibc.exit(error.isBrokenPipe ? 0 : Code.cannotWrite.rawValue)
      }
      Glibc.exit(0)
    }
    // Arguments come from file names too: they must not reach a terminal raw.
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    StandardError.write(lines.map { terminalText(String($0)) }.joined(separator: "\n") + "\n")
    Glibc.exit(Code.usage.rawValue)
  }
}

/// Standard error, where nothing can be done about a failure.
enum StandardError {
  static func write(_ text: String) {
    // Once more after a failure, in case it was a passing one; beyond that there is nowhere to say so.
    for _ in 0..<2 {
      do throws(ByteSinkError) { return try FileByteSink.standardError().write(text) } catch {
        continue
      }
    }
  }

  static let isTerminal = ByteIO.isTerminal(descriptor: 2)
}
