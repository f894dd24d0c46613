internal import ByteIO
internal import Synchronization

/// Inflates units of a few KB to a few MB, on several threads at once.
final class UnitInflater: Sendable {
  /// A decompressor with its input; one thread at a time has it.
  private final class Worker: @unchecked Sendable {
    var inflater: Inflater
    var input: ByteBuffer
    init(_ format: Inflater.Format, inputByteCount: Int) throws(InflateError) {
      inflater = try Inflater(format: format)
      input = ByteBuffer(capacity: inputByteCount)
    }

    /// Inflates the first bytes of the input; nil, or what is wrong with them.
    func run(
      _ inputByteCount: Int, _ output: inout ByteBuffer, _ minimum: Int, isWhole: Bool
    ) throws(InflateError) -> String? {
      inflater.restart()
      return try Self.run(&inflater, input, inputByteCount, &output, minimum, isWhole: isWhole)
    }

    /// The two parts of the worker apart, so that one is read while the other changes.
    private static func run(
      _ inflater: inout Inflater, _ input: borrowing ByteBuffer, _ inputByteCount: Int,
      _ output: inout ByteBuffer, _ minimum: Int, isWhole: Bool
    ) throws(InflateError) -> String? {
      var target = output.mutableBytes
      var consumed = 0
      var produced = 0
      while true {
        let step = try inflater.inflate(
          input.bytes, from: consumed, to: inputByteCount, into: &target, at: produced)
        consumed += step.consumed
        produced += step.produced
        if step.isFinished {
          return produced >= minimum ? nil : "inflates to \(produced) bytes, expected \(minimum)"
        }
        guard step.consumed == 0, step.produced == 0 else { continue }
        if produced == target.byteCount {
          if !isWhole { return nil }
          return consumed < inputByteCount
            ? "inflates to more than \(target.byteCount) bytes"
            : "has no end after \(produced) inflated bytes"
        }
        return "ends after \(produced) inflated bytes, expected \(minimum)"
      }
    }
  }

  private let format: Inflater.Format
  private let idle = Mutex<[Worker]>([])

  /// An inflater of streams of one format.
  init(format: Inflater.Format) { self.format = format }

  /// Inflates what is stored at a place of a part into a unit of `byteCount` bytes.
  ///
  /// - Returns: the unit and what is wrong with it; it is zeros then. The stream must give at least
  ///   `minimum` bytes and no more than `byteCount`; with `isWhole` it must also end there, with a
  ///   right checksum where the format has one.
  /// - Throws: when the medium fails.
  func inflate(
    _ parts: PartPool, part: Int, at fileOffset: Int64, storedByteCount: Int, byteCount: Int,
    minimum: Int, isWhole: Bool
  ) throws(ByteSourceError) -> (unit: DecodedUnit, problem: String?) {
    var output = ByteBuffer(capacity: byteCount)
    let worker: Worker
    do throws(InflateError) { worker = try takeWorker(inputByteCount: storedByteCount) } catch {
      return (DecodedUnit(output), error.reason)
    }
    let stored = try worker.input.fill(
      from: parts, part: part, at: fileOffset, byteCount: storedByteCount)
    var problem: String?
    do throws(InflateError) {
      problem = try worker.run(stored, &output, minimum, isWhole: isWhole)
    } catch {
      problem = error.reason
    }
    idle.withLock { $0.append(worker) }
    if problem != nil { output.clear() }
    return (DecodedUnit(output), problem)
  }

  private func takeWorker(inputByteCount: Int) throws(InflateError) -> Worker {
    let kept = idle.withLock { $0.popLast() }
    if let kept, kept.input.capacity >= inputByteCount { return kept }
    return try Worker(format, inputByteCount: inputByteCount)
  }
}
