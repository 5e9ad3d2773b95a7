import JSONScan
import KMSAccess
import KMSModel
import Testing

/// A case of `fixtures/policies`: a key policy, one request, and what the policy says of it.
struct PolicyCase: Sendable {
  var name: String
  var policy: KeyPolicy
  var request: AccessRequest
  var inventory: AccessInventory
  var verdict: String
  var statement: String?
  var missing: [String]
  /// What fails in the first statement.
  var failed: String?

  init(_ value: JSONValue) throws {
    name = try #require(value["name"]?.string)
    policy = try KeyPolicy(parsing: try #require(value["policy"]).compactText)
    request = try AccessRequest(fixture: #require(value["request"]))
    inventory = try AccessInventory(fixture: value["inventory"])
    verdict = try #require(value["verdict"]?.string)
    statement = value["statement"]?.string
    missing = value["missing"]?.array?.compactMap(\.string) ?? []
    failed = value["failed"]?.string
  }

  /// As the case says it: the verdict, the statement that it rests on, what is missing, what failed.
  var expected: [String] {
    [verdict, statement ?? "", missing.joined(separator: "; "), failed ?? ""]
  }

  var actual: [String] {
    let verdict = policy.evaluate(request, inventory)
    var failure = ""
    if failed != nil, case .failed(let first)? = verdict.statements.first { failure = "\(first)" }
    return switch verdict.outcome {
    case .allowed(let index): ["allowed", policy.statements[index].name, "", failure]
    case .denied(let index): ["denied", policy.statements[index].name, "", failure]
    case .undetermined(let missing): ["undetermined", "", missing.joined(separator: "; "), failure]
    case .notAllowed: ["notAllowed", "", "", failure]
    }
  }
}

extension AccessRequest {
  /// What a case leaves out: a session of a role of a foreign account decrypts.
  static let usual = AccessRequest(
    operation: "Decrypt",
    keyARN: "arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab",
    callerAccount: "444455556666",
    caller: .role(
      arn: "arn:aws:iam::444455556666:role/apps/Reader",
      session: "arn:aws:sts::444455556666:assumed-role/Reader/job-1"
    )
  )

  init(fixture value: JSONValue) throws {
    self = .usual
    operation = value["operation"]?.string ?? operation
    keyARN = value["keyARN"]?.string ?? keyARN
    callerAccount = value["callerAccount"]?.string ?? callerAccount
    if let given = value["caller"] { caller = try Caller(fixture: given) }
    detail = try RequestDetail(fixture: value["detail"])
  }
}

extension Caller {
  init(fixture value: JSONValue) throws {
    if value == .string("unknown") {
      self = .unknown
      return
    }
    let kind = try #require(value.object?.first)
    let text = try #require(kind.value.string)
    self =
      switch kind.name {
      case "role": .role(arn: text, session: try #require(value["session"]?.string))
      case "user": .user(arn: text)
      case "root": .root(arn: text)
      case "federatedUser": .federatedUser(arn: text)
      case "service": .service(text)
      default: try #require(kind.name == "uniqueID" ? .uniqueID(text) : nil)
      }
  }
}

extension Known {
  /// Not there: unknown; null: absent.
  init(fixture value: JSONValue?, _ read: (JSONValue) -> Value?) throws {
    guard let value else {
      self = .unknown
      return
    }
    self = value == .null ? .absent : .known(try #require(read(value)))
  }
}

extension EncryptionContext {
  /// `encryptionContext`: the whole; null: none; `encryptionContextAtLeast`: a part.
  init(fixture detail: JSONValue?) throws {
    switch detail?["encryptionContext"] {
    case .null?: self = .absent
    case let whole?: self = .known(try #require(whole.texts))
    case nil: self = .atLeast(detail?["encryptionContextAtLeast"]?.texts ?? [:])
    }
  }
}

extension RequestDetail {
  init(fixture value: JSONValue?) throws {
    self.init()
    encryptionContext = try EncryptionContext(fixture: value)
    invokedBy = try Known(fixture: value?["invokedBy"], \.string)
    sourceIP = try Known(fixture: value?["sourceIP"], \.string)
    vpcEndpointID = try Known(fixture: value?["vpcEndpointID"], \.string)
    alias = try Known(fixture: value?["alias"], \.string)
    uniqueID = try Known(fixture: value?["uniqueID"], \.string)
    newGrantConstraints = try Known(fixture: value?["newGrantConstraints"]) { $0.compactText }
    time = try Known(fixture: value?["time"]) { $0.string.flatMap { Timestamp($0) } }
    for member in value?.object ?? [] where member.name.contains(":") {
      let parameter = try #require(RequestParameter(rawValue: member.name))
      self[parameter] = try Known(fixture: member.value) { value in
        value.array?.compactMap(\.string) ?? value.string.map { [$0] }
      }
    }
  }
}

extension AccessInventory {
  init(fixture value: JSONValue?) throws {
    self.init()
    organizationID = try Known(fixture: value?["organizationID"], \.string)
    organizationPaths = try Known(fixture: value?["organizationPaths"]) {
      $0.array?.compactMap(\.string)
    }
    keySpec = try Known(fixture: value?["keySpec"], \.string)
    keyUsage = try Known(fixture: value?["keyUsage"], \.string)
    keyOrigin = try Known(fixture: value?["keyOrigin"], \.string)
    isMultiRegion = try Known(fixture: value?["isMultiRegion"], \.bool)
    multiRegionKeyType = try Known(fixture: value?["multiRegionKeyType"], \.string)
    resourceTags = try Known(fixture: value?["resourceTags"], \.texts)
  }
}

extension JSONValue {
  fileprivate var texts: [String: String]? {
    object.map { members in
      Dictionary(
        members.map { ($0.name, $0.value.string ?? "") },
        uniquingKeysWith: { first, _ in first }
      )
    }
  }
}
