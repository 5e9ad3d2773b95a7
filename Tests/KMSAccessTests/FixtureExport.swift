import JSONScan
import KMSAccess
import KMSModel
import Testing

extension AccessExport {
  /// `[command of the AWS CLI, time, members]`.
  init(fixture value: JSONValue) throws {
    let command = try #require(value[0]?.string)
    let time = try #require(value[1]?.string)
    let members = value[2] ?? .object([])
    self.init(
      source: members["file"]?.string ?? "\(command).json",
      time: try Timestamp(fixture: time),
      content: try Content(fixture: command, members)
    )
  }
}

extension AccessExport.Content {
  init(fixture command: String, _ members: JSONValue) throws {
    let key = members["key"]?.string ?? FixtureRecord.key
    let isComplete = members["complete"]?.bool ?? true
    let list = members["list"]?.array ?? []
    switch command {
    case "list-grants":
      self = .grants(
        keyARN: key,
        try list.map(ExportedGrant.init(fixture:)),
        isComplete: isComplete
      )
    case "get-key-policy":
      let policy = try #require(members["policy"])
      self = .keyPolicy(
        keyARN: key,
        name: try #require(KeyPolicyName(rawValue: members["name"]?.string ?? "default")),
        text: policy.string ?? policy.compactText
      )
    case "describe-key": self = .key(KeyDescription(fixture: members, key: key))
    case "list-aliases":
      self = .aliases(
        account: "111122223333",
        region: "eu-west-1",
        list.map { alias in
          ExportedAlias(
            name: alias[0]?.string ?? "",
            targetKeyID: alias[1]?.string ?? ""
          )
        },
        isComplete: isComplete
      )
    case "list-accounts":
      self = .accounts(
        list.map { OrganizationAccount(id: $0.string ?? "", name: "", status: "ACTIVE") },
        isComplete: isComplete
      )
    default:
      self = .organization(
        id: try #require(members["id"]?.string),
        managementAccount: "111122223333"
      )
    }
  }
}

extension ExportedGrant {
  init(fixture value: JSONValue) throws {
    self.init(
      id: value["id"]?.string ?? "g1",
      name: value["name"]?.string ?? "",
      grantee: value["grantee"]?.string ?? "arn:aws:iam::444455556666:role/apps/Reader",
      retiringPrincipal: value["retiringPrincipal"]?.string ?? "",
      operations: value["operations"]?.array?.compactMap(\.string) ?? ["Decrypt"],
      constraints: value["constraints"],
      createdAt: try value["created"]?.string.map { try Timestamp(fixture: $0) }
    )
  }
}

extension KeyDescription {
  init(fixture value: JSONValue, key: String) {
    self.init(keyARN: key)
    manager = value["manager"]?.string ?? ""
    state = value["state"]?.string ?? ""
    spec = value["spec"]?.string ?? ""
    usage = value["usage"]?.string ?? ""
    origin = value["origin"]?.string ?? ""
    isMultiRegion = value["multiRegion"]?.bool
    multiRegionKeyType = value["multiRegionKeyType"]?.string ?? ""
  }
}
