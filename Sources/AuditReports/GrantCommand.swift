import JSONScan
import KMSAccess
import KMSModel

/// The AWS CLI command that makes a grant, for a shell to take as it is.
///
/// Its texts come from logs: each stands in single quotes, is printable ASCII, and is of a form that
/// neither the shell nor the AWS CLI takes for anything but a value.
struct GrantCommand {
  /// The lines of one command.
  let lines: [String]

  /// - Returns: nil where no grant of that form can be made: the key's ARN or the caller's name is
  ///   not one of AWS's, or the grant is to an AWS service, which needs more than logs tell.
  init?(_ grant: SmallestGrant, keyARN: String) {
    guard let key = KeyARN(keyARN), grant.grantee.isPlainARN,
      grant.operations.allSatisfy(\.isPlainName)
    else { return nil }
    var parts = [
      "aws kms create-grant --region \(key.region.shellQuoted)",
      "--key-id \(key.text.shellQuoted)",
      "--grantee-principal \(grant.grantee.shellQuoted)",
      "--operations \(grant.operations.map(\.shellQuoted).joined(separator: " "))",
    ]
    if let context = grant.encryptionContext {
      parts.append("--constraints \(context.constraint.compactText.inASCII.shellQuoted)")
    }
    lines = parts.enumerated().map { number, part in
      (number == 0 ? "" : "  ") + part + (number == parts.count - 1 ? "" : " \\")
    }
  }
}

extension EncryptionContext {
  /// `Constraints` of CreateGrant that asks for it.
  fileprivate var constraint: JSONValue {
    let pairs = pairs.map { JSONMember(name: $0.key, value: .string($0.value)) }
    let name = isWhole ? "EncryptionContextEquals" : "EncryptionContextSubset"
    return .object([JSONMember(name: name, value: .object(pairs))])
  }
}

extension String {
  /// One word of a POSIX shell, whatever it holds but a NUL.
  fileprivate var shellQuoted: String {
    var text = "'"
    // By scalars: a mark that combines with the quote does not hide it.
    for scalar in unicodeScalars {
      if scalar == "'" { text += #"'\''"# } else { text.unicodeScalars.append(scalar) }
    }
    return text + "'"
  }

  /// JSON with all that is not printable ASCII as escapes; in JSON it stands in strings alone.
  var inASCII: String {
    guard utf8.contains(where: { $0 > 0x7E }) else { return self }
    var text = ""
    for unit in utf16 {
      if unit <= 0x7E, let scalar = Unicode.Scalar(unit) {
        text.unicodeScalars.append(scalar)
      } else {
        text += "\\u" + UInt32(unit).codePointDigits
      }
    }
    return text
  }

  /// An ARN with an account, without white space.
  fileprivate var isPlainARN: Bool {
    ARN.account(of: self) != nil && utf8.allSatisfy { (0x21...0x7E).contains($0) }
  }

  /// Letters, as the names of operations are.
  fileprivate var isPlainName: Bool {
    !isEmpty && utf8.allSatisfy { (0x41...0x5A).contains($0 & 0xDF) }
  }
}
