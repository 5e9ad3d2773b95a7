import AuditStore
import CloudTrail
import KMSAccess
import KMSModel
import KMSUsage

/// All that a store knows, to ask about access.
struct StoredAudit {
  let store: AuditStore
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
  /// - Throws: `store` for one that is missing, damaged or not ours.
  init(
    store path: String,
    _ configuration: AuditConfiguration,
    of keys: ChosenKeys = .all,
    scope: Scope = Scope()
  ) throws(AuditError) {
    (store, facts, evidence, exports, watched) = try Audit.withStoreErrors {
      () throws(StoreError) in
      let store = try AuditStore.openReadOnly(path: path)
      let known = try keys.known(in: store)
      let chosen = (known?.count ?? .max) > Self.mostKeysLookedUp ? nil : known
      return (
        store, try store.use(ofKeys: chosen, days: scope.days).joiningDays(),
        try store.evidence(names: Judgement.eventNames), try store.exports(),
        try store.watchedHours()
      )
    }
    self.configuration = configuration.completed(by: exports)
  }

  /// Accounts known to belong to the organization.
  var organization: Set<String> {
    configuration.organizationAccounts.union(watched.accounts)
  }

  var judgement: Judgement {
    Judgement(
      facts,
      watched: watched,
      evidence: evidence,
      exports: exports,
      organization: organization,
      jobs: 1
    )
  }

  /// Leaves out cross-account use of other keys.
  mutating func keepAccess(toKey prefix: String) {
    guard !prefix.isEmpty else { return }
    keepAccess { use, facts in facts.text(use.key).isKey(beginning: prefix) }
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
    facts.access = facts.access.compactMap { fact in
      let midnight = Int64(fact.day) * 86400
      if midnight >= first, midnight + 86400 <= end { return fact }
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
enum ChosenKeys {
  case all
  /// With such an ARN or id; "" for all.
  case beginning(String)
  /// With a use of which the event is the example.
  case ofExample(id: String)

  /// nil for all.
  fileprivate func known(in store: AuditStore) throws(StoreError) -> [String]? {
    switch self {
    case .all, .beginning(""): nil
    case .beginning(let prefix): try store.keyARNs().filter { $0.isKey(beginning: prefix) }
    case .ofExample(let id): try store.keys(ofExample: id).sorted()
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

extension String {
  /// It is a key ARN that begins so, or has such an id.
  func isKey(beginning prefix: String) -> Bool {
    hasPrefix(prefix) || KeyARN(self)?.keyID.hasPrefix(prefix) == true
  }
}
