internal import ByteIO

/// What is decoded, and how.
public struct DecodeOptions: Sendable {
  /// Which records are looked for beside the live ones.
  public enum Recovery: Sendable {
    /// Live records only; damaged chunks are searched all the same.
    case none
    /// Also records behind the free-space offset and in chunks that are empty by their own account.
    case slack
    /// Also records by their signatures in any bytes.
    case all
  }

  /// The output.
  public var format: EventFormat
  /// Which events are wanted.
  public var filter = EventFilter()
  /// What else is looked for.
  public var recovery = Recovery.none
  /// Whether recovered records are counted and not decoded.
  public var countsSlackOnly = false
  /// Whether checksums are checked and mismatches reported.
  public var verifiesChecksums = false
  /// The code page of values of type AnsiString.
  public var codePage = AnsiCodePage.windows1252
  /// Whether each event carries its offset.
  public var writesOffsets = false
  /// Which fields are printed, for ``EventFormat/fields``; nil for all of them.
  public var selection: FieldSelection?
  /// Whether programs are kept for further records of their shape. Only tests turn this off, to compare
  /// both ways.
  public var keepsPrograms = true

  /// Options for a format, all others at their defaults.
  public init(format: EventFormat) { self.format = format }
}

/// Decodes chunks of logs into JSON-lines or XML. One per thread; it learns templates as it goes.
public struct EventDecoder: ~Copyable {
  let options: DecodeOptions
  var compiler: EventCompiler
  var shapes = ShapeCache()
  var executor: Executor
  let filter: CompiledFilter
  var walk = ChunkWalk()
  /// Receives events as fields while a chunk is decoded.
  var visitor: (any FieldVisitor)?
  /// The texts of the fields of one event.
  var fieldTexts = FieldTexts()

  /// A decoder with options.
  public init(_ options: DecodeOptions) {
    self.options = options
    compiler = EventCompiler(
      format: options.format, codePage: options.codePage, selection: options.selection)
    executor = Executor(codePage: options.codePage)
    filter = CompiledFilter(options.filter)
  }

  /// Decodes a chunk and appends its events to `output`.
  ///
  /// - Parameters:
  ///   - chunk: the chunk, loaded by a ``ChunkLocator``.
  ///   - context: what the output says about the log, and where lost templates are looked for.
  ///   - output: receives whole lines.
  ///   - visit: called for each event that passes the filter, in their order.
  /// - Returns: what was found and what was lost.
  public mutating func decode(
    _ chunk: LoadedChunk, context: DecodeContext, into output: inout OutputBuffer,
    visit: ((EventSummary) -> Void)? = nil
  ) -> ChunkReport {
    var report = ChunkReport()
    let placement = chunk.placement
    let location = chunk.location
    guard
      placement.available >= (location.carvedFrom ?? Chunk.headerSize)
        + EventRecordHeader.smallestRecord
    else {
      report.errors.append(
        EVTXError(
          .truncated, fileOffset: location.fileOffset, chunkIndex: location.index,
          message:
            "chunk \(location.index): \(placement.available) bytes are too few for a record; "
            + "offset \(hexadecimal(location.fileOffset))"))
      return report
    }
    chunk.withBytes { bytes in
      decode(
        bytes, placement, location: location, context: context, output: &output, report: &report,
        visit: visit)
    }
    return report
  }

  /// Decodes a chunk and hands its events to `visitor` as fields. The format must be
  /// ``EventFormat/fields``.
  ///
  /// - Parameters:
  ///   - chunk: the chunk, loaded by a ``ChunkLocator``.
  ///   - context: where lost templates are looked for.
  ///   - visitor: asked for each event that passes the filter, in their order.
  /// - Returns: what was found and what was lost; its events are those that the visitor wanted.
  public mutating func decode(
    _ chunk: LoadedChunk, context: DecodeContext, visitor: any FieldVisitor
  ) -> ChunkReport {
    precondition(options.format == .fields)
    self.visitor = visitor
    defer { self.visitor = nil }
    fieldTexts.beginChunk()
    var output = OutputBuffer(capacity: 0)
    return decode(chunk, context: context, into: &output)
  }

  private mutating func decode(
    _ chunk: RawSpan, _ placement: ChunkPlacement, location: ChunkLocation,
    context: DecodeContext, output: inout OutputBuffer, report: inout ChunkReport,
    visit: ((EventSummary) -> Void)?
  ) {
    let header = ChunkHeader(chunk)
    if location.carvedFrom == nil { report.header = header }
    compiler.beginChunk()
    compiler.finder = context.finder
    defer { compiler.finder = nil }
    let liveCount = walk.find(
      chunk, location, available: placement.available, findsSlack: options.recovery != .none)
    if location.carvedFrom == nil {
      checkHeader(
        header, chunk, available: placement.available, location: location, report: &report)
    }
    let line = LineContext(
      placement: placement, chunkIndex: location.index, context: context,
      chunkLimit: output.count + Limits.outputPerChunk)
    for index in 0..<walk.records.count {
      var record = walk.records[index]
      if index < liveCount, context.isUnallocated {
        // A chunk that no file holds: its records follow no others.
        record.origin = .carved
      } else if index < liveCount {
        note(record, report: &report)
      } else {
        report.slackCount += 1
        guard context.isOwner(record, at: placement.fileOffset(of: record.offset)) else { continue }
        report.slackOnlyCount += 1
        if options.countsSlackOnly { continue }
      }
      render(record, chunk, line, output: &output, report: &report, visit: visit)
    }
    for loss in walk.losses { append(loss, line, &report) }
    if walk.lossCount > walk.losses.count {
      append(
        ChunkLoss(
          code: .more, offset: 0,
          message: "\(walk.lossCount - walk.losses.count) further losses in this chunk"),
        line, &report)
    }
  }

  /// Reports what is wrong with a chunk's header, and with its checksums where they are asked for or
  /// the chunk is damaged anyway.
  private mutating func checkHeader(
    _ header: ChunkHeader, _ chunk: RawSpan, available: Int, location: ChunkLocation,
    report: inout ChunkReport
  ) {
    let name = "chunk \(location.index)"
    func place() -> String { "offset \(hexadecimal(location.fileOffset))" }
    if location.isFollowedByChunk, location.byteCount != Chunk.size {
      report.errors.append(
        EVTXError(
          .misaligned, severity: .damage, fileOffset: location.fileOffset,
          chunkIndex: location.index,
          message:
            "\(name): \(location.byteCount) bytes up to the next chunk or the end, expected 65536; "
            + place()))
    }
    if !header.hasSignature {
      if walk.records.isEmpty, options.recovery != .all {
        walk.removeAll()
        report.errors.append(
          EVTXError(
            .badChunk, severity: .damage, fileOffset: location.fileOffset,
            chunkIndex: location.index,
            message: "\(name): no chunk and no records in \(available) bytes, which begin "
              + "\(hexBytes(chunk, 0, 8)); \(place())"))
        return
      }
      report.errors.append(
        EVTXError(
          .badChunkHeader, severity: .damage, fileOffset: location.fileOffset,
          chunkIndex: location.index,
          message: "\(name) header: signature is \(hexBytes(chunk, 0, 8)), "
            + "expected \"ElfChnk\"; \(place())"))
      return
    }
    if !header.isFreeSpaceOffsetPlausible, !header.isEmpty {
      report.errors.append(
        EVTXError(
          .badChunkHeader, severity: .damage, fileOffset: location.fileOffset,
          chunkIndex: location.index,
          message: "\(name) header: free-space offset is "
            + "\(hexadecimal(header.freeSpaceOffset)), expected 0x200 to 0x10000; \(place())"))
    }
    guard options.verifiesChecksums || !walk.losses.isEmpty, !header.hasNoChecksums else { return }
    let headerChecksum = Checksum.chunkHeader(chunk)
    report.isHeaderChecksumValid = headerChecksum == header.storedHeaderChecksum
    if headerChecksum != header.storedHeaderChecksum {
      report.errors.append(
        checksumError("header", header.storedHeaderChecksum, headerChecksum, location))
    }
    let end = Int(header.freeSpaceOffset)
    guard header.isFreeSpaceOffsetPlausible, end <= available else { return }
    let dataChecksum = Checksum.chunkData(chunk, freeSpaceOffset: end)
    report.isDataChecksumValid = dataChecksum == header.storedDataChecksum
    if dataChecksum != header.storedDataChecksum {
      report.errors.append(
        checksumError("data", header.storedDataChecksum, dataChecksum, location))
    }
  }

  private func checksumError(
    _ part: String, _ stored: UInt32, _ found: UInt32, _ location: ChunkLocation
  ) -> EVTXError {
    EVTXError(
      .checksum, severity: .damage, fileOffset: location.fileOffset, chunkIndex: location.index,
      message: "chunk \(location.index) \(part): CRC-32 is \(hexadecimal(found)), the header says "
        + "\(hexadecimal(stored)); offset \(hexadecimal(location.fileOffset))")
  }

  /// Adds a live record to the report's runs, times and keys.
  @inline(__always)
  private func note(_ record: RecordSpan, report: inout ChunkReport) {
    report.recordCount += 1
    if let previous = report.lastWritten {
      // Exports leave the time of some records at zero.
      if record.written.ticks != 0, record.written.ticks &+ ClockBack.tolerance < previous.ticks,
        report.clockBacks.count < ClockBack.perChunk
      {
        report.clockBacks.append(
          ClockBack(recordID: record.recordID, written: record.written, previous: previous))
      }
    } else {
      report.firstWritten = record.written
    }
    report.lastWritten = record.written
    if let last = report.recordRuns.last, last.upperBound &+ 1 == record.recordID,
      record.recordID != 0
    {
      report.recordRuns[report.recordRuns.count - 1] = last.lowerBound...record.recordID
    } else {
      report.recordRuns.append(record.recordID...record.recordID)
    }
  }

  func append(_ loss: ChunkLoss, _ line: LineContext, _ report: inout ChunkReport) {
    let offset = line.placement.fileOffset(of: loss.offset)
    report.errors.append(
      EVTXError(
        loss.code, severity: loss.severity, fileOffset: offset, chunkIndex: line.chunkIndex,
        recordID: loss.recordID,
        message: "chunk \(line.chunkIndex) \(loss.message); offset \(hexadecimal(offset))"))
  }
}

/// What all records of a chunk share while they are rendered.
struct LineContext {
  let placement: ChunkPlacement
  let chunkIndex: Int
  let context: DecodeContext
  /// The output's size that this chunk may reach.
  let chunkLimit: Int
}
