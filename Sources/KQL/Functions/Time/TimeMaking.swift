/// Times from their parts.
extension ScalarFunction {
  static let makeDatetime = ScalarFunction(
    "make_datetime", page: "make-datetime-function",
    [
      Signature(
        [
          .number("year"), .number("month"), .number("day"), .number("hour").optional,
          .number("minute").optional, .number("second").optional,
        ], returns: .type(.datetime)), Signature([.any("value")], returns: .type(.datetime)),
    ], resultName: .onlyArgument)

  static let makeTimespan = ScalarFunction(
    "make_timespan", page: "make-timespan-function",
    [
      Signature(
        [.integer("hours"), .integer("minutes"), .number("seconds").optional],
        returns: .type(.timespan)),
      Signature(
        [.integer("days"), .integer("hours"), .integer("minutes"), .number("seconds")],
        returns: .type(.timespan)), Signature([.any("value")], returns: .type(.timespan)),
    ], resultName: .onlyArgument)

  static let unixtimeSecondsTodatetime = ScalarFunction(
    "unixtime_seconds_todatetime", page: "unixtime-seconds-todatetime-function",
    returns: .type(.datetime), [.number("value")])

  static let unixtimeMillisecondsTodatetime = ScalarFunction(
    "unixtime_milliseconds_todatetime", page: "unixtime-milliseconds-todatetime-function",
    returns: .type(.datetime), [.number("value")])

  static let unixtimeMicrosecondsTodatetime = ScalarFunction(
    "unixtime_microseconds_todatetime", page: "unixtime-microseconds-todatetime-function",
    returns: .type(.datetime), [.number("value")])

  static let unixtimeNanosecondsTodatetime = ScalarFunction(
    "unixtime_nanoseconds_todatetime", page: "unixtime-nanoseconds-todatetime-function",
    returns: .type(.datetime), [.number("value")])

  static let datetimeLocalToUtc = ScalarFunction(
    "datetime_local_to_utc", page: "datetime-local-to-utc-function", returns: .type(.datetime),
    [.datetime("from"), .string("timezone")])

  static let datetimeUtcToLocal = ScalarFunction(
    "datetime_utc_to_local", page: "datetime-utc-to-local-function", returns: .type(.datetime),
    [.datetime("from"), .string("timezone")])
}
