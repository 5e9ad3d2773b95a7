import AuditStore
import JSONScan
import KMSAccess
import KMSModel
import TestSupport
import Testing

@testable import KMSAuditCommands

@Suite struct `The scripts with the real AWS CLI` {
  private static let account = "123456789012"
  private static let ghost =
    "arn:aws:kms:eu-west-1:\(account):key/1234abcd-12ab-34cd-56ef-1234567890ab"
  private let folder: TemporaryFolder
  private var store: String { folder.file("store.sqlite") }
  private var exports: String { folder.file("exports") }

  init() throws { folder = try TemporaryFolder() }

  @Test(
    .enabled(
      if: SimulatedAWS.tools != nil,
      "needs Python 3 with venv, and PyPI unless .build-aws is there already"
    )
  )
  func `what they fetch is imported as it was made`() throws {
    let aws = try SimulatedAWS(tools: try #require(SimulatedAWS.tools))
    let made = try Made(aws)
    try scan([made.plainKey, made.sharedKey, Self.ghost])
    #expect(kmsaudit("export-commands", "--store", store, "--out", exports) == 0)

    let script = "export-\(Self.account)-eu-west-1.sh"
    let run = try aws.run("/bin/sh", [script], in: exports)
    #expect(run.status == 1)
    // The simulated AWS has no such key, and knows nothing of these quotas.
    for file in ["describe-key", "get-key-policy", "list-grants"] {
      let name = "\(file).\(Self.account).eu-west-1.1234abcd-12ab-34cd-56ef-1234567890ab.json"
      #expect(run.errors.contains("not fetched: \(name)"))
    }
    #expect(run.errors.contains("list-service-quotas.\(Self.account).eu-west-1.json"))
    #expect(run.errors.contains("not fetched: 5, see above"))
    #expect(try aws.run("/bin/sh", ["export-organization.sh"], in: exports).status == 0)

    #expect(kmsaudit("import", exports, "--store", store, "--quiet") == 0)
    let imported = try AuditStore.openReadOnly(path: store).exports()
    try made.expect(in: imported)

    #expect(kmsaudit("import", exports, "--store", store, "--quiet") == 0)
    #expect(try AuditStore.openReadOnly(path: store).exports() == imported)

    let rest = folder.file("rest")
    #expect(kmsaudit("export-commands", "--store", store, "--out", rest) == 0)
    let missing = try readText("\(rest)/\(script)").split(separator: "\n").filter {
      $0.hasPrefix("of_key") && $0.contains("'") || $0.hasPrefix("fetch '")
    }
    #expect(missing.count == 2)
    #expect(missing.first?.contains("1234abcd-12ab-34cd-56ef-1234567890ab") == true)
    #expect(missing.last?.contains("list-service-quotas") == true)
  }

  private func scan(_ keys: [String]) throws {
    let records = keys.enumerated().map {
      decryptRecord($0.element, account: Self.account, id: "\($0.offset)")
    }
    let log = folder.file("log.json")
    try writeFile(Array(records.joined(separator: "\n").utf8), to: log)
    let reports = folder.file("reports")
    #expect(kmsaudit("scan", log, "--store", store, "--reports", reports, "--quiet") == 0)
  }
}

/// What there is in the simulated AWS, as the CLI told when it was made.
private struct Made {
  let plainKey: String
  let sharedKey: String
  private let policy: String
  private let grantIDs: Set<String>
  private let organization: String

  init(_ aws: SimulatedAWS) throws {
    func key() throws -> String {
      try #require(try aws.aws("kms", "create-key")["KeyMetadata"]?["Arn"]?.string)
    }
    plainKey = try key()
    sharedKey = try key()
    policy = """
      {"Version":"2012-10-17","Statement":[{"Sid":"partner","Effect":"Allow",\
      "Principal":{"AWS":"arn:aws:iam::444455556666:root"},"Action":"kms:Decrypt","Resource":"*"}]}
      """
    _ = try aws.aws(
      "kms",
      "put-key-policy",
      "--key-id",
      sharedKey,
      "--policy-name",
      "default",
      "--policy",
      policy
    )
    _ = try aws.aws(
      "kms",
      "create-alias",
      "--alias-name",
      "alias/payments",
      "--target-key-id",
      sharedKey
    )
    var ids: Set<String> = []
    for constraints in ["EncryptionContextSubset={team=a}", "EncryptionContextEquals={team=b}"] {
      let answer = try aws.aws(
        "kms",
        "create-grant",
        "--key-id",
        sharedKey,
        "--grantee-principal",
        "arn:aws:iam::444455556666:role/app/reader",
        "--operations",
        "Decrypt",
        "DescribeKey",
        "--constraints",
        constraints
      )
      ids.insert(try #require(answer["GrantId"]?.string))
    }
    grantIDs = ids
    organization = try #require(
      try aws.aws("organizations", "create-organization")["Organization"]?["Id"]?.string
    )
  }

  func expect(in exports: [AccessExport]) throws {
    expectKeys(exports)
    try expectPolicies(exports)
    expectGrants(exports)
    let aliases = exports.flatMap { export -> [ExportedAlias] in
      guard case .aliases("123456789012", "eu-west-1", let aliases, true) = export.content else {
        return []
      }
      return aliases
    }
    let id = KeyARN(sharedKey)?.keyID ?? ""
    #expect(aliases.contains(ExportedAlias(name: "alias/payments", targetKeyID: id)))
    let account = "123456789012"
    #expect(
      exports.map(\.content).contains(.organization(id: organization, managementAccount: account))
    )
    let accounts = [OrganizationAccount(id: account, name: "master", status: "ACTIVE")]
    #expect(exports.map(\.content).contains(.accounts(accounts, isComplete: true)))
  }

  private func expectKeys(_ exports: [AccessExport]) {
    let keys = exports.compactMap { export -> KeyDescription? in
      guard case .key(let key) = export.content else { return nil }
      return key
    }
    #expect(keys.map(\.keyARN) == [plainKey, sharedKey].sorted())
    #expect(keys.allSatisfy { $0.spec == "SYMMETRIC_DEFAULT" && $0.manager == "CUSTOMER" })
    #expect(keys.allSatisfy { $0.createdAt != nil })
  }

  private func expectPolicies(_ exports: [AccessExport]) throws {
    let policies = exports.compactMap { export -> (String, String)? in
      guard case .keyPolicy(let key, .default, let text) = export.content else { return nil }
      return (key, text)
    }
    #expect(policies.map(\.0) == [plainKey, sharedKey].sorted())
    let text = try #require(policies.first { $0.0 == sharedKey }?.1)
    #expect(try JSONValue(parsing: text).compactText == JSONValue(parsing: policy).compactText)
  }

  private func expectGrants(_ exports: [AccessExport]) {
    let lists = exports.compactMap { export -> (String, [ExportedGrant])? in
      guard case .grants(let key, let grants, true) = export.content else { return nil }
      return (key, grants)
    }
    #expect(lists.map(\.0) == [plainKey, sharedKey].sorted())
    #expect(lists.first { $0.0 == plainKey }?.1.isEmpty == true)
    let grants = lists.first { $0.0 == sharedKey }?.1 ?? []
    #expect(Set(grants.map(\.id)) == grantIDs)
    #expect(
      Set(grants.compactMap { $0.constraints?.compactText }) == [
        #"{"EncryptionContextSubset":{"team":"a"}}"#, #"{"EncryptionContextEquals":{"team":"b"}}"#,
      ]
    )
    #expect(
      grants.allSatisfy {
        $0.grantee == "arn:aws:iam::444455556666:role/app/reader"
          && $0.operations == ["Decrypt", "DescribeKey"]
      }
    )
  }
}
