import AuditStore
import CloudTrail
import KMSModel
import KMSUsage

/// The files that earlier scans took.
struct KnownFiles: Sendable {
  private let store: AuditStore
  /// Those that were found.
  private let files: [String: StoredFile]
  /// The store has no file at all.
  let isEmpty: Bool
  /// What is taken from a file: the same for the same choice of records and details.
  let choice: String

  /// - Throws: `store`.
  init(_ store: AuditStore, _ found: LogFiles, _ request: ScanRequest) throws(AuditError) {
    let paths = found.files.map(\.path) + found.unreadable.map(\.path)
    let (files, keys, isEmpty) = try Audit.withStoreErrors { () throws(StoreError) in
      (try store.files(paths), try store.exportedKeys(), try !store.hasFiles())
    }
    (self.store, self.files, self.isEmpty) = (store, files, isEmpty)
    // A key that was exported since asks for details that were not kept.
    choice = [request.input.scope.text, Fingerprint.text(of: keys)].joined(separator: "|")
  }

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

  /// Without those that were taken, and have passed their age since.
  func withoutForgotten(_ new: [LogFile]) throws(AuditError) -> [LogFile] {
    try Audit.withStoreErrors { () throws(StoreError) in
      guard try store.hasForgottenFiles() else { return new }
      let identities = new.map { file in
        FileContent(of: file.path).map { FileIdentity(path: file.path, content: $0) }
      }
      let forgotten = try store.forgotten(Set(identities.compactMap(\.self)))
      return zip(new, identities).filter { !($1.map(forgotten.contains) ?? false) }.map(\.0)
    }
  }

  /// Whether earlier scans took something of a file, or of what now cannot be looked at.
  func contain(_ path: String) -> Bool {
    files[path].map { $0.status != .unreadable } ?? false
  }

  /// The days of those that need not be read.
  func days(without read: [String]) -> ClosedRange<Int32>? {
    let read = Set(read)
    return files.lazy.filter { !read.contains($0.key) }.compactMap(\.value.days)
      .reduce(nil) { $1.joined(with: $0) }
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

extension ClosedRange<Int32> {
  /// From the first to the last of both.
  func joined(with other: Self?) -> Self {
    guard let other else { return self }
    return Swift.min(lowerBound, other.lowerBound)...Swift.max(upperBound, other.upperBound)
  }
}
