import KMSModel

/// What the path of an export tells, where the CLI's answer does not name its key, account or
/// Region.
///
/// The name of the file is `COMMAND[.ACCOUNT][.REGION][.KEYID][.POLICY].json`, as in
/// `get-key-policy.111122223333.eu-west-1.1234abcd-12ab-34cd-56ef-1234567890ab.json`. Its parts are
/// told by their form, so that any may be left out: 12 digits, a Region, a UUID or `mrk-…`,
/// `default` or `AWS_RAM`. What the name leaves out is taken from folders `ACCOUNT/REGION` or
/// `ACCOUNT` above it.
package struct ExportPlace: Hashable, Sendable {
  /// The part before the first dot.
  package var command = ""
  package var account = ""
  package var region = ""
  package var keyID = ""
  package var policyName = ""

  package init() {}

  /// - Throws: `pathDisagrees` for a name with two accounts, Regions, keys or policies.
  package init(path: String) throws(ExportError) {
    let folders = path.split(separator: "/")
    guard let name = folders.last else { return }
    let parts = name.split(separator: ".")
    command = parts.first.map(String.init) ?? ""
    for part in parts.dropFirst() { try take(String(part)) }
    fill(from: folders.dropLast())
  }

  private mutating func take(_ part: String) throws(ExportError) {
    if AccountID.isValid(part) {
      try Self.set(&account, part, "accounts")
    } else if KeyID.isValid(part) {
      try Self.set(&keyID, part, "keys")
    } else if RegionName.isValid(part) {
      try Self.set(&region, part, "Regions")
    } else if KeyPolicyName(rawValue: part) != nil {
      try Self.set(&policyName, part, "policies")
    }
  }

  private static func set(
    _ field: inout String,
    _ value: String,
    _ kind: String
  ) throws(ExportError) {
    guard field.isEmpty || field == value else {
      throw ExportError(
        code: .pathDisagrees,
        reason: "the file's name has two \(kind), \(field) and \(value)"
      )
    }
    field = value
  }

  /// A folder is taken for a Region only below one of an account: `my-export-2` has its form too.
  private mutating func fill(from folders: ArraySlice<Substring>) {
    guard let place = folders.lastIndex(where: { AccountID.isValid($0) }) else { return }
    if account.isEmpty { account = String(folders[place]) }
    let below = place + 1
    if region.isEmpty, below < folders.endIndex, RegionName.isValid(folders[below]) {
      region = String(folders[below])
    }
  }
}

extension ExportPlace {
  /// The name that `import` reads this place from; without folders.
  package static func fileName(
    _ kind: ExportKind,
    account: String = "",
    region: String = "",
    keyID: String = "",
    policyName: String = ""
  ) -> String {
    [kind.rawValue, account, region, keyID, policyName, "json"].filter { !$0.isEmpty }
      .joined(separator: ".")
  }
}
