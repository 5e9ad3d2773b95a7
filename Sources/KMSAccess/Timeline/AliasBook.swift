import JSONScan
package import KMSModel

/// Which key each alias names, by the last that events and exports tell of it.
package struct AliasBook: Sendable {
  package static let eventNames: Set<String> = ["CreateAlias", "UpdateAlias", "DeleteAlias"]

  package struct Entry: Hashable, Sendable {
    /// The alias's ARN.
    package var alias: String
    /// nil when the alias is no more.
    package var keyARN: String?
    package var time: Timestamp
    package var source: PolicyEntry.Source
  }

  /// By account and Region, as the ARNs of their aliases begin, and by alias.
  private var places: [String: [String: Entry]] = [:]

  /// - Parameters:
  ///   - events: those of `eventNames` in any order; others change nothing.
  ///   - exports: in any order.
  package init(events: [KeyEvent], exports: [AccessExport]) {
    var changes = events.compactMap(Change.init) + exports.compactMap(Change.init)
    changes.sort { $0.order < $1.order }
    for change in changes { take(change) }
  }

  /// Sorted by alias.
  package var entries: [Entry] {
    places.values.flatMap(\.values).sorted { $0.alias.precedes($1.alias) }
  }

  private mutating func take(_ change: Change) {
    var known = places[change.place] ?? [:]
    if change.isWhole {
      let listed = Set(change.entries.map(\.alias))
      for (alias, entry) in known where entry.keyARN != nil && !listed.contains(alias) {
        known[alias] = Entry(alias: alias, keyARN: nil, time: change.time, source: change.source)
      }
    }
    for entry in change.entries where known[entry.alias]?.keyARN != entry.keyARN {
      known[entry.alias] = entry
    }
    places[change.place] = known
  }
}

/// What one event or one list tells of the aliases of one account and Region.
private struct Change {
  let time: Timestamp
  let source: PolicyEntry.Source
  /// Beginning of their ARNs.
  let place: String
  let entries: [AliasBook.Entry]
  /// There are no others.
  let isWhole: Bool

  init?(_ event: KeyEvent) {
    guard AliasBook.eventNames.contains(event.eventName), event.tookEffect,
      let alias = event.alias
    else { return nil }
    time = event.time
    source = .event(name: event.eventName, id: event.eventID)
    place = alias.place
    let key = event.eventName == "DeleteAlias" ? nil : event.targetKey?.text
    entries = [AliasBook.Entry(alias: alias.text, keyARN: key, time: time, source: source)]
    isWhole = false
  }

  init?(_ export: AccessExport) {
    guard case .aliases(let account, let region, let aliases, let isComplete) = export.content,
      let place = AliasARN("alias/", account: account, region: region)?.place
    else { return nil }
    let (time, source) = (export.time, PolicyEntry.Source.export(export.source))
    (self.time, self.source, self.place, isWhole) = (time, source, place, isComplete)
    entries = aliases.compactMap { alias in
      guard let arn = AliasARN(alias.name, account: account, region: region) else { return nil }
      let key = KeyARN(keyID: alias.targetKeyID, account: account, region: region)
      return AliasBook.Entry(alias: arn.text, keyARN: key?.text, time: time, source: source)
    }
  }

  /// Within a second the log has no order, and an export says nothing beside an event.
  var order: (Timestamp, Int, String) {
    switch source {
    case .export(let file): (time, 0, file)
    case .event(_, let id): (time, 1, id)
    }
  }
}

extension KeyEvent {
  /// Aliases are changed in the caller's own account only.
  private var callersAccount: String {
    let account = text(.accountId)
    return account.isEmpty ? text(.recipientAccountId) : account
  }

  fileprivate var alias: AliasARN? {
    string(.aliasName).flatMap {
      AliasARN($0, account: callersAccount, region: text(.awsRegion))
    }
  }

  /// The key of an alias that is made or changed.
  var targetKey: KeyARN? {
    let id = text(.targetKeyId)
    return key ?? KeyARN(id)
      ?? KeyARN(keyID: id, account: callersAccount, region: text(.awsRegion))
  }
}
