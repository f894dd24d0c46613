internal import ByteIO

/// Accounts that are the same on every machine with English Windows.
enum WellKnownAccounts {
  /// Identifier, domain, name. Source: Microsoft, "Security identifiers", "Well-known SIDs".
  static let all: [(sid: StaticString, domain: StaticString, name: StaticString)] = [
    ("S-1-5-18", "NT AUTHORITY", "SYSTEM"),
    ("S-1-5-19", "NT AUTHORITY", "LOCAL SERVICE"),
    ("S-1-5-20", "NT AUTHORITY", "NETWORK SERVICE"),
    ("S-1-5-7", "NT AUTHORITY", "ANONYMOUS LOGON"),
    ("S-1-5-17", "NT AUTHORITY", "IUSR"),
    ("S-1-5-9", "NT AUTHORITY", "ENTERPRISE DOMAIN CONTROLLERS"),
    ("S-1-5-11", "NT AUTHORITY", "Authenticated Users"),
    ("S-1-5-2", "NT AUTHORITY", "NETWORK"),
    ("S-1-5-4", "NT AUTHORITY", "INTERACTIVE"),
    ("S-1-5-6", "NT AUTHORITY", "SERVICE"),
    ("S-1-5-32-544", "BUILTIN", "Administrators"),
    ("S-1-5-32-545", "BUILTIN", "Users"),
    ("S-1-5-32-546", "BUILTIN", "Guests"),
    ("S-1-5-32-547", "BUILTIN", "Power Users"),
    ("S-1-5-32-551", "BUILTIN", "Backup Operators"),
    ("S-1-5-32-555", "BUILTIN", "Remote Desktop Users"),
    ("S-1-5-32-562", "BUILTIN", "Distributed COM Users"),
    ("S-1-5-32-580", "BUILTIN", "Remote Management Users"),
    ("S-1-5-90-0-1", "Window Manager", "DWM-1"),
    ("S-1-5-90-0-2", "Window Manager", "DWM-2"),
    ("S-1-5-90-0-3", "Window Manager", "DWM-3"),
    ("S-1-5-96-0-0", "Font Driver Host", "UMFD-0"),
    ("S-1-5-96-0-1", "Font Driver Host", "UMFD-1"),
    ("S-1-5-96-0-2", "Font Driver Host", "UMFD-2"),
    ("S-1-5-96-0-3", "Font Driver Host", "UMFD-3"),
    ("S-1-1-0", "", "Everyone"),
  ]
}
