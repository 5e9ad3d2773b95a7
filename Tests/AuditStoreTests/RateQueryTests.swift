import AuditStore
import KMSModel
import KMSUsage
import Testing

@Suite struct `rates come as asked` {
  private static let key = "arn:aws:kms:eu-west-1:111122223333:key/mrk-1"
  private static let other = "arn:aws:kms:eu-west-1:111122223333:key/zzz"
  private static let symbols = ["", "111122223333", "444455556666", key, other, "eu", "f", "us"]
  /// Charged account, Region, key and day.
  private static let rows: [(Symbol, Symbol, Symbol, Int32)] = [
    (1, 5, 3, 10), (1, 5, 4, 11), (1, 7, 4, 10), (2, 5, 3, 10), (2, 5, 3, 12), (2, 7, 4, 11),
  ]

  private static func query(_ change: (inout RateQuery) -> Void) -> RateQuery {
    var query = RateQuery()
    change(&query)
    return query
  }

  @Test(arguments: [
    (query { _ in }, [0, 1, 2, 3, 4, 5]),
    (query { $0.since = Timestamp(11 * 86400 + 86399) }, [1, 4, 5]),
    (query { $0.until = Timestamp(11 * 86400) }, [0, 2, 3]),
    (query { $0.until = Timestamp(11 * 86400 + 1) }, [0, 1, 2, 3, 5]),
    (query { $0.chargedAccounts = ["444455556666"] }, [3, 4, 5]),
    (query { $0.regions = ["us"] }, [2, 5]),
    (query { $0.regions = ["nowhere"] }, []),
    (query { $0.keys = [key] }, [0, 1, 3, 4]), (query { $0.keys = [other] }, [0, 1, 2, 5]),
    (query { $0.keys = [key, other] }, [0, 1, 2, 3, 4, 5]),
    (query { $0.keys = ["no such key"] }, []),
  ])
  func `by day, account, Region and key`(_ query: RateQuery, _ expected: [Int]) throws {
    var facts = UsageFacts()
    facts.symbols = Self.symbols
    facts.rates = Self.rows.map { account, region, key, day in
      var seconds = SecondCounts()
      seconds.append(second: 0, count: 1)
      return RateFact(
        chargedAccount: account,
        region: region,
        quotaFamily: 6,
        key: key,
        kind: .request,
        day: day,
        seconds: seconds
      )
    }
    let store = try AuditStore.inMemory()
    try store.commit(facts)
    let stored = try store.rates(query)
    #expect(stored.symbols == Self.symbols)
    let found = stored.rates.map { [$0.chargedAccount, $0.region, $0.key, $0.day] }
    #expect(found == expected.map { Self.rows[$0] }.map { [$0.0, $0.1, $0.2, $0.3] })
  }
}
