import AuditFindings
import KMSUsage

extension AuditReport {
  /// Rows of a table in `report.md`; the rest stands in the file that the table names.
  static let tableRows = 25

  /// `run.json`: what was read, how it went, and every sum that `report.md` shows.
  func writeRunJSON(to take: ([UInt8]) -> Void) {
    let run = facts.run
    JSONWriter.write(
      .object([
        "program": .object(["name": .text("kmsaudit"), "version": .text(run.version)]),
        "scope": .object([
          "since": .text(run.since), "until": .text(run.until), "accounts": .texts(run.accounts),
          "regions": .texts(run.regions),
        ]),
        "settings": .object([
          "threshold": .rate(run.threshold), "share": .rate(run.share),
          "quota_table_date": .text(run.quotaTableDate),
          "report_table_rows": .integer(Self.tableRows),
        ]),
        "account_names": .object(run.accountNames.mapValues(JSONOutput.text)),
        "input": .object([
          "accounts": .integer(totals.accountsCovered),
          "regions": .integer(totals.regionsCovered),
          "first_record": .time(totals.firstRecord), "last_record": .time(totals.lastRecord),
        ]),
        "counters": .counts(run.counters.byName), "kept": run.kept.json,
        "skipped_by_reason": .counts(run.skippedByReason),
        "limits_hit": .counts(limitsHit),
        "rows": .counts(rowCounts),
        "use_by_consumer": .array(totals.consumers, \.json),
        "cross_account_by_decision": .array(totals.decisions, \.json),
        "not_judged_singly": .counts([
          "in_common": facts.notJudgedSingly.inCommon,
          "without_details": facts.notJudgedSingly.withoutDetails,
        ]),
        "findings_by_severity": .counts(findingsBySeverity),
        "findings": .array(findings, \.json),
        "diagnostics": .array(run.diagnostics, \.json),
      ]),
      to: take
    )
  }

  var findingsBySeverity: [String: Int] {
    Dictionary(
      Severity.allCases.map { severity in
        (severity.text, findings.count { $0.severity == severity })
      },
      uniquingKeysWith: +
    )
  }

  var rowCounts: [String: Int] {
    [
      "usage.csv": facts.usage.count, "hot-keys.csv": facts.hotKeys.count,
      "cross-account.csv": facts.crossAccount.count, "grants.csv": facts.grants.count,
      "coverage.csv": facts.coverage.count,
    ]
  }

  /// The limits of reading that stopped a record or a file, by the diagnostics kept.
  private var limitsHit: [String: Int] {
    let limits = ["record-too-large", "nesting-too-deep", "file-too-large", "compression-ratio"]
    return Dictionary(
      limits.map { limit in (limit, facts.run.diagnostics.count { $0.code == limit }) },
      uniquingKeysWith: +
    )
  }
}

extension Finding {
  fileprivate var json: JSONOutput {
    .object([
      "rule": .text(rule.id), "title": .text(rule.title), "severity": .text(severity.text),
      "status": .text(status.rawValue), "subject": .text(subject), "summary": .text(summary),
      "first_seen": .time(firstSeen), "last_seen": .time(lastSeen), "count": .integer(count),
      "evidence": .texts(evidence), "controls": .texts(rule.controls), "remedy": .text(rule.remedy),
    ])
  }
}

extension Diagnostic {
  fileprivate var json: JSONOutput {
    .object([
      "file": .text(file), "record": record.map(JSONOutput.integer) ?? .null,
      "byte": byte.map(JSONOutput.integer) ?? .null, "code": .text(code), "reason": .text(reason),
    ])
  }
}

extension ConsumerTotal {
  fileprivate var json: JSONOutput {
    .object([
      "account": .text(account), "keys": .integer(keys), "uses": .integer(uses),
      "cross_account_uses": .integer(crossAccountUses), "denied": .integer(denied),
      "throttled": .integer(throttled), "failed": .integer(failed), "last_seen": .time(lastSeen),
    ])
  }
}

extension DecisionTotal {
  fileprivate var json: JSONOutput {
    .object([
      "decision": .text(decision), "consumer_in_organization": .flag(!isExternal),
      "requests": .integer(requests),
    ])
  }
}
