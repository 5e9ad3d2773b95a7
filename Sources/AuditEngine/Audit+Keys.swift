package import AuditReports
import AuditStore
import CloudTrail
import KMSAccess
import KMSModel
import KMSUsage

extension Audit {
  /// Every key that the store knows, with its state and its use.
  ///
  /// - Parameters:
  ///   - query: the question.
  ///   - path: of the store.
  ///   - configuration: as it was given.
  ///   - jobs: threads.
  /// - Returns: the answer.
  /// - Throws: `notInStore` for a key that the store cannot tell; `store`.
  package static func keys(
    _ query: KeyQuery,
    store path: String,
    configuration: AuditConfiguration,
    jobs: Int
  ) throws(AuditError) -> KeysAnswer {
    let store = try withStoreErrors { () throws(StoreError) in
      try AuditStore.openReadOnly(path: path)
    }
    let chosen = try KeyNames(store).keys(named: query.key)
    let (inventory, sums, kept, exports) = try withStoreErrors { () throws(StoreError) in
      (
        try KeyInventory(store),
        try store.uses(.ofKeys(query, chosen), jobs: jobs),
        try store.keptDays(),
        try store.exports(AuditConfiguration.exportKinds)
      )
    }
    let uses = KeyUses(sums.sums)
    let keys = inventory.keys.filter { chosen?.contains($0.keyARN) ?? true }
      .map { ListedKey($0, uses) }
    return KeysAnswer(
      keys: keys.filter(query.allows),
      undivided: sums.undivided,
      kept: kept.concerning(since: query.scope.since),
      accountNames: configuration.completed(by: exports).accountNames
    )
  }
}

extension KeyInventory {
  fileprivate init(_ store: AuditStore) throws(StoreError) {
    self.init(
      keyARNs: try store.keyARNs(),
      events: try store.evidence(names: Self.eventNames).compactMap { try? KeyEvent($0) },
      exports: try store.exports(Self.exportKinds)
    )
  }
}

extension KeyQuery {
  /// What a key is used for by whom can only be told of all its use.
  fileprivate func allows(_ key: ListedKey) -> Bool {
    guard let arn = KeyARN(key.key.keyARN) else { return false }
    let accounts = key.consumers.map(\.account) + [arn.account]
    return (scope.accounts.isEmpty || !scope.accounts.isDisjoint(with: accounts))
      && (scope.regions.isEmpty || scope.regions.contains(arn.region))
  }
}

extension UseQuery {
  fileprivate static func ofKeys(_ query: KeyQuery, _ keys: Set<String>?) -> UseQuery {
    var uses = UseQuery()
    (uses.since, uses.until, uses.keys) = (query.scope.since, query.scope.until, keys ?? [])
    uses.operations = cryptographic
    uses.hasSucceeded = true
    uses.dimensions = [.key, .account, .attribution, .principal]
    return uses
  }

  /// Those that use a key's material.
  private static let cryptographic = Set(
    Operation.all.filter(\.isCryptographic).map(\.name) + ["ReEncryptFrom", "ReEncryptTo"]
  )
}

/// Who used each key's material.
private struct KeyUses {
  struct Use {
    var consumers: [String: KeyConsumer] = [:]
    var principals: Set<String> = []
  }

  private var uses: [String: Use] = [:]

  /// Sums by key, account, attribution and principal.
  init(_ sums: [UseSum]) {
    for sum in sums {
      let (key, account, principal) = (sum.values[0], sum.values[1], sum.values[3])
      let consumer = KeyConsumer(
        account: account,
        isService: sum.values[2] == Attribution.awsService.text,
        requests: sum.ok,
        firstUse: sum.firstSeen,
        lastUse: sum.lastSeen,
        exampleEventID: sum.exampleEventID
      )
      if uses[key, default: Use()].consumers[account]?.add(consumer) == nil {
        uses[key]?.consumers[account] = consumer
      }
      uses[key]?.principals.insert(principal)
    }
  }

  subscript(key: String) -> Use { uses[key] ?? Use() }
}

extension ListedKey {
  fileprivate init(_ key: InventoriedKey, _ uses: KeyUses) {
    let use = uses[key.keyARN]
    self.init(
      key: key,
      consumers: use.consumers.values.sorted { left, right in
        left.account.utf8.lexicographicallyPrecedes(right.account.utf8)
      },
      usingAdministrators: Set(key.administrators.map(\.principal)).intersection(use.principals)
    )
  }
}
