import AuditFindings
import KMSModel
import KMSUsage
import Testing

@testable import AuditEngine

@Suite struct `Judged rows` {
  /// Uses of some keys by some accounts: more than one thread judges at a time, and the order of uses,
  /// which know the attribution, is not that of rows, which do not.
  private var facts: UsageFacts {
    var facts = UsageFacts()
    facts.symbols = ["111122223333", "Decrypt", "eu-west-1", "s3.amazonaws.com"]
    let texts = (0..<40).map { 111_122_224_000 + $0 }.map(String.init)
    let keys = (0..<5).map { "arn:aws:kms:eu-west-1:111122223333:key/key-\($0)" }
    facts.symbols += texts + keys + (0..<9).map { "role-\($0)" }
    facts.accessTexts = [""]
    for key in keys.indices {
      for consumer in texts.indices {
        for attribution in [Attribution.identity, .issuer] {
          for principal in 0..<9 { facts.add(44 + key, 4 + consumer, attribution, 49 + principal) }
        }
      }
    }
    return facts
  }

  @Test func `are sorted, whatever part of the uses a thread judges`() {
    let facts = facts
    let rows = [1, 2, 3].map { jobs in
      Judgement(facts, watched: [], evidence: [], exports: [], organization: [], jobs: jobs)
        .crossAccount
    }
    #expect(rows[0].count == 3600)
    #expect(rows[0] == rows[0].sorted(by: CrossAccountRow.comesBefore))
    #expect(rows[1] == rows[0])
    #expect(rows[2] == rows[0])
  }
}

extension UsageFacts {
  /// One request of the use.
  fileprivate mutating func add(
    _ key: Int,
    _ consumer: Int,
    _ attribution: Attribution,
    _ principal: Int
  ) {
    let use = Use(
      key: Symbol(key),
      keyAccount: 0,
      region: 2,
      consumerAccount: Symbol(consumer),
      attribution: attribution,
      principal: Symbol(principal),
      service: 3,
      operation: 1
    )
    var fact = UsageFact(
      use: use,
      day: 0,
      firstSeen: Timestamp(0),
      lastSeen: Timestamp(0),
      exampleEventID: ""
    )
    fact.ok = 1
    var seconds = SecondCounts()
    seconds.append(second: 0, count: 1)
    access.append(
      AccessFact(
        usage: Int32(usage.count),
        context: 0,
        contextIsCommon: false,
        outcome: .ok,
        day: 0,
        seconds: seconds
      )
    )
    usage.append(fact)
  }
}
