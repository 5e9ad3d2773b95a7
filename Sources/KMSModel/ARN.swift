/// What every ARN tells, whatever the service: `arn:partition:service:region:account:resource`.
package enum ARN {
  /// The account of an ARN; nil when the text is none or the ARN names no account (S3 buckets).
  package static func account(of text: String) -> String? {
    var rest = text.utf8[...]
    /// By bytes: a report asks this of every grant and every row of use.
    func part() -> Substring.UTF8View? {
      guard let colon = rest.firstIndex(of: UInt8(ascii: ":")) else { return nil }
      defer { rest = rest[rest.index(after: colon)...] }
      return rest[..<colon]
    }
    guard let scheme = part(), scheme.elementsEqual("arn".utf8), let partition = part(),
      partition.starts(with: "aws".utf8), part() != nil, part() != nil, let account = part()
    else { return nil }
    let id = Substring(account)
    return AccountID.isValid(id) ? String(id) : nil
  }
}

/// An AWS account id.
package enum AccountID {
  /// Twelve ASCII digits.
  package static func isValid(_ text: some StringProtocol) -> Bool {
    text.utf8.count == 12 && text.utf8.allSatisfy { $0 >= 0x30 && $0 <= 0x39 }
  }
}
