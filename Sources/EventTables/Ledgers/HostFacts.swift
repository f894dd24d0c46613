internal import ByteIO

/// What the logs say of a host itself, for DeviceInfo.
struct HostFacts: Sendable {
  /// The version of Windows that the last boot logged.
  struct Version: Hashable, Sendable {
    var major: UInt32
    var minor: UInt32
    var build: UInt32
  }

  /// Kernel-General 12 or EventLog 6009; nil when there is neither.
  var version: Version?
  /// The users of interactive sessions of the last boot that did not log off, sorted by name.
  var loggedOnUsers: [LoggedOnUser] = []
  /// Texts that were cut or left out, and events without a place.
  var lostTextCount = 0
}

/// A user of an interactive session.
struct LoggedOnUser: Hashable, Sendable {
  var domain: StringID
  var name: StringID
  var sid: StringID
}
