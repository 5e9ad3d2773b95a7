package import JSONScan
import KMSModel

/// The narrowest grant that would have covered a request.
package struct SmallestGrant: Hashable, Sendable {
  /// The role's ARN for a session: a grant to one session is of no use to the next.
  package var grantee: String
  package var operations: [String]
  /// `EncryptionContextEquals`, or `EncryptionContextSubset` when only a part is known; nil when
  /// none was observed.
  package var encryptionContext: EncryptionContext?

  init?(_ request: AccessRequest) {
    guard let principal = request.caller.nameForPermission, let operations = request.grantOperations
    else { return nil }
    grantee = principal.name
    self.operations = operations
    encryptionContext =
      request.operation == "CreateGrant" ? request.newGrantContext : request.observedContext
  }
}

/// The narrowest statement of a key policy that would have covered a request.
package struct SmallestStatement: Hashable, Sendable {
  /// The statement alone, to be put among the policy's.
  package var json: JSONValue

  init?(_ request: AccessRequest) {
    guard let principal = request.caller.nameForPermission else { return nil }
    func member(_ name: String, _ value: JSONValue) -> JSONMember {
      JSONMember(name: name, value: value)
    }
    var members = [
      member("Effect", .string("Allow")),
      member("Principal", .object([member(principal.type, .string(principal.name))])),
      member("Action", .string("kms:\(request.operation)")),
      member("Resource", .string("*")),
    ]
    if let context = request.observedContext {
      let pairs = context.pairs.sorted { $0.key.precedes($1.key) }.map {
        member("kms:EncryptionContext:\($0.key)", .string($0.value.withoutVariables))
      }
      members.append(member("Condition", .object([member("StringEquals", .object(pairs))])))
    }
    json = .object(members)
  }
}

extension String {
  /// As a policy has to write it: `${` alone would begin a variable (IAM User Guide, Policy
  /// variables).
  fileprivate var withoutVariables: String {
    var text = String.UnicodeScalarView()
    // By scalars: a mark that combines with the brace does not hide it.
    for scalar in unicodeScalars {
      if scalar == "{", text.last == "$" { text.append(contentsOf: "{$}".unicodeScalars) }
      text.append(scalar)
    }
    return String(text)
  }
}

extension AccessRequest {
  /// A grant can permit it.
  var isGrantable: Bool {
    Operation.named(operation).map { !$0.grantOperations.isEmpty } ?? true
  }

  /// That a grant must have to permit it; nil where none can, or it is not known which.
  ///
  /// A grant lets its grantee pass on what it holds itself (KMS Developer Guide, Creating grants).
  fileprivate var grantOperations: [String]? {
    guard Operation.all.contains(where: { $0.grantOperations.contains(operation) }) else {
      return nil
    }
    guard operation == "CreateGrant" else { return [operation] }
    guard case .known(let passedOn) = detail[.grantOperations] else { return nil }
    return Set(passedOn + [operation]).sorted()
  }

  /// What the new grant asks for, which its maker's own grant may ask for too.
  fileprivate var newGrantContext: EncryptionContext? {
    guard case .known(let text) = detail.newGrantConstraints,
      let value = try? JSONValue(parsing: text),
      let context = GrantConstraints(value).contexts.first
    else { return nil }
    return switch context {
    case .equals(let pairs): .known(pairs)
    case .subset(let pairs): .atLeast(pairs)
    }
  }

  fileprivate var observedContext: EncryptionContext? {
    detail.encryptionContext.pairs.isEmpty ? nil : detail.encryptionContext
  }
}

extension Caller {
  /// As a policy names it, with the member of `Principal` for it.
  fileprivate var nameForPermission: (type: String, name: String)? {
    switch self {
    case .role(let arn, _): arn.contains(":assumed-role/") ? nil : ("AWS", arn)
    case .user(let arn), .root(let arn), .federatedUser(let arn): ("AWS", arn)
    case .service(let name): ("Service", name)
    case .uniqueID, .unknown: nil
    }
  }
}
