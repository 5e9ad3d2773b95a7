import KMSModel
import Parallel
import Synchronization

/// Events and exports by the key that they are about.
struct KeyRecords {
  static let eventNames: Set<String> = [
    "CreateGrant", "RetireGrant", "RevokeGrant", "CreateKey", "PutKeyPolicy", "ReplicateKey",
    "EnableKey", "DisableKey", "ScheduleKeyDeletion", "CancelKeyDeletion", "CreateResourceShare",
    "AssociateResourceShare",
  ]

  struct OfKey {
    var creations: [GrantCreation] = []
    var ends: [GrantEnd] = []
    var lists: [GrantList] = []
    var policy: [PolicyEntry] = []
    var sharedPolicy: [PolicyEntry] = []
    var descriptions: [(time: Timestamp, source: String, KeyDescription)] = []
    var states: [KeyStateEntry] = []
    var createdAt: Timestamp?
    var isManagedByAWS = false
    var isShared = false

    mutating func add(_ other: OfKey) {
      creations += other.creations
      ends += other.ends
      lists += other.lists
      policy += other.policy
      sharedPolicy += other.sharedPolicy
      descriptions += other.descriptions
      states += other.states
      createdAt = [createdAt, other.createdAt].compactMap(\.self).min()
      isManagedByAWS = isManagedByAWS || other.isManagedByAWS
      isShared = isShared || other.isShared
    }
  }

  var keys: [String: OfKey] = [:]
  /// CreateKey of replicas: they do not tell the policy, ReplicateKey does.
  var replicas: [(keyARN: String, PolicyEntry)] = []
  /// RetireGrant without a key, and why there is none.
  var endsWithoutKey: [(reason: String, GrantEnd)] = []
}

extension KeyRecords {
  private static let leastOfPart = 1 << 12

  /// Events are many and large, what they tell is small: parts of them are read side by side, and
  /// none is kept.
  init(count: Int, jobs: Int, event: @Sendable (Int) -> KeyEvent?) {
    let parts = Mutex<[Int: KeyRecords]>([:])
    // Some for each thread, as one may be faster than another; each costs its part of the merge.
    let size = max(Self.leastOfPart, count / (4 * jobs) + 1)
    concurrently((count + size - 1) / size, jobs: jobs) { number in
      var part = KeyRecords()
      for number in number * size..<min((number + 1) * size, count) {
        if let event = event(number) { part.add(event) }
      }
      parts.withLock { $0[number] = part }
    }
    for (_, part) in parts.withLock({ $0 }).sorted(by: { $0.key < $1.key }) { add(part) }
  }

  private mutating func add(_ other: KeyRecords) {
    for (key, records) in other.keys { keys[key, default: OfKey()].add(records) }
    replicas += other.replicas
    endsWithoutKey += other.endsWithoutKey
  }

  consuming func timelines(_ watch: AccountWatch, jobs: Int) -> [String: KeyTimeline] {
    placeReplicas()
    placeEnds()
    let count = keys.count
    // Each key's are let go where its timeline is made.
    let rest = Mutex(Array(keys))
    keys = [:]
    let timelines = inParallel(count, jobs: jobs, state: { [(String, KeyTimeline)]() }) {
      guard let (key, records) = rest.withLock({ $0.popLast() }) else { return }
      $1.append((key, Self.timeline(key, records, watch)))
    }
    return Dictionary(uniqueKeysWithValues: timelines.joined())
  }

  static func nothing(of keyARN: String, _ watch: AccountWatch) -> KeyTimeline {
    timeline(keyARN, OfKey(), watch)
  }

  /// A ReplicateKey tells the policy, and the CreateKey that follows it does not.
  private mutating func placeReplicas() {
    for (key, entry) in replicas { keys[key, default: OfKey()].policy.append(entry) }
    for key in keys.keys where keys[key]?.policy.contains(where: \.isReplication) == true {
      keys[key]?.policy.removeAll { $0.isCreation && !$0.isReplication }
    }
  }

  /// A RetireGrant that names no key ends the only grant of that id.
  private mutating func placeEnds() {
    guard !endsWithoutKey.isEmpty else { return }
    let ids = Set(endsWithoutKey.map(\.1.grantID))
    var places: [String: Set<String>] = [:]
    for (key, records) in keys {
      let listed = records.lists.flatMap { $0.entries.map(\.id) }
      for id in records.creations.map(\.grantID) + listed where ids.contains(id) {
        places[id, default: []].insert(key)
      }
    }
    for (reason, end) in endsWithoutKey {
      let known = places[end.grantID] ?? []
      let key = known.count == 1 ? known.first : nil
      keys[key ?? reason, default: OfKey()].ends.append(end)
    }
  }

  private static func timeline(_ keyARN: String, _ records: OfKey, _ watch: AccountWatch)
    -> KeyTimeline
  {
    let key = KeyARN(keyARN)
    let description = KeyDescription(keyARN: keyARN, merging: records.descriptions)
    return KeyTimeline(
      keyARN: keyARN,
      description: description,
      createdAt: records.createdAt,
      isManagedByAWS: records.isManagedByAWS || description.manager == "AWS",
      isShared: records.isShared,
      states: records.states.sorted { $0.isEarlier(than: $1) },
      policy: PolicyTimeline(records.policy, .default, key: key, watch: watch),
      sharedPolicy: PolicyTimeline(records.sharedPolicy, .ram, key: key, watch: watch),
      keyGrants: grants(keyARN, records),
      watch: watch
    )
  }

  private static func grants(_ keyARN: String, _ records: OfKey) -> KeyGrants {
    var book = GrantBook(keyARN: keyARN, count: records.creations.count)
    for creation in records.creations.sorted(by: { $0.witness < $1.witness }) { book.add(creation) }
    for end in records.ends.sorted(by: { $0.witness < $1.witness }) { book.add(end) }
    let lists = records.lists.sorted { ($0.time, $0.source) < ($1.time, $1.source) }
    for list in lists { book.list(list) }
    book.strike(lists)
    return book.keyGrants(lists)
  }
}

extension PolicyEntry {
  fileprivate var isReplication: Bool {
    if case .event("ReplicateKey", _) = source { true } else { false }
  }
}

extension KeyStateEntry {
  fileprivate func isEarlier(than other: KeyStateEntry) -> Bool {
    time == other.time ? "\(source)".precedes("\(other.source)") : time < other.time
  }
}
