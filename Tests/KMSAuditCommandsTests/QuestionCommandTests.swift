import Foundation
import TestSupport
import Testing

@Suite struct `Questions to the store` {
  private let folder: TemporaryFolder
  private var store: String { folder.file("store.sqlite") }
  private static let use = "00000000-0000-4000-9000-000000000010"

  init() throws {
    folder = try TemporaryFolder()
    let log = Fixtures.root.appending(path: "questions/trail.json").path
    let out = ["--quiet", "--store", store, "--reports", folder.file("reports")]
    #expect(kmsaudit(arguments: ["scan", log] + out) == 0)
  }

  private func status(_ arguments: String...) -> Int32 {
    kmsaudit(arguments: arguments + ["--store", store])
  }

  @Test func `end with 0 when they are answered, whatever the answer`() throws {
    for format in ["table", "csv", "json", "markdown"] {
      #expect(status("access", "--format", format, "--decision", "not-covered") == 0)
      #expect(status("grants", "--format", format, "--unused") == 0)
      #expect(status("keys", "--format", format, "--account", "111122223333") == 0)
      #expect(status("usage", "--format", format, "--by", "account,key", "--by", "resource") == 0)
      #expect(status("changes", "--format", format, "--since", "2026-11-22") == 0)
      for row in ["key", "account", "service", "principal"] {
        #expect(status("hot-keys", "--format", format, "--by", row, "--threshold", "0.001") == 0)
      }
      #expect(status("hot-keys", "--format", format, "--at", "2026-11-22T04:00:00Z") == 0)
    }
    #expect(status("access", "--since", "2030-01-01", "--account", "111122223333") == 0)
    #expect(status("usage", "--until", "1999-01-01", "--top", "1") == 0)
    // A whole ARN names a key whether the store knows it or not.
    let unknown = "arn:aws:kms:eu-west-1:111122223333:key/none"
    #expect(status("grants", "--ended", "--key", unknown) == 0)
    for format in ["text", "json"] { #expect(status("explain", Self.use, "--format", format) == 0) }
    #expect(
      status(
        "explain",
        "--key",
        "1234abcd",
        "--principal",
        "arn:aws:iam::777788889999:user/partner",
        "--operation",
        "Decrypt",
        "--at",
        "2026-11-22T10:00:00Z",
        "--context",
        "a=b=c",
        "--context",
        "b=",
        "--via",
        "s3.amazonaws.com"
      ) == 0
    )
  }

  @Test func `a report is written again to the byte`() throws {
    #expect(status("report", "--reports", folder.file("again"), "--quiet") == 0)
    for name in ["report.md", "cross-account.csv", "run.json"] {
      #expect(
        try readFile(folder.file("again/\(name)")) == readFile(folder.file("reports/\(name)"))
      )
    }
  }

  @Test(arguments: [
    ["access", "--decision", "allowed"], ["access", "--since", "noon"],
    ["access", "--format", "xml"], ["access", "--account", "12"],
    ["access", "--key", "1234"], ["grants", "--key", "no-such-key"],
    ["hot-keys", "--key", "alias/none"], ["grants", "--unused", "--ended"],
    ["grants", "--format", "text"],
    ["hot-keys", "--by", "region"], ["hot-keys", "--at", "2026-11-22", "--by", "account"],
    ["hot-keys", "--at", "2026-11-22", "--since", "2026-11-22"], ["hot-keys", "--at", "noon"],
    ["hot-keys", "--at", "2026-11-22", "--window", "901"],
    ["hot-keys", "--by", "service", "--since", "2026-11-22T01:00:00Z"],
    ["changes"], ["changes", "--since", "2026-11-22T01:00:00Z"],
    ["changes", "--since", "2026-11-22", "--until", "2026-11-22"],
    ["changes", "--since", "2026-11-22", "--format", "text"],
    ["explain"], ["explain", "--key", "1234abcd"], ["explain", use, "--key", "1234abcd"],
    ["explain", use, "--format", "csv"], ["explain", "no-such-event"],
    ["explain", "--key", "1234", "--principal", "p", "--operation", "Decrypt"],
    ["explain", "--key", "1234abcd", "--principal", "p", "--operation", "o", "--context", "a"],
    [
      "explain", "--key", "1234abcd", "--principal", "p", "--operation", "o", "--context", "a=1",
      "--context", "a=2",
    ],
    ["usage", "--by", "colour"], ["usage", "--by", "key,"], ["usage", "--by", "key,day,key"],
    ["usage", "--top", "0"], ["usage", "--key", "none"], ["keys", "--key", "none"],
    ["report", "--format", "csv"],
    ["access", "--config", "no-such.yaml"],
  ])
  func `end with 64 for a wrong request`(arguments: [String]) {
    #expect(kmsaudit(arguments: arguments + ["--store", store]) == 64)
  }

  @Test(arguments: [
    ["access"], ["grants"], ["usage"], ["keys"], ["report"], ["explain", use],
    ["changes", "--since", "2026-11-22"],
  ])
  func `end with 74 for a store that cannot be read`(arguments: [String]) throws {
    #expect(kmsaudit(arguments: arguments + ["--store", folder.file("none.sqlite")]) == 74)
    try writeFile(Array("no store".utf8), to: folder.file("text.sqlite"))
    #expect(kmsaudit(arguments: arguments + ["--store", folder.file("text.sqlite")]) == 74)
  }

  @Test func `a report folder that cannot be written ends with 74`() {
    #expect(status("report", "--quiet", "--reports", store + "/reports") == 74)
  }
}
