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

  init(_ grants: [Grant], lists: [Timestamp]) {
    self.grants = grants.sorted(by: Grant.isEarlier)
    self.lists = lists.sorted()
    index = GranteeIndex(self.grants)
    lastUnknownEnd = self.grants.lazy.filter(\.isKnownByItsEndAlone).compactMap(\.endedAt).max()
  }

  /// Grants that name the caller or may do so, the earliest first.
  func candidates(for request: AccessRequest) -> [(grant: Grant, match: GrantMatch)] {
    let numbers = index.candidates(for: request) ?? Array(grants.indices)
    return numbers.lazy.map { self.grants[$0] }.filter { !$0.isKnownByItsEndAlone }
      .map { ($0, $0.match(request)) }.filter { $0.1 != .namesAnother }
  }
}

/// What records and exports tell of one key's grants, put together.
struct GrantBook {
  private var grants: [String: Grant] = [:]
  private let keyARN: String

  init(keyARN: String) { self.keyARN = keyARN }

  /// Of several witnesses of one creation the first counts; the better ones come first.
  mutating func create(by event: KeyEvent) {
    update(event) { if $0.createEventID.isEmpty { $0.create(by: event) } }
  }

  mutating func end(by event: KeyEvent) {
    update(event) { if $0.endedAt == nil { $0.end(by: event) } }
  }

  private mutating func update(_ event: KeyEvent, _ change: (inout Grant) -> Void) {
    guard let id = event.grantID else { return }
    change(&grants[id, default: Grant(keyARN: keyARN, id: id)])
  }

  mutating func list(_ list: GrantList) {
    for entry in list.entries {
      grants[entry.id, default: Grant(keyARN: keyARN, id: entry.id)]
        .list(entry, at: list.time, source: list.source)
    }
  }

  /// A grant that a complete list lacks is gone by then, unless a later one has it.
  ///
  /// A list may lag behind a creation as every change of a grant does.
  mutating func strike(_ lists: [GrantList]) {
    let complete = lists.filter(\.isComplete)
    guard !complete.isEmpty else { return }
    for id in grants.keys {
      guard let grant = grants[id], let known = grant.lastKnown else { continue }
      grants[id]?.missingAt = complete.lazy.map(\.time).filter { $0 > known }.min()
    }
  }

  func keyGrants(_ lists: [GrantList]) -> KeyGrants {
    KeyGrants(Array(grants.values), lists: lists.filter(\.isComplete).map(\.time))
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
