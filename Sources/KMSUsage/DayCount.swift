/// What the KMS records of one UTC day came to: each is counted in exactly one.
package struct DayCount: Hashable, Sendable {
  /// Days since 1970-01-01.
  package var day: Int32
  package var requests = 0
  package var duplicates = 0
  package var secondCopies = 0
  package var replaced = 0
  package var shadow = 0
  package var dryRuns = 0
  package var serviceEvents = 0

  package init(day: Int32) { self.day = day }

  package mutating func add(_ other: DayCount) {
    requests += other.requests
    duplicates += other.duplicates
    secondCopies += other.secondCopies
    replaced += other.replaced
    shadow += other.shadow
    dryRuns += other.dryRuns
    serviceEvents += other.serviceEvents
  }

  /// All of them.
  package var kms: Int {
    requests + duplicates + secondCopies + replaced + shadow + dryRuns + serviceEvents
  }
}
