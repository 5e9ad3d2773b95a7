package import AuditFindings
package import KMSAccess
package import KMSModel
import KMSUsage

/// The answer of `explain`: the decision on one request, or on each kind of request of one use.
package struct ExplainAnswer: Sendable {
  package enum Subject: Hashable, Sendable {
    /// A state-changing event, of which the store has the whole record.
    case event(id: String, name: String)
    /// The example of one or more requests: the store has its moment, but not its own record.
    case example(id: String)
    /// The example of a use, of which the store has not even the moment.
    case useOfExample(id: String)
    case request
  }

  package var subject: Subject
  /// Those that the store has.
  package var uses: [ExplainedUse]
  package var cases: [ExplainedCase]
  /// Further ones that are not explained.
  package var casesLeftOut: Int

  package init(
    subject: Subject,
    uses: [ExplainedUse],
    cases: [ExplainedCase],
    casesLeftOut: Int
  ) {
    self.subject = subject
    self.uses = uses
    self.cases = cases
    self.casesLeftOut = casesLeftOut
  }
}

/// A use with what all its requests have in common.
package struct ExplainedUse: Sendable {
  package var row: UsageRow
  /// By the raw value of `CallTrait`: "" for requests without it, nil where it differs; empty when
  /// nothing is kept.
  package var traits: [String?]
  package var details: KeptDetails

  package init(row: UsageRow, traits: [String?], details: KeptDetails) {
    self.row = row
    self.traits = traits
    self.details = details
  }
}

/// Whether contexts, sessions and the like are kept of a use, or why not.
package enum KeptDetails: String, Hashable, Sendable {
  case kept
  case ofOwnAccount = "own-account"
  case ofRefused = "refused"
  /// The owner's copies of requests whose callers' own logs were read.
  case ofCopies = "owners-copies"
  /// No grant and no policy known when the logs were read asks for them.
  case notAsked = "not-asked"
  /// No such one was known then; an export of the key has come since.
  case importedSince = "imported-since"
}

/// One request with the decision on it.
package struct ExplainedCase: Sendable {
  package var explanation: AccessExplanation
  /// Requests of that kind in the store; nil for one that is only asked about.
  package var seen: SeenRequests?
  /// Why neither a grant nor an Allow of the key policy would cover it; nil when they would.
  package var obstacle: String?

  package init(explanation: AccessExplanation, seen: SeenRequests?, obstacle: String?) {
    self.explanation = explanation
    self.seen = seen
    self.obstacle = obstacle
  }

  /// nil for a caller that a grant cannot be made out to by what logs tell of it.
  var command: GrantCommand? {
    guard obstacle == nil, let grant = explanation.smallestGrant else { return nil }
    return GrantCommand(grant, keyARN: explanation.request.keyARN)
  }

  var statement: JSONOutput? {
    obstacle == nil ? explanation.smallestStatement.map { JSONOutput($0.json) } : nil
  }
}

/// How many and when.
package struct SeenRequests: Hashable, Sendable {
  package var requests: Int
  package var first: Timestamp
  package var last: Timestamp

  package init(requests: Int, first: Timestamp, last: Timestamp) {
    (self.requests, self.first, self.last) = (requests, first, last)
  }
}

/// What an explanation may be given as.
package enum ExplainFormat: String, Hashable, Sendable, CaseIterable {
  case text, json
}

extension ExplainAnswer {
  /// UTF-8, with a line end at the end.
  package func bytes(_ format: ExplainFormat) -> [UInt8] {
    switch format {
    case .text: ExplainText.bytes(self)
    case .json: JSONWriter.bytes(json)
    }
  }
}

extension CallTrait {
  /// As an explanation and its JSON name it.
  var label: String {
    switch self {
    case .session: "session"
    case .userID: "user id"
    case .sourceIP: "source IP"
    case .vpcEndpoint: "VPC endpoint"
    case .multiFactor: "MFA"
    case .sourceARN: "source ARN"
    case .invokedBy: "invoked by"
    case .alias: "alias"
    case .messageType: "message type"
    case .keyAgreementAlgorithm: "key agreement algorithm"
    case .encryptionAlgorithm: "encryption algorithm"
    case .signingAlgorithm: "signing algorithm"
    case .macAlgorithm: "MAC algorithm"
    case .keyPairSpec: "key pair spec"
    case .uniqueID: "unique id"
    }
  }
}
