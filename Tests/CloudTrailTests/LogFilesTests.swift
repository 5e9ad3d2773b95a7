import CloudTrail
import KMSModel
import TestSupport
import Testing

#if canImport(Glibc)
import Glibc
#else
import Musl
#endif

/// Which files of a folder are logs to read.
@Suite struct LogFilesTests {
  private let folder: TemporaryFolder
  private static let day = "AWSLogs/o-1/111122223333/CloudTrail/eu-west-1/2026/11/22"

  init() throws { folder = try TemporaryFolder() }

  private func make(_ path: String, bytes: Int = 1) throws {
    var parent = folder.path
    for part in path.split(separator: "/").dropLast() {
      parent += "/" + part
      mkdir(parent, 0o777)
    }
    try writeFile([UInt8](repeating: 0x20, count: bytes), to: folder.file(path))
  }

  private func names(_ files: LogFiles) -> [String] {
    files.files.map { String($0.path.dropFirst(folder.path.utf8.count + 1)) }
  }

  private func files(_ scope: Scope = Scope()) -> LogFiles {
    LogFiles(InputSelection(paths: [folder.path], scope: scope))
  }

  @Test func `logs are found at any depth, the largest first, and nothing else is read`() throws {
    try make("\(Self.day)/a.json.gz", bytes: 5)
    try make("prefix/AWSLogs/111122223333/CloudTrail/us-east-1/2026/11/22/b.json.gz", bytes: 9)
    try make("flat.json", bytes: 7)
    try make("readme.txt")
    try make(".hidden.json")
    let found = files()
    #expect(names(found).map { $0.suffix(9) } == ["b.json.gz", "flat.json", "a.json.gz"])
    #expect(found.skipped == ["hidden": 1, "not named like a log file": 1])
  }

  @Test func `files that hold no records of calls are left out and counted`() throws {
    for kind in [
      "CloudTrail-Digest", "CloudTrail-Insight", "CloudTrail-NetworkActivity",
      "CloudTrail-Aggregated",
    ] {
      try make("AWSLogs/111122223333/\(kind)/eu-west-1/2026/11/22/x.json.gz")
      try make("flat/111122223333_\(kind)_eu-west-1_x.json.gz")
    }
    try make("flat/111122223333_CloudTrail_eu-west-1_x.json.gz")
    let found = files()
    #expect(found.files.count == 1)
    #expect(found.skipped.count == 4 && found.skipped.values.allSatisfy { $0 == 2 })
  }

  @Test func `links are followed once, and a loop ends`() throws {
    try make("\(Self.day)/a.json.gz")
    symlink(folder.path, folder.file("AWSLogs/loop"))
    symlink(folder.file("\(Self.day)/a.json.gz"), folder.file("again.json.gz"))
    symlink(folder.file("nowhere"), folder.file("dangling.json.gz"))
    let found = files()
    #expect(found.files.count == 1)
    #expect(found.skipped == ["reached twice": 1])
    #expect(found.unreadable.map(\.error.code) == ["cannot-open"])
  }

  @Test(arguments: [
    "\(day)/a.json.gz", "AWSLogs/111122223333/CloudTrail.json", "111122223333/CloudTrail/a.json",
    "flat.json",
  ])
  func `a file found in a folder tells what its path tells`(_ name: String) throws {
    try make(name, bytes: 1)
    #expect(files().files.map(\.trailPath) == [TrailPath(folder.file(name))])
  }

  @Test func `a path that does not exist is a wrong request`() {
    let selection = InputSelection(paths: [folder.path, folder.file("nowhere"), "-"])
    #expect(selection.missingPath == folder.file("nowhere"))
    #expect(InputSelection(paths: [folder.path, "-"]).missingPath == nil)
  }

  @Test func `a pipe is a stream, and a file is none whatever its name`() throws {
    mkfifo(folder.file("fifo"), 0o600)
    let files = LogFiles(InputSelection(paths: [folder.file("fifo"), "-"])).files
    #expect(files.map(\.isStream) == [true, true])
    #expect(Set(files.map(\.source)) == ["-", folder.file("fifo")])
    #expect(LogFile(path: "./-x", size: 0).isStream == false)
  }

  @Test func `a path that the system refuses to look at is bad input`() {
    symlink("loop.json", folder.file("loop.json"))
    let selection = InputSelection(paths: [folder.file("loop.json")])
    #expect(selection.missingPath == nil)
    #expect(LogFiles(selection).unreadable.map(\.error.code) == ["cannot-open"])
  }

  /// Days are those of delivery: behind the last asked day one more is read.
  static let scopes: [(String, @Sendable (inout Scope) -> Void, Int)] = [
    ("all", { _ in }, 6),
    ("an account", { $0.accounts = ["111122223333"] }, 5),
    ("a Region", { $0.regions = ["us-east-1"] }, 2),
    ("since", { $0.since = Timestamp("2026-11-23T12:00:00Z") }, 4),
    ("until", { $0.until = Timestamp("2026-11-22T12:00:00Z") }, 4),
  ]

  @Test(arguments: scopes.indices)
  func `paths that cannot hold what is asked are not opened`(_ index: Int) throws {
    let (name, change, count) = Self.scopes[index]
    for day in ["21", "22", "23", "24"] {
      try make("AWSLogs/111122223333/CloudTrail/eu-west-1/2026/11/\(day)/x.json.gz")
    }
    try make("AWSLogs/444455556666/CloudTrail/us-east-1/2026/11/24/x.json.gz")
    try make("flat.json")
    var scope = Scope()
    change(&scope)
    let found = files(scope)
    #expect(found.files.count == count, "\(name)")
    #expect(found.files.count + found.skipped.values.reduce(0, +) == 6, "\(name)")
    #expect(names(found).contains("flat.json"), "\(name): a flat file tells nothing by its path")
  }
}
