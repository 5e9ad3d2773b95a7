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

// MARK: - The parts of a script

extension ExportScript {
  private static func head(_ subject: String, permissions: [String], leftOut: Int) -> String {
    let note =
      leftOut == 0 ? "" : "# Left out: keys whose id is none that AWS gives (\(leftOut)).\n"
    return """
      #!/bin/sh
      # Fetches with the AWS CLI what kmsaudit lacks of \(subject).
      # It only reads, by these permissions:
      #   \(permissions.joined(separator: "\n#   "))
      # The answers go into files in the current folder; a file that is there stays as it is.
      # Afterwards: kmsaudit import FOLDER
      \(note)set -eu
      failed=0


      """
  }

  private static let fetching = """
    # fetch FILE ARGUMENT...
    fetch() {
      file=$1
      shift
      [ ! -e "$file" ] || return 0
      if aws "$@" --output json >"$file.partial"; then
        mv "$file.partial" "$file"
      else
        rm -f "$file.partial"
        echo "not fetched: $file" >&2
        failed=$((failed + 1))
      fi
    }


    """

  /// With another account's credentials the files would tell of the wrong account.
  private static func setting(_ place: MissingExports.Place) -> String {
    """
    account='\(place.account)'
    region='\(place.region)'
    caller=$(aws sts get-caller-identity --query Account --output text)
    if [ "$caller" != "$account" ]; then
      echo "the credentials are of account $caller, not $account: nothing was fetched" >&2
      exit 1
    fi
    \(place.keys.first.map { "keys='\($0.key.text.dropLast($0.key.keyID.utf8.count))'\n" } ?? "")

    """
  }

  private static let fetchingKeys = """
    # of_key ID COMMAND...
    of_key() {
      id=$1
      shift
      for command in "$@"; do
        case $command in
          get-key-policy) fetch_policies ;;
          *) fetch "$command.$account.$region.$id.json" \\
            kms "$command" --key-id "$keys$id" --region "$region" ;;
        esac
      done
    }

    # Only a key that is shared by AWS RAM has a second policy.
    fetch_policies() {
      if names=$(aws kms list-key-policies --key-id "$keys$id" --region "$region" \\
        --query PolicyNames --output text); then
        case $names in
          *AWS_RAM*) fetch_policy AWS_RAM ".AWS_RAM" ;;
        esac
      else
        echo "not known whether it is shared: $keys$id" >&2
        failed=$((failed + 1))
      fi
      fetch_policy default ""
    }

    # fetch_policy NAME SUFFIX
    fetch_policy() {
      fetch "get-key-policy.$account.$region.$id$2.json" \\
        kms get-key-policy --key-id "$keys$id" --policy-name "$1" --region "$region"
    }


    """

  private static func tail(_ subject: String) -> String {
    """

    if [ "$failed" -gt 0 ]; then
      echo "\(subject): not fetched: $failed, see above; the other files are there" >&2
      exit 1
    fi

    """
  }
}

extension ReportFile {
  package static func script(_ script: ExportScript) -> ReportFile {
    ReportFile(name: script.fileName) { $0(Array(script.text.utf8)) }
  }
}
