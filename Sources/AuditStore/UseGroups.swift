import GRDB
import KMSModel
import KMSUsage

/// Adds up rows of use by what they have in common.
///
/// By hash: SQLite would sort them, which takes several times as long.
struct UseGroups: Sendable {
  private let dimensions: [UseDimension]
  private var places: [UseGroup: Int] = [:]
  private var sums: [UseSum] = []
  /// Rows behind each other have much in common.
  private var last: (group: UseGroup, place: Int)?

  init(_ dimensions: [UseDimension]) { self.dimensions = dimensions }

  /// The use that fulfils a condition; where resources are asked for by its contexts too.
  init(
    _ dimensions: [UseDimension],
    of rows: [RowsOfUse],
    _ condition: UseCondition,
    _ database: Database
  ) throws {
    self.init(dimensions)
    let isInContexts = dimensions.contains(.resource)
    for rows in rows {
      if isInContexts {
        try addInContexts(rows, condition, of: database)
      } else {
        try add(rows, condition, of: database)
      }
    }
  }

  private mutating func add(
    _ rows: RowsOfUse,
    _ condition: UseCondition,
    of database: Database
  ) throws {
    let sql = """
      SELECT \(dimensions.map(\.column).listed) ok, denied, throttled, failed, first_seen, last_seen,
        example_event_id
      FROM \(rows.table) AS usage WHERE id BETWEEN ? AND ? AND \(condition.sql)
      """
    try database.forEachRow(sql, in: [rows.ids]) { row in
      let group = try group(&row)
      try sums[place(of: group)].add(&row)
    }
  }

  /// A use has a row for each of its contexts, one behind the other.
  private mutating func addInContexts(
    _ rows: RowsOfUse,
    _ condition: UseCondition,
    of database: Database
  ) throws {
    let sql = """
      SELECT \(dimensions.map(\.column).listed) usage.id, ok, denied, throttled, failed, first_seen,
        last_seen, usage.example_event_id, service, context, context_is_common, outcome, seconds,
        access.example_event_id, example_second
      FROM \(rows.table) AS usage LEFT JOIN access ON access.usage = usage.id
      WHERE usage.id BETWEEN ? AND ? AND \(condition.sql) ORDER BY usage.id
      """
    var rest: (id: Int64, group: UseGroup, use: DividedUse)?
    try database.forEachRow(sql, in: [rows.ids]) { row in
      let group = try group(&row)
      let id: Int64 = try row.number()
      let use = try row.useSum([])
      if rest?.id != id {
        if let rest { add(rest.use.rest, to: rest.group.withoutContext) }
        rest = (id, group, DividedUse(use))
      }
      let service: Int64 = try row.number()
      guard let context: Int64 = try row.optionalNumber() else { return }
      let kind = try ContextKind(&row)
      guard let part = try rest?.use.divide(kind.outcome, &row) else { return }
      add(part, to: group.in(context, kind, of: service))
    }
    if let rest { add(rest.use.rest, to: rest.group.withoutContext) }
  }

  private func group(_ row: inout RowReader) throws -> UseGroup {
    var group = UseGroup()
    for _ in dimensions { group.append(try row.number()) }
    return group
  }

  private mutating func add(_ sum: UseSum?, to group: UseGroup) {
    if let sum { sums[place(of: group)].add(sum) }
  }

  private mutating func place(of group: UseGroup) -> Int {
    if let last, last.group == group { return last.place }
    let place = places[group, default: sums.count]
    if place == sums.count {
      places[group] = place
      sums.append(.none)
    }
    last = (group, place)
    return place
  }

  /// Adds what was added to another one.
  mutating func add(_ other: UseGroups) {
    for (group, place) in other.places { add(other.sums[place], to: group) }
  }

  /// By the numbers of what they have in common.
  func sums(in database: Database) throws -> [UseSum] {
    var texts = SymbolTexts(database)
    return try places.sorted { $0.key < $1.key }.map { try sum($0, at: $1, &texts) }
  }

  /// By the numbers of what they have in common.
  func usesInContexts(in database: Database) throws -> [UseInContext] {
    var texts = SymbolTexts(database)
    var contexts = SymbolTexts(database, of: "access_text")
    return try places.sorted { $0.key < $1.key }.map { group, place in
      var use = UseInContext(use: try sum(group, at: place, &texts))
      if let (context, kind, service) = group.context(behind: dimensions.count) {
        use.service = try texts[service] ?? ""
        use.context = UsedContext(
          text: try contexts[context] ?? "",
          isCommon: kind.isCommon,
          outcome: kind.outcome
        )
      }
      return use
    }
  }

  private func sum(_ group: UseGroup, at place: Int, _ texts: inout SymbolTexts) throws -> UseSum {
    var sum = sums[place]
    sum.values = try dimensions.indices.map { try text(group[$0], dimensions[$0], &texts) }
    return sum
  }

  private func text(
    _ number: Int64,
    _ dimension: UseDimension,
    _ texts: inout SymbolTexts
  ) throws -> String {
    let text: String? =
      switch dimension {
      case .day: Int32(exactly: number).map { Timestamp(Int64($0) * 86400).dayText }
      case .attribution: UInt8(exactly: number).flatMap(Attribution.init)?.text
      case .resource: ""
      case .account, .key, .owner, .region, .principal, .service, .operation: try texts[number]
      }
    guard let text else { throw DamagedRow(query: "a \(dimension.rawValue) of use") }
    return text
  }
}

extension UseSum {
  fileprivate static let none = UseSum(
    values: [],
    firstSeen: Timestamp(.max),
    lastSeen: Timestamp(.min),
    exampleEventID: ""
  )

  fileprivate mutating func add(_ row: inout RowReader) throws {
    ok += try row.count()
    denied += try row.count()
    throttled += try row.count()
    failed += try row.count()
    firstSeen = min(firstSeen, try row.timestamp())
    lastSeen = max(lastSeen, try row.timestamp())
    exampleEventID = row.text(before: exampleEventID) ?? exampleEventID
  }
}
