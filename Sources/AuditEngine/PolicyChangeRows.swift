import AuditFindings
import KMSAccess
import KMSModel

extension PolicyChangeRow {
  /// Events and exports whose policy opens a customer's key beyond its account; by key and time.
  static func rows(_ history: AccessHistory, _ changes: [KeyChangeRow]) -> [PolicyChangeRow] {
    let principals = Dictionary(changes.map { ($0.eventID, $0.principal) }, uniquingKeysWith: min)
    return history.keyARNs.filter { !history.isManagedByAWS($0) }.flatMap { key in
      rows(of: key, history.timeline(of: key).policyEntries, principals)
    }
  }

  private static func rows(
    of keyARN: String,
    _ entries: [PolicyEntry],
    _ principals: [String: String]
  ) -> [PolicyChangeRow] {
    let openings = entries.map { $0.document.opening(of: keyARN) }
    return entries.indices.compactMap { number in
      guard let opening = openings[number], opening.opens else { return nil }
      let entry = entries[number]
      return PolicyChangeRow(
        keyARN: keyARN,
        time: entry.time,
        eventName: entry.eventName,
        principal: principals[entry.sourceName] ?? "",
        source: entry.sourceName,
        opening: opening,
        before: entry.isCreation ? PolicyOpening() : number > 0 ? openings[number - 1] : nil
      )
    }
  }
}

extension PolicyEntry.Document {
  /// nil for a policy that is not known.
  fileprivate func opening(of keyARN: String) -> PolicyOpening? {
    if case .policy(let policy) = self { policy.opening(of: keyARN) } else { nil }
  }
}

extension PolicyOpening {
  fileprivate var opens: Bool { !toEveryone.isEmpty || !toPrincipals.isEmpty }
}

extension PolicyEntry {
  fileprivate var eventName: String {
    if case .event(let name, _) = source { name } else { "" }
  }

  /// Event id, or the export's file.
  fileprivate var sourceName: String {
    switch source {
    case .event(_, let id): id
    case .export(let file): file
    }
  }
}
