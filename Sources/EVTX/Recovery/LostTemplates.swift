public import ByteIO

/// Looks for template definitions that damage took from a chunk: first in the same log, then in the
/// other logs of the run, in their order, so that the answer does not depend on which thread asks when.
///
/// Logs are searched only when something is missing, one after the other, and what was found is kept.
public final class LostTemplates: TemplateFinder, @unchecked Sendable {
  private struct Place: Sendable {
    var log: Int
    var location: ChunkLocation
    var definitionOffset: Int
  }

  private struct State: Sendable {
    var searchedLogs: Set<Int> = []
    var places: [Int: [UInt32: [Place]]] = [:]
  }

  private let logs: @Sendable (Int) -> (any ByteSource)?
  private let ownLog: Int
  private let state: Monitor<State>

  /// A finder for one log of a run.
  ///
  /// - Parameters:
  ///   - ownLog: the log's number in the run.
  ///   - logs: gives the bytes of a log by its number, nil behind the last; called from any thread.
  public init(ownLog: Int, logs: @escaping @Sendable (Int) -> (any ByteSource)?) {
    self.logs = logs
    self.ownLog = ownLog
    state = Monitor(State())
  }

  func find(_ templateID: UInt32, use: (RawSpan, Int) -> Bool) {
    if visit(log: ownLog, templateID, use) { return }
    var other = 0
    while logs(other) != nil {
      if other != ownLog, visit(log: other, templateID, use) { return }
      other += 1
    }
  }

  private func visit(log: Int, _ templateID: UInt32, _ use: (RawSpan, Int) -> Bool) -> Bool {
    guard let source = logs(log) else { return false }
    let places = state.withLock { state in
      if state.searchedLogs.insert(log).inserted {
        state.places[log] = Self.definitions(in: source, log: log)
      }
      return state.places[log]?[templateID] ?? []
    }
    var reader = ChunkReader()
    for place in places {
      do throws(ByteSourceError) {
        _ = try reader.read(place.location, from: source)
      } catch { continue }
      if use(reader.bytes, place.definitionOffset) { return true }
    }
    return false
  }

  /// All resident definitions of a log by their identifiers, a few places for each.
  private static func definitions(
    in source: any ByteSource, log: Int
  ) -> [UInt32: [Place]] {
    var found: [UInt32: [Place]] = [:]
    var reader = ChunkReader()
    let start: Int64
    do throws(ByteSourceError) { start = try EventLog(source).firstChunkOffset } catch { return [:] }
    var locator = ChunkLocator(source: source, start: start)
    while let location = locator.next() {
      let placement: ChunkPlacement
      do throws(ByteSourceError) {
        placement = try reader.read(location, from: source)
      } catch { continue }
      let chunk = reader.bytes
      var position = Chunk.headerSize
      while position + TemplateInstance.headSize + TemplateDefinitionHeader.size
        <= placement.available
      {
        // A resident definition: its instance names the offset right behind itself.
        if chunk.u8(position) == Token.templateInstance, chunk.u8(position + 1) == 1,
          Int(chunk.u32(position + 6)) == position + TemplateInstance.headSize,
          chunk.u32(position + 14) == chunk.u32(position + 2)
        {
          let templateID = chunk.u32(position + 2)
          if found[templateID, default: []].count < 4 {
            found[templateID, default: []].append(
              Place(
                log: log, location: location,
                definitionOffset: position + TemplateInstance.headSize))
          }
        }
        position += 1
      }
    }
    return found
  }
}
