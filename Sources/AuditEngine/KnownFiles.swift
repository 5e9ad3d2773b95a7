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

  /// What is to be done with a file.
  enum State { case new, known, changedTooLate }

  /// A file need not be read when it is the same as it was and was read to its end, with the same choice
  /// or with no choice of records at all: what was taken whole is not to become less.
  ///
  /// And it can no longer be when some of what it held was counted for good.
  @Sendable func state(of file: LogFile) -> State {
    guard !file.isStream, let known = files[file.path] else { return .new }
    // What cannot be looked at now was taken all the same.
    let isSame = FileContent(of: file.path).map { $0 == known.content } ?? true
    if known.isSettled { return isSame ? .known : .changedTooLate }
    let isTaken = known.choice == choice || !isOfEverything && known.choice.hasPrefix("|")
    return isSame && isTaken && known.status == .read ? .known : .new
  }

  /// Whether earlier scans took something of a file, or of what now cannot be looked at.
  func contain(_ path: String) -> Bool {
    files[path].map { $0.status != .unreadable } ?? false
  }

  private var isOfEverything: Bool { choice.hasPrefix("|") }
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
