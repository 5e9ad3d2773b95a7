import KMSModel
import Testing

@Suite struct Operations {
  @Test func `the table has each operation once, and as many of each kind as the API`() {
    #expect(Operation.all.count == 56)
    #expect(Set(Operation.all.map(\.name)).count == 56)
    let counts = Dictionary(grouping: Operation.all, by: \.category).mapValues(\.count)
    #expect(
      counts == [
        .cryptographic: 15, .keyAdministration: 13, .policy: 1, .grant: 3, .alias: 3,
        .importedMaterial: 2, .customKeyStore: 5, .readOnly: 14,
      ]
    )
  }

  @Test func `21 operations work across accounts`() {
    #expect(Operation.all.count(where: \.crossAccountAllowed) == 21)
  }

  @Test func `grants know 19 operations`() {
    #expect(Set(Operation.all.flatMap(\.grantOperations)).count == 19)
    #expect(Operation.named("ReEncrypt")?.grantOperations == ["ReEncryptFrom", "ReEncryptTo"])
    #expect(Operation.named("GetKeyRotationStatus")?.grantOperations == [])
  }

  @Test(arguments: [
    ("Decrypt", true, false), ("GenerateRandom", false, false), ("CreateKey", false, true),
    ("ListAliases", false, false), ("RetireGrant", true, true), ("UpdateAlias", true, true),
    ("ConnectCustomKeyStore", false, true), ("GetKeyPolicy", true, false),
  ])
  func `an operation tells whether it takes a key and changes anything`(
    name: String,
    namesKey: Bool,
    changesState: Bool
  ) throws {
    let operation = try #require(Operation.named(name))
    #expect(operation.namesKey == namesKey)
    #expect(operation.changesState == changesState)
  }

  @Test func `what AWS itself does is no operation`() {
    #expect(Operation.serviceEvents.allSatisfy { Operation.named($0) == nil })
    #expect(Operation.named("decrypt") == nil)
  }
}
