extension LogInput {
  /// The same inputs in a form that can be read more than once, in the order of their paths' bytes.
  ///
  /// Lists are read and standard input is kept open, both of which come only once. What is named twice is
  /// there once.
  public static func readableAgain(
    _ inputs: [LogInput], options: LogFinderOptions
  ) -> [LogInput] {
    var paths: Set<[UInt8]> = []
    var found: [EvidenceItem] = []
    var examiner = FileExaminer(options)
    func add(_ path: EvidencePath) {
      guard path.isStandardStream else {
        paths.insert(path.bytes)
        return
      }
      if case .items(let items) = examiner.examineGiven(path) { found += items }
    }
    for input in inputs {
      switch input {
      case .path(let path): add(path)
      case .found(let item): found.append(item)
      case .list(let path, let format):
        do throws(EvidenceError) {
          var list = PathList(try examiner.openList(path), format: format, path: path)
          while let entry = list.next() {
            switch entry {
            case .success(let path): add(path)
            case .failure(let error): found.append(.problem(error))
            }
          }
        } catch {
          found.append(.problem(error))
        }
      }
    }
    let sorted = paths.sorted { $0.lexicographicallyPrecedes($1) }
    return found.map { .found($0) } + sorted.map { .path(EvidencePath($0)) }
  }
}
