internal import Glibc
internal import Synchronization

/// Signals that ask the program to end: counted, and left to the system from the second one on.
public enum Interrupts {
  private static let number = Atomic<CInt>(0)

  /// The number of the signal that came, 0 while none did.
  public static var received: CInt { number.load(ordering: .relaxed) }

  /// Whether SIGTERM came, and not SIGINT.
  public static var isTermination: Bool { received == SIGTERM }

  /// Notes SIGINT and SIGTERM instead of ending the process at once.
  public static func watch() {
    for signal in [SIGINT, SIGTERM] {
      var action = sigaction()
      // The handler captures nothing, and a store is safe at any moment.
      unsafe action.__sigaction_handler.sa_handler = { number in
        Interrupts.number.store(number, ordering: .relaxed)
      }
      action.sa_flags = CInt(bitPattern: UInt32(SA_RESETHAND))
      // action outlives the call; the handler captures nothing.
      _ = unsafe sigaction(signal, &action, nil)
    }
  }
}
