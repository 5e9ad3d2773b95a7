import AuditEngine
import AuditReports
import KMSAccess
import KMSModel
import KMSUsage
import TestSupport
import Testing

@Suite struct `A key is named` {
  private static let place = "arn:aws:kms:eu-west-1:111122223333:"
  private static let payments = place + "key/a1111111-0000-4000-8000-00000000000a"
  private static let primary = place + "key/mrk-b0000000000000000000000000000002"
  private static let replica =
    "arn:aws:kms:us-east-1:111122223333:key/mrk-b0000000000000000000000000000002"

  /// Keys of the requests that an answer for this name is about.
  private func keys(_ name: String) throws -> Set<String> {
    var query = HotKeyQuery()
    query.key = name
    let store = try AskedStore.keys.get()
    let rates = try Audit.rates(store: store.path, configuration: AuditConfiguration())
    return Set(try rates.hotKeys(query).rows.map(\.keyARN))
  }

  @Test(arguments: [
    (payments, [payments]), ("a1111111-0000-4000-8000-00000000000a", [payments]),
    ("a", [payments]), (place + "key/a", [payments]),
    // It named another key before.
    ("alias/payments", [payments]), (place + "alias/payments", [payments]),
    // Related multi-Region keys share their id.
    ("mrk-b0000000000000000000000000000002", [primary, replica]), ("mrk-", [primary, replica]),
    (primary, [primary]), ("arn:aws:kms:us-east-1:111122223333:alias/shared", [replica]),
    // Nobody used it.
    (place + "key/none", []), (place + "alias/archive", []),
  ])
  func `by its ARN, its id, a beginning of either or an alias`(name: String, meant: [String]) throws
  {
    #expect(try keys(name) == Set(meant))
  }

  @Test(arguments: [
    ("alias/shared", "may be each of \(place)alias/shared, arn:aws:kms:us-east-1:"),
    (place, "may be each of \(payments), "), ("9", "knows no key"),
    ("alias/old", "names no key since 2026-11-20T02:02:00Z"),
    ("alias/pay", "neither the logs nor an export in the store tell"),
  ])
  func `or the answer says why it is not`(name: String, reason: String) throws {
    let error = #expect(throws: AuditError.self) { try keys(name) }
    guard case .notInStore(let text)? = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(text.contains(reason), "\(text)")
  }

  @Test func `of many that fit a few are told`() throws {
    var query = GrantQuery()
    query.key = "arn:aws:kms:"
    let store = try AskedStore.trail.get()
    let error = #expect(throws: AuditError.self) {
      try Audit.grants(query, store: store.path, configuration: AuditConfiguration(), jobs: 1)
    }
    guard case .notInStore(let text)? = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(text.split(separator: "arn:aws:kms:").count == 7 && text.contains(" more"))
  }

  @Test func `where one key must be meant, not by what several share`() throws {
    let store = try AskedStore.keys.get()
    #expect(throws: AuditError.self) {
      try store.explain("mrk-b0", "arn:aws:iam::444455556666:role/reader", "Decrypt")
    }
    let answer = try store.explain(
      "alias/payments",
      "arn:aws:iam::444455556666:role/reader",
      "Decrypt",
      at: Timestamp("2026-11-20T05:00:00Z")
    )
    #expect(answer.cases.first?.explanation.request.keyARN == Self.payments)
  }
}
