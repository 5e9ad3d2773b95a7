import AuditReports
import Foundation
import TestSupport
import Testing

/// What `kmsaudit nightly-unit` prints, with an `aws` and a `kmsaudit` that only say what they were
/// asked.
@Suite struct `A nightly unit` {
  private let folder: TemporaryFolder
  /// A name with all that shells, systemd and cron give a meaning.
  private static let awkward = #"it's 50% "$HOME" \n"#
  private var night: String { folder.file("night") }

  init() throws {
    folder = try TemporaryFolder()
    for name in ["bin", Self.awkward] {
      try FileManager.default.createDirectory(
        atPath: folder.file(name),
        withIntermediateDirectories: false
      )
    }
    try program(
      "aws",
      """
      #!/bin/sh
      printf '%s\\n' "$*" >>"$ASKED"
      case "$*" in
        *"$REFUSED"*) exit 1 ;;
        "s3 ls s3://trail/AWSLogs/") printf '%s\\n' '      PRE 111122223333/' '      PRE 444455556666/' ;;
        "s3 ls "*) printf '%s\\n' '      PRE eu-west-1/' '2026-11-22 03:04:05    1 file' ;;
      esac
      """
    )
    try program(
      "kmsaudit",
      "#!/bin/sh\nfor part; do printf '<%s>\\n' \"$part\"; done >>\"$ASKED\"\nexit $STATUS"
    )
  }

  private func program(_ name: String, _ text: String) throws {
    try writeFile(Array(text.utf8), to: folder.file("bin/\(name)"))
    try FileManager.default.setAttributes(
      [.posixPermissions: 0o755],
      ofItemAtPath: folder.file("bin/\(name)")
    )
  }

  private func make(_ options: String...) -> Int32 {
    kmsaudit(
      arguments: ["nightly-unit", "--from", "s3://trail/AWSLogs", "--out", night] + options
    )
  }

  private func makeAwkward() {
    let place = folder.file(Self.awkward)
    let status = make(
      "--logs",
      "\(place)/logs",
      "--store",
      "\(place)/s.sqlite",
      "--reports",
      "\(place)/reports",
      "--config",
      "\(place)/c.yaml",
      "--program",
      folder.file("bin/kmsaudit"),
      "--script",
      "\(place)/kmsaudit-night"
    )
    #expect(status == 0)
  }

  private func run(
    _ arguments: [String] = [],
    status: Int = 0,
    refused: String = "nothing"
  ) throws -> (program: Program, asked: [String]) {
    try writeFile([], to: folder.file("asked"))
    let program = try Program.run(
      "/bin/sh",
      ["\(night)/kmsaudit-night"] + arguments,
      environment: [
        "PATH": folder.file("bin") + ":/usr/bin:/bin", "ASKED": folder.file("asked"),
        "STATUS": "\(status)", "REFUSED": refused,
      ]
    )
    return (program, try readText(folder.file("asked")).split(separator: "\n").map(String.init))
  }

  @Test func `fetches two days of every account and Region, then scans`() throws {
    makeAwkward()
    let (program, asked) = try run()
    #expect(program.status == 0 && program.errors.isEmpty)
    let place = folder.file(Self.awkward)
    let syncs = asked.filter { $0.hasPrefix("s3 sync ") }
    #expect(syncs.count == 4)
    let day = #/[0-9]{4}/[0-9]{2}/[0-9]{2}/#
    for sync in syncs {
      let parts = sync.split(separator: "/CloudTrail/eu-west-1/")
      #expect(parts.count == 3, "\(sync)")
      #expect(sync.matches(of: day).count == 2)
      #expect(sync.contains(" \(place)/logs/"))
    }
    let scan = asked.drop { $0 != "<scan>" }
    #expect(
      Array(scan)
        == [
          "scan", "\(place)/logs", "--store", "\(place)/s.sqlite", "--reports", "\(place)/reports",
          "--quiet", "--wait", "3600", "--log-format", "json", "--summary",
          "\(place)/reports/mail.txt", "--config", "\(place)/c.yaml",
        ].map { "<\($0)>" }
    )
  }

  @Test func `fetches more days when it is asked to`() throws {
    makeAwkward()
    let days = try run(["4"]).asked.filter { $0.hasPrefix("s3 sync ") }
    #expect(days.count == 8)
    #expect(Set(days).count == 8)
  }

  @Test func `scans all the same when something was not fetched, and says so`() throws {
    makeAwkward()
    for refused in ["s3 ls s3://trail/AWSLogs/", "444455556666/CloudTrail/", "s3 sync"] {
      let (program, asked) = try run(refused: refused)
      #expect(program.status == 75)
      #expect(program.errors.contains("not fetched: s3://trail/AWSLogs/"))
      #expect(asked.contains("<scan>"))
    }
    #expect(try run(status: 2, refused: "s3 sync").program.status == 2)
    #expect(try run(status: 1).program.status == 1)
  }

  @Test func `is what it was, to the byte`() throws {
    #expect(make("--time", "23:05", "--config", "/etc/kmsaudit.yaml") == 0)
    for name in ["kmsaudit-night", "kmsaudit.service", "kmsaudit.timer", "kmsaudit.cron"] {
      try Golden.expect(try readFile("\(night)/\(name)"), "nightly/\(name)")
    }
  }

  private static let verifier = "/usr/bin/systemd-analyze"

  @Test(.enabled(if: FileManager.default.isExecutableFile(atPath: verifier)))
  func `is one that systemd takes`() throws {
    makeAwkward()
    try FileManager.default.copyItem(
      atPath: "\(night)/kmsaudit-night",
      toPath: folder.file("\(Self.awkward)/kmsaudit-night")
    )
    let units = ["\(night)/kmsaudit.service", "\(night)/kmsaudit.timer"]
    let verified = try Program.run(Self.verifier, ["verify", "--man=no"] + units)
    #expect(verified.status == 0, "\(verified.errors)")
    #expect(!verified.errors.contains(night), "\(verified.errors)")
  }

  @Test(arguments: [
    ["--time", "3:30"], ["--time", "24:00"], ["--time", "03:60"], ["--user", "root; id"],
    ["--user", ""], ["--logs", "logs"], ["--store", "/var/a\nb"], ["--from", "https://trail/"],
    ["--from", "s3://"], ["--from", "s3://trail/a\nb"], ["--script", "~/night"],
  ])
  func `refuses what it could not write down`(_ options: [String]) {
    let arguments = ["nightly-unit", "--from", "s3://trail/", "--out", night] + options
    #expect(kmsaudit(arguments: arguments) == 64)
    #expect(!FileManager.default.fileExists(atPath: night))
  }
}
