internal import ByteIO
public import Evidence

/// What was read of rule files: the rules, and everything that is wrong.
public struct RuleSet: Sendable {
  /// The rules that can be run, in the order of files and places.
  public private(set) var rules: [Rule] = []
  /// What is wrong, in the same order.
  public private(set) var problems: [DetectionError] = []
  /// Files that hold no rule, which is no mistake in a folder.
  public private(set) var otherFileCount = 0
  /// Files that were looked at.
  public private(set) var fileCount = 0

  /// An empty set.
  public init() {}

  /// Adds the rules of a file's text.
  ///
  /// - Parameters:
  ///   - bytes: the text, YAML or JSON.
  ///   - file: the name for messages.
  ///   - isNamed: whether the file itself was asked for, so that it must hold rules.
  public mutating func add(_ bytes: [UInt8], file: String, isNamed: Bool = true) {
    fileCount += 1
    let documents: [RuleNode]
    do throws(YAMLFailure) {
      documents =
        Self.isJSON(bytes)
        ? [try RuleNode.document(ofJSON: bytes)] : try RuleNode.documents(ofYAML: bytes)
    } catch {
      problems.append(
        DetectionError(.syntax, error.reason, file: file, at: error.position))
      return
    }
    let searches = documents.map { RuleSearch($0) }
    guard searches.contains(where: { !$0.found.isEmpty }) else {
      otherFileCount += 1
      if isNamed {
        problems.append(DetectionError(.field, "holds no rule: nothing has a query", file: file))
      }
      return
    }
    var reader = RuleReader(file: file, lines: SourceLines(bytes))
    for search in searches {
      reader.variables = search.variables
      for (node, form) in search.found {
        guard let rule = reader.rule(node, form: form) else { continue }
        guard rules.count < Limits.ruleCount else {
          reader.report("there are more than \(Limits.ruleCount) rules", node.position)
          break
        }
        rules.append(rule)
      }
    }
    problems += reader.problems
  }

  /// Adds what another set holds.
  public mutating func add(_ other: RuleSet) {
    rules += other.rules
    problems += other.problems
    otherFileCount += other.otherFileCount
    fileCount += other.fileCount
  }

  /// Says which identifiers several rules have; only the first of them is kept.
  public mutating func removeDuplicates() {
    var places: [String: String] = [:]
    var kept: [Rule] = []
    for rule in rules {
      let place = "\(rule.origin.file):\(rule.origin.position.line)"
      if let first = places[rule.id] {
        problems.append(
          DetectionError(
            .duplicate, "the rule \(rule.id) is in \(first) already; this one is left out",
            weight: .warning, file: rule.origin.file, at: rule.origin.position, ruleID: rule.id))
      } else {
        places[rule.id] = place
        kept.append(rule)
      }
    }
    rules = kept
  }

  /// JSON begins with a bracket or brace; YAML that does is JSON but for its finer points.
  private static func isJSON(_ bytes: [UInt8]) -> Bool {
    var rest = bytes[...]
    if rest.starts(with: [0xef, 0xbb, 0xbf]) { rest = rest.dropFirst(3) }
    let first = rest.first { $0 != 0x20 && $0 != 0x0a && $0 != 0x0d && $0 != 0x09 }
    return first == UInt8(ascii: "{") || first == UInt8(ascii: "[")
  }
}

// MARK: - Files and folders

extension RuleSet {
  /// Adds the rules of a file, or of all `.yaml`, `.yml` and `.json` files of a folder and the folders
  /// inside of it, in the order of their paths. Links inside of folders are not followed.
  public mutating func add(path: EvidencePath) {
    do throws(FileOpenError) {
      let status = try FileStatus(path: path.bytes, followingLinks: true)
      if status.kind == .folder {
        add(folder: path, depth: 0, followingLink: true)
      } else {
        add(filePath: path, isNamed: true)
      }
    } catch {
      problems.append(
        DetectionError(.unreadable, "cannot open: \(error.reason)", file: path.display))
    }
  }

  private mutating func add(folder: EvidencePath, depth: Int, followingLink: Bool) {
    guard depth < Limits.folderDepth else {
      problems.append(
        DetectionError(
          .unreadable, "folders are nested deeper than \(Limits.folderDepth)",
          file: folder.display))
      return
    }
    let listing: FolderListing
    do throws(FileOpenError) {
      listing = try FolderListing(path: folder.bytes, followingLink: followingLink)
    } catch {
      problems.append(
        DetectionError(.unreadable, "cannot open: \(error.reason)", file: folder.display))
      return
    }
    if let failure = listing.failure {
      problems.append(
        DetectionError(
          .unreadable, "cannot be listed to its end: \(failure.reason)", file: folder.display))
    }
    let entries = listing.entries.map { (folder.child($0.name), $0.kind) }
    for (path, kind) in entries.sorted(by: { $0.0 < $1.0 }) {
      switch kind ?? self.kind(of: path) {
      case .folder: add(folder: path, depth: depth + 1, followingLink: false)
      case .regular:
        let isRuleFile = [".yaml", ".yml", ".json"].contains { path.hasSuffix($0) }
        if isRuleFile { add(filePath: path, isNamed: false) }
      default: continue
      }
    }
  }

  /// What a name in a folder is, where the folder does not tell.
  private func kind(of path: EvidencePath) -> FileKind? {
    do throws(FileOpenError) {
      return try FileStatus(path: path.bytes, followingLinks: false).kind
    } catch { return nil }
  }

  private mutating func add(filePath path: EvidencePath, isNamed: Bool) {
    var reason: String
    do throws(FileOpenError) {
      let source = try FileByteSource(path: path.bytes, followingLink: isNamed)
      guard source.byteCount <= Limits.ruleFileByteCount else {
        problems.append(
          DetectionError(
            .unreadable,
            "has \(source.byteCount) bytes, expected at most \(Limits.ruleFileByteCount)",
            file: path.display))
        return
      }
      var buffer = ByteBuffer(capacity: Int(source.byteCount) + 8)
      var bytes: [UInt8] = []
      do throws(ByteSourceError) {
        let count = try buffer.fill(from: source, at: 0)
        bytes.append(copying: buffer.bytes.extracting(0..<count))
        return add(bytes, file: path.display, isNamed: isNamed)
      } catch { reason = error.reason }
    } catch { reason = error.reason }
    problems.append(
      DetectionError(.unreadable, "cannot be read: \(reason)", file: path.display))
  }
}
