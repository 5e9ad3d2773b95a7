import AuditEngine
import AuditReports
import CloudTrail
import Foundation
import KMSAccess
import KMSModel
import TestSupport

/// A store with the facts of a scan, to be asked.
final class AskedStore: Sendable {
  private let folder: TemporaryFolder
  let report: AuditReport
  var path: String { folder.file("store.sqlite") }

  /// Trail and exports lie below `fixtures`; the exports are of one moment, after the logs.
  init(_ trail: String, exports: String? = nil) throws {
    folder = try TemporaryFolder()
    let request = ScanRequest(
      input: InputSelection(paths: [Fixtures.root.appending(path: trail).path]),
      jobs: 2,
      store: .file(folder.file("store.sqlite"))
    )
    report = try Audit.scan(request, progress: ScanProgress())
    guard let exports else { return }
    _ = try Audit.importExports(
      [Fixtures.root.appending(path: exports).path],
      asOf: Timestamp("2026-11-22T12:00:00Z"),
      store: path
    )
  }

  /// A few records of two keys, one of them older than the logs and exported.
  static let small = Result {
    try AskedStore("questions/trail.json", exports: "questions/exports")
  }
  /// Three days of a few keys: renamed, replicated, rotated, disabled, and one known by exports alone.
  static let keys = Result {
    try AskedStore("questions/keys.json", exports: "questions/keys-exports")
  }
  /// Ten days of a few keys: a week as it always is, and three days with changes.
  static let nights = Result { try AskedStore("questions/nights.json") }
  /// Some seconds of two accounts.
  static let load = Result { try AskedStore("questions/load.json") }
  static let trail = Result { try AskedStore("org-trail/trail") }

  func access(_ query: AccessQuery = AccessQuery()) throws -> AccessAnswer {
    try Audit.access(query, store: path, configuration: AuditConfiguration(), jobs: 2)
  }

  func grants(_ choice: GrantQuery.Choice = .all) throws -> GrantsAnswer {
    var query = GrantQuery()
    query.choice = choice
    return try Audit.grants(query, store: path, configuration: AuditConfiguration(), jobs: 2)
  }

  /// With a quota of ten requests a second.
  func rates() throws -> RatedStore {
    var configuration = AuditConfiguration()
    configuration.quotaOverrides = [QuotaOverride(requestsPerSecond: 10)]
    return try Audit.rates(store: path, configuration: configuration)
  }

  func changes(
    since day: String,
    _ change: (inout ChangesQuery) -> Void = { _ in }
  ) throws -> ChangesAnswer {
    var query = ChangesQuery(since: Timestamp(day + "T00:00:00Z")?.day ?? 0)
    change(&query)
    return try Audit.changes(query, store: path, jobs: 2)
  }

  func explain(_ query: ExplainQuery) throws -> ExplainAnswer {
    try Audit.explain(query, store: path, configuration: AuditConfiguration())
  }

  func explain(_ key: String, _ principal: String, _ operation: String, at time: Timestamp? = nil)
    throws -> ExplainAnswer
  {
    var query = RequestQuery(key: key, principal: principal, operation: operation)
    query.time = time
    return try explain(.request(query))
  }
}

extension ExplainAnswer {
  /// Of each case decision and basis.
  var decisions: [[String]] {
    cases.map { [$0.explanation.decision.text, $0.explanation.decision.basis] }
  }
}
