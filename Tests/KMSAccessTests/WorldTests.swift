import JSONScan
import KMSAccess
import KMSModel
import TestSupport
import Testing

/// Claims about worlds of which everything is known.
@Suite struct `Knowledge of grants and policies` {
  static let seeds = UInt64(1)...120

  static func decision(_ history: AccessHistory, at time: Int64) -> AccessDecision {
    history.cover(for: .usual).decision(at: Timestamp(time), denied: false)
  }

  static func isCovered(_ decision: AccessDecision) -> Bool {
    ["grant", "key-policy"].contains(decision.text)
  }

  static func contradict(_ one: AccessDecision, _ other: AccessDecision) -> Bool {
    isCovered(one) && other.text == "not-covered" || one.text == "not-covered" && isCovered(other)
  }

  @Test func `a claim is true`() {
    var counts: [String: Int] = [:]
    for seed in Self.seeds {
      let world = World(seed: seed)
      var random = SplitMix(seed: seed)
      let history = world.history
      for time in world.times(&random) {
        let decision = Self.decision(history, at: time)
        counts[decision.text, default: 0] += 1
        guard !world.isSettling(at: time), !world.isDenied(at: time) else { continue }
        let isWrong =
          Self.isCovered(decision) && !world.isAllowed(at: time)
          || decision.text == "not-covered" && world.isAllowed(at: time)
        #expect(!isWrong, "seed \(seed) at \(Timestamp(time)): \(decision.basis)")
      }
    }
    for text in ["grant", "key-policy", "not-covered", "undetermined"] {
      #expect(counts[text, default: 0] > 100, "\(counts)")
    }
  }

  @Test func `while a change settles nothing is not covered that was or will be`() {
    for seed in Self.seeds {
      let world = World(seed: seed)
      var random = SplitMix(seed: seed)
      let history = world.history
      for time in world.times(&random) where world.isAllowed(at: time) {
        let decision = Self.decision(history, at: time)
        #expect(decision.text != "not-covered", "seed \(seed) at \(Timestamp(time))")
      }
    }
  }

  @Test func `a decision that is said to stay does`() {
    var steady = 0
    for seed in Self.seeds {
      let world = World(seed: seed)
      var random = SplitMix(seed: seed)
      let cover = world.history.cover(for: .usual)
      let times = world.times(&random).sorted()
      for time in times {
        let decision = cover.decision(at: Timestamp(time), denied: false)
        let end = cover.steadyEnd(after: Timestamp(time), denied: false).rawValue
        #expect(end >= time)
        for other in times where other > time && other <= end {
          steady += 1
          #expect(
            cover.decision(at: Timestamp(other), denied: false) == decision,
            "seed \(seed), \(Timestamp(time)) to \(Timestamp(other))"
          )
        }
      }
    }
    #expect(steady > 1000)
  }

  @Test func `order does not matter`() {
    for seed in Self.seeds {
      var world = World(seed: seed)
      var random = SplitMix(seed: seed)
      let times = world.times(&random)
      let decisions = times.map { [history = world.history] in Self.decision(history, at: $0) }
      world.events.shuffle(using: &random)
      world.exports.shuffle(using: &random)
      let history = world.history
      #expect(times.map { Self.decision(history, at: $0) } == decisions, "seed \(seed)")
    }
  }

  /// A day and more without any record, and with it all that happened then: the rule that a shorter
  /// stretch hides nothing is the plan's, not the world's.
  @Test func `what was not recorded leaves a verdict or makes it undetermined`() {
    var lost = 0
    for seed in Self.seeds {
      let world = World(seed: seed)
      var random = SplitMix(seed: seed)
      let start = World.begin + Int64.random(in: 10..<200, using: &random) * 3600
      let stretch = start..<start + Int64.random(in: 26..<60, using: &random) * 3600
      let (full, less) = (world.history, world.without(stretch))
      // In the first minutes after it a change in it may still settle, unseen.
      let unseen = stretch.lowerBound..<stretch.upperBound + 300
      for time in world.times(&random) where !unseen.contains(time) && !world.isDenied(at: time) {
        let (known, guessed) = (Self.decision(full, at: time), Self.decision(less, at: time))
        if known.text != "undetermined", guessed.text == "undetermined" { lost += 1 }
        #expect(
          !Self.contradict(known, guessed),
          "seed \(seed) at \(Timestamp(time)): \(known.basis) / \(guessed.basis)"
        )
      }
    }
    #expect(lost > 50)
  }

  /// These neither end a grant, nor replace or deny anything.
  ///
  /// What does: RevokeGrant, RetireGrant,
  /// PutKeyPolicy, CreateKey, ReplicateKey, an exported policy, a complete list of grants, a list of
  /// an organization's accounts, and an alias or a description that makes the key AWS's own.
  @Test(arguments: [
    #"["CreateGrant","03-04T05:00",{"grant":"new"}]"#,
    #"["CreateGrant","03-04T05:00",{"grant":"new","requestParameters":{"operations":["Encrypt"]}}]"#,
    #"["CreateResourceShare","03-04T05:00"]"#, #"["DisableKey","03-04T05:00"]"#,
    #"["PutKeyPolicy","03-04T05:00",{"errorCode":"AccessDenied"}]"#,
    #"["RevokeGrant","03-04T05:00",{"grant":"unknown"}]"#,
    #"["list-grants","03-04T05:00",{"complete":false,"list":[{"id":"new"}]}]"#,
    #"["describe-key","03-04T05:00",{"manager":"CUSTOMER","state":"Disabled"}]"#,
  ])
  func `an entry that ends nothing takes no cover away`(text: String) throws {
    let entry = try JSONValue(parsing: text)
    let isEvent = entry[0]?.string?.first?.isUppercase == true
    for seed in Self.seeds.prefix(30) {
      var world = World(seed: seed)
      var random = SplitMix(seed: seed)
      let before = world.history
      if isEvent {
        world.events.append(try KeyEvent(fixture: entry, number: 0))
      } else {
        world.exports.append(try AccessExport(fixture: entry))
      }
      let after = world.history
      for time in world.times(&random) where Self.isCovered(Self.decision(before, at: time)) {
        #expect(
          Self.isCovered(Self.decision(after, at: time)),
          "seed \(seed) at \(Timestamp(time))"
        )
      }
    }
  }
}
