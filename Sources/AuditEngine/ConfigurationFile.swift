import CloudTrail
import KMSModel

extension AuditConfiguration {
  /// Reads a configuration file's text; `path` stands in errors alone.
  ///
  ///     quotas:
  ///       - {account: "111122223333", region: eu-west-1, family: cryptographic-symmetric,
  ///          requests_per_second: 20000}
  ///     accounts: {"111122223333": payments}
  ///     organization: {accounts: ["111122223333"]}
  ///     service_accounts: {"444455556666": redshift.amazonaws.com}
  ///     hot_keys: {threshold: 0.8, share: 0.1}
  ///
  /// Every section may be left out; `account` and `region` of a quota too, then it holds for all.
  ///
  /// - Throws: `configuration` with line and column, of an unknown key or a value that cannot be.
  package init(yaml: String, path: String) throws(AuditError) {
    self.init()
    do throws(ConfigurationProblem) {
      if let root = try ConfigurationNode(yaml: yaml) { try read(root) }
    } catch {
      throw .configuration(
        path: path,
        line: error.line,
        column: error.column,
        reason: error.reason
      )
    }
  }

  private mutating func read(_ root: ConfigurationNode) throws(ConfigurationProblem) {
    let sections = try root.members([
      "quotas", "accounts", "organization", "service_accounts", "hot_keys",
    ])
    if let quotas = sections["quotas"] {
      for quota in try quotas.elements() { quotaOverrides.append(try QuotaOverride(quota)) }
    }
    if let accounts = sections["accounts"] { accountNames = try accounts.byAccount() }
    if let organization = sections["organization"],
      let accounts = try organization.members(["accounts"])["accounts"]
    {
      for account in try accounts.elements() {
        organizationAccounts.insert(try account.accountID())
      }
    }
    if let services = sections["service_accounts"] {
      serviceAccounts.merge(try services.byAccount()) { _, own in own }
    }
    if let hotKeys = sections["hot_keys"] { try readHotKeys(hotKeys) }
  }

  private mutating func readHotKeys(_ section: ConfigurationNode) throws(ConfigurationProblem) {
    let members = try section.members(["threshold", "share"])
    threshold = try members["threshold"]?.fraction() ?? threshold
    share = try members["share"]?.fraction() ?? share
  }
}

extension Audit {
  /// The configuration in the file at `path`.
  ///
  /// - Throws: `configuration` with line and column, those of the beginning for one that cannot be
  ///   read.
  package static func configuration(at path: String) throws(AuditError) -> AuditConfiguration {
    let bytes: [UInt8]
    do throws(FileError) {
      bytes = try WholeFile.bytes(of: path)
    } catch {
      throw .configuration(path: path, line: 1, column: 1, reason: error.reason)
    }
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw .configuration(path: path, line: 1, column: 1, reason: "it is not UTF-8 text")
    }
    return try AuditConfiguration(yaml: text, path: path)
  }
}

extension QuotaOverride {
  fileprivate init(_ node: ConfigurationNode) throws(ConfigurationProblem) {
    let members = try node.members(["account", "region", "family", "requests_per_second"])
    guard let family = members["family"], let quota = members["requests_per_second"] else {
      throw node.problem("a quota needs family and requests_per_second")
    }
    self.init(
      account: try members["account"]?.accountID(),
      region: try members["region"]?.region(),
      family: try family.quotaFamily(),
      requestsPerSecond: try quota.positiveNumber()
    )
  }
}

extension ConfigurationNode {
  fileprivate func byAccount() throws(ConfigurationProblem) -> [String: String] {
    var texts: [String: String] = [:]
    for (key, value) in try entries() {
      let id = try key.accountID()
      // YAML takes 111122223333 and "111122223333" for two keys.
      guard texts[id] == nil else { throw key.problem("account \(id) stands here twice") }
      texts[id] = try value.text()
    }
    return texts
  }

  fileprivate func accountID() throws(ConfigurationProblem) -> String {
    let text = try scalar()
    if AccountID.isValid(text) { return text }
    let isShort = text.utf8.count < 12 && text.utf8.allSatisfy { (0x30...0x39).contains($0) }
    let hint = isShort ? ", in quotes so that leading zeros stay" : ""
    throw problem("\(text.debugDescription) is no account id: write its 12 digits\(hint)")
  }

  fileprivate func region() throws(ConfigurationProblem) -> String {
    let text = try text()
    guard RegionName.isValid(text) else {
      throw problem("\(text.debugDescription) is no Region like eu-west-1")
    }
    return text
  }

  /// A family with a name of its own, or any other operation, whose family is its event name.
  fileprivate func quotaFamily() throws(ConfigurationProblem) -> String {
    let text = try text()
    let shared = QuotaFamily.ofSeveralOperations
    let isEventName = text.utf8.first.map { (0x41...0x5A).contains($0) } ?? false
    if isEventName || shared.contains(text) || text.hasPrefix(QuotaFamily.customKeyStorePrefix) {
      return text
    }
    throw problem(unknown: "quota family", text, of: shared)
  }

  fileprivate func fraction() throws(ConfigurationProblem) -> Double {
    let number = try number()
    guard number > 0, number <= 1 else {
      throw problem("a number above 0 and at most 1 is expected")
    }
    return number
  }

  fileprivate func positiveNumber() throws(ConfigurationProblem) -> Double {
    let number = try number()
    guard number > 0 else { throw problem("a number above 0 is expected") }
    return number
  }
}
