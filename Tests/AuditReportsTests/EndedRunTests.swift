import AuditFindings
import AuditReports
import Foundation
import KMSModel
import TestSupport
import Testing

/// What a run tells of itself, with texts that somebody may have crafted.
@Suite struct `A run that has ended` {
  private let report = AuditReport(facts: .hostile, jobs: 1)

  private func ended(_ last: [Finding]?) throws -> EndedRun {
    var run = EndedRun(version: "0", started: try #require(Timestamp("2026-11-22T03:04:05Z")))
    run.report = report
    run.seconds = 1.23456
    run.status = 2
    run.message = Hostile.terminal
    run.lastFindings = last
    return run
  }

  private var failed: EndedRun {
    var run = EndedRun(version: "0", started: Timestamp(0))
    run.status = 74
    run.message = "the disk is full \(Hostile.cell)"
    return run
  }

  @Test func `is one line of JSON`() throws {
    for (run, name) in [(try ended(nil), "ended"), (failed, "failed")] {
      try Golden.expect(run.line, "reports-hostile/\(name)-run.json")
      #expect(run.line.count { $0 == 0x0A } == 1)
      let line = try JSONSerialization.jsonObject(with: Data(run.line)) as? [String: Any]
      #expect(line?["message"] as? String == run.message)
      #expect(line?["exit_status"] as? Int == Int(run.status))
    }
  }

  @Test func `has the same members whether it failed or not`() throws {
    let lines = try [ended(nil), failed].map { run in
      try JSONSerialization.jsonObject(with: Data(run.line)) as? [String: Any]
    }
    #expect(lines[0]?.keys.sorted() == lines[1]?.keys.sorted())
    #expect(lines[1]?["findings"] is NSNull)
  }

  @Test func `is a mail in plain ASCII`() throws {
    let last = Array(report.findings.dropFirst())
    for (run, name) in [(try ended(last), "ended"), (try ended(nil), "first"), (failed, "failed")] {
      let bytes = RunMail(run, reports: "reports").bytes
      try Golden.expect(bytes, "reports-hostile/\(name)-mail.txt")
      #expect(bytes.allSatisfy { $0 == 0x0A || (0x20...0x7E).contains($0) })
    }
  }

  @Test func `tells what is new and what is gone`() throws {
    let first = try #require(report.findings.first)
    func mail(_ last: [Finding]) throws -> String {
      String(decoding: RunMail(try ended(last), reports: "r").bytes, as: UTF8.self)
    }
    let count = report.findings.count
    #expect(try mail(report.findings).contains("were \(count); 0 new, 0 gone"))
    #expect(try !mail(report.findings).contains("New findings"))
    let others = report.findings.filter { $0.rule != first.rule || $0.subject != first.subject }
    let new = count - others.count
    #expect(try mail(others).contains("were \(others.count); \(new) new, 0 gone"))
    let empty = AuditReport(facts: AuditFacts(), jobs: 1)
    var run = try ended(report.findings)
    run.report = empty
    let text = String(decoding: RunMail(run, reports: "r").bytes, as: UTF8.self)
    #expect(text.contains("\(empty.findings.count) findings, were \(count); "))
    #expect(text.contains("\(count) gone"))
  }
}
