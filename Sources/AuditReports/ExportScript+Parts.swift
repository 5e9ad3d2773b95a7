import AuditFindings
import KMSModel

/// The parts of a script.
extension ExportScript {
  static func head(_ subject: String, permissions: [String], leftOut: Int) -> String {
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

  static let fetching = """
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
  static func setting(_ place: MissingExports.Place) -> String {
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

  static let fetchingKeys = """
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

  static func tail(_ subject: String) -> String {
    """

    if [ "$failed" -gt 0 ]; then
      echo "\(subject): not fetched: $failed, see above; the other files are there" >&2
      exit 1
    fi

    """
  }
}
