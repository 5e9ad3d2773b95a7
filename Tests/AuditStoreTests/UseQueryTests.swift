import KMSModel
import KMSUsage
import Testing

@testable import AuditStore

@Suite struct `use is added up` {
  private static let seeds: [UInt64] = [71, 72, 73]

  /// By hand, from the facts.
  private func sums(_ facts: UsageFacts, by dimensions: [UseDimension]) -> [UseSum] {
    var sums: [[String]: UseSum] = [:]
    for fact in facts.usage {
      var sum = UseSum(
        values: dimensions.map { facts.text(of: $0, fact) },
        firstSeen: fact.firstSeen,
        lastSeen: fact.lastSeen,
        exampleEventID: fact.exampleEventID
      )
      (sum.ok, sum.denied) = (fact.ok, fact.denied)
      (sum.throttled, sum.failed) = (fact.throttled, fact.failed)
      if sums[sum.values]?.add(sum) == nil { sums[sum.values] = sum }
    }
    return sums.values.sorted(by: UseSum.comesBefore)
  }

  @Test(arguments: seeds)
  func `whatever the texts and numbers are`(seed: UInt64) throws {
    let facts = UsageFacts.random(seed: seed)
    let store = try AuditStore.inMemory()
    try store.commit(facts)
    let all: [[UseDimension]] = [
      [], [.account], [.day], [.key, .owner], [.attribution, .region],
      UseDimension.allCases.filter { $0 != .resource },
    ]
    for dimensions in all {
      var query = UseQuery()
      query.dimensions = dimensions
      let found = try store.uses(query).sums.sorted(by: UseSum.comesBefore)
      #expect(found == sums(facts, by: dimensions), "seed \(seed), by \(dimensions)")
    }
  }

  @Test(arguments: seeds)
  func `and no use is both with and without contexts`(seed: UInt64) throws {
    let facts = UsageFacts.random(seed: seed)
    let store = try AuditStore.inMemory()
    try store.commit(facts)
    var query = UseQuery()
    query.dimensions = [.resource]
    let without = try store.uses(query).sums.reduce(0) { $0 + $1.requests }
    let uses = try store.usesInContexts(query)
    #expect(
      uses.reduce(without) { $0 + $1.use.requests } == facts.usage.reduce(0) { $0 + $1.requests }
    )
    #expect(uses.count == Set(facts.access.map(\.usage)).count)
    #expect(uses.reduce(0) { $0 + $1.contexts.count } == facts.access.count)
  }

  @Test func `in an empty store to nothing`() throws {
    let store = try AuditStore.inMemory()
    var query = UseQuery()
    #expect(try store.uses(query) == UseSums())
    query.dimensions = [.account]
    #expect(try store.uses(query) == UseSums())
    query.since = Timestamp(1)
    #expect(try store.uses(query) == UseSums())
  }
}

extension UsageFacts {
  fileprivate func text(of dimension: UseDimension, _ fact: UsageFact) -> String {
    func text(_ symbol: Symbol) -> String { symbols[Int(symbol)] }
    return switch dimension {
    case .account: text(fact.use.consumerAccount)
    case .key: text(fact.use.key)
    case .owner: text(fact.use.keyAccount)
    case .region: text(fact.use.region)
    case .principal: text(fact.use.principal)
    case .service: text(fact.use.service)
    case .operation: text(fact.use.operation)
    case .resource: ""
    case .day: Timestamp(Int64(fact.day) * 86400).dayText
    case .attribution: fact.use.attribution.text
    }
  }
}
