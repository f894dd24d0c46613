// Measures regular expressions and term search; with `probe` it prints matches for regex_check.py.

import KQL

let mode = CommandLine.arguments.dropFirst().first ?? ""
if mode == "probe" {
  probe()
} else {
  measure(CommandLine.arguments.dropFirst().map { $0 })
}
