internal import Tabular

/// Why a kernel cannot give an exact answer. The evaluator adds the place.
struct Refusal: Error {
  let message: String
  var code = QueryError.Code.unsupported

  init(_ message: String, code: QueryError.Code = .unsupported) {
    self.message = message
    self.code = code
  }
}

/// What computes a function for the arguments of one row.
typealias RowFunction = ([Datum]) throws(Refusal) -> Datum

/// Prepares a function for a call: what depends on constant arguments, such as a regular expression, is made once.
typealias Kernel = @Sendable (KernelCall) throws(Refusal) -> RowFunction

/// A call of a function, as it is known before there are rows.
struct KernelCall {
  /// The types of the arguments.
  let types: [ScalarType]
  /// The values of arguments that are the same for all rows.
  let constants: [Datum?]
  let result: ScalarType
  /// Which of the columns of a function that gives several.
  let tupleIndex: Int
  /// The time that `now()` gives.
  let now: Int64
  /// The names of the columns that the arguments are, empty for others.
  let names: [String]

  /// The constant text of an argument; nil for one that differs by row or is missing.
  func text(_ index: Int) -> [UInt8]? {
    guard index < constants.count, let constant = constants[index] else { return nil }
    return constant.text
  }

  /// What is made of a text: once for a constant, else for each row.
  func prepared<Made>(
    _ index: Int, _ make: @escaping ([UInt8]) throws(Refusal) -> Made
  ) throws(Refusal) -> (([Datum]) throws(Refusal) -> Made) {
    if let text = text(index) {
      let made = try make(text)
      return { _ in made }
    }
    // Neighbouring rows often have the same text.
    var last: (text: [UInt8], made: Made)?
    return { (arguments: [Datum]) throws(Refusal) -> Made in
      let text = arguments[index].text
      if let last, last.text == text { return last.made }
      let made = try make(text)
      last = (text, made)
      return made
    }
  }
}

/// The kernels of scalar functions by the names of the catalogue. Each family is a file.
enum KernelCatalogue {
  static let byName: [String: Kernel] = {
    var table: [String: Kernel] = [:]
    for family in families { table.merge(family) { first, _ in first } }
    return table
  }()

  private static let families: [[String: Kernel]] = [
    comparisonKernels, logicKernels, arithmeticKernels, membershipKernels, textOperatorKernels,
    memberKernels, textKernels, textSearchKernels, regexKernels, conversionKernels,
    conditionKernels, timePartKernels, timeArithmeticKernels, timeFormatKernels, mathKernels,
    arrayKernels, arrayOrderKernels, setKernels, bagKernels, addressKernels,
    addressSearchKernels, encodingKernels, pathKernels, urlKernels, recordKernels, byteSizeKernels,
    hashKernels, ipv6Kernels, compressionKernels, punycodeKernels,
    seriesStatisticsKernels, seriesKernels, structureKernels,
  ]
}
