import AuditEngine
import AuditReports
import CloudTrail
import TestSupport
import Testing
import TrailGenerator

/// The answer depends on the records alone.
@Suite struct SameAnswerTests {
  static let folder = Result { try Self.makeTrail() }

  private static func makeTrail() throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    var options = TrailOptions()
    options.seed = 5
    options.bytes = 3 << 20
    try TrailGenerator(options).write(to: folder.path)
    return folder
  }

  private func paths() throws -> [String] {
    LogFiles(InputSelection(paths: [try Self.folder.get().file("trail")])).files.map(\.path)
  }

  private func reports(
    _ paths: [String],
    jobs: Int = 2,
    engine: Engine = .fast
  ) throws -> [String: [UInt8]] {
    var request = ScanRequest(input: InputSelection(paths: paths), jobs: jobs, store: .memory)
    request.engine = engine
    let report = try Audit.scan(request, progress: ScanProgress())
    return Dictionary(uniqueKeysWithValues: ReportFile.all(report).map { ($0.name, $0.bytes) })
  }

  @Test(arguments: [1, 2, 5])
  func `any number of workers and any order of files give the same bytes`(_ jobs: Int) throws {
    let paths = try paths()
    let expected = try reports(paths, jobs: 1)
    var random = SplitMix(seed: UInt64(jobs))
    let found = try reports(paths.shuffled(using: &random), jobs: jobs)
    for (name, bytes) in expected { #expect(found[name] == bytes, "\(name), seed \(jobs)") }
  }

  @Test func `files given twice under other names change no use`() throws {
    let paths = try paths()
    let copies = try TemporaryFolder()
    let doubled = try paths.enumerated().map { number, path in
      let copy = copies.file("\(number).json.gz")
      try writeFile(try readFile(path), to: copy)
      return copy
    }
    let (once, twice) = (try reports(paths), try reports(paths + doubled))
    for name in ["usage.csv", "hot-keys.csv", "cross-account.csv", "grants.csv"] {
      #expect(once[name] == twice[name], "\(name)")
    }
  }

  @Test func `libz and ISA-L agree on whole and damaged files`() throws {
    var random = SplitMix(seed: 77)
    let damaged = try TemporaryFolder()
    var paths = try paths()
    for (number, path) in paths.enumerated() {
      var bytes = try readFile(path)
      guard bytes.count > 40 else { continue }
      for _ in 0..<3 {
        bytes[Int(random.next() % UInt64(bytes.count))] ^= UInt8(1 << (random.next() % 8))
      }
      if number % 3 == 0 { bytes.removeLast(Int(random.next() % UInt64(bytes.count / 2))) }
      paths.append(damaged.file("\(number).json.gz"))
      try writeFile(bytes, to: paths[paths.count - 1])
    }
    let (fast, reference) = (try reports(paths), try reports(paths, engine: .reference))
    for (name, bytes) in reference { #expect(fast[name] == bytes, "\(name), seed 77") }
  }
}
