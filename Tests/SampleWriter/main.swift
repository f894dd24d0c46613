internal import Glibc
internal import TestSupport

/// Where the command line is wrong.
func usage() -> Never {
  print(
    """
    usage: write-samples FOLDER
           write-samples --host-log FILE --megabytes N [--seed S] [--channel sysmon|security|system]

    Writes the files of Samples, or one log of a simulated host.
    """)
  exit(64)
}

/// Makes the folders on the way to a file; one that is there already is fine.
func makeFolders(for path: String) {
  for index in path.indices where path[index] == "/" && index > path.startIndex {
    // mkdir reads the path, which Swift keeps alive for the call.
    _ = unsafe mkdir(String(path[..<index]), 0o755)
  }
}

var arguments = Array(CommandLine.arguments.dropFirst())
if arguments.first == "--host-log" {
  var options: [String: String] = [:]
  while arguments.count >= 2 {
    options[arguments.removeFirst()] = arguments.removeFirst()
  }
  let channels: [String: HostChannel] = [
    "sysmon": .sysmon, "security": .security, "system": .system,
  ]
  guard arguments.isEmpty, let path = options["--host-log"],
    let megabytes = Int(options["--megabytes"] ?? ""), megabytes > 0,
    let seed = UInt64(options["--seed"] ?? "1"),
    let channel = channels[options["--channel"] ?? "sysmon"]
  else { usage() }
  let count = try HostLogs.write(
    path: path, byteCount: megabytes << 20, channel: channel, seed: seed)
  print("\(path): \(count) records, seed \(seed)")
} else if arguments.count == 1, !arguments[0].hasPrefix("-") {
  let files = SampleFile.all()
  for file in files {
    let path = "\(arguments[0])/\(file.path)"
    makeFolders(for: path)
    try writeFile(file.bytes, to: path)
  }
  try writeFile(Array(SampleFile.readme(files).utf8), to: "\(arguments[0])/README.md")
  print("\(files.count) files")
} else {
  usage()
}
