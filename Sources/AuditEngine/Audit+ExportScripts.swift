package import AuditFindings
package import AuditReports
import AuditStore
import KMSModel
import KMSUsage

extension Audit {
  /// What exports would tell of the keys that the store saw in use, and it does not have.
  package static func missingExports(store path: String) throws(AuditError) -> MissingExports {
    try withStoreErrors { () throws(StoreError) in
      let store = try AuditStore.openReadOnly(path: path)
      let facts = try store.load().facts
      return MissingExports(
        keys: facts.keysInUse,
        charged: facts.chargedPlaces,
        exports: try store.exports()
      )
    }
  }

  /// Writes each script into a folder, which is made if it is missing.
  package static func write(_ scripts: [ExportScript], to folder: String) throws(AuditError) {
    try write(scripts.map(ReportFile.script), to: folder, jobs: 1)
  }
}

extension UsageFacts {
  fileprivate var keysInUse: Set<String> {
    Set(usage.map { text($0.use.key) }.filter { $0.contains(":key/") })
  }

  /// Accounts with their own trail in the input: commands can be run in them.
  fileprivate var chargedPlaces: Set<[String]> {
    let accounts = Set(coverage.map(\.account)).subtracting([""])
    return Set(
      rates.map { [text($0.chargedAccount), text($0.region)] }.filter { accounts.contains($0[0]) }
    )
  }
}
