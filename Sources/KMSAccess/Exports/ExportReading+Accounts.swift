import JSONScan
import KMSModel

// Answers about accounts, Regions and the organization.
extension ExportReader {
  func aliases() throws(ExportError) -> AccessExport.Content {
    var aliases: [ExportedAlias] = []
    var named: Home?
    for entry in try root.objects("Aliases") {
      let name = try entry.text("AliasName")
      guard name.hasPrefix("alias/") else {
        throw entry.error(.wrongValue, "AliasName", "a name like alias/payments is expected")
      }
      aliases.append(
        ExportedAlias(name: name, targetKeyID: try entry.optionalText("TargetKeyId"))
      )
      let arn = try entry.optionalText("AliasArn")
      if arn.isEmpty { continue }
      named = try agreed(named, arn, service: "kms", entry, "AliasArn")
    }
    let (account, region) = try home(named)
    return .aliases(
      account: account,
      region: region,
      try aliases.distinct("Aliases", by: \.name),
      isComplete: try isComplete()
    )
  }

  func quotas() throws(ExportError) -> AccessExport.Content {
    var quotas: [ExportedQuota] = []
    var named: Home?
    for entry in try root.objects("Quotas") {
      guard try entry.text("ServiceCode") == "kms" else {
        throw entry.error(.wrongValue, "ServiceCode", "kms is expected")
      }
      let arn = try entry.optionalText("QuotaArn")
      if !arn.isEmpty {
        named = try agreed(named, arn, service: "servicequotas", entry, "QuotaArn")
      }
      if let quota = try ExportedQuota(entry) { quotas.append(quota) }
    }
    let (account, region) = try home(named)
    return .quotas(
      account: account,
      region: region,
      try quotas.distinct("Quotas", by: \.code)
    )
  }

  private typealias Home = (account: String, region: String)

  /// Of a list in which no entry names them, the path must.
  private func home(_ named: Home?) throws(ExportError) -> Home {
    if let named { return named }
    return (try account(), try region())
  }

  /// The account and Region of an entry's ARN, which are those of the other entries and the path.
  private func agreed(
    _ others: Home?,
    _ arn: String,
    service: Substring,
    _ entry: ExportObject,
    _ member: String
  ) throws(ExportError) -> Home {
    let parts = arn.split(separator: ":", maxSplits: 5, omittingEmptySubsequences: false)
    guard parts.count == 6, parts[0] == "arn", parts[2] == service,
      AccountID.isValid(parts[4]), RegionName.isValid(parts[3])
    else {
      throw entry.error(.wrongValue, member, "an ARN with account and Region is expected")
    }
    let found = (account: String(parts[4]), region: String(parts[3]))
    guard others == nil || others.map({ $0 == found }) == true else {
      throw entry.error(.contradiction, member, "it is of another account or Region")
    }
    try agreed(place.account, found.account)
    try agreed(place.region, found.region)
    return found
  }

  func accounts() throws(ExportError) -> AccessExport.Content {
    var accounts: [OrganizationAccount] = []
    for entry in try root.objects("Accounts") {
      let status = try entry.optionalText("Status")
      accounts.append(
        OrganizationAccount(
          id: try accountID(entry, "Id"),
          name: try entry.optionalText("Name"),
          // The newer member of the two.
          status: status.isEmpty ? try entry.optionalText("State") : status
        )
      )
    }
    return .accounts(
      try accounts.distinct("Accounts", by: \.id),
      isComplete: try isComplete()
    )
  }

  func organization() throws(ExportError) -> AccessExport.Content {
    guard let organization = try root.object("Organization") else {
      throw root.missing("Organization")
    }
    let id = try organization.text("Id")
    guard id.hasPrefix("o-"), id.utf8.count > 2 else {
      throw organization.error(.wrongValue, "Id", "an organization's id like o-… is expected")
    }
    return .organization(
      id: id,
      managementAccount: try accountID(organization, "MasterAccountId")
    )
  }

  private func accountID(_ object: ExportObject, _ name: String) throws(ExportError) -> String {
    let id = try object.text(name)
    guard AccountID.isValid(id) else {
      throw object.error(.wrongValue, name, "an account id of 12 digits is expected")
    }
    return id
  }

  func publicKeys() throws(ExportError) -> AccessExport.Content {
    for key in try root.objects("PublicKeyList") {
      _ = try key.text("Fingerprint")
      _ = try key.text("Value")
      for name in ["ValidityStartTime", "ValidityEndTime"] where try key.time(name) == nil {
        throw key.missing(name)
      }
    }
    return .publicKeys(region: try region(), root["PublicKeyList"] ?? .array([]))
  }
}

extension ExportedQuota {
  /// nil for a quota whose value the service could not tell, or that is not one of a second.
  fileprivate init?(_ entry: ExportObject) throws(ExportError) {
    let (code, name) = (try entry.text("QuotaCode"), try entry.text("QuotaName"))
    if let period = try entry.object("Period") {
      let unit = try period.optionalText("PeriodUnit")
      guard unit == "SECOND", try period.number("PeriodValue") == 1 else { return nil }
    }
    guard let value = try entry.number("Value") else {
      if try entry.object("ErrorReason") != nil { return nil }
      throw entry.missing("Value")
    }
    guard value >= 0 else {
      throw entry.error(.wrongValue, "Value", "a number from 0 on is expected")
    }
    self.init(code: code, name: name, value: value)
  }
}
