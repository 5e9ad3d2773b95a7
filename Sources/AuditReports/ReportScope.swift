import AuditFindings
import KMSUsage

// The first sections of `report.md`: what was asked, what was read, and what was missing.
extension AuditReport {
  func scope(_ page: inout Markdown) {
    let run = facts.run
    page.heading(2, "Scope and coverage")
    page.paragraph(completeness)
    if let words = run.kept.useMissing { page.paragraph(words) }
    page.table(
      ["What", "Value"],
      [
        [.plain("Days asked for"), .plain(days)],
        [.plain("Accounts asked for"), asked(run.accounts)],
        [.plain("Regions asked for"), asked(run.regions)],
        [.plain("First record"), .time(totals.firstRecord)],
        [.plain("Last record"), .time(totals.lastRecord)],
        [.plain("Accounts with records"), .integer(totals.accountsCovered)],
        [.plain("Regions with records"), .integer(totals.regionsCovered)],
        [.plain("Date of the quota table"), .text(run.quotaTableDate)],
        [.plain("An account is near its quota from"), .rate(run.threshold)],
        [.plain("A key is hot then from a share of"), .rate(run.share)],
      ]
    )
    counters(&page)
  }

  private var completeness: String {
    let counters = facts.run.counters
    if counters.filesRead + counters.filesIncomplete == 0 {
      return "**No log file was read.** This report shows nothing, and that says nothing."
    }
    let isComplete =
      counters.filesIncomplete + counters.filesUnreadable + counters.malformed == 0
    return isComplete
      ? "Every file was read to its end."
      : "**The input was incomplete.** What could not be read stands in `run.json`; this report "
        + "may lack it."
  }

  private var days: String {
    let (since, until) = (facts.run.since, facts.run.until)
    if since.isEmpty, until.isEmpty { return "all" }
    return [since.isEmpty ? "" : "from " + since, until.isEmpty ? "" : "before " + until]
      .filter { !$0.isEmpty }.map(Markdown.text).joined(separator: ", ")
  }

  private func asked(_ names: [String]) -> Markdown.Cell {
    names.isEmpty ? .plain("all") : .text(names.joined(separator: ", "))
  }

  private func counters(_ page: inout Markdown) {
    let counters = facts.run.counters
    page.table(
      ["Read", .number("Count"), "Made up of"],
      [
        [
          .plain("Files"), .integer(counters.files),
          .plain(
            "read \(counters.filesRead), incomplete \(counters.filesIncomplete), "
              + "unreadable \(counters.filesUnreadable), left out \(counters.filesSkipped)"
          ),
        ],
        [
          .plain("Bytes uncompressed"), .integer(counters.uncompressedBytes),
          .plain("from \(counters.compressedBytes) bytes of files"),
        ],
        [
          .plain("Records"), .integer(counters.records),
          .plain(
            "KMS \(counters.kms), other services \(counters.other), "
              + "malformed \(counters.malformed), outside the scope \(counters.outOfScope)"
          ),
        ],
        [
          .plain("Records of KMS"), .integer(counters.kms),
          .plain(
            "requests \(counters.requests), duplicates \(counters.duplicates), "
              + "second copies \(counters.secondCopies), replaced by addenda \(counters.replaced), "
              + "shadows \(counters.shadow), dry runs \(counters.dryRuns), "
              + "service events \(counters.serviceEvents)"
          ),
        ],
      ]
    )
    for (reason, count) in facts.run.skippedByReason.sorted(by: { $0.key < $1.key }) {
      page.bullet("Left out, \(Markdown.text(reason)): \(count)")
    }
  }

  func coverage(_ page: inout Markdown) {
    page.heading(3, "Gaps in the input")
    page.paragraph("All accounts, Regions and days stand in `coverage.csv`.")
    top(
      gaps,
      of: "coverage.csv",
      into: &page,
      columns: [
        "Account", "Region", "Day", .number("Records"), .number("Files not read whole"), "Note",
      ]
    ) {
      [
        account($0.account), .text($0.region), .text($0.day), .integer($0.records),
        .integer($0.incompleteFiles), .text($0.note),
      ]
    }
  }

  /// What is missing for certain first, then what seems excluded, then hours without records.
  private var gaps: [CoverageRow] {
    let incomplete = facts.coverage.filter { $0.incompleteFiles > 0 }
    let noted = facts.coverage.filter { $0.incompleteFiles == 0 && !$0.note.isEmpty }
    return incomplete + noted.filter(\.seemsToLackKMS) + noted.filter { !$0.seemsToLackKMS }
  }
}
