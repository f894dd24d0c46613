import ArgumentParser
import ByteIO

/// The program: its commands and what holds for all of them.
@main
struct Logspoor: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "logspoor",
    abstract: "Reads Windows event logs and turns them into JSON-lines or XML.",
    discussion: """
      Input is evidence: it is opened read-only and never trusted. Data goes to standard output or \
      -o, everything else to standard error.

      Exit codes: 0 complete; 3 some input was damaged, unreadable or no log; 4 nothing readable; \
      5 cannot write; 6 a limit was reached; 10 alerts at or above --fail-on; 64 usage; 70 a bug; 130, 143 interrupted.
      """,
    version: "0.1.0",
    subcommands: [
      ConvertCommand.self, InfoCommand.self, QueryCommand.self, SchemaCommand.self,
      ExtractCommand.self, HuntCommand.self, RulesCommand.self,
    ])

  static func main() {
    ignoreOutputSignals()
    Interrupts.watch()
    do {
      var command = try parseAsRoot()
      try command.run()
    } catch let exit as ProgramExit {
      exit.leave()
    } catch {
      ProgramExit.leave(parserError: error)
    }
  }
}
