import AuditStore
package import KMSModel

extension Audit {
  /// Keeps in the store what the AWS CLI printed into these files and folders.
  ///
  /// A file that is no export is told of, and the others are kept.
  ///
  /// - Parameters:
  ///   - paths: files and folders of any depth.
  ///   - asOf: the moment of all of them; nil for each file's own time.
  ///   - path: the store, which is made if there is none.
  /// - Returns: what was kept, and which files were not and why.
  /// - Throws: `inputNotFound`, before anything is kept; `store`, which is then as it was.
  package static func importExports(
    _ paths: [String],
    asOf: Timestamp?,
    store path: String
  ) throws(AuditError) -> ImportSummary {
    let files = ExportFiles(paths)
    if let path = files.missing.first { throw .inputNotFound(path) }
    let store = try open(.file(path))
    var reading = ImportReading(asOf: asOf)
    for file in files.files { reading.read(file) }
    if !reading.waiting.isEmpty {
      let known = try withStoreErrors { () throws(StoreError) in try store.keyARNs() }
      reading.readWaiting(known: known)
    }
    try withStoreErrors { () throws(StoreError) in try store.add(reading.exports) }
    return reading.summary(files)
  }
}
