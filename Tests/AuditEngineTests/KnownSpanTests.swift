import AuditStore
import KMSUsage
import Testing

/// Where a use has one outcome in one context on a day, the use tells what its seconds add up to.
@Suite struct `sums of seconds that a use tells` {
  @Test func `are those of the seconds`() throws {
    let store = try AuditStore.openReadOnly(path: AskedStore.trail.get().path)
    let access = try store.load().facts.access
    let known = access.filter { $0.knownSpan != nil }
    #expect(known.count > 100 && known.count < access.count)
    for fact in known { #expect(fact.knownSpan == fact.seconds.span) }
  }

  @Test func `are no longer known once the seconds change`() throws {
    let store = try AuditStore.openReadOnly(path: AskedStore.trail.get().path)
    var fact = try #require(try store.load().facts.access.first { $0.knownSpan != nil })
    fact.seconds = SecondCounts()
    #expect(fact.span == nil)
  }
}
