internal import ByteIO

/// A folder that results are written to.
public enum OutputRoot {
  /// Makes the folder if it is missing, after all refusals.
  ///
  /// - Parameters:
  ///   - path: the folder; the one it lies in must be there.
  ///   - inputs: the files and folders that will be read.
  /// - Throws: `outputIsInput` when the folder is an input or lies in one, else `cannotWrite`.
  public static func open(_ path: EvidencePath, inputs: [EvidencePath]) throws(EvidenceError) {
    let identities = InputIdentities(inputs)
    // Before anything is made: a folder among evidence is a change of it.
    try identities.refuseInside(path)
    do throws(FileOpenError) { try makeFolder(path: path.bytes) } catch {
      throw EvidenceError(.cannotWrite, path, "cannot be made: \(error.reason)")
    }
    try identities.refuseInside(path.child("output"))
  }
}
