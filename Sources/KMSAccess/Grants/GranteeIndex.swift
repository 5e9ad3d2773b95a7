import KMSModel

/// The grants of one key by those whom they name.
struct GranteeIndex: Sendable {
  private struct Entry: Sendable {
    let place: GranteePlace
    let grant: Int
  }

  /// Sorted by place.
  private let entries: [Entry]

  init(_ grants: [Grant]) {
    var entries: [Entry] = []
    entries.reserveCapacity(grants.count)
    // By their numbers: to copy a grant costs more than to look at it.
    for number in grants.indices where !grants[number].isKnownByItsEndAlone {
      for text in [grants[number].grantee, grants[number].retiringPrincipal] where !text.isEmpty {
        let place = GranteePlace(of: text)
        entries.append(Entry(place: place, grant: number))
        if place.isUniqueID { entries.append(Entry(place: .anyUniqueID, grant: number)) }
      }
    }
    self.entries = entries.sorted {
      ($0.place.hash, $0.grant) < ($1.place.hash, $1.grant)
    }
  }

  /// Grants that may name the caller, by their numbers, sorted; nil for all of them, when the caller
  /// has no name to look for.
  func candidates(for request: AccessRequest) -> [Int]? {
    guard let places = Self.places(for: request) else { return nil }
    guard !entries.isEmpty else { return [] }
    var numbers: [Int] = []
    for place in places { append(grantsAt: place, to: &numbers) }
    return numbers.count < 2 ? numbers : Set(numbers).sorted()
  }

  private func append(grantsAt place: GranteePlace, to numbers: inout [Int]) {
    var (low, high) = (0, entries.count)
    while low < high {
      let middle = (low + high) / 2
      if entries[middle].place.hash >= place.hash { high = middle } else { low = middle + 1 }
    }
    while low < entries.count, entries[low].place.hash == place.hash {
      numbers.append(entries[low].grant)
      low += 1
    }
  }

  private static func places(for request: AccessRequest) -> [GranteePlace]? {
    switch request.caller {
    case .service(let name): [.service(name)]
    case .role(let arn, _), .user(let arn), .root(let arn), .federatedUser(let arn):
      [.account(request.callerAccount), GranteePlace(of: arn), uniqueID(of: request)]
    case .uniqueID, .unknown: nil
    }
  }

  private static func uniqueID(of request: AccessRequest) -> GranteePlace {
    request.detail.knownUniqueID.map(GranteePlace.uniqueID) ?? .anyUniqueID
  }
}
