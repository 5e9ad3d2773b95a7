/// The verdicts that are planted, in the words of the report.
extension Truth.Verdict {
  static func grant(_ grant: Truth.Grant, _ change: String = "") -> Self {
    Self(decision: "grant", basis: "grant \(grant.id)\(change)")
  }

  static let begun = ", created less than 5 minutes before"
  static let ended = ", ended less than 5 minutes before"

  static func statement(_ name: String, set time: Int, _ change: String = "") -> Self {
    Self(
      decision: "key-policy",
      basis: "statement \(name) of the key policy set \(RecordWriter.time(time))\(change)"
    )
  }

  static let set = ", set less than 5 minutes before"
  static let replaced = ", replaced less than 5 minutes before"

  static func exported(_ statement: String, of policy: String = "key policy") -> Self {
    Self(decision: "key-policy", basis: "statement \(statement) of the \(policy) \(atExport)")
  }

  private static let atExport = "exported \(RecordWriter.time(TrailGenerator.exportSecond))"

  /// Why the key policy does not allow it, and why no grant covers it.
  static func uncovered(_ policy: String, _ grants: String = "no grant") -> Self {
    Self(decision: "not-covered", basis: "\(grants); \(policy)")
  }

  /// What `uncovered` says of policies.
  static let byDefault = "only the default key policy since CreateKey"
  static let byExport = "no statement of the key policy \(atExport) allows it"

  static func bySet(_ time: Int) -> String {
    "no statement of the key policy set \(RecordWriter.time(time)) allows it"
  }

  static func forbidden(by statement: String, set time: Int) -> Self {
    Self(
      decision: "not-covered",
      basis: "statement \(statement) of the key policy set \(RecordWriter.time(time)) denies it"
    )
  }

  static func untold(_ missing: String...) -> Self {
    Self(decision: "undetermined", basis: missing.joined(separator: "; "))
  }
}

extension Truth.Grant {
  /// As a reason or a question names it.
  func says(_ text: String) -> String { "grant \(id): \(text)" }
}
