public import ByteIO
public import EVTX

/// The logs of a run as places to look for lost template definitions, opened only when one is missing.
///
/// Logs are asked in the order of the inputs, so that the answer is the same at any number of threads.
/// Standard input can be read once only and is left out; so is what lies behind the first
/// ``Limits/templateSearchByteCount`` bytes.
public final class TemplateLibrary: TemplateSearchPlaces {
  private struct State: @unchecked Sendable {
    var finder: LogFinder?
    var sources: [any ByteSource] = []
    var byteCount: Int64 = 0
  }

  private let inputs: [LogInput]
  private let options: LogFinderOptions
  private let state: Monitor<State>

  /// A library of what `inputs` hold.
  init(_ inputs: [LogInput], options: LogFinderOptions) {
    self.inputs = inputs.filter { input in
      switch input {
      case .path(let path): !path.isStandardStream
      case .found, .list: false
      }
    }
    var options = options
    options.verifiesImages = false
    self.options = options
    state = Monitor(State())
  }

  /// The bytes of a log by its number in the run, nil behind the last.
  public func source(_ number: Int) -> (any ByteSource)? {
    state.withLock { state in
      let finder = state.finder ?? LogFinder(inputs, options: options)
      state.finder = finder
      while state.sources.count <= number, state.byteCount < Limits.templateSearchByteCount,
        state.sources.count < Limits.templateSearchLogCount, let item = finder.next()
      {
        guard case .log(let log) = item else { continue }
        state.byteCount += log.source.byteCount
        state.sources.append(log.source)
      }
      return number < state.sources.count ? state.sources[number] : nil
    }
  }
}
