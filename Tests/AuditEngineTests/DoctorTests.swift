import AuditReports
import AuditStore
import CloudTrail
import KMSModel
import TestSupport
import Testing

@testable import AuditEngine

/// What each finding is judged to be, at noon of 2026-11-22.
@Suite struct `The doctor` {
  private static let now = Timestamp(1_795_348_800)
  private static let hour: Int64 = 3600

  private static func ago(_ hours: Int64) -> Timestamp { Timestamp(now.rawValue - hours * hour) }

  private func expect(
    _ row: CheckRow,
    _ state: CheckRow.State,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    #expect(row.state == state, "\(row)", sourceLocation: sourceLocation)
    #expect(row.advice.isEmpty == (state == .ok), "\(row)", sourceLocation: sourceLocation)
  }

  @Test func `wants a scan within 36 hours`() {
    #expect(Self.now.description == "2026-11-22T12:00:00Z")
    expect(Doctor.lastScan(nil, now: Self.now), .attention)
    expect(Doctor.lastScan(Self.ago(36), now: Self.now), .ok)
    expect(Doctor.lastScan(Self.ago(37), now: Self.now), .attention)
  }

  @Test func `sees a clock that is behind the records or the last scan`() {
    func clock(_ record: Int64?, _ scan: Int64?) -> CheckRow {
      Doctor.clock(lastRecord: record.map(Self.ago), scan.map(Self.ago), now: Self.now)
    }
    expect(clock(nil, nil), .ok)
    expect(clock(1, 0), .ok)
    expect(clock(-1, 0), .attention)
    expect(clock(1, -1), .attention)
    #expect(clock(-1, 0).found.contains("the latest record is of 2026-11-22T13:00:00Z"))
    let soon = Timestamp(Self.now.rawValue + 60)
    expect(Doctor.clock(lastRecord: soon, soon, now: Self.now), .ok)
  }

  @Test func `wants room for the store once more`() {
    expect(Doctor.disk(free: 1 << 30, store: 1 << 30), .attention)
    expect(Doctor.disk(free: (1 << 30) + (64 << 20), store: 1 << 30), .ok)
    expect(Doctor.disk(free: 0, store: 0), .attention)
  }

  private func nights(_ days: [String: [Int32]]) -> CheckRow {
    let today = Self.now.day
    let covered = days.sorted { $0.key < $1.key }.flatMap { place, days in
      days.map { CoveredDay(account: place, region: "eu-west-1", day: today - $0) }
    }
    return Doctor.nights(covered, now: Self.now)
  }

  @Test func `sees a missing day of what has records on most days`() {
    expect(nights([:]), .attention)
    expect(nights(["a": [7, 6, 5, 4, 3, 2, 1]]), .ok)
    let gap = nights(["a": [7, 6, 5, 4, 3, 2, 1], "b": [7, 6, 5, 3, 2, 1, 0]])
    expect(gap, .attention)
    #expect(gap.found.contains("a day is missing of b eu-west-1 on 2026-11-18"))
    let silent = nights(["a": [8, 7, 6, 5, 4, 3]])
    #expect(silent.found.contains("a eu-west-1 on 2026-11-20, 2026-11-21"))
  }

  @Test func `says nothing of what is seldom used, or has only begun`() {
    expect(nights(["a": [7, 6, 5, 4, 3, 2, 1], "b": [7, 4, 1]]), .ok)
    expect(nights(["a": [4, 3, 2, 1]]), .ok)
    expect(nights(["a": [3, 2, 1, 0]]), .attention)
  }

  @Test func `names no more than a few places`() {
    let days: [Int32] = [7, 6, 5, 4]
    let row = nights(Dictionary(uniqueKeysWithValues: (1...8).map { ("\($0)", days) }))
    #expect(row.found.contains("5 eu-west-1") && !row.found.contains("6 eu-west-1"))
    #expect(row.found.hasSuffix("; and 3 more"))
  }

  @Test func `wants exports of the last 30 days and whole files`() {
    expect(Doctor.exports(newest: nil, now: Self.now), .attention)
    expect(Doctor.exports(newest: Self.ago(30 * 24), now: Self.now), .ok)
    expect(Doctor.exports(newest: Self.ago(30 * 24 + 1), now: Self.now), .attention)
    expect(Doctor.unreadFiles(0), .ok)
    expect(Doctor.unreadFiles(1), .attention)
  }

  private func states(_ query: DoctorQuery) -> [String: CheckRow.State] {
    Dictionary(Audit.doctor(query).rows.map { ($0.name, $0.state) }) { first, _ in first }
  }

  @Test func `looks at a store as it is`() throws {
    let day = try #require(Timestamp("2026-11-24T12:00:00Z"))
    var query = DoctorQuery(store: try AskedStore.trail.get().path, configuration: nil, now: day)
    var states = states(query)
    #expect(states["SQLite"] == .ok && states["clock"] == .ok && states["schema"] == .ok)
    #expect(states["files"] == .attention && states["exports"] == .attention)
    #expect(states["last scan"] == .attention)
    query.now = Self.ago(24)
    states = self.states(query)
    #expect(states["clock"] == .attention)
  }

  @Test func `has an answer where there is no store and no configuration`() throws {
    let folder = try TemporaryFolder()
    let store = folder.file("s.sqlite")
    var query = DoctorQuery(store: store, configuration: folder.file("c"), now: Self.now)
    #expect(states(query)["store"] == .attention && states(query)["configuration"] == .attention)
    try writeFile(Array("hot_keys: {share: 2}\n".utf8), to: folder.file("c"))
    let rows = Audit.doctor(query).rows
    #expect(rows.contains { $0.name == "configuration" && $0.found.contains("c:1:19") })
    query.store = folder.file("none/s.sqlite")
    #expect(states(query)["disk"] == .unknown)
  }
}
