/// What an alert tells of someone's way from one machine to another.
///
/// Rules of the built-in pack say it in custom details (`SourceAddress`, `Account`, `ComServer`,
/// `FirstEffect`, `TargetAddress`); of others it is read from the entities.
struct Movement {
  /// The address it came from, empty when unknown.
  let source: String
  /// `DOMAIN\name`, empty when unknown.
  let account: String
  /// The host it happened on, without its domain, in lower case.
  let host: String
  /// The file name of the COM server or other program that was reached, empty when unknown.
  let server: String
  /// The first thing it did, empty when unknown.
  let effect: String
  /// For what was seen on the machine it began on: where it went to. Empty for others.
  let target: String

  init(_ alert: Alert) {
    source = alert.detail("SourceAddress") ?? Self.address(alert)
    account = alert.detail("Account") ?? Self.account(alert)
    host = String(alert.compromisedEntity.split(separator: ".").first ?? "").lowercased()
    server = alert.detail("ComServer") ?? Self.program(alert)
    effect = alert.detail("FirstEffect") ?? ""
    target = alert.detail("TargetAddress") ?? ""
  }

  private static func address(_ alert: Alert) -> String {
    alert.entities.first { $0.type == "ip" }?["Address"] ?? ""
  }

  private static func account(_ alert: Alert) -> String {
    guard let account = alert.entities.first(where: { $0.type == "account" }),
      let name = account["Name"]
    else { return "" }
    return account["NTDomain"].map { "\($0)\\\(name)" } ?? name
  }

  /// The file name in the command line of a process.
  private static func program(_ alert: Alert) -> String {
    guard let process = alert.entities.first(where: { $0.type == "process" }),
      let line = process["CommandLine"]
    else { return "" }
    return programName(ofCommandLine: line)
  }

  /// `EXCEL.EXE` of `"C:\Program Files\...\EXCEL.EXE" /automation -Embedding`.
  static func programName(ofCommandLine line: String) -> String {
    let path: Substring
    if line.first == "\"" {
      path = line.dropFirst().prefix { $0 != "\"" }
    } else {
      path = line.prefix { $0 != " " }
    }
    return String(path.split { $0 == "\\" || $0 == "/" }.last ?? "")
  }
}
