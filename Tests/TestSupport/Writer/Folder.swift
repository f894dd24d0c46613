internal import ByteIO

/// Every regular file below a folder whose name ends as asked, in the order of their paths. A folder that
/// is not there has none.
public func filesBelow(_ folder: String, suffix: String) throws -> [String] {
  let listing: FolderListing
  do throws(FileOpenError) {
    listing = try FolderListing(path: Array(folder.utf8), followingLink: true)
  } catch {
    return []
  }
  var found: [String] = []
  for entry in listing.entries {
    let path = folder + "/" + String(decoding: entry.name, as: UTF8.self)
    if entry.kind == .folder {
      found += try filesBelow(path, suffix: suffix)
    } else if entry.kind == .regular, path.hasSuffix(suffix) {
      found.append(path)
    }
  }
  return found.sorted()
}
