import AuditEngine
import AuditFindings
import AuditReports
import CloudTrail
import KMSAccess
import KMSModel
import KMSUsage
import TestSupport
import Testing
import TrailGenerator

/// What is planted in a trail is what the reports say: nothing missing, nothing extra.
@Suite struct PlantedTruthTests {
  static let trail = Result { try GeneratedTrail(seed: 11) }

  @Test(
    arguments: ["usage", "hot-keys", "cross-account", "grants", "coverage"],
    GeneratedTrail.Reading.all
  )
  func `every table is the planted one`(_ table: String, _ reading: GeneratedTrail.Reading) throws {
    let trail = try Self.trail.get()
    let planted = try readText(trail.truth("\(table).csv", reading))
    let reported = try trail.table(table, reading)
    let isSame = reported == planted
    #expect(isSame)
    let lines = [planted, reported].map { $0.split(separator: "\r\n") }
    #expect(lines[0].count > 2)
    for change in lines[1].difference(from: lines[0]).prefix(10) {
      switch change {
      case .insert(_, let line, _): Issue.record("\(table): not planted: \(line)")
      case .remove(_, let line, _): Issue.record("\(table): not reported: \(line)")
      }
    }
  }

  @Test(arguments: GeneratedTrail.Reading.all)
  func `every counter is the planted one`(_ reading: GeneratedTrail.Reading) throws {
    let trail = try Self.trail.get()
    let planted = try readText(trail.truth("counters.json", reading))
    let counters = try #require(trail.reports[reading]).facts.run.counters
    for (name, path) in RunCounters.names where planted.contains("\"\(name)\"") {
      #expect(planted.contains("\"\(name)\": \(counters[keyPath: path])"), "\(name)")
    }
  }

  /// An export that is not read would be missed by no table of a key that it does not decide.
  @Test func `every planted export is imported`() throws {
    let summary = try Self.trail.get().imported
    #expect(summary.problems.isEmpty)
    #expect(summary.imported.values.reduce(0, +) == summary.files)
    #expect(
      Set(summary.imported.keys) == [
        .grants, .keyPolicy, .key, .aliases, .accounts, .organization,
      ]
    )
  }
}

/// A generated trail and the audits of it.
final class GeneratedTrail: Sendable {
  struct Reading: Hashable, Sendable {
    var jobs: Int
    var hasExports: Bool

    static let all = [1, 2].flatMap { jobs in
      [false, true].map { Reading(jobs: jobs, hasExports: $0) }
    }
  }

  let folder: TemporaryFolder
  let reports: [Reading: AuditReport]
  let imported: ImportSummary

  init(seed: UInt64) throws {
    folder = try TemporaryFolder()
    var options = TrailOptions()
    options.seed = seed
    options.bytes = 4 << 20
    try TrailGenerator(options).write(to: folder.path)
    var imported = ImportSummary()
    var reports: [Reading: AuditReport] = [:]
    for reading in Reading.all {
      let store = folder.file("\(reading.jobs)-\(reading.hasExports).sqlite")
      if reading.hasExports {
        imported = try Audit.importExports(
          [folder.file("exports")],
          asOf: Timestamp(Int64(TrailGenerator.exportSecond)),
          store: store
        )
      }
      let request = ScanRequest(
        input: InputSelection(paths: [folder.file("trail")]),
        jobs: reading.jobs,
        store: .file(store)
      )
      reports[reading] = try Audit.scan(request, progress: ScanProgress())
    }
    (self.reports, self.imported) = (reports, imported)
  }

  func truth(_ name: String, _ reading: Reading) -> String {
    folder.file("\(reading.hasExports ? "truth-with-exports" : "truth")/\(name)")
  }

  func table(_ name: String, _ reading: Reading) throws -> String {
    let files = ReportFile.all(try #require(reports[reading]))
    let file = try #require(files.first { $0.name == "\(name).csv" })
    return String(decoding: file.bytes, as: UTF8.self)
  }
}
