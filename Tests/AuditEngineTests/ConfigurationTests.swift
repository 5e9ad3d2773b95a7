import AuditEngine
import KMSModel
import Testing

@Suite struct `the configuration file` {
  @Test func `every section is read`() throws {
    let configuration = try AuditConfiguration(
      yaml: """
        quotas:
          - account: "111122223333"
            region: eu-west-1
            family: cryptographic-symmetric
            requests_per_second: 20000
          - {family: GenerateDataKeyPair RSA_2048, requests_per_second: 0.5}
        accounts:
          "012345678901": payments
          444455556666: "2024"
        organization:
          accounts: [012345678901, "444455556666"]
        service_accounts:
          "777788889999": macie.amazonaws.com
        hot_keys: {threshold: 1, share: .25}
        """,
      path: "kmsaudit.yaml"
    )
    #expect(
      configuration.quotaOverrides == [
        QuotaOverride(
          account: "111122223333",
          region: "eu-west-1",
          family: "cryptographic-symmetric",
          requestsPerSecond: 20000
        ),
        QuotaOverride(family: "GenerateDataKeyPair RSA_2048", requestsPerSecond: 0.5),
      ]
    )
    #expect(
      configuration.accountNames == ["012345678901": "payments", "444455556666": "2024"]
    )
    #expect(configuration.organizationAccounts == ["012345678901", "444455556666"])
    #expect(configuration.serviceAccounts["777788889999"] == "macie.amazonaws.com")
    #expect(configuration.serviceAccounts.count == ServiceAccounts.defaults.count + 1)
    #expect(configuration.threshold == 1)
    #expect(configuration.share == 0.25)
  }

  @Test(arguments: ["", "# nothing\n", "---\n", "quotas:\naccounts:\norganization:\nhot_keys:\n"])
  func `without content the defaults hold`(_ yaml: String) throws {
    #expect(try AuditConfiguration(yaml: yaml, path: "") == AuditConfiguration())
  }

  @Test(arguments: [
    // Unknown keys.
    ("hot_keys:\n  treshold: 0.5", 2, 3, "unknown key \"treshold\"; did you mean threshold?"),
    ("hotkeys: {}", 1, 1, "unknown key \"hotkeys\"; did you mean hot_keys?"),
    ("organization: {regions: []}", 1, 16, "unknown key \"regions\"; known are accounts"),
    ("\"\\e[31m\": 1", 1, 1, "unknown key \"\\u{1B}[31m\"; known are quotas, accounts"),
    // Wrong types.
    ("- quotas", 1, 1, "a mapping is expected"),
    ("quotas: {}", 1, 9, "a list is expected"),
    ("quotas: [5]", 1, 10, "a mapping is expected"),
    ("organization: {accounts: 111122223333}", 1, 26, "a list is expected"),
    ("accounts: {111122223333: [a]}", 1, 26, "a single value is expected"),
    ("accounts: {111122223333: 2024}", 1, 26, "text is expected"),
    ("accounts: {111122223333: }", 1, 26, "text is expected"),
    ("accounts: {? {a: b} : c}", 1, 14, "a single value is expected"),
    ("hot_keys: {share: high}", 1, 19, "a number is expected"),
    ("hot_keys: {share: \"0.1\"}", 1, 19, "a number is expected"),
    ("hot_keys: {share: .nan}", 1, 19, "a number is expected"),
    // Impossible values.
    ("hot_keys: {threshold: 1.01}", 1, 23, "a number above 0 and at most 1 is expected"),
    ("hot_keys: {threshold: -0.1}", 1, 23, "a number above 0 and at most 1 is expected"),
    ("hot_keys: {threshold: 0}", 1, 23, "a number above 0 and at most 1 is expected"),
    ("quotas: [{family: Sign}]", 1, 10, "a quota needs family and requests_per_second"),
    (
      "quotas: [{family: Sign, requests_per_second: 0}]", 1, 46,
      "a number above 0 is expected"
    ),
    (
      "quotas: [{family: cryptographic-symetric, requests_per_second: 1}]", 1, 19,
      "unknown quota family \"cryptographic-symetric\"; did you mean cryptographic-symmetric?"
    ),
    (
      "quotas: [{region: eu-west1, family: Sign, requests_per_second: 1}]", 1, 19,
      "\"eu-west1\" is no Region like eu-west-1"
    ),
    // Account ids.
    ("organization: {accounts: [12345678901]}", 1, 27, "in quotes so that leading zeros stay"),
    ("organization: {accounts: [1.2e11]}", 1, 27, "\"1.2e11\" is no account id"),
    ("organization: {accounts: [0x1234567890]}", 1, 27, "is no account id"),
    ("accounts:\n  payments: 1", 2, 3, "\"payments\" is no account id: write its 12 digits"),
    (
      "accounts:\n  \"111122223333\": a\n  111122223333: b", 3, 3,
      "account 111122223333 stands here twice"
    ),
    // Not YAML.
    ("quotas: [", 2, 1, "did not find expected node content"),
    ("a: \"b", 1, 6, "found unexpected end of stream"),
    ("\thot_keys: {}", 1, 1, "found character that cannot start any token"),
    ("accounts: *nobody", 1, 11, "found undefined alias"),
    ("hot_keys: {}\nhot_keys: {}", 1, 1, "\"hot_keys\" stands here twice"),
    ("quotas: []\n---\nquotas: []", 2, 1, "but found another document"),
    ("accounts:\n  \"1\u{0}\": a", 2, 5, "control characters are not allowed"),
  ])
  func `an error says where and what`(
    _ yaml: String,
    _ line: Int,
    _ column: Int,
    _ reason: String
  ) {
    let error = #expect(throws: AuditError.self) {
      try AuditConfiguration(yaml: yaml, path: "a.yaml")
    }
    guard case .configuration(let path, let foundLine, let foundColumn, let text) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(path == "a.yaml")
    #expect([foundLine, foundColumn] == [line, column])
    #expect(text.contains(reason))
  }

  @Test func `nesting without end is no crash`() {
    let yaml = "quotas: " + String(repeating: "[", count: 200_000)
    #expect(throws: AuditError.self) { try AuditConfiguration(yaml: yaml, path: "") }
  }

  @Test(arguments: [
    ("/no/such/file.yaml", "No such file or directory"), ("/", "Is a directory"),
  ])
  func `a file that cannot be read is told, and why`(_ path: String, _ reason: String) {
    let error = AuditError.configuration(path: path, line: 1, column: 1, reason: reason)
    #expect(throws: error) { try Audit.configuration(at: path) }
  }
}
