import JSONScan
import KMSAccess

// Plain words for what a request and its candidates are.
extension Caller {
  var text: String {
    switch self {
    case .role(let arn, ""): "\(arn), which session is not known"
    case .role(let arn, let session): "\(arn), session \(session)"
    case .user(let arn), .root(let arn), .federatedUser(let arn): arn
    case .service(let name): "\(name), the service itself"
    case .uniqueID(let id): "\(id), whose name is not known"
    case .unknown: "not known"
    }
  }
}

extension EncryptionContext {
  var text: String {
    let pairs = compactText
    switch (isWhole, self.pairs.isEmpty) {
    case (true, true): return "none"
    case (true, false): return pairs
    case (false, true): return "not known"
    case (false, false): return "\(pairs) and perhaps more"
    }
  }

  private var compactText: String {
    JSONValue.object(pairs.map { JSONMember(name: $0.key, value: .string($0.value)) }).compactText
      .inASCII
  }
}

extension KeptDetails {
  /// nil where they are there.
  var text: String? {
    switch self {
    case .kept: nil
    case .ofOwnAccount: "not kept of use within the key's own account"
    case .ofRefused: "not kept of what KMS refused"
    case .ofCopies: "not kept of the owner's copies of requests"
    case .notAsked: "not kept: no grant or policy known of the key asks for them"
    case .importedSince:
      "not kept: the key's exports came later; scan the logs again to keep them"
    }
  }
}

extension PolicyEntry.Source {
  var text: String {
    switch self {
    case .event(let name, let id): "\(name), event \(id)"
    case .export(let file): file
    }
  }
}

extension AccessExplanation.PolicyInForce {
  var text: String {
    let state = isReplaced ? ", replaced less than 5 minutes before" : ""
    return "\(origin.text) (\(source.text))\(state)\(document.problem)"
  }
}

extension PolicyEntry.Document {
  fileprivate var problem: String {
    switch self {
    case .policy: ""
    case .unreadable(_, let error): "; it cannot be judged: \(error)"
    case .missing(let reason): "; \(reason)"
    }
  }
}

extension JSONOutput {
  init(_ value: JSONValue) {
    switch value {
    case .null: self = .null
    case .bool(let value): self = .flag(value)
    case .number(let text): self = Double(text).map(JSONOutput.rate) ?? .text(text)
    case .string(let text): self = .text(text)
    case .array(let elements): self = .array(elements, JSONOutput.init)
    case .object(let members):
      self = .object(
        Dictionary(members.map { ($0.name, JSONOutput($0.value)) }) { first, _ in first }
      )
    }
  }
}
