import JSONScan

/// What a grant asks of a request beyond grantee and operation (KMS API Reference,
/// GrantConstraints).
struct GrantConstraints: Hashable, Sendable {
  enum Context: Hashable, Sendable {
    case equals([String: String])
    case subset([String: String])
  }

  private(set) var contexts: [Context] = []
  private(set) var sourceARN: String?
  /// Members that cannot be read, or are not known.
  private(set) var unclear: [String] = []

  var isEmpty: Bool { contexts.isEmpty && sourceARN == nil && unclear.isEmpty }

  init() {}

  /// - Parameter value: `constraints` of a record; of an export with its capitals taken away.
  init(_ value: JSONValue) {
    guard let members = value.object else {
      if value != .null { unclear = ["constraints"] }
      return
    }
    for member in members where member.value != .null && member.value != .object([]) {
      add(member)
    }
  }

  private mutating func add(_ member: JSONMember) {
    switch member.name {
    case "encryptionContextEquals" where member.value.texts != nil:
      contexts.append(.equals(member.value.texts ?? [:]))
    case "encryptionContextSubset" where member.value.texts != nil:
      contexts.append(.subset(member.value.texts ?? [:]))
    case "sourceArn" where member.value.string != nil && sourceARN == nil:
      sourceARN = member.value.string
    default: unclear.append(member.name)
    }
  }
}

extension GrantConstraints {
  enum Answer: Hashable {
    case holds
    case fails(GrantFailure)
    /// What is missing to tell.
    case unknown([GrantQuestion])
  }

  func answer(_ request: AccessRequest) -> Answer {
    var questions: [GrantQuestion] = []
    switch contextHolds(request) {
    case .yes: break
    case .no: return .fails(.encryptionContext)
    case .unknown:
      questions.append(
        request.operation == "CreateGrant" ? .newGrantConstraints : .encryptionContext
      )
    }
    if let sourceARN {
      switch request.detail[.sourceARN] {
      case .known(let values) where values.contains { $0.isSame(as: sourceARN) }: break
      case .known, .absent: return .fails(.sourceARN)
      case .unknown: questions.append(.source(sourceARN))
      }
    }
    questions += unclear.map { .constraint($0) }
    return questions.isEmpty ? .holds : .unknown(questions)
  }

  /// Operations whose requests have no encryption context, so that none is asked of them (KMS API
  /// Reference, GrantConstraints).
  private static let withoutContext: Set<String> = [
    "Decapsulate", "DeriveSharedSecret", "DescribeKey", "Encapsulate", "GenerateMac",
    "GetPublicKey", "RetireGrant", "Sign", "Verify", "VerifyMac",
  ]

  private func contextHolds(_ request: AccessRequest) -> Truth {
    guard !contexts.isEmpty, !Self.withoutContext.contains(request.operation) else { return .yes }
    guard request.operation != "CreateGrant" else { return childHolds(request) }
    return .all(
      contexts.lazy.map { context in
        switch context {
        case .equals(let pairs): request.detail.encryptionContext.equals(pairs)
        case .subset(let pairs): request.detail.encryptionContext.contains(pairs)
        }
      }
    )
  }
}

// MARK: - A new grant by a grantee

extension GrantConstraints {
  /// A grant made by a grantee must be as strict as the grantee's own (KMS Developer Guide, Creating
  /// grants).
  private func childHolds(_ request: AccessRequest) -> Truth {
    switch request.detail.newGrantConstraints {
    case .absent: return .no
    case .unknown where request.detail[.grantConstraintType] == .absent: return .no
    case .unknown: return .missing("")
    case .known(let text):
      guard let value = try? JSONValue(parsing: text) else { return .missing("") }
      let child = GrantConstraints(value)
      guard child.unclear.isEmpty else { return .missing("") }
      return Truth(
        contexts.allSatisfy { own in child.contexts.contains { $0.isAsStrict(as: own) } }
      )
    }
  }
}

extension GrantConstraints.Context {
  fileprivate func isAsStrict(as other: Self) -> Bool {
    switch (self, other) {
    case (.equals(let own), .equals(let pairs)):
      EncryptionContext.known(own).equals(pairs) == .yes
    case (.equals(let own), .subset(let pairs)), (.subset(let own), .subset(let pairs)):
      EncryptionContext.known(own).contains(pairs) == .yes
    case (.subset, .equals): false
    }
  }
}

extension JSONValue {
  /// A map of texts; nil for anything else, and when a name stands twice.
  fileprivate var texts: [String: String]? {
    guard let members = object else { return nil }
    var result: [String: String] = [:]
    for member in members {
      guard let text = member.value.string, result.updateValue(text, forKey: member.name) == nil
      else { return nil }
    }
    return result
  }
}
