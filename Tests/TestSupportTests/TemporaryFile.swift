import Glibc

/// Removes a file of a test.
func removeFile(_ path: String) {
  // unlink reads the path, which Swift keeps alive for the call.
  _ = unsafe unlink(path)
}

/// What makes file names of concurrent test runs different.
let processID = getpid()
