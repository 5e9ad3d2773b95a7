import KMSModel

/// The grants of one key by those whom they name.
struct GranteeIndex: Sendable {
  private struct Entry: Sendable {
    let place: Int
    let grant: Int
  }

  /// Sorted by place: a hash, so that two places may share one and a match must be looked at.
  private let entries: [Entry]

  /// Where a grantee is looked for.
  private enum Place: Hashable {
    case account(String)
    case role(Role)
    case arn(String)
    case uniqueID(String)
    case service(String)
    /// Every grant to somebody with a name in the account.
    case named(account: String)
    case anyUniqueID
  }

  init(_ grants: [Grant]) {
    var entries: [Entry] = []
    entries.reserveCapacity(grants.count * 2)
    for (number, grant) in grants.enumerated() where !grant.isKnownByItsEndAlone {
      for holder in grant.holders {
        for place in Self.places(of: holder) {
          entries.append(Entry(place: place.hashValue, grant: number))
        }
      }
    }
    self.entries = entries.sorted { ($0.place, $0.grant) < ($1.place, $1.grant) }
  }

  private static func places(of grantee: Grantee) -> [Place] {
    switch grantee {
    case .account(let account): [.account(account)]
    case .role(let role, _), .session(let role, _): [.role(role), .named(account: role.account)]
    case .principal(let account, let arn): [.arn(arn), .named(account: account)]
    case .uniqueID(let id): [.uniqueID(id), .anyUniqueID]
    case .service(let name): [.service(name)]
    }
  }

  /// Grants that may name the caller, by their numbers, sorted; nil for all of them.
  func candidates(for request: AccessRequest) -> [Int]? {
    guard let places = Self.places(for: request) else { return nil }
    guard !entries.isEmpty else { return [] }
    return Set(places.flatMap(grants)).sorted()
  }

  private func grants(at place: Place) -> [Int] {
    let hash = place.hashValue
    var (low, high) = (0, entries.count)
    while low < high {
      let middle = (low + high) / 2
      if entries[middle].place >= hash { high = middle } else { low = middle + 1 }
    }
    return entries[low...].prefix { $0.place == hash }.map(\.grant)
  }

  private static func places(for request: AccessRequest) -> [Place]? {
    let account = Place.account(request.callerAccount)
    switch request.caller {
    case .service(let name): return [.service(name)]
    case .role(let arn, _):
      let role = Role(arn: arn).map { Place.role($0) }
      return [account, .arn(arn), uniqueID(of: request)] + (role.map { [$0] } ?? [])
    case .user(let arn), .root(let arn), .federatedUser(let arn):
      return [account, .arn(arn), uniqueID(of: request)]
    case .uniqueID(let id):
      return [account, .named(account: request.callerAccount), .uniqueID(id)]
    case .unknown:
      guard !request.callerAccount.isEmpty else { return nil }
      return [account, .named(account: request.callerAccount), uniqueID(of: request)]
    }
  }

  private static func uniqueID(of request: AccessRequest) -> Place {
    guard case .known(let values) = request.detail[.userID], let id = values.first else {
      return .anyUniqueID
    }
    return .uniqueID(String(id.prefix { $0 != ":" }))
  }
}

extension Grant {
  /// The grantee, and who may retire it.
  fileprivate var holders: [Grantee] {
    retiringPrincipal.isEmpty
      ? [Grantee(grantee)] : [Grantee(grantee), Grantee(retiringPrincipal)]
  }
}
