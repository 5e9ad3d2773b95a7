import AuditEngine
import AuditFindings
import AuditReports
import CloudTrail
import KMSUsage
import TestSupport
import Testing
import TrailGenerator

/// What is planted in a trail is what the reports say: nothing missing, nothing extra.
@Suite struct PlantedTruthTests {
  static let trail = Result { try GeneratedTrail(seed: 11) }

  @Test(arguments: ["usage", "hot-keys", "cross-account", "grants", "coverage"])
  func `every table is the planted one`(_ table: String) throws {
    let trail = try Self.trail.get()
    let planted = try readText(trail.truth("\(table).csv")).split(separator: "\r\n")
    let reported = try trail.table(table).split(separator: "\r\n")
    #expect(reported.count > 2)
    for (line, wanted) in zip(reported, planted) where line != wanted {
      Issue.record("\(table): \(line)\nis planted as \(wanted)")
      break
    }
    #expect(reported.count == planted.count)
  }

  @Test func `every counter is the planted one`() throws {
    let trail = try Self.trail.get()
    let planted = try readText(trail.truth("counters.json"))
    let counters = trail.report.facts.run.counters
    for (name, path) in RunCounters.names where planted.contains("\"\(name)\"") {
      #expect(planted.contains("\"\(name)\": \(counters[keyPath: path])"), "\(name)")
    }
  }
}

/// A generated trail and the audit of it.
final class GeneratedTrail: Sendable {
  let folder: TemporaryFolder
  let report: AuditReport

  init(seed: UInt64, jobs: Int = 2) throws {
    folder = try TemporaryFolder()
    var options = TrailOptions()
    options.seed = seed
    options.bytes = 4 << 20
    try TrailGenerator(options).write(to: folder.path)
    let request = ScanRequest(
      input: InputSelection(paths: [folder.file("trail")]),
      jobs: jobs,
      store: .memory
    )
    report = try Audit.scan(request, progress: ScanProgress())
  }

  func truth(_ name: String) -> String { folder.file("truth/\(name)") }

  func table(_ name: String) throws -> String {
    let files = ReportFile.all(report)
    let file = try #require(files.first { $0.name == "\(name).csv" })
    return String(decoding: file.bytes, as: UTF8.self)
  }
}
