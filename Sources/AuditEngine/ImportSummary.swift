package import KMSAccess
import KMSModel

/// What an import found.
package struct ImportSummary: Hashable, Sendable {
  /// Files looked into.
  package var files = 0
  /// Files in folders that are not named like an export.
  package var leftOut = 0
  /// Files that say what another one says of the same moment.
  package var repeated = 0
  /// Exports kept.
  package var imported: [ExportKind: Int] = [:]
  /// Files that are none, by path.
  package var problems: [ImportProblem] = []
  /// Request rates of Service Quotas that are none of a quota family known here: code and name.
  package var unknownQuotas: [String] = []

  package init() {}
}

/// A file that was not imported.
package struct ImportProblem: Hashable, Sendable {
  package let path: String
  /// Of `ExportError.Code`, or `cannot-read`, `too-large`, `not-utf8`, `not-json`,
  /// `duplicate-export`.
  package let code: String
  package let reason: String

  package init(_ path: String, _ code: String, _ reason: String) {
    self.path = path
    self.code = code
    self.reason = reason
  }

  init(_ path: String, _ error: ExportError) {
    self.init(path, error.code.rawValue, error.description)
  }
}

extension ImportSummary {
  mutating func count(_ export: AccessExport) {
    imported[export.subject.kind, default: 0] += 1
    guard case .quotas(_, _, let quotas) = export.content else { return }
    let unknown = quotas.filter { quota in
      quota.name.hasSuffix("request rate")
        && QuotaFamily.limited(byQuota: quota.code, name: quota.name) == nil
    }
    unknownQuotas = Set(unknownQuotas + unknown.map { "\($0.code) \($0.name)" }).sorted()
  }
}
