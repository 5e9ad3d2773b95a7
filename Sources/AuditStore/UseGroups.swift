import GRDB
import KMSModel
import KMSUsage

/// Adds up rows of use by what they have in common.
///
/// By hash: SQLite would sort them, which takes several times as long.
struct UseGroups: Sendable {
  /// The columns that rows are grouped by, as numbers; each dimension is one at most.
  private struct Group: Hashable, Comparable, Sendable {
    private var numbers = InlineArray<10, Int64>(repeating: 0)
    private var count = 0

    mutating func append(_ number: Int64) {
      numbers[count] = number
      count += 1
    }

    subscript(place: Int) -> Int64 { numbers[place] }

    func hash(into hasher: inout Hasher) {
      for place in 0..<count { hasher.combine(numbers[place]) }
    }

    static func == (one: Group, other: Group) -> Bool {
      (0..<one.count).allSatisfy { one.numbers[$0] == other.numbers[$0] }
    }

    static func < (one: Group, other: Group) -> Bool {
      let place = (0..<one.count).first { one.numbers[$0] != other.numbers[$0] }
      return place.map { one.numbers[$0] < other.numbers[$0] } ?? false
    }
  }

  private let dimensions: [UseDimension]
  private var places: [Group: Int] = [:]
  private var sums: [UseSum] = []

  init(_ dimensions: [UseDimension]) { self.dimensions = dimensions }

  /// Adds the use of some days that fulfils a condition.
  mutating func add(
    _ days: DaySpans.Part,
    _ condition: UseCondition,
    of database: Database
  ) throws {
    let sql = """
      SELECT \(dimensions.map(\.column).listed) ok, denied, throttled, failed, first_seen, last_seen,
        example_event_id
      FROM (\(days.sqlOfUse)) AS usage WHERE \(condition.sql)
      """
    try database.forEachRow(sql, condition.arguments) { try add(&$0) }
  }

  private mutating func add(_ row: inout RowReader) throws {
    var group = Group()
    for _ in dimensions { group.append(try row.number()) }
    try sums[place(of: group)].add(&row)
  }

  private mutating func place(of group: Group) -> Int {
    let place = places[group, default: sums.count]
    if place == sums.count {
      places[group] = place
      sums.append(.none)
    }
    return place
  }

  /// Adds what was added to another one.
  mutating func add(_ other: UseGroups) {
    for (group, place) in other.places { sums[self.place(of: group)].add(other.sums[place]) }
  }

  /// By the numbers of what they have in common.
  func all(in database: Database) throws -> [UseSum] {
    var texts = SymbolTexts(database)
    return try places.sorted { $0.key < $1.key }.map { group, place in
      var sum = sums[place]
      sum.values = try dimensions.indices.map { try text(group[$0], dimensions[$0], &texts) }
      return sum
    }
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
    ok = try row.sum(with: ok)
    denied = try row.sum(with: denied)
    throttled = try row.sum(with: throttled)
    failed = try row.sum(with: failed)
    firstSeen = min(firstSeen, try row.timestamp())
    lastSeen = max(lastSeen, try row.timestamp())
    exampleEventID = row.text(before: exampleEventID) ?? exampleEventID
  }
}

extension RowReader {
  fileprivate mutating func sum(with number: Int) throws -> Int {
    let (sum, overflow) = number.addingReportingOverflow(try self.number())
    guard !overflow else { throw damage }
    return sum
  }
}
