import Foundation
import JSONScan
import KMSAccess
import KMSModel
import TestSupport
import Testing

@testable import AuditReports

/// The printed command, run by a shell with an `aws` that only says what it was given.
@Suite struct `The printed create-grant command` {
  private static let key =
    "arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab"
  private static let hostile = [
    "x';touch${IFS}pwned;'", #"x\';touch${IFS}pwned;#"#, "$(touch${IFS}pwned)", "`touch\tpwned`",
    "x'\u{301};touch pwned;'", "x\r\ntouch pwned\n", "\u{1B}[2J\u{202E}ü\u{1F511}",
    "\"&&touch pwned", "!!", "'", "--region", "file:///etc/passwd",
  ]

  private static func command(_ caller: Caller, _ context: EncryptionContext) throws
    -> GrantCommand?
  {
    var detail = RequestDetail()
    detail.encryptionContext = context
    let request = AccessRequest(
      operation: "Decrypt",
      keyARN: key,
      callerAccount: "444455556666",
      caller: caller,
      detail: detail
    )
    let explanation = AccessHistory(events: []).cover(for: request)
      .explanation(at: Timestamp(0), denied: false)
    return GrantCommand(try #require(explanation.smallestGrant), keyARN: key)
  }

  /// What `aws` is given, one argument a line; nothing else may have happened.
  private static func arguments(_ command: GrantCommand) throws -> [String] {
    let folder = try TemporaryFolder()
    let script = """
      aws() { for one; do printf '%s\\n' "$one"; done; }
      \(command.lines.joined(separator: "\n"))

      """
    let process = Process()
    process.executableURL = URL(filePath: "/bin/sh")
    process.arguments = ["-c", script]
    process.currentDirectoryURL = URL(filePath: folder.path)
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    let bytes = try output.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty)
    return String(decoding: bytes, as: UTF8.self).split(separator: "\n").map(String.init)
  }

  @Test(arguments: hostile)
  func `gives a hostile principal as one argument, or is not printed`(text: String) throws {
    let name = "arn:aws:iam::444455556666:user/\(text)"
    let isPlain = name.utf8.allSatisfy { (0x21...0x7E).contains($0) }
    let command = try Self.command(.user(arn: name), .absent)
    #expect((command != nil) == isPlain)
    guard let command else { return }
    #expect(
      try Self.arguments(command) == [
        "kms", "create-grant", "--region", "eu-west-1", "--key-id", Self.key,
        "--grantee-principal", name, "--operations", "Decrypt",
      ]
    )
  }

  @Test(arguments: hostile)
  func `gives a hostile context as the JSON it is`(text: String) throws {
    let caller = Caller.user(arn: "arn:aws:iam::444455556666:user/x")
    for context in [EncryptionContext.known([text: text]), .atLeast(["a": text])] {
      let command = try #require(try Self.command(caller, context))
      #expect(command.lines.allSatisfy { $0.utf8.allSatisfy { (0x20...0x7E).contains($0) } })
      let arguments = try Self.arguments(command)
      #expect(arguments.count == 12)
      let given = try JSONValue(parsing: try #require(arguments.last))
      let name = context.isWhole ? "EncryptionContextEquals" : "EncryptionContextSubset"
      let pairs = try #require(given[name]?.object)
      #expect(pairs.map(\.name) == Array(context.pairs.keys))
      #expect(pairs.map(\.value) == context.pairs.values.map(JSONValue.string))
    }
  }

  @Test func `is not printed for a caller or a key that AWS would not take`() throws {
    #expect(try Self.command(.user(arn: "--foo:user/x"), .absent) == nil)
    #expect(try Self.command(.service("ec2.amazonaws.com"), .absent) == nil)
  }
}
