/// What was planted, counted as it was planted: never read back from the logs.
struct Truth: Sendable {
  struct Use: Hashable, Sendable {
    var key, keyAccount, region, consumer, attribution, principal, service, operation: String

    var cells: [String] {
      [key, keyAccount, region, consumer, attribution, principal, service, operation]
    }
  }

  struct Count: Sendable {
    var requests = 0
    var denied = 0
    var throttled = 0
    var failed = 0
    var first = Int.max
    var last = 0

    mutating func add(_ other: Count) {
      requests += other.requests
      denied += other.denied
      throttled += other.throttled
      failed += other.failed
      first = min(first, other.first)
      last = max(last, other.last)
    }
  }

  struct Verdict: Hashable, Sendable {
    var decision, basis: String

    static let refused = Verdict(decision: "denied", basis: "KMS refused the call")
    static let olderKey = Verdict(
      decision: "undetermined",
      basis: "the key policy: the key is older than the logs"
    )
  }

  struct Judged: Hashable, Sendable {
    var use: Use
    var verdict: Verdict
    /// Once the exports are imported; nil where they change nothing.
    var exported: Verdict?
  }

  struct Group: Hashable, Sendable {
    var account, region, family: String
  }

  struct Rates: Sendable {
    /// Second → requests of the account.
    var account: [Int: Int] = [:]
    /// Key → second → requests.
    var keys: [String: [Int: Int]] = [:]
    var throttled: [String: Int] = [:]
  }

  struct Place: Hashable, Sendable {
    var account, region: String
    var day: Int
  }

  struct Covered: Sendable {
    var files = 0
    var incomplete = 0
    var records = 0
    var kms = 0
    var first = Int.max
    var last = 0
    /// Bit h: hour h has a record.
    var hours = 0
  }

  struct Grant: Sendable {
    var key, id, name, grantee, retiring, operations, constraints: String
    var created: Int?
    var ended: Int?
    var endedBy = ""
    /// Made before the log begins: exports alone show it.
    var isExported = false
  }

  var uses: [Use: Count] = [:]
  var judged: [Judged: Count] = [:]
  var rates: [Group: Rates] = [:]
  var coverage: [Place: Covered] = [:]
  var grants: [Grant] = []
  /// Accounts that exports alone show to belong to the organization.
  var exportedAccounts: Set<String> = []
  var counters: [String: Int] = [:]

  mutating func count(_ name: String, _ times: Int = 1) { counters[name, default: 0] += times }

  /// A request that counts, once for each of its keys; `second` judges the other key of a
  /// ReEncrypt, `exported` the first with the exports.
  mutating func plant(
    _ call: KMSCall,
    principal: String? = nil,
    recipient: String,
    verdict: Verdict? = nil,
    second: Verdict? = nil,
    exported: Verdict? = nil
  ) {
    count("requests")
    let service = call.service?.shown ?? (call.caller.account == nil ? call.caller.principal : "")
    let (consumer, attribution) = Self.attribute(call, recipient)
    var count = Count(requests: 1, first: call.time, last: call.time)
    switch call.ending {
    case .ok: break
    case .denied, .deniedByMessage: count.denied = 1
    case .throttled: count.throttled = 1
    case .failed, .notFound: count.failed = 1
    }
    for (index, key) in (call.keys.isEmpty ? [""] : call.keys).enumerated() {
      var operation = call.operation
      if operation == "ReEncrypt" { operation += index == 0 ? "From" : "To" }
      let owner = KMSCall.owner(of: key)
      let use = Use(
        key: key,
        keyAccount: owner,
        region: call.region,
        consumer: consumer,
        attribution: attribution,
        principal: principal ?? call.caller.principal,
        service: service,
        operation: operation
      )
      uses[use, default: Count()].add(count)
      guard !owner.isEmpty, owner != consumer, attribution != "aws-service" else { continue }
      let planted = (index == 0 ? verdict : second ?? verdict) ?? .olderKey
      let judgement = Judged(
        use: use,
        verdict: count.denied > 0 ? .refused : planted,
        exported: index == 0 ? exported : nil
      )
      judged[judgement, default: Count()].add(count)
    }
    plantRate(call, count.throttled)
  }

  private static func attribute(_ call: KMSCall, _ recipient: String) -> (String, String) {
    if let account = call.caller.account {
      return (account, call.isServiceAccount ? "aws-service" : call.attribution)
    }
    if case .service(_, let scope?) = call.caller { return (scope, "scope") }
    if let account = call.contextAccount { return (account, "context") }
    return (recipient, "recipient")
  }

  private mutating func plantRate(_ call: KMSCall, _ throttled: Int) {
    for family in call.families {
      let charged = call.isServiceAccount ? "" : call.caller.account ?? ""
      let group = Group(account: charged, region: call.region, family: family)
      rates[group, default: Rates()].account[call.time, default: 0] += 1
      for key in Set(call.keys.isEmpty ? [""] : call.keys) {
        rates[group, default: Rates()].keys[key, default: [:]][call.time, default: 0] += 1
        if throttled > 0 { rates[group, default: Rates()].throttled[key, default: 0] += 1 }
      }
    }
  }

  /// A record in a file of this recipient.
  mutating func cover(_ account: String, _ region: String, _ time: Int, isKMS: Bool) {
    count("records")
    count(isKMS ? "kms" : "other")
    let place = Place(account: account, region: region, day: time / 86400)
    var covered = coverage[place] ?? Covered()
    covered.records += 1
    if isKMS { covered.kms += 1 }
    covered.first = min(covered.first, time)
    covered.last = max(covered.last, time)
    covered.hours |= 1 << (time % 86400 / 3600)
    coverage[place] = covered
  }

  enum FileState: String { case read, incomplete, unreadable }

  mutating func file(
    _ account: String,
    _ region: String,
    _ time: Int,
    _ state: FileState = .read
  ) {
    count("files")
    count("files_\(state)")
    let place = Place(account: account, region: region, day: time / 86400)
    coverage[place, default: Covered()].files += 1
    if state != .read { coverage[place, default: Covered()].incomplete += 1 }
  }

  /// Joins what another part of the trail planted.
  mutating func add(_ other: Truth) {
    uses.merge(other.uses) { $0.joined($1) }
    judged.merge(other.judged) { $0.joined($1) }
    counters.merge(other.counters, uniquingKeysWith: +)
    grants += other.grants
    exportedAccounts.formUnion(other.exportedAccounts)
    rates.merge(other.rates) { left, right in
      var sum = left
      sum.account.merge(right.account, uniquingKeysWith: +)
      sum.keys.merge(right.keys) { $0.merging($1, uniquingKeysWith: +) }
      sum.throttled.merge(right.throttled, uniquingKeysWith: +)
      return sum
    }
    coverage.merge(other.coverage) { left, right in
      Covered(
        files: left.files + right.files,
        incomplete: left.incomplete + right.incomplete,
        records: left.records + right.records,
        kms: left.kms + right.kms,
        first: min(left.first, right.first),
        last: max(left.last, right.last),
        hours: left.hours | right.hours
      )
    }
  }
}

extension Truth {
  /// The truth once the exports are imported.
  var withExports: Truth {
    var truth = self
    truth.judged = Dictionary(
      judged.map { (Judged(use: $0.use, verdict: $0.exported ?? $0.verdict), $1) }
    ) { $0.joined($1) }
    for place in truth.grants.indices { truth.grants[place].isExported = false }
    return truth
  }

  /// The truth of the logs alone.
  var withoutExports: Truth {
    var truth = self
    truth.judged = Dictionary(judged.map { (Judged(use: $0.use, verdict: $0.verdict), $1) }) {
      $0.joined($1)
    }
    truth.grants.removeAll(where: \.isExported)
    truth.exportedAccounts = []
    return truth
  }
}

extension Truth.Count {
  func joined(_ other: Self) -> Self {
    var sum = self
    sum.add(other)
    return sum
  }
}
