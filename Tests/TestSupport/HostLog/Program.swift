/// An executable of the simulated hosts, with what Sysmon reads from its version resource.
public struct Program: Sendable {
  /// Full path.
  public var image: String
  /// Description.
  public var description: String
  /// Company.
  public var company: String
  /// Product.
  public var product: String
  /// File version.
  public var fileVersion: String
  /// Hashes as Sysmon writes them; made up from the path, so equal on all hosts.
  public var hashes: String
  /// The part of the path behind the last backslash.
  public var fileName: String
  /// The form of the path in event 5156.
  public var devicePath: String

  /// A program. Microsoft's by default.
  public init(
    _ image: String, _ description: String, company: String = "Microsoft Corporation",
    product: String = "Microsoft® Windows® Operating System",
    fileVersion: String = "10.0.19041.1 (WinBuild.160101.0800)"
  ) {
    self.image = image
    self.description = description
    self.company = company
    self.product = product
    self.fileVersion = fileVersion
    fileName = String(image.split(separator: "\\").last ?? "")
    // The kernel has no path.
    devicePath =
      image.contains(":")
      ? "\\device\\harddiskvolume3" + image.dropFirst(2).lowercased() : image
    let lowered = image.lowercased()
    let sum = lowered.utf8.reduce(UInt64(1_469_598_103)) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
    var random = SplitMix64(seed: sum)
    func hex(_ count: Int) -> String {
      String(decoding: random.bytes(count / 2).flatMap(hexDigits), as: UTF8.self)
    }
    hashes = "SHA1=\(hex(40)),MD5=\(hex(32)),SHA256=\(hex(64)),IMPHASH=\(hex(32))"
  }
}

private func hexDigits(_ byte: UInt8) -> [UInt8] {
  let digits = Array("0123456789ABCDEF".utf8)
  return [digits[Int(byte >> 4)], digits[Int(byte & 15)]]
}

// MARK: - The programs

extension Program {
  private static let system32 = "C:\\Windows\\System32\\"

  static let smss = Program(system32 + "smss.exe", "Windows Session Manager")
  static let csrss = Program(system32 + "csrss.exe", "Client Server Runtime Process")
  static let wininit = Program(system32 + "wininit.exe", "Windows Start-Up Application")
  static let winlogon = Program(system32 + "winlogon.exe", "Windows Logon Application")
  static let services = Program(system32 + "services.exe", "Services and Controller app")
  static let lsass = Program(system32 + "lsass.exe", "Local Security Authority Process")
  static let userinit = Program(system32 + "userinit.exe", "Userinit Logon Application")
  /// svchost.exe.
  public static let svchost = Program(
    system32 + "svchost.exe", "Host Process for Windows Services")
  /// explorer.exe.
  public static let explorer = Program("C:\\Windows\\explorer.exe", "Windows Explorer")
  /// cmd.exe.
  public static let cmd = Program(system32 + "cmd.exe", "Windows Command Processor")
  /// conhost.exe.
  public static let conhost = Program(system32 + "conhost.exe", "Console Window Host")
  /// powershell.exe.
  public static let powershell = Program(
    system32 + "WindowsPowerShell\\v1.0\\powershell.exe", "Windows PowerShell")
  /// mmc.exe.
  public static let mmc = Program(system32 + "mmc.exe", "Microsoft Management Console")
  static let sysmon = Program(
    "C:\\Windows\\Sysmon64.exe", "System activity monitor", company: "Sysinternals",
    product: "Sysinternals Sysmon", fileVersion: "15.0")
  static let dllhost = Program(system32 + "dllhost.exe", "COM Surrogate")
  static let taskhostw = Program(system32 + "taskhostw.exe", "Host Process for Windows Tasks")
  static let backgroundTask = Program(
    system32 + "backgroundTaskHost.exe", "Background Task Host")
  static let runtimeBroker = Program(system32 + "RuntimeBroker.exe", "Runtime Broker")
  static let searchHost = Program(
    system32 + "SearchProtocolHost.exe", "Microsoft Windows Search Protocol Host")
  static let wmiprvse = Program(system32 + "wbem\\WmiPrvSE.exe", "WMI Provider Host")
  static let whoami = Program(
    system32 + "whoami.exe", "whoami - displays logged on user information")
  static let ipconfig = Program(system32 + "ipconfig.exe", "IP Configuration Utility")
  static let net = Program(system32 + "net.exe", "Net Command")
  static let schtasks = Program(system32 + "schtasks.exe", "Task Scheduler Configuration Tool")
  static let reg = Program(system32 + "reg.exe", "Registry Console Tool")
  static let notepad = Program(system32 + "notepad.exe", "Notepad")
  static let edge = Program(
    "C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe", "Microsoft Edge",
    product: "Microsoft Edge", fileVersion: "124.0.2478.80")
  static let edgeUpdate = Program(
    "C:\\Program Files (x86)\\Microsoft\\EdgeUpdate\\MicrosoftEdgeUpdate.exe",
    "Microsoft Edge Update", product: "Microsoft Edge Update", fileVersion: "1.3.187.37")
  static let outlook = Program(
    "C:\\Program Files\\Microsoft Office\\root\\Office16\\OUTLOOK.EXE", "Microsoft Outlook",
    product: "Microsoft Office", fileVersion: "16.0.13127.20408")
  static let excel = Program(
    "C:\\Program Files\\Microsoft Office\\root\\Office16\\EXCEL.EXE", "Microsoft Excel",
    product: "Microsoft Office", fileVersion: "16.0.13127.20408")
  static let backupAgent = Program(
    "C:\\Program Files\\Example Backup\\agent.exe", "Example Backup Agent",
    company: "Example Corp", product: "Example Backup", fileVersion: "4.2.0.1")
}
