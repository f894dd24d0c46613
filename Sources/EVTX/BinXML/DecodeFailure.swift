internal import ByteIO

/// Why a record could not be decoded. Trivial, so that throwing it costs nothing.
struct DecodeFailure: Error, Equatable {
  enum Fault: UInt8 {
    case truncated
    case unknownToken
    case badName
    case badLength
    case depth
    case tooMany
    case templateMissing
    case outputLimit
    case empty
    case unclosed
    /// Not an error of the record: the program at hand does not fit it.
    case otherShape
  }

  var fault: Fault
  /// Bytes from the start of the chunk.
  var position: Int
  /// The token, count or size found there.
  var found: Int = 0

  init(_ fault: Fault, at position: Int, found: Int = 0) {
    self.fault = fault
    self.position = position
    self.found = found
  }

  init(_ truncated: Truncated) {
    self.init(.truncated, at: truncated.position, found: truncated.needed)
  }

  /// What was expected and what was found.
  var explanation: String {
    let number = "0x" + String(found, radix: 16)
    return switch fault {
    case .truncated: "binary XML ends early: \(found) more bytes expected"
    case .unknownToken: "token \(number) is not one that may stand here"
    case .badName: "name reference \(number) leads to no name"
    case .badLength: "length \(number) does not fit what holds it"
    case .depth: "nesting is deeper than \(found) levels"
    case .tooMany: "more than \(found) values or nodes"
    case .templateMissing: "template definition \(number) was lost"
    case .outputLimit: "output is larger than \(found) bytes"
    case .empty: "the record holds no element"
    case .unclosed: "an element is not closed"
    case .otherShape: "an array has another shape than before"
    }
  }
}
