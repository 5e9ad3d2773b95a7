package import KMSModel

/// Why a grant that names a caller does not cover its request.
package enum GrantFailure: Hashable, Sendable {
  case operation
  case encryptionContext
  case sourceARN
  /// It names another session of the caller's role.
  case session
  case notYetCreated
  case ended(Timestamp)
  /// Known at the first moment, and no longer listed at the second.
  case endedBetween(Timestamp, Timestamp)
}

extension GrantFailure: CustomStringConvertible {
  package var description: String {
    switch self {
    case .operation: "operation"
    case .encryptionContext: "encryption context"
    case .sourceARN: "source ARN"
    case .session: "session"
    case .notYetCreated: "not yet created"
    case .ended(let time): "ended \(time)"
    case .endedBetween(let known, let gone): "ended between \(known) and \(gone)"
    }
  }
}

/// A grant that is over.
package struct EndedGrant: Hashable, Sendable {
  package var id: String
  /// `ended` or `endedBetween`.
  package var end: GrantFailure
  /// Of the event that ended it; "" where only exports show the end.
  package var endEventID: String

  package init(id: String, end: GrantFailure, endEventID: String) {
    self.id = id
    self.end = end
    self.endEventID = endEventID
  }
}

/// What would have to be known to tell whether a grant covers a request.
enum GrantQuestion: Hashable, Sendable {
  case encryptionContext
  /// Of a request for a new grant.
  case newGrantConstraints
  case source(String)
  case constraint(String)
  case session
  /// The grantee is known by its unique id alone.
  case isCaller(String)
  /// The caller is known by its unique id alone.
  case callerName(String)
  case caller
  case creation
  case end(after: Timestamp, before: Timestamp)
  case records(UnwatchedStretch)

  func text(grant id: String) -> String {
    switch self {
    case .callerName(let id): "the name of the caller \(id)"
    case .caller: "who called"
    case .encryptionContext: "grant \(id): which encryption context"
    case .newGrantConstraints: "grant \(id): which constraints the new grant has"
    case .source(let arn): "grant \(id): whether the source is \(arn)"
    case .constraint(let name): "grant \(id): what its constraint \(name) asks"
    case .session: "grant \(id): which session called"
    case .isCaller(let uniqueID): "grant \(id): whether the caller is \(uniqueID)"
    case .creation: "grant \(id): when it was created"
    case .end(let after, let before): "grant \(id): it ended between \(after) and \(before)"
    case .records(let stretch): "grant \(id): \(stretch)"
    }
  }
}
