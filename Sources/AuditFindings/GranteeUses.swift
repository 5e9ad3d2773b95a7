import KMSModel

/// When whoever may be a grantee used a key, by operation.
///
/// Where a row does not tell who called, it may have been any grantee that fits what it tells.
struct GranteeUses {
  /// Who a row may show, and whom a grantee may be.
  private enum Party: Hashable {
    /// By account and the name of a role, a user or a federated user; of a role without its path.
    case named(String, String)
    /// Somebody of the account, whose name is not known.
    case unnamed(String)
    /// Anybody of the account.
    case account(String)
    case service(String)
    /// The row does not tell the account.
    case unknown
    case anyone
  }

  private typealias Times = [String: ClosedRange<Timestamp>]

  private var uses: [String: [Party: Times]] = [:]
  private var parties: [String: [Party]] = [:]
  /// Changes of grants settle within five minutes (KMS Developer Guide, Grants: eventual
  /// consistency).
  private static let propagation: Int64 = 300

  init(_ usage: LazyRows<UsageRow>, of keys: Set<String>) {
    for row in usage where row.requests > row.denied + row.throttled {
      let isUnresolved = row.keyARN.hasPrefix(UnresolvedKeys.prefix)
      guard isUnresolved || keys.contains(row.keyARN) else { continue }
      for party in Self.parties(of: row) {
        uses[isUnresolved ? row.region : row.keyARN, default: [:]][party, default: [:]]
          .add(row.operation, row.firstSeen...max(row.firstSeen, row.lastSeen))
      }
    }
  }

  mutating func mayHold(_ grant: GrantRow, during life: ClosedRange<Timestamp>) -> Bool {
    let end = Timestamp(life.upperBound.rawValue + Self.propagation)
    let life = life.lowerBound...end
    let parties = parties(of: grant.grantee)
    let region = KeyARN(grant.keyARN)?.region ?? ""
    let operations = grant.operations.split(separator: " ")
    return [grant.keyARN, region].contains { place in
      guard let ofKey = uses[place] else { return false }
      return parties.contains { party in
        guard let times = ofKey[party] else { return false }
        return operations.isEmpty
          ? times.values.contains { $0.overlaps(life) }
          : operations.contains { times[String($0)]?.overlaps(life) ?? false }
      }
    }
  }

  private mutating func parties(of grantee: String) -> [Party] {
    if let known = parties[grantee] { return known }
    let parties = Self.parties(of: grantee)
    self.parties[grantee] = parties
    return parties
  }
}

extension GranteeUses {
  private static func parties(of row: UsageRow) -> [Party] {
    let account = row.consumerAccount
    var parties: [Party] = [.anyone, account.isEmpty ? .unknown : .account(account)]
    if let (home, name) = name(of: row.principal) {
      // Account and ARN differ where a service acts for another account.
      parties += [.named(home, name), .account(home)]
    } else if !account.isEmpty {
      parties.append(.unnamed(account))
    }
    let services = Set([row.service, row.principal].map(ServiceName.normalised))
    for service in services where service.contains(".") { parties.append(.service(service)) }
    if ServiceName.isAnonymous(row.principal) || row.service == "AWS Internal" {
      parties.append(.unknown)
    }
    return parties
  }

  private static func parties(of grantee: String) -> [Party] {
    if AccountID.isValid(grantee) { return [.account(grantee), .unknown] }
    if let (account, name) = name(of: grantee) {
      return name == "root"
        ? [.account(account), .unknown]
        : [.named(account, name), .unnamed(account), .unknown]
    }
    let isService = grantee.contains(".") && !grantee.contains(":")
    // A unique id may be anybody's.
    return isService ? [.service(ServiceName.normalised(grantee)), .unknown] : [.anyone]
  }

  /// Account and name of a principal that has an ARN, or the form `account:aws:role:session` of 2014.
  private static func name(of principal: String) -> (String, String)? {
    if let account = ARN.account(of: principal) {
      let parts = principal.split(separator: ":", maxSplits: 5, omittingEmptySubsequences: false)
      let path = parts[5].split(separator: "/", omittingEmptySubsequences: false)
      let isSession = path[0] == "assumed-role"
      return (account, String(isSession && path.count > 1 ? path[1] : path[path.count - 1]))
    }
    let parts = principal.split(separator: ":")
    guard parts.count > 2, AccountID.isValid(parts[0]) else { return nil }
    return (String(parts[0]), "\(parts[1]):\(parts[2])")
  }
}

extension [String: ClosedRange<Timestamp>] {
  fileprivate mutating func add(_ operation: String, _ times: ClosedRange<Timestamp>) {
    let known = self[operation] ?? times
    self[operation] =
      Swift.min(known.lowerBound, times.lowerBound)...Swift.max(known.upperBound, times.upperBound)
  }
}
