import AuditReports
import AuditStore

/// What `changes` asks of a store.
package struct ChangesQuery: Sendable {
  /// The shortest time before a period in which a key must have been used to fall silent.
  private static let leastDaysBefore: Int32 = 7

  /// UTC day since 1970-01-01.
  package var since: Int32
  /// First day after the last; nil for all that there are.
  package var until: Int32?
  /// Records of later days have a wrong time, and do not make the period longer.
  package var lastDay = Int32.max - 1
  /// Accounts that use a key, own it or change it.
  package var accounts: Set<String> = []
  package var regions: Set<String> = []
  /// As `KeyNames` takes it; "" for all.
  package var key = ""

  package init(since: Int32) { self.since = since }

  /// The days before are as many, and at least a week: what is used on some days of each week is then
  /// among what was used.
  func period(lastDay recorded: Int32?) -> UseSpanQuery {
    let last = min(recorded ?? since, lastDay)
    let end = max(until ?? last + 1, since + 1)
    return UseSpanQuery(
      days: since..<end,
      before: since - max(end - since, Self.leastDaysBefore)..<since
    )
  }

  func asksFor(_ row: ChangeRow) -> Bool {
    (regions.isEmpty || regions.contains(row.region))
      && (accounts.isEmpty || !accounts.isDisjoint(with: [row.account] + row.callerAccounts))
  }
}
