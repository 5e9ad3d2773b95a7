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
  /// By Region, of keys that the log does not identify.
  private var unresolved: [String: [Party: Times]] = [:]
  private var parties: [String: [Party]] = [:]
  /// Changes of grants settle within five minutes (KMS Developer Guide, Grants: eventual
  /// consistency).
  private static let propagation: Int64 = 300

  init(_ usage: LazyRows<UsageRow>, of keys: Set<String>) {
    for row in usage where row.requests > row.denied + row.throttled {
      let isUnresolved = row.keyARN.hasPrefix(UnresolvedKeys.prefix)
      guard isUnresolved || keys.contains(row.keyARN) else { continue }
      for party in Self.parties(of: row) {
        let times = row.firstSeen...max(row.firstSeen, row.lastSeen)
        if isUnresolved {
          unresolved[row.region, default: [:]][party, default: [:]].add(row.operation, times)
        } else {
          uses[row.keyARN, default: [:]][party, default: [:]].add(row.operation, times)
        }
      }
    }
  }

  mutating func mayHold(_ grant: GrantRow, during life: ClosedRange<Timestamp>) -> Bool {
    let end = Timestamp(life.upperBound.rawValue + Self.propagation)
    let life = life.lowerBound...end
    let region = unresolved.isEmpty ? "" : KeyARN(grant.keyARN)?.region ?? ""
    for uses in [uses[grant.keyARN], unresolved[region]] {
      guard let uses else { continue }
      for party in parties(of: grant.grantee) {
        if let times = uses[party], times.hold(grant.operations, during: life) { return true }
      }
    }
    return false
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
    let parts = principal.utf8.split(
      separator: UInt8(ascii: ":"),
      maxSplits: 5,
      omittingEmptySubsequences: false
    ).map(Substring.init)
    if parts.count == 6, let account = ARN.account(of: principal) {
      let path = parts[5].utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
      let isSession = path.count > 1 && parts[5].hasPrefix("assumed-role/")
      return (account, String(Substring(path[isSession ? 1 : path.count - 1])))
    }
    guard parts.count > 2, AccountID.isValid(parts[0]) else { return nil }
    return (String(parts[0]), "\(parts[1]):\(parts[2])")
  }
}

extension [String: ClosedRange<Timestamp>] {
  /// A use of one of these operations of a grant; "" may be any.
  fileprivate func hold(_ operations: String, during life: ClosedRange<Timestamp>) -> Bool {
    operations.isEmpty
      ? values.contains { $0.overlaps(life) }
      : operations.utf8.split(separator: UInt8(ascii: " ")).contains {
        self[String(Substring($0))]?.overlaps(life) ?? false
      }
  }

  fileprivate mutating func add(_ operation: String, _ times: ClosedRange<Timestamp>) {
    let known = self[operation] ?? times
    self[operation] =
      Swift.min(known.lowerBound, times.lowerBound)...Swift.max(known.upperBound, times.upperBound)
  }
}
