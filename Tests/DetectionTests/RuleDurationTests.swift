import Testing

@testable import Detection

@Suite struct RuleDurationTests {
  @Test(
    arguments: [
      ("5m", 3_000_000_000), ("1h", 36_000_000_000), ("14d", 12_096_000_000_000),
      ("1h30m", 54_000_000_000), ("PT1H", 36_000_000_000), ("P1DT2H", 936_000_000_000),
      ("PT5M", 3_000_000_000), ("P1W", 6_048_000_000_000), ("pt30s", 300_000_000),
    ] as [(String, Int64)])
  func `spans are short or those of ISO 8601`(text: String, ticks: Int64) {
    #expect(RuleDuration.ticks(text) == ticks)
  }

  @Test(arguments: ["", "h", "1", "PT", "P1H", "1x", "-1h", "PT1D", "99999999999d", "0h"])
  func `anything else is no span`(text: String) { #expect(RuleDuration.ticks(text) == nil) }

  @Test func `a span is written as people do`() {
    #expect(RuleDuration.text(54_000_000_000) == "1h 30m")
    #expect(RuleDuration.text(864_000_000_000) == "1d")
  }
}
