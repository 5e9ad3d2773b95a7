import Dispatch
import Synchronization

/// What kind of trail to make.
package struct TrailOptions: Sendable {
  package var seed: UInt64 = 1
  /// Uncompressed, roughly.
  package var bytes = 50 << 20
  package var kmsShare = 0.2
  /// Days from 2026-11-22 on over which the files are spread.
  package var days = 1
  /// One file holds two fifths of the bytes.
  package var isUneven = false
  /// So many files of the same few records instead of sizes as they occur.
  package var tinyFiles: Int?
  /// Also every rare form, and damaged files.
  package var hasScenario = true

  package init() {}
}

/// Makes an organization trail and, beside it, the truth of what was planted in it.
///
/// The same options give the same bytes, however many threads write them.
package struct TrailGenerator: Sendable {
  static let firstSecond = 1_795_305_600  // 2026-11-22T00:00:00Z
  /// The moment of all exports, in seconds since 1970: the end of the first day.
  package static let exportSecond = firstSecond + 23 * 3600
  private static let batchSize = 200
  /// With its share of the copies that go into other accounts' files.
  private static let bytesPerRecord = 1925
  private static let recordsPerPiece = 1000

  private let options: TrailOptions
  private let plan: OrgPlan
  private let files: [PlannedFile]

  struct PlannedFile: Sendable {
    var account: String
    var region: String
    var start: Int
    var records: Int
  }

  package init(_ options: TrailOptions) {
    self.options = options
    plan = OrgPlan(seed: options.seed)
    files = Self.plan(options, plan)
  }

  private static func plan(_ options: TrailOptions, _ plan: OrgPlan) -> [PlannedFile] {
    var random = SeededRandom(seed: options.seed, part: 2)
    var files: [PlannedFile] = []
    func add(_ records: Int) {
      let day = random.below(options.days)
      let start = firstSecond + day * 86400 + random.below(86_000)
      files.append(
        PlannedFile(
          account: random.pick(plan.members),
          region: random.pick(OrgPlan.regions),
          start: start,
          records: records
        )
      )
    }
    if let count = options.tinyFiles {
      for _ in 0..<count { add(3) }
      return files
    }
    var left = options.bytes / bytesPerRecord
    if options.isUneven {
      add(left * 2 / 5)
      left -= left * 2 / 5
    }
    while left > 0 {
      let records = min(left, size(&random))
      add(max(records, 1))
      left -= records
    }
    return files
  }

  /// Log-normal: a median of 600 kB, a few of 10 MB and more.
  private static func size(_ random: inout SeededRandom) -> Int {
    var normal = -6.0
    for _ in 0..<12 { normal += random.fraction() }
    var records = 400.0
    let factor = normal < 0 ? 0.45 : 2.6
    var steps = abs(normal)
    while steps > 0 {
      records *= 1 + (factor - 1) * min(steps, 1)
      steps -= 1
    }
    return min(max(Int(records), 14), 33_000)
  }

  /// Writes `folder/trail` and `folder/truth`; with the rare forms also `folder/exports` and, for
  /// who imports these at `exportSecond`, `folder/truth-with-exports`.
  package func write(to folder: String) throws {
    let sum = Mutex(Truth())
    let failure = Mutex<OutputError?>(nil)
    let batches = (files.count + Self.batchSize - 1) / Self.batchSize
    DispatchQueue.concurrentPerform(iterations: batches) { batch in
      do throws(OutputError) {
        let truth = try write(batch: batch, to: folder)
        sum.withLock { $0.add(truth) }
      } catch {
        failure.withLock { $0 = error }
      }
    }
    if let failure = failure.withLock({ $0 }) { throw failure }
    if options.hasScenario {
      var scenario = Scenario(plan: plan, options: options, folder: folder)
      try scenario.write()
      let truth = scenario.truth
      sum.withLock { $0.add(truth) }
      try write(sum.withLock { $0.withExports }, to: folder + "/truth-with-exports")
    }
    try write(sum.withLock { $0.withoutExports }, to: folder + "/truth")
  }

  private func write(batch: Int, to folder: String) throws(OutputError) -> Truth {
    var traffic = Traffic(
      plan: plan,
      kmsShare: options.kmsShare,
      random: SeededRandom(seed: options.seed, part: 1000 + UInt64(batch))
    )
    let range = batch * Self.batchSize..<min(files.count, (batch + 1) * Self.batchSize)
    for index in range { try write(files[index], index, &traffic, folder) }
    try writeElsewhere(&traffic, batch, folder)
    return traffic.truth
  }

  private func write(
    _ file: PlannedFile,
    _ index: Int,
    _ traffic: inout Traffic,
    _ folder: String
  ) throws(OutputError) {
    let path = TrailFile.path(
      account: file.account,
      region: file.region,
      time: file.start,
      id: "\(index)"
    )
    let output = try GzipOutput("\(folder)/trail/\(path)")
    var writer = RecordWriter()
    writer.begin()
    for start in stride(from: 0, to: file.records, by: Self.recordsPerPiece) {
      let end = min(start + Self.recordsPerPiece, file.records)
      traffic.fill(&writer, file, start..<end)
      try output.append(writer.take())
    }
    writer.end()
    try output.append(writer.take())
    try output.finish()
    traffic.truth.file(file.account, file.region, file.start)
  }

  private func writeElsewhere(
    _ traffic: inout Traffic,
    _ batch: Int,
    _ folder: String
  ) throws(OutputError) {
    var writer = RecordWriter()
    for (place, planted) in traffic.elsewhere {
      writer.begin()
      for item in planted { writer.append(item.record) }
      writer.end()
      let time = planted[0].time
      traffic.truth.file(place.account, place.region, time)
      let path = TrailFile.path(
        account: place.account,
        region: place.region,
        time: time,
        id: "copies\(batch)"
      )
      try FileOutput.write(GzipWriter.member(writer.take()), to: "\(folder)/trail/\(path)")
    }
  }

  private func write(_ truth: Truth, to folder: String) throws(OutputError) {
    let organization = truth.exportedAccounts.union(truth.coverage.keys.map(\.account))
    let tables = [
      ("usage.csv", truth.usageTable), ("hot-keys.csv", truth.hotKeysTable),
      ("cross-account.csv", truth.crossAccountTable(organization: organization)),
      ("grants.csv", truth.grantsTable), ("coverage.csv", truth.coverageTable),
      ("counters.json", truth.countersTable),
    ]
    for (name, text) in tables {
      try FileOutput.write(Array(text.utf8), to: "\(folder)/\(name)")
    }
  }
}

/// CloudTrail's own names for log files.
enum TrailFile {
  static func path(account: String, region: String, time: Int, id: String) -> String {
    let text = RecordWriter.time(time)
    let day = text.prefix(10)
    let date = day.split(separator: "-").joined(separator: "/")
    let clock = text.dropFirst(11).prefix(5).filter { $0 != ":" }
    let name = id + String(repeating: "x", count: max(0, 16 - id.utf8.count))
    return
      "AWSLogs/\(OrgPlan.organization)/\(account)/CloudTrail/\(region)/\(date)/\(account)_CloudTrail_\(region)_\(day.filter { $0 != "-" })T\(clock)Z_\(name).json.gz"
  }
}
