import KMSModel

/// All that is known of one key's grants.
struct KeyGrants: Sendable {
  /// The earliest first.
  private(set) var grants: [Grant] = []
  private let index: GranteeIndex
  /// When complete lists of them were taken, sorted.
  private(set) var lists: [Timestamp] = []
  /// The last end of a grant that names one does not know whom.
  private(set) var lastUnknownEnd: Timestamp?

  /// `grants` are sorted.
  init(_ grants: [Grant], lists: [Timestamp]) {
    self.grants = grants
    self.lists = lists.sorted()
    index = GranteeIndex(grants)
    // By their numbers: to copy a grant costs more than to look at it.
    lastUnknownEnd =
      grants.indices.lazy.filter { grants[$0].isKnownByItsEndAlone }
      .compactMap { grants[$0].endedAt }.max()
  }

  /// Grants that name the caller or may do so, the earliest first.
  func candidates(for request: AccessRequest) -> [(grant: Grant, match: GrantMatch)] {
    var candidates: [(Grant, GrantMatch)] = []
    for number in index.candidates(for: request) ?? Array(grants.indices)
    where !grants[number].isKnownByItsEndAlone {
      let match = grants[number].match(request)
      if match != .namesAnother { candidates.append((grants[number], match)) }
    }
    return candidates
  }
}

/// What records and exports tell of one key's grants, put together.
struct GrantBook {
  private var grants: [Grant] = []
  private var numbers: [String: Int] = [:]
  private let keyARN: String

  init(keyARN: String, count: Int) {
    self.keyARN = keyARN
    grants.reserveCapacity(count)
    numbers.reserveCapacity(count)
  }

  private mutating func number(of id: String) -> Int {
    if let known = numbers[id] { return known }
    numbers[id] = grants.count
    grants.append(Grant(keyARN: keyARN, id: id))
    return grants.count - 1
  }

  /// Of several witnesses of one creation the first counts; the better ones come first.
  mutating func add(_ creation: GrantCreation) {
    guard numbers[creation.grantID] == nil else { return }
    numbers[creation.grantID] = grants.count
    grants.append(Grant(keyARN: keyARN, creation))
  }

  mutating func add(_ end: GrantEnd) {
    let number = number(of: end.grantID)
    guard grants[number].endedAt == nil else { return }
    grants[number].endedAt = end.witness.time
    grants[number].endedBy = end.endedBy
    grants[number].endEventID = end.witness.eventID
  }

  mutating func list(_ list: GrantList) {
    for entry in list.entries {
      grants[number(of: entry.id)].list(entry, at: list.time, source: list.source)
    }
  }

  /// A grant that a complete list lacks is gone by then, unless a later one has it.
  ///
  /// A list may lag behind a creation as every change of a grant does.
  mutating func strike(_ lists: [GrantList]) {
    let complete = lists.filter(\.isComplete).map(\.time).sorted()
    guard !complete.isEmpty else { return }
    for number in grants.indices {
      guard let known = grants[number].lastKnown else { continue }
      let next = complete.firstIndex(after: known)
      if next < complete.count { grants[number].missingAt = complete[next] }
    }
  }

  mutating func keyGrants(_ lists: [GrantList]) -> KeyGrants {
    // Mostly they come so, and to move a grant costs more than to look at it.
    let areSorted = grants.indices.dropFirst().allSatisfy {
      !Grant.isEarlier(grants[$0], grants[$0 - 1])
    }
    if !areSorted { grants.sort(by: Grant.isEarlier) }
    return KeyGrants(grants, lists: lists.filter(\.isComplete).map(\.time))
  }
}

/// An answer of `kms list-grants`.
struct GrantList {
  var time: Timestamp
  var source: String
  var entries: [ExportedGrant]
  var isComplete: Bool
}

extension Grant {
  /// The last moment at which it was surely in force, but for its end.
  fileprivate var lastKnown: Timestamp? {
    let created = createEventID.isEmpty ? createdAt : createdAt.map { $0 + Self.propagation }
    return [created, listed?.upperBound].compactMap(\.self).max()
  }
}
