import AuditFindings
import AuditReports
import Foundation
import KMSModel
import KMSUsage
import TestSupport
import Testing

@Suite struct `A report of hostile texts` {
  let report = AuditReport(facts: .hostile, jobs: 1)

  @Test(arguments: [
    "report.md", "usage.csv", "hot-keys.csv", "cross-account.csv", "grants.csv", "coverage.csv",
    "run.json",
  ])
  func `has this file, to the byte`(name: String) throws {
    let file = try #require(ReportFile.all(report).first { $0.name == name })
    try Golden.expect(file.bytes, "reports-hostile/\(name)")
  }

  @Test(arguments: ReportFormat.allCases)
  func `answers for hot keys in every format`(format: ReportFormat) throws {
    let answer = HotKeysAnswer(rows: report.facts.hotKeys, threshold: 0.8, share: 0.1)
    try Golden.expect(answer.bytes(format), "reports-hostile/answer.\(format.rawValue)")
  }

  @Test(arguments: [ReportFormat.table, .markdown])
  func `says how many rows an answer leaves out`(format: ReportFormat) {
    let keys = HotKeysAnswer(rows: report.facts.hotKeys, threshold: 0.8, share: 0.1)
    let answers: [(first: (Int) -> [UInt8], all: Int, what: String)] = [
      ({ keys.first($0).bytes(format) }, keys.rows.count, "keys"),
      (
        { HotAccountsAnswer.hostile.first($0).bytes(format) },
        HotAccountsAnswer.hostile.rows.count, "accounts, Regions and quota families"
      ),
      (
        { HotCallersAnswer.hostile.first($0).bytes(format) }, HotCallersAnswer.hostile.rows.count,
        "\(HotCallersAnswer.hostile.kind.rawValue)s"
      ),
      (
        { RateSecondsAnswer.hostile.first($0).bytes(format) },
        RateSecondsAnswer.hostile.pictures.count, "accounts, Regions and quota families"
      ),
    ]
    for (first, all, what) in answers {
      func text(_ count: Int) -> String { String(decoding: first(count), as: UTF8.self) }
      #expect(text(0).contains("Not shown: \(all) more \(what)."))
      #expect(!text(all).contains("Not shown"))
    }
  }

  @Test(arguments: ReportFormat.allCases)
  func `answers for changes in every format`(format: ReportFormat) throws {
    let bytes = ChangesAnswer.hostile.bytes(format)
    try Golden.expect(bytes, "reports-hostile/changes.\(format.rawValue)")
    let lines = bytes.split(separator: 0x0A)
    #expect(format != .table || lines.allSatisfy { $0.count <= 100 && $0.allSatisfy { $0 < 0x7F } })
  }

  @Test(arguments: ReportFormat.allCases)
  func `answers for accounts, callers and seconds in every format`(format: ReportFormat) throws {
    let answers: [(String, [UInt8])] = [
      ("accounts", HotAccountsAnswer.hostile.bytes(format)),
      ("callers", HotCallersAnswer.hostile.bytes(format)),
      ("seconds", RateSecondsAnswer.hostile.bytes(format)),
    ]
    for (name, bytes) in answers {
      try Golden.expect(bytes, "reports-hostile/\(name).\(format.rawValue)")
      let lines = bytes.split(separator: 0x0A)
      #expect(
        format != .table || lines.allSatisfy { $0.count <= 100 && $0.allSatisfy { $0 < 0x7F } }
      )
    }
  }

  @Test func `lets nothing through that a terminal obeys or hides`() {
    for file in ReportFile.all(report) where !file.name.hasSuffix(".csv") {
      let text = String(decoding: file.bytes, as: UTF8.self)
      let controls = text.unicodeScalars.filter {
        $0 != "\n"
          && ($0.value < 0x20 || (0x7F..<0xA0).contains($0.value)
            || (0x200B...0x206F).contains($0.value) || $0.value >= 0xE0000)
      }
      #expect(controls.isEmpty, "\(file.name)")
    }
  }

  @Test func `has JSON that a parser reads back to the texts of the log`() throws {
    let file = try #require(ReportFile.all(report).first { $0.name == "run.json" })
    let run = try #require(
      JSONSerialization.jsonObject(with: Data(file.bytes)) as? [String: Any]
    )
    let diagnostics = try #require(run["diagnostics"] as? [[String: Any]])
    #expect(diagnostics.map { $0["file"] as? String } == [Hostile.terminal, Hostile.cell])
    #expect(diagnostics.last?["reason"] as? String == Hostile.bidi + "\u{E0041}")
    #expect((run["findings"] as? [Any])?.count == report.findings.count)
  }

  @Test func `shows no number in the Markdown that is not in a file beside it`() throws {
    let files = ReportFile.all(report)
    let page = try #require(files.first { $0.name == "report.md" })
    let beside = files.filter { $0.name != "report.md" }
      .reduce(into: Set<String>()) { $0.formUnion(numbers($1.bytes)) }
    // Character references and code points of escaped texts are no numbers of the report.
    let text = String(decoding: page.bytes, as: UTF8.self)
      .replacing(#/&#\d+;|\\\\u\{[0-9A-F]+\}/#, with: "")
    #expect(numbers(Array(text.utf8)).subtracting(beside).isEmpty)
  }

  /// Digits with a decimal part, if they do not belong to a word.
  private func numbers(_ bytes: [UInt8]) -> Set<String> {
    let text = String(decoding: bytes, as: UTF8.self)
    return Set(
      text.matches(of: #/\b[0-9]+(?:\.[0-9]+)?\b/#.wordBoundaryKind(.simple)).map {
        String($0.output)
      }
    )
  }

  @Test func `gives every table of the Markdown rows of as many cells as columns`() throws {
    let page = try #require(ReportFile.all(report).first { $0.name == "report.md" })
    var columns: Int?
    for line in String(decoding: page.bytes, as: UTF8.self).split(
      separator: "\n",
      omittingEmptySubsequences: false
    ) {
      guard line.hasPrefix("|") else {
        columns = nil
        continue
      }
      let cells = line.replacing("\\|", with: "").count { $0 == "|" } - 1
      #expect(cells == columns ?? cells, "\(line)")
      columns = cells
    }
  }

  @Test func `keeps the terminal's table within a hundred columns`() {
    let answer = HotKeysAnswer(rows: report.facts.hotKeys, threshold: 0.8, share: 0.1)
    let lines = answer.bytes(.table).split(separator: 0x0A)
    #expect(lines.allSatisfy { $0.count <= 100 })
    #expect(lines.count > 10)
  }
}

@Suite struct `A report of nothing` {
  @Test func `has every file, and says that nothing was found`() throws {
    let files = ReportFile.all(AuditReport(facts: AuditFacts(), jobs: 1))
    #expect(files.count == 7)
    let page = try #require(files.first)
    try Golden.expect(page.bytes, "reports-empty/report.md")
    let answer = HotKeysAnswer(rows: [], threshold: 0.8, share: 0.1)
    try Golden.expect(answer.bytes(.table), "reports-empty/answer.table")
  }
}

@Suite struct `The hot keys of a report` {
  @Test func `come before those that are not, though these may use more of a quota`() {
    var facts = AuditFacts()
    facts.hotKeys = ["busy", "busier", "throttled"].map { .row($0, isHot: $0 == "throttled") }
    let report = AuditReport(facts: facts, jobs: 1)
    let text = ReportFile.all(report).map { String(decoding: $0.bytes, as: UTF8.self) }
    let keys = text[0].matches(of: #/\| key-(\w+) \|/#).map(\.output.1)
    #expect(keys == ["throttled", "busy", "busier"])
  }
}

extension HotKey {
  fileprivate static func row(_ name: String, isHot: Bool) -> HotKey {
    HotKey(
      chargedAccount: "111111111111",
      region: "eu-west-1",
      quotaFamily: "cryptographic-symmetric",
      keyARN: "key-" + name,
      requests: 1,
      peakRPS: 1,
      peakAt: Timestamp(1),
      accountPeakRPS: 1,
      accountPeakAt: Timestamp(1),
      quotaRPS: 2,
      accountPeakUtilization: 0.5,
      keyShareOfAccountPeak: 1,
      secondsOverThreshold: 0,
      throttled: isHot ? 1 : 0,
      isHot: isHot
    )
  }
}
