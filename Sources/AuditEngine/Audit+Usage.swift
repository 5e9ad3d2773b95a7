package import AuditReports
import AuditStore
import CloudTrail
import KMSUsage

extension Audit {
  /// Who used which key how much, grouped as asked.
  ///
  /// - Parameters:
  ///   - query: the question.
  ///   - path: of the store.
  ///   - configuration: as it was given.
  ///   - jobs: threads.
  /// - Returns: the answer.
  /// - Throws: `notInStore` for a key that the store cannot tell; `store`.
  package static func usage(
    _ query: UsageQuery,
    store path: String,
    configuration: AuditConfiguration,
    jobs: Int
  ) throws(AuditError) -> UsageAnswer {
    let store = try withStoreErrors { () throws(StoreError) in
      try AuditStore.openReadOnly(path: path)
    }
    let uses = UseQuery(query, try KeyNames(store).keys(named: query.key))
    let (sums, kept, exports) = try withStoreErrors { () throws(StoreError) in
      (
        try grouped(uses, store, jobs: jobs), try store.keptDays(),
        try store.exports(AuditConfiguration.exportKinds)
      )
    }
    return UsageAnswer(
      dimensions: query.dimensions,
      sums: sums,
      kept: kept.concerning(since: query.scope.since),
      accountNames: configuration.completed(by: exports).accountNames
    )
  }

  private static func grouped(
    _ query: UseQuery,
    _ store: AuditStore,
    jobs: Int
  ) throws(StoreError) -> UseSums {
    var sums: UseSums
    if let place = query.dimensions.firstIndex(of: .resource) {
      var resources = UsedResources(place: place)
      let (uses, undivided) = try store.usesInContexts(query, jobs: jobs)
      for use in uses { resources.add(use) }
      sums = resources.sums
      sums.undivided = undivided
    } else {
      sums = try store.uses(query, jobs: jobs)
    }
    sums.sums.sort(by: UseSum.comesBefore)
    return sums
  }
}

extension UseQuery {
  fileprivate init(_ query: UsageQuery, _ keys: Set<String>?) {
    self.init()
    (since, until) = (query.scope.since, query.scope.until)
    (accounts, regions) = (query.scope.accounts, query.scope.regions)
    (self.keys, dimensions) = (keys ?? [], query.dimensions)
  }
}
