/// Where a process of the simulation belongs.
enum ProgramKind: Hashable {
  /// Started from the shell.
  case user
  /// Started from a command prompt.
  case console
  /// Started by a service.
  case service
}

extension HostSimulation {
  /// A program with a command line.
  struct Choice: Sendable {
    var program: Program
    var commandLine: String
    var isLong = false
  }

  static let programs: [ProgramKind: [Choice]] = [
    .user: [
      Choice(program: .cmd, commandLine: "\"C:\\Windows\\system32\\cmd.exe\"", isLong: true),
      Choice(
        program: .powershell,
        commandLine: "\"C:\\Windows\\System32\\WindowsPowerShell\\v1.0\\powershell.exe\"",
        isLong: true),
      Choice(
        program: .edge,
        commandLine: "\"C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe\" "
          + "--type=renderer --lang=en-US --field-trial-handle=1716,i,131072 /prefetch:1"),
      Choice(
        program: .outlook,
        commandLine: "\"C:\\Program Files\\Microsoft Office\\Root\\Office16\\OUTLOOK.EXE\"",
        isLong: true),
      Choice(
        program: .excel,
        commandLine: "\"C:\\Program Files\\Microsoft Office\\Root\\Office16\\EXCEL.EXE\" "
          + "\"C:\\Users\\alice\\Documents\\Quarterly résumé.xlsx\""),
      Choice(
        program: .notepad,
        commandLine: "\"C:\\Windows\\system32\\NOTEPAD.EXE\" C:\\Users\\alice\\todo.txt"),
    ],
    .console: [
      Choice(program: .whoami, commandLine: "whoami /all"),
      Choice(program: .ipconfig, commandLine: "ipconfig /all"),
      Choice(program: .net, commandLine: "net view \\\\FILESERVER1"),
      Choice(program: .schtasks, commandLine: "schtasks /query /fo LIST /v"),
      Choice(
        program: .reg, commandLine: "reg query HKLM\\Software\\Microsoft\\Windows /s"),
      Choice(program: .conhost, commandLine: "\\??\\C:\\Windows\\system32\\conhost.exe 0x4"),
    ],
    .service: [
      Choice(
        program: .svchost, commandLine: "C:\\Windows\\system32\\svchost.exe -k netsvcs -p -s BITS"),
      Choice(
        program: .dllhost,
        commandLine: "C:\\Windows\\system32\\DllHost.exe "
          + "/Processid:{3EB3C877-1F16-487C-9050-104DBCD66683}"),
      Choice(program: .taskhostw, commandLine: "taskhostw.exe Install $(Arg0)"),
      Choice(
        program: .backgroundTask,
        commandLine: "\"C:\\Windows\\system32\\backgroundTaskHost.exe\" "
          + "-ServerName:App.AppXmtcan0h2tfbfy7k9kn8hbxb6dmzz1zh0.mca"),
      Choice(
        program: .runtimeBroker,
        commandLine: "C:\\Windows\\System32\\RuntimeBroker.exe -Embedding", isLong: true),
      Choice(
        program: .wmiprvse,
        commandLine: "C:\\Windows\\system32\\wbem\\wmiprvse.exe -secured -Embedding"),
      Choice(
        program: .searchHost,
        commandLine: "\"C:\\Windows\\system32\\SearchProtocolHost.exe\" "
          + "Global\\UsGthrFltPipeMssGthrPipe5_ 1 -2147483646 \"Software\\Microsoft\\Windows Search\""
      ),
      Choice(
        program: .edgeUpdate,
        commandLine: "\"C:\\Program Files (x86)\\Microsoft\\EdgeUpdate\\MicrosoftEdgeUpdate.exe\" "
          + "/ua /installsource scheduler"),
      Choice(
        program: .backupAgent,
        commandLine: "\"C:\\Program Files\\Example Backup\\agent.exe\" --run nightly"),
    ],
  ]

  static let images = [
    Program("C:\\Windows\\System32\\ntdll.dll", "NT Layer DLL"),
    Program("C:\\Windows\\System32\\kernel32.dll", "Windows NT BASE API Client DLL"),
    Program("C:\\Windows\\System32\\ole32.dll", "Microsoft OLE for Windows"),
    Program("C:\\Windows\\System32\\wbem\\wbemprox.dll", "WMI"),
    Program("C:\\Windows\\System32\\ws2_32.dll", "Windows Socket 2.0 32-Bit DLL"),
    Program("C:\\Windows\\System32\\crypt32.dll", "Crypto API32"),
  ]

  static let users: [Account] = ["alice", "bob", "carol", "dave", "svc-backup"]
    .enumerated().map { index, name in
      Account(
        name, domain: "CORP",
        sid: SID(
          authority: 5, [21, 3_623_811_015, 3_361_044_348, 30_300_820, UInt32(1_103 + index)]))
    }

  static let directories = [
    "C:\\Windows\\Temp", "C:\\Users\\alice\\AppData\\Local\\Temp",
    "C:\\ProgramData\\Example Backup", "C:\\Users\\bob\\Downloads",
  ]

  static let registryValues = [
    "HKLM\\System\\CurrentControlSet\\Services\\bam\\State\\UserSettings\\Version",
    "HKLM\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Run\\ExampleBackup",
    "HKU\\S-1-5-21-3623811015-3361044348-30300820-1103\\Software\\Example\\LastSeen",
    "HKLM\\System\\CurrentControlSet\\Services\\Tcpip\\Parameters\\Interfaces\\Lease",
  ]

  static let services = [
    ("Windows Update", "wuauserv"), ("Background Intelligent Transfer Service", "BITS"),
    ("Print Spooler", "Spooler"), ("Windows Modules Installer", "TrustedInstaller"),
    ("Software Protection", "sppsvc"), ("Volume Shadow Copy", "VSS"),
  ]
}
