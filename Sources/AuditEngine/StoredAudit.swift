import AuditStore
package import CloudTrail
import KMSAccess
import KMSModel
package import KMSUsage

/// All that a store knows, to ask about access.
package struct StoredAudit {
  let store: AuditStore
  /// Those that are asked about; nil for all.
  let keys: Set<String>?
  var facts: UsageFacts
  let evidence: [EvidenceFact]
  let exports: [AccessExport]
  /// On all days that it ever had.
  let watched: [WatchedHours]
  /// With what the exports tell.
  let configuration: AuditConfiguration

  /// So many keys are looked up one by one; of more, all use is read.
  private static let mostKeysLookedUp = 20

  /// - Parameters:
  ///   - path: of the store.
  ///   - configuration: as it was given.
  ///   - keys: use of others may be missing.
  ///   - scope: use of other days is missing.
  ///   - jobs: threads.
  ///   - isWanted: whether to read a use, with the texts of its symbols; nil for all.
  /// - Throws: `store` for one that is missing, damaged or not ours.
  package init(
    store path: String,
    _ configuration: AuditConfiguration,
    of keys: ChosenKeys = .all,
    scope: Scope = Scope(),
    jobs: Int = 1,
    where isWanted: (@Sendable (Use, [String]) -> Bool)? = nil
  ) throws(AuditError) {
    let store = try Audit.withStoreErrors { () throws(StoreError) in
      try AuditStore.openReadOnly(path: path)
    }
    let known = try keys.known(in: store)
    let chosen = (known?.count ?? .max) > Self.mostKeysLookedUp ? nil : known?.sorted()
    (self.store, self.keys) = (store, known)
    let events = EvidenceOfKeys(keys.areAllMeant ? known : nil)
    (facts, (evidence, exports, watched)) = try Audit.withStoreErrors { () throws(StoreError) in
      try store.readingBoth(
        jobs: jobs,
        { store throws(StoreError) in
          try store.use(ofKeys: chosen, days: scope.days, jobs: jobs, where: isWanted)
        },
        { store throws(StoreError) in
          (try events.events(in: store), try store.exports(), try store.watchedHours())
        }
      )
    }
    self.configuration = configuration.completed(by: exports)
    facts.joinDays()
  }

  /// Accounts known to belong to the organization.
  var organization: Set<String> {
    configuration.organizationAccounts.union(watched.accounts)
  }

  /// As a scan judges, on as many threads.
  ///
  /// - Returns: how many rows of cross-account use there are.
  package func judge(jobs: Int) -> Int { judgement(jobs: jobs).crossAccount.count }

  func judgement(jobs: Int) -> Judgement {
    Judgement(
      facts,
      watched: watched,
      evidence: evidence,
      exports: exports,
      organization: organization,
      jobs: jobs
    )
  }

  /// Leaves out cross-account use of other keys; nil keeps that of all.
  mutating func keepAccess(to keys: Set<String>?) {
    guard let keys else { return }
    keepAccess { use, facts in keys.contains(facts.text(use.key)) }
  }

  mutating func keepAccess(where isWanted: (Use, UsageFacts) -> Bool) {
    let wanted = facts.usage.map { isWanted($0.use, facts) }
    facts.access.removeAll { !wanted[Int($0.usage)] }
  }

  /// Leaves out cross-account use at other moments.
  mutating func keepAccess(since: Timestamp?, until: Timestamp?) {
    guard since != nil || until != nil else { return }
    let first = since?.rawValue ?? .min
    let end = until?.rawValue ?? .max
    func isWhole(_ fact: AccessFact) -> Bool {
      let midnight = Int64(fact.day) * 86400
      return midnight >= first && midnight + 86400 <= end
    }
    if facts.access.allSatisfy(isWhole) { return }
    facts.access = facts.access.compactMap { fact in
      if isWhole(fact) { return fact }
      let midnight = Int64(fact.day) * 86400
      var part = fact
      part.seconds = SecondCounts()
      fact.seconds.forEach { second, count in
        let time = midnight + Int64(second)
        if time >= first, time < end { part.seconds.append(second: second, count: count) }
      }
      return part.seconds.packed.isEmpty ? nil : part
    }
  }
}

/// Of which keys the use is asked for.
package enum ChosenKeys: Sendable {
  case all
  /// As `KeyNames` takes it; "" for all.
  case named(String)
  /// With a use of which the event is the example.
  case ofExample(id: String)

  /// An event that is no example may be of another key.
  fileprivate var areAllMeant: Bool {
    if case .ofExample = self { false } else { true }
  }

  /// nil for all.
  fileprivate func known(in store: AuditStore) throws(AuditError) -> Set<String>? {
    switch self {
    case .all: nil
    case .named(let name): try KeyNames(store).keys(named: name)
    case .ofExample(let id):
      try Audit.withStoreErrors { () throws(StoreError) in Set(try store.keys(ofExample: id)) }
    }
  }
}

extension Scope {
  /// UTC days that hold its moments; nil for all.
  fileprivate var days: ClosedRange<Int32>? {
    if since == nil, until == nil { return nil }
    let first = since?.day ?? .min
    return first...max(first, until.map { Timestamp($0.rawValue - 1).day } ?? .max)
  }
}
