package import KMSAccess
package import KMSModel
import KMSUsage

/// An account that used a key in cryptographic operations that succeeded.
package struct KeyConsumer: Hashable, Sendable {
  /// "" when it is not known.
  package var account: String
  /// AWS services call from it.
  package var isService: Bool
  package var requests: Int
  package var firstUse: Timestamp
  package var lastUse: Timestamp
  package var exampleEventID: String

  package init(
    account: String,
    isService: Bool,
    requests: Int,
    firstUse: Timestamp,
    lastUse: Timestamp,
    exampleEventID: String
  ) {
    (self.account, self.isService, self.requests) = (account, isService, requests)
    (self.firstUse, self.lastUse) = (firstUse, lastUse)
    self.exampleEventID = exampleEventID
  }

  package mutating func add(_ other: KeyConsumer) {
    requests += other.requests
    isService = isService && other.isService
    firstUse = min(firstUse, other.firstUse)
    lastUse = max(lastUse, other.lastUse)
    exampleEventID = exampleEventID.smallerID(other.exampleEventID)
  }
}

/// A key with its use.
package struct ListedKey: Hashable, Sendable {
  /// Who uses a key.
  package enum Sharing: String, Hashable, Sendable {
    /// The key's own account alone.
    case local
    /// Other accounts alone.
    case central
    case mixed
    /// No use was seen.
    case none
    /// Of some use the account is not known.
    case unknown
  }

  package let key: InventoriedKey
  /// By account.
  package let consumers: [KeyConsumer]
  /// Administrators that used the key as well.
  package let usingAdministrators: Set<String>

  package init(
    key: InventoriedKey,
    consumers: [KeyConsumer],
    usingAdministrators: Set<String>
  ) {
    (self.key, self.consumers) = (key, consumers)
    self.usingAdministrators = usingAdministrators
  }

  package var requests: Int { consumers.reduce(0) { $0 + $1.requests } }
  package var firstUse: Timestamp? { consumers.map(\.firstUse).min() }
  package var lastUse: Timestamp? { consumers.map(\.lastUse).max() }

  /// AWS services' own accounts are nobody's.
  package var sharing: Sharing {
    let accounts = consumers.filter { !$0.isService }.map(\.account)
    let owner = ARN.account(of: key.keyARN)
    let isOwn = accounts.contains { $0 == owner }
    let isOthers = accounts.contains { $0 != owner && !$0.isEmpty }
    if isOwn, isOthers { return .mixed }
    if accounts.contains("") { return .unknown }
    if isOwn { return .local }
    if isOthers { return .central }
    return consumers.isEmpty ? .none : .unknown
  }
}
