import KMSModel

/// What events and exports tell of keys beside their grants, their policies and their use.
package struct KeyInventory: Sendable {
  /// What an administrator of a key does: to make grants is part of its use.
  private static let administration: Set<String> = {
    let categories: Set<Operation.Category> = [
      .keyAdministration, .policy, .alias, .importedMaterial,
    ]
    return Set(
      Operation.all.filter { categories.contains($0.category) && $0.changesState }.map(\.name)
    )
  }()

  /// Events that tell of keys.
  package static let eventNames = administration.union([
    "RotateKey", "DeleteKey", "DeleteExpiredKeyMaterial",
  ])

  package static let exportKinds: Set<ExportKind> = [.key, .aliases, .rotations, .rotationStatus]

  private typealias Source = PolicyEntry.Source

  private var found: [String: InventoriedKey] = [:]

  /// - Parameters:
  ///   - keyARNs: of keys that are known to be there.
  ///   - events: those of `eventNames` in any order; others change nothing.
  ///   - exports: in any order.
  package init(keyARNs: [String], events: [KeyEvent], exports: [AccessExport]) {
    for key in keyARNs { found[key] = InventoriedKey(keyARN: key) }
    let facts =
      events.filter { Self.eventNames.contains($0.eventName) && $0.tookEffect }
      .map(Fact.event) + exports.map(Fact.export)
    for fact in facts.sorted(by: { $0.order < $1.order }) {
      switch fact {
      case .event(let event): add(event)
      case .export(let export): add(export)
      }
    }
    for entry in AliasBook(events: events, exports: exports).entries { add(entry) }
    joinFamilies()
  }

  /// By ARN.
  package var keys: [InventoriedKey] {
    found.values.sorted { $0.keyARN.precedes($1.keyARN) }
  }

  mutating func with(_ keyARN: String, _ change: (inout InventoriedKey) -> Void) {
    change(&found[keyARN, default: InventoriedKey(keyARN: keyARN)])
  }

  private mutating func add(_ entry: AliasBook.Entry) {
    guard let key = entry.keyARN else { return }
    with(key) { key in
      key.aliases.append(entry)
      if entry.alias.contains(":alias/aws/"), key.manager == nil {
        key.manager = Told("AWS", entry.time, entry.source)
      }
    }
  }

  /// What is known of one key of a family is known of all.
  private mutating func joinFamilies() {
    let keys = found.keys.compactMap { KeyARN($0) }.filter(\.isMultiRegion)
    for family in Dictionary(grouping: keys, by: { [$0.account, $0.keyID] }).values {
      var members = Dictionary(uniqueKeysWithValues: family.map { ($0.text, Source?.none) })
      for key in family {
        members.merge(found[key.text]?.relatedKeys ?? [:]) { one, other in
          [one, other].compactMap(\.self).min { $0.order.precedes($1.order) }
        }
      }
      for key in family {
        found[key.text]?.relatedKeys = members.filter { $0.key != key.text }
      }
    }
  }

  mutating func addAdministrator(of key: String, _ event: KeyEvent) {
    let principal = event.principal
    guard Self.administration.contains(event.eventName), !principal.isEmpty else { return }
    with(key) { $0.addChange(event, by: principal) }
  }
}

/// Something that tells of keys.
private enum Fact {
  case event(KeyEvent)
  case export(AccessExport)

  /// Within a second the log has no order, and an export says nothing beside an event.
  var order: (Timestamp, Int, String) {
    switch self {
    case .export(let export): (export.time, 0, export.source)
    case .event(let event): (event.time, 1, event.eventID)
    }
  }
}

extension InventoriedKey {
  /// Changes come in the order of their time.
  fileprivate mutating func addChange(_ event: KeyEvent, by principal: String) {
    let place =
      administrators.firstIndex { !$0.principal.precedes(principal) } ?? administrators.endIndex
    if place == administrators.endIndex || administrators[place].principal != principal {
      administrators.insert(
        KeyAdministrator(
          principal: principal,
          operations: [],
          changes: 0,
          last: event.time,
          lastEventID: ""
        ),
        at: place
      )
    }
    // The copies of an event for several accounts are one change.
    if administrators[place].lastEventID == event.eventID { return }
    administrators[place].changes += 1
    (administrators[place].last, administrators[place].lastEventID) = (event.time, event.eventID)
    let operations = Set(administrators[place].operations + [event.eventName])
    administrators[place].operations = operations.sorted { $0.precedes($1) }
  }
}
