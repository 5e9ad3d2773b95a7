package import ArgumentParser

/// The program.
package struct KMSAudit: ParsableCommand {
  package static let configuration = CommandConfiguration(
    commandName: "kmsaudit",
    abstract: "Who used which AWS KMS key, how near the quotas are, and what no grant covers.",
    discussion: """
      Reads AWS CloudTrail logs as an organization trail stores them, folds them into one SQLite \
      file and writes reports from it. It needs no AWS account and sends nothing anywhere.

      First a scan, then the reports and questions:

        kmsaudit scan AWSLogs/
        less reports/report.md
        kmsaudit hot-keys --top 10
        kmsaudit usage --by account,key
        kmsaudit keys --account 111122223333
        kmsaudit access --decision not-covered
        kmsaudit explain EVENT-ID
        kmsaudit grants --unused
        kmsaudit changes --since 2026-11-22

      Logs do not show what was there before they begin. The AWS CLI does; the commands for it:

        kmsaudit export-commands --out exports/
        kmsaudit import exports/
        kmsaudit report

      Looking after it, night after night:

        kmsaudit nightly-unit --from s3://BUCKET/AWSLogs/
        kmsaudit doctor
        kmsaudit store check

      Exit status:
        0    done
        1    a finding at or above --fail-on; something that doctor wants done
        2    input incomplete: a damaged file, a malformed record, no log at all, a
             file that could not be imported (wins over 1)
        64   wrong usage: an option, a path, the configuration, or a question about
             what the store does not have
        70   a fault of the program
        74   the store or the reports could not be read or written
        130  interrupted; the store is as it was
      """,
    version: Version.text,
    subcommands: [
      Scan.self, HotKeys.self, Usage.self, Keys.self, Access.self, Explain.self, Grants.self,
      Changes.self, Report.self, Import.self, ExportCommands.self, Store.self, Doctor.self,
      NightlyUnit.self,
    ]
  )

  package init() {}
}

/// The version of the program, also in `run.json`.
enum Version {
  static let text = "0.1.0"
}
