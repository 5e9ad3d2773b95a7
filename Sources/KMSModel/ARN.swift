/// What every ARN tells, whatever the service: `arn:partition:service:region:account:resource`.
package enum ARN {
  /// The account of an ARN; nil when the text is none or the ARN names no account (S3 buckets).
  package static func account(of text: String) -> String? {
    let parts = text.split(separator: ":", maxSplits: 5, omittingEmptySubsequences: false)
    guard parts.count == 6, parts[0] == "arn", parts[1].hasPrefix("aws"),
      AccountID.isValid(parts[4])
    else { return nil }
    return String(parts[4])
  }
}

/// An AWS account id.
package enum AccountID {
  /// Twelve ASCII digits.
  package static func isValid(_ text: some StringProtocol) -> Bool {
    text.utf8.count == 12 && text.utf8.allSatisfy { $0 >= 0x30 && $0 <= 0x39 }
  }
}
