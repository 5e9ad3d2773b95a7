import AuditStore
import CloudTrail
import KMSModel
import KMSUsage

/// The files that earlier scans took.
struct KnownFiles: Sendable {
  private let files: [String: StoredFile]
  /// What is taken from a file: the same for the same choice of records and details.
  let choice: String

  init(_ store: AuditStore, _ request: ScanRequest) throws(AuditError) {
    let (files, keys) = try Audit.withStoreErrors { () throws(StoreError) in
      (try store.files(), try store.exportedKeys())
    }
    self.files = files
    // A key that was exported since asks for details that were not kept.
    choice = [request.input.scope.text, Fingerprint.text(of: keys)].joined(separator: "|")
  }

  var isEmpty: Bool { files.isEmpty }

  /// Whether a file need not be read: it is the same as it was and was read to its end, with the same
  /// choice.
  ///
  /// Or can no longer be: what it held before was counted for good, and cannot be taken back.
  @Sendable func contain(_ file: LogFile) -> Bool {
    guard file.path != "-", let known = files[file.path] else { return false }
    if known.isSettled { return true }
    guard known.status == .read, known.choice == choice else { return false }
    // What cannot be looked at now was taken all the same.
    return FileContent(of: file.path).map { $0 == known.content } ?? true
  }
}

extension Scope {
  /// The same for the same choice of records.
  var text: String {
    if isEverything { return "" }
    return [
      since?.description ?? "", until?.description ?? "",
      accounts.sorted().joined(separator: ","), regions.sorted().joined(separator: ","),
    ]
    .joined(separator: " ")
  }
}
