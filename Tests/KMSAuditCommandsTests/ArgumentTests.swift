import ArgumentParser
import KMSModel
import Testing

@testable import KMSAuditCommands

@Suite struct ArgumentTests {
  @Test(arguments: [
    ("4096", 4096), ("512KiB", 512 << 10), ("8MiB", 8 << 20), ("64GiB", 64 << 30),
    ("1TiB", 1 << 40),
    ("0", nil), ("", nil), ("MiB", nil), ("8 MiB", nil), ("8mb", nil), ("-1", nil),
    ("9999999TiB", nil), ("٣", nil),
  ])
  func `a size is a number with a binary unit`(_ text: String, _ bytes: Int?) {
    #expect(ByteSize(text)?.bytes == bytes)
  }

  @Test(arguments: [(8 << 20, "8MiB"), (64 << 30, "64GiB"), (1000, "1000"), (3 << 10, "3KiB")])
  func `a size is shown in the largest unit that fits`(_ bytes: Int, _ text: String) {
    #expect(ByteSize(bytes: bytes).description == text)
    #expect(ByteSize(text)?.bytes == bytes)
  }

  @Test(arguments: [
    ("2026-11-22", "2026-11-22T00:00:00Z"), ("2026-11-22T03:04:05Z", "2026-11-22T03:04:05Z"),
    ("2026-02-30", nil), ("2026-11-22T03:04:05", nil), ("2026-11-22T03:04:05+01:00", nil),
    ("yesterday", nil), ("", nil),
  ])
  func `a time is a day or a moment in UTC`(_ text: String, _ moment: String?) {
    #expect(TimeArgument(text)?.timestamp.description == moment)
  }

  @Test(arguments: [
    ["scan", "--since", "2026-13-01", "x"], ["scan", "--until", "noon", "x"],
    ["scan", "--jobs", "0", "x"], ["scan", "--jobs", "many", "x"],
    ["scan", "--max-nesting", "0", "x"],
    ["scan", "--fail-on", "urgent", "x"], ["scan", "--colour", "x"],
    ["scan", "--account", "12", "x"],
    ["hot-keys", "--top", "0"], ["hot-keys", "--threshold", "1.5"],
    ["hot-keys", "--threshold", "0"],
    ["hot-keys", "--format", "xml"], ["hot-keyz"],
  ])
  func `a wrong option ends with 64 before anything is read`(_ arguments: [String]) {
    let error = #expect(throws: (any Error).self) {
      var command = try KMSAudit.parseAsRoot(arguments)
      try command.run()
    }
    #expect(error.map { KMSAudit.exitCode(for: $0).rawValue } == 64)
  }

  @Test func `a list of paths has one a line`() {
    #expect(PathList.paths(in: "a b\r\n\r\nc\u{2028}d\n") == ["a b", "c\u{2028}d"])
  }

  @Test func `an example of the help fits a line of 80 columns`() {
    let examples = lines(ofHelpFor: KMSAudit.self).filter { $0.hasPrefix("  ") }
    #expect(examples.count > 20)
    #expect(examples.filter { $0.count > 80 } == [])
  }

  private func lines(ofHelpFor command: any ParsableCommand.Type) -> [Substring] {
    command.configuration.discussion.split(separator: "\n")
      + command.configuration.subcommands.flatMap(lines)
  }
}
