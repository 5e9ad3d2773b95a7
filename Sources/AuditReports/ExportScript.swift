package import AuditFindings
import KMSAccess
import KMSModel

/// A shell script that has the AWS CLI fetch what is missing, into files named as an import expects
/// them.
///
/// What comes from logs was checked by `MissingExports`, and stands in single quotes.
package struct ExportScript: Hashable, Sendable {
  package let fileName: String
  package let text: String

  /// One of each account and Region, then that of the organization.
  package static func all(_ missing: MissingExports) -> [ExportScript] {
    missing.places.map(ExportScript.init)
      + (missing.organization.isEmpty ? [] : [ExportScript(organization: missing.organization)])
  }

  /// All of them one after another, each in a shell of its own.
  package static func joined(_ scripts: [ExportScript]) -> String {
    scripts.map { "# \($0.fileName)\n(\n\($0.text))\n" }.joined(separator: "\n")
  }

  private init(_ place: MissingExports.Place) {
    let subject = "account \(place.account) in \(place.region)"
    let keys = place.keys.map { missing in
      "of_key '\(missing.key.keyID)' \(missing.kinds.map(\.rawValue).joined(separator: " "))\n"
    }
    let others = place.kinds.map { kind in
      let service = kind == .quotas ? "service-quotas" : "kms"
      let filter = kind == .quotas ? " --service-code kms" : ""
      let file = ExportPlace.fileName(kind, account: place.account, region: place.region)
      return "fetch '\(file)' \(service) \(kind.rawValue)\(filter) --region \"$region\"\n"
    }
    fileName = "export-\(place.account)-\(place.region).sh"
    text =
      Self.head(subject, permissions: Self.permissions(of: place), leftOut: place.leftOut)
      + Self.fetching + Self.setting(place) + (place.keys.isEmpty ? "" : Self.fetchingKeys)
      + (keys + others).joined() + Self.tail(subject)
  }

  private init(organization kinds: [ExportKind]) {
    let subject = "the organization"
    fileName = "export-organization.sh"
    text =
      Self.head(
        "\(subject); run it in the management account",
        permissions: ["organizations:DescribeOrganization", "organizations:ListAccounts"],
        leftOut: 0
      ) + Self.fetching
      + kinds.map {
        "fetch '\(ExportPlace.fileName($0))' organizations \($0.rawValue)\n"
      }.joined() + Self.tail(subject)
  }

  private static func permissions(of place: MissingExports.Place) -> [String] {
    let kinds = Set(place.keys.flatMap(\.kinds) + place.kinds)
    let needed: [(kind: ExportKind, permissions: [String])] = [
      (.key, ["kms:DescribeKey"]), (.keyPolicy, ["kms:GetKeyPolicy", "kms:ListKeyPolicies"]),
      (.grants, ["kms:ListGrants"]), (.aliases, ["kms:ListAliases"]),
      (.quotas, ["servicequotas:ListServiceQuotas"]),
    ]
    return needed.filter { kinds.contains($0.kind) }.flatMap(\.permissions)
  }
}

extension ReportFile {
  package static func script(_ script: ExportScript) -> ReportFile {
    ReportFile(name: script.fileName) { $0(Array(script.text.utf8)) }
  }
}
