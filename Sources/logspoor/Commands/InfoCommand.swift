import ArgumentParser

/// `logspoor info`: what is in the logs.
struct InfoCommand: ParsableCommand {
  static let configuration = CommandConfiguration(commandName: "info", abstract: "Say what is in logs.")
  @OptionGroup var input: InputOptions
  func run() throws {}
}
