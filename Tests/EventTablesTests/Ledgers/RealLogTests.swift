import ByteIO
import TestSupport
import Testing

@testable import EventTables

/// What real logs must give.
@Suite struct RealLogTests {
  @Test func `DCOM with an Excel macro: RPCSS, services and both sides of port 135`() throws {
    guard
      let files = sharedLogs(below: "otrf/covenant_dcom_executeexcel4macro_allowed/workstation6")
    else { return }
    let ledger = try #require(try ledgers(ofFiles: files)["workstation6.theshire.local"])
    for line in ledger.dump { print(line) }
  }
}
