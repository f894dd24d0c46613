internal import ByteIO
internal import EVTX
internal import Tabular

extension Evaluator {
  /// `utcTime(UtcTime)` and `skewedTime(UtcTime)`: when a Sysmon event happened.
  ///
  /// The time that the event was created where `UtcTime` is more than a minute off. What differs from
  /// `UtcTime` was concluded.
  mutating func utcTime(
    _ text: TextRef, _ record: borrowing FieldRecord, isFromTrace: Bool
  ) -> Value {
    let logged = LedgerText.time(texts.bytes(text, record))
    let time = ledger.clock.eventTime(
      utcTime: logged, timeCreated: record.timeCreated, isFromTrace: isFromTrace && infers)
    if time.time != logged { isInferred = true }
    return Ticks.dateTime(time.time).map { .time($0) } ?? .nothing
  }

  /// `guidTime(ProcessGuid)`: the second in which the process started, which its identifier holds.
  func guidTime(_ text: TextRef, _ record: borrowing FieldRecord) -> Value {
    guard let start = ProcessGUID(texts.bytes(text, record))?.startSecond else { return .nothing }
    return Ticks.dateTime(start).map { .time($0) } ?? .nothing
  }
}
