/// Why a text is no export that could be read.
package struct ExportError: Error, Hashable, Sendable {
  package enum Code: String, Hashable, Sendable, CaseIterable {
    /// No answer of a command that is known here.
    case notAnExport = "not-an-export"
    /// Which of the two counts cannot be told.
    case duplicateMember = "duplicate-member"
    case missingMember = "missing-member"
    case wrongType = "wrong-type"
    /// Of the right type, but nothing that AWS writes there.
    case wrongValue = "wrong-value"
    /// Two entries of one list say different things of one grant, alias, account or quota.
    case contradiction
    /// Neither content nor path name the key.
    case missingKey = "missing-key"
    /// Neither content nor path name the account.
    case missingAccount = "missing-account"
    /// Neither content nor path name the Region.
    case missingRegion = "missing-region"
    /// The path names something else than the content, or two of one kind.
    case pathDisagrees = "path-disagrees"
  }

  package var code: Code
  /// The member it is about, as `Grants[2].GrantId`, counted from 0; "" for the whole text.
  package var element: String
  /// What is wrong, or what was expected there.
  package var reason: String

  package init(code: Code, element: String = "", reason: String) {
    self.code = code
    self.element = element
    self.reason = reason
  }
}

extension ExportError: CustomStringConvertible {
  /// `Grants[2].GrantId: a text is expected`.
  package var description: String { element.isEmpty ? reason : "\(element): \(reason)" }
}
