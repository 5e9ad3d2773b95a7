import KMSUsage

extension UsageFacts {
  /// Sums that every scan leaves equal and are not; each in a sentence.
  var contradictions: [String] {
    let sums =
      coverageSums + [
        Sum("requests of cross-account use by their seconds", secondsOfAccess, crossAccountRequests)
      ]
    return (counters.addUp ? [] : ["the counters do not add up"])
      + sums.filter { $0.found != $0.expected }.map(\.text) + wrongRequests
  }

  private struct Sum {
    let name: String
    let found, expected: Int

    init(_ name: String, _ found: Int, _ expected: Int) {
      (self.name, self.found, self.expected) = (name, found, expected)
    }

    var text: String { "\(name): \(found), not \(expected)" }
  }

  private var coverageSums: [Sum] {
    let records = coverage.reduce(0) { $0 &+ $1.records }
    let kms = coverage.reduce(0) { $0 &+ $1.kmsRecords }
    return [
      Sum("records by account and hour", records, counters.kms &+ counters.other),
      Sum("KMS records by account and hour", kms, counters.kms),
    ]
  }

  private var secondsOfAccess: Int { access.reduce(0) { $0 &+ $1.seconds.total } }

  private var crossAccountRequests: Int {
    usage.reduce(0) { $1.use.isCrossAccount ? $0 &+ $1.requests : $0 }
  }

  /// A ReEncrypt is one request and two uses, so the uses are more than the requests by its second
  /// uses.
  ///
  /// These are no more than the uses of either name; as a log may hold events that only call
  /// themselves so, they need not be as many.
  private var wrongRequests: [String] {
    let all = usage.reduce(0) { $0 &+ $1.requests }
    let seconds = ["ReEncryptFrom", "ReEncryptTo"].map { name in
      usage.reduce(0) { text($1.use.operation) == name ? $0 &+ $1.requests : $0 }
    }
    let rest = all &- counters.requests
    guard rest < 0 || rest > seconds.min() ?? 0 else { return [] }
    return ["requests of all uses: \(all), not \(counters.requests) and second uses of ReEncrypt"]
  }
}

extension SecondCounts {
  fileprivate var total: Int {
    var total = 0
    forEach { _, count in total &+= count }
    return total
  }
}
