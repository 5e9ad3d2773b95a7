import AuditFindings
import KMSAccess
import KMSModel
import Testing

@Suite struct `What is missing of exports` {
  private static let id = "1234abcd-12ab-34cd-56ef-1234567890ab"
  private static let key = "arn:aws:kms:eu-west-1:111122223333:key/\(id)"

  private func export(_ content: AccessExport.Content) -> AccessExport {
    AccessExport(source: "", time: Timestamp(0), content: content)
  }

  @Test func `all of a key of which nothing is known`() throws {
    let missing = MissingExports(keys: [Self.key], exports: [])
    let place = try #require(missing.places.first)
    #expect(missing.places.count == 1)
    #expect([place.account, place.region] == ["111122223333", "eu-west-1"])
    #expect(place.keys.map(\.key.text) == [Self.key])
    #expect(place.keys.first?.kinds == [.key, .keyPolicy, .grants])
    #expect(place.kinds == [.aliases, .quotas])
    #expect(missing.organization == [.organization, .accounts])
    #expect(missing.leftOut == 0)
  }

  @Test func `nothing when everything is known`() {
    let (account, region) = ("111122223333", "eu-west-1")
    let missing = MissingExports(
      keys: [Self.key],
      exports: [
        export(.key(KeyDescription(keyARN: Self.key))),
        export(.keyPolicy(keyARN: Self.key, name: .default, text: "")),
        export(.grants(keyARN: Self.key, [], isComplete: true)),
        export(.aliases(account: account, region: region, [], isComplete: true)),
        export(.quotas(account: account, region: region, [])),
        export(.organization(id: "o-1", managementAccount: account)),
        export(.accounts([], isComplete: true)),
      ]
    )
    #expect(missing.places.isEmpty)
    #expect(missing.organization.isEmpty)
  }

  @Test func `a policy of AWS RAM is not the key's own, and a cut list is not the whole`() {
    let missing = MissingExports(
      keys: [Self.key],
      exports: [
        export(.keyPolicy(keyARN: Self.key, name: .ram, text: "")),
        export(.grants(keyARN: Self.key, [], isComplete: false)),
      ]
    )
    #expect(missing.places.first?.keys.first?.kinds == [.key, .keyPolicy, .grants])
  }

  @Test func `of an account that pays without a key of its own only the quotas`() {
    let missing = MissingExports(
      keys: [Self.key],
      charged: [
        ["444455556666", "eu-west-1"], ["111122223333", "eu-west-1"], ["x", "eu-west-1"],
      ],
      exports: []
    )
    #expect(missing.places.map(\.account) == ["111122223333", "444455556666"])
    #expect(missing.places.last?.kinds == [.quotas])
    #expect(missing.leftOut == 1)
  }

  @Test(arguments: [
    "arn:aws:kms:eu-west-1:111122223333:key/$(id)", "arn:aws:kms:eu-west-1:111122223333:key/';id;'",
    "arn:aws:kms:eu-west-1:111122223333:key/a", "arn:aws:kms:eu-west-1:1111:key/\(id)",
    "arn:aws:kms:eu-west:111122223333:key/\(id)", "arn:aws-x:kms:eu-west-1:111122223333:key/\(id)",
    "arn:aws:kms:eu-west-1:111122223333:key/\(id)\n", "x", "",
  ])
  func `what has not the form that AWS gives it is counted and left out`(text: String) {
    let missing = MissingExports(keys: [text], exports: [])
    #expect(missing.places.flatMap(\.keys).isEmpty)
    #expect(missing.leftOut == 1)
  }
}
