public import ByteIO

/// Where lost template definitions are looked for: the logs of a run.
public protocol TemplateSearchPlaces: AnyObject, Sendable {
  /// The bytes of a log by its number, the same for the same number always; nil behind the last.
  func source(_ number: Int) -> (any ByteSource)?
}

/// Looks for template definitions that damage took from a chunk: first in the same log, then in the
/// other logs of the run in their order, so that the answer does not depend on which thread asks when.
///
/// A log is searched only when something is missing, and what it holds is kept.
public final class LostTemplates: TemplateFinder, Sendable {
  private struct Place: Sendable {
    var location: ChunkLocation
    var definitionOffset: Int
  }

  private let own: any ByteSource
  private let places: (any TemplateSearchPlaces)?
  /// By the log's number, -1 for the own one.
  private let found = Monitor<[Int: [UInt32: [Place]]]>([:])

  /// A finder for one log of a run.
  ///
  /// - Parameters:
  ///   - places: the run's logs, nil to search the own log only.
  ///   - own: the log's bytes.
  public init(_ places: (any TemplateSearchPlaces)?, own: any ByteSource) {
    self.places = places
    self.own = own
  }

  func find(_ templateID: UInt32, use: (RawSpan, Int) -> Bool) {
    if visit(own, number: -1, templateID, use) { return }
    var number = 0
    while let source = places?.source(number) {
      if source !== own, visit(source, number: number, templateID, use) { return }
      number += 1
    }
  }

  private func visit(
    _ source: any ByteSource, number: Int, _ templateID: UInt32, _ use: (RawSpan, Int) -> Bool
  ) -> Bool {
    let candidates = found.withLock { found in
      if found[number] == nil { found[number] = Self.definitions(in: source) }
      return found[number]?[templateID] ?? []
    }
    let chunk = LoadedChunk()
    for place in candidates {
      do throws(ByteSourceError) {
        try chunk.load(place.location, from: source)
      } catch {
        // The chunk was readable a moment ago; another copy may still be.
        continue
      }
      if chunk.withBytes({ use($0, place.definitionOffset) }) { return true }
    }
    return false
  }

  /// All resident definitions of a log by their identifiers, at most four places for each.
  private static func definitions(in source: any ByteSource) -> [UInt32: [Place]] {
    var found: [UInt32: [Place]] = [:]
    let loaded = LoadedChunk()
    var locator: ChunkLocator
    do throws(ByteSourceError) {
      locator = try EventLog(source).makeLocator()
    } catch {
      return [:]
    }
    var placeCount = 0
    while placeCount < Limits.definitionPlacesPerLog, locator.next(into: loaded) {
      loaded.withBytes { chunk in
        for (templateID, offset) in residentDefinitions(chunk, end: loaded.placement.available) {
          if found[templateID, default: []].count < 4 {
            placeCount += 1
            found[templateID, default: []].append(
              Place(location: loaded.location, definitionOffset: offset))
          }
        }
      }
    }
    return found
  }

  /// The identifiers and offsets of definitions whose instance names the offset right behind itself.
  private static func residentDefinitions(_ chunk: RawSpan, end: Int) -> [(UInt32, Int)] {
    var found: [(UInt32, Int)] = []
    var position = Chunk.headerSize
    let size = TemplateInstance.headSize + TemplateDefinitionHeader.size
    while position + size <= end {
      let offset = position + TemplateInstance.headSize
      if chunk.u8(position) == Token.templateInstance, Int(chunk.u32(position + 6)) == offset,
        chunk.u32(position + 14) == chunk.u32(position + 2)
      {
        found.append((chunk.u32(position + 2), offset))
      }
      position += 1
    }
    return found
  }
}
