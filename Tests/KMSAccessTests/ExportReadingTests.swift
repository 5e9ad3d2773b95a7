import Foundation
import JSONScan
import KMSAccess
import KMSModel
import TestSupport
import Testing

@Suite struct `Reading answers of the AWS CLI` {
  static let keyID = "1234abcd-12ab-34cd-56ef-1234567890ab"
  static let key = "arn:aws:kms:eu-west-1:111122223333:key/\(keyID)"
  static let now = Timestamp(1_795_000_000)

  /// Of a file of `fixtures/exports/answers`.
  static func read(_ name: String) throws -> AccessExport {
    let path = Fixtures.root.appending(path: "exports/answers/\(name)").path
    let value = try JSONValue(parsing: try readText(path))
    return try AccessExport(reading: value, fileName: path, time: now)
  }

  static let answers: [(String, AccessExport.Content)] = [
    (
      "list-grants.json",
      .grants(
        keyARN: key,
        [
          ExportedGrant(
            id: "0a1b2c",
            name: "reader",
            grantee: "arn:aws:iam::444455556666:role/app/reader",
            retiringPrincipal: "arn:aws:iam::111122223333:role/admin",
            operations: ["Decrypt", "DescribeKey"],
            constraints: .object([
              JSONMember(
                name: "EncryptionContextSubset",
                value: .object([JSONMember(name: "team", value: .string("a"))])
              )
            ]),
            createdAt: Timestamp("2026-11-20T09:00:00Z")
          ),
          ExportedGrant(
            id: "3d4e5f",
            name: "",
            grantee: "rds.amazonaws.com",
            retiringPrincipal: "rds.amazonaws.com",
            operations: ["Encrypt"],
            constraints: nil,
            createdAt: Timestamp("2026-11-20T10:00:00Z")
          ),
        ],
        isComplete: true
      )
    ),
    (
      "get-key-policy.111122223333.eu-west-1.\(keyID).AWS_RAM.json",
      .keyPolicy(keyARN: key, name: .ram, text: #"{"Version":"2012-10-17","Statement":[]}"#)
    ),
    (
      "list-aliases.json",
      .aliases(
        account: "111122223333",
        region: "eu-west-1",
        [
          ExportedAlias(name: "alias/aws/ebs", targetKeyID: ""),
          ExportedAlias(name: "alias/payments", targetKeyID: keyID),
        ],
        isComplete: true
      )
    ),
    (
      "list-key-rotations.111122223333.eu-west-1.json",
      .rotations(keyARN: key, [KeyRotation(time: Timestamp(1_793_664_000), type: "ON_DEMAND")])
    ),
    (
      "get-key-rotation-status.json",
      .rotationStatus(keyARN: key, isEnabled: true, periodInDays: 365)
    ),
    (
      "list-accounts.json",
      .accounts(
        [
          OrganizationAccount(id: "111122223333", name: "payments", status: "ACTIVE"),
          OrganizationAccount(id: "444455556666", name: "", status: "SUSPENDED"),
        ],
        isComplete: false
      )
    ),
    (
      "describe-organization.json",
      .organization(id: "o-exampleorgid", managementAccount: "111122223333")
    ),
    (
      "list-service-quotas.json",
      .quotas(
        account: "111122223333",
        region: "eu-west-1",
        [
          ExportedQuota(
            code: "L-2AC98190",
            name: "Cryptographic operations (RSA) request rate",
            value: 1500
          ),
          ExportedQuota(
            code: "L-00000001",
            name: "Cryptographic operations (lattice) request rate",
            value: 7
          ),
        ]
      )
    ),
  ]

  @Test(arguments: answers)
  func `each is told by its content`(name: String, content: AccessExport.Content) throws {
    let export = try Self.read(name)
    #expect(export.content == content)
    #expect(export.source == name)
    #expect(export.time == Self.now)
  }

  @Test func `a policy is kept as the answer has it`() throws {
    let export = try Self.read("get-key-policy.111122223333.eu-west-1.\(Self.keyID).json")
    guard case .keyPolicy(Self.key, .default, let text) = export.content else {
      Issue.record("\(export.content)")
      return
    }
    #expect(text.hasPrefix("{\n  \"Version\" : \"2012-10-17\""))
    #expect(try KeyPolicy(parsing: text).statements.map(\.name) == ["admin"])
  }

  @Test func `a description has what never changes of a key`() throws {
    var expected = KeyDescription(
      keyARN: "arn:aws:kms:eu-west-1:111122223333:key/mrk-0123456789abcdef0123456789abcdef"
    )
    (expected.spec, expected.usage) = ("RSA_2048", "SIGN_VERIFY")
    (expected.origin, expected.manager, expected.state) = ("AWS_KMS", "CUSTOMER", "Enabled")
    (expected.isMultiRegion, expected.multiRegionKeyType) = (true, "PRIMARY")
    expected.createdAt = Timestamp("2026-11-01T00:00:00Z")
    #expect(try Self.read("describe-key.json").content == .key(expected))
  }

  @Test func `public keys stay as they are`() throws {
    let export = try Self.read("list-public-keys.eu-west-1.json")
    guard case .publicKeys("eu-west-1", let keys) = export.content else {
      Issue.record("\(export.content)")
      return
    }
    #expect(keys[0]?["Fingerprint"]?.string == "00112233445566778899aabbccddeeff")
  }

  @Test(arguments: [
    (#"{"Grants":[]}"#, true), (#"{"Grants":[],"Truncated":false}"#, true),
    (#"{"Grants":[],"Truncated":true}"#, false), (#"{"Grants":[],"NextMarker":"a"}"#, false),
    (#"{"Grants":[],"NextToken":"a"}"#, false), (#"{"Grants":[],"NextToken":null}"#, true),
  ])
  func `a cut answer is not complete`(text: String, isComplete: Bool) throws {
    let export = try AccessExport(
      reading: JSONValue(parsing: text),
      fileName: "list-grants.111122223333.eu-west-1.\(Self.keyID).json",
      time: Self.now
    )
    #expect(export.content == .grants(keyARN: Self.key, [], isComplete: isComplete))
  }

  @Test func `an entry that stands on two pages counts once`() throws {
    let grant = #"{"KeyId":"\#(Self.key)","GrantId":"a","GranteePrincipal":"p","Operations":[]}"#
    let export = try AccessExport(
      reading: JSONValue(parsing: #"{"Grants":[\#(grant),\#(grant)]}"#),
      fileName: "a.json",
      time: Self.now
    )
    #expect(export.grants?.map(\.id) == ["a"])
  }

  @Test func `as many grants as a key may have are read in little time`() throws {
    let grants = (0..<50_000).map {
      #"{"KeyId":"\#(Self.key)","GrantId":"\#($0)","GranteePrincipal":"p","Operations":["Decrypt"]}"#
    }
    let value = try JSONValue(parsing: #"{"Grants":[\#(grants.joined(separator: ","))]}"#)
    let start = ContinuousClock.now
    let export = try AccessExport(reading: value, fileName: "a.json", time: Self.now)
    #expect(ContinuousClock.now - start < .seconds(20))
    #expect(export.grants?.count == 50_000)
  }
}

extension AccessExport {
  fileprivate var grants: [ExportedGrant]? {
    guard case .grants(_, let grants, _) = content else { return nil }
    return grants
  }
}
