import AuditFindings
import AuditReports
import Foundation
import KMSAccess
import TestSupport
import Testing

/// The scripts with an `aws` that only says what it was asked.
@Suite struct `The printed scripts` {
  private static let account = "111122223333"
  private static let good = "1234abcd-12ab-34cd-56ef-1234567890ab"
  private static let refused = "fedcba98-12ab-34cd-56ef-1234567890ab"
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    for name in ["bin", "out"] {
      try FileManager.default.createDirectory(
        atPath: folder.file(name),
        withIntermediateDirectories: false
      )
    }
    let stub = """
      #!/bin/sh
      echo "$*" >>"$ASKED"
      case "$*" in
        "sts "*) echo "$ACCOUNT" ;;
        *list-key-policies*\(Self.good)*) printf 'default\\tAWS_RAM\\n' ;;
        *list-key-policies*) echo default ;;
        *get-key-policy*\(Self.refused)*) echo 'AccessDeniedException' >&2; exit 254 ;;
        *) echo '{}' ;;
      esac

      """
    try writeFile(Array(stub.utf8), to: folder.file("bin/aws"))
    try FileManager.default.setAttributes(
      [.posixPermissions: 0o755],
      ofItemAtPath: folder.file("bin/aws")
    )
  }

  private func run(_ text: String, account: String = account) throws -> Program {
    try writeFile(Array(text.utf8), to: folder.file("script.sh"))
    try writeFile([], to: folder.file("asked"))
    return try .run(
      "/bin/sh",
      [folder.file("script.sh")],
      environment: [
        "PATH": folder.file("bin") + ":/usr/bin:/bin", "ASKED": folder.file("asked"),
        "ACCOUNT": account,
      ],
      in: folder.file("out")
    )
  }

  private func files() throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder.file("out")).sorted()
  }

  private var scripts: [ExportScript] {
    let keys = [Self.good, Self.refused, "a", "$(touch x)"].map {
      "arn:aws:kms:eu-west-1:\(Self.account):key/\($0)"
    }
    return ExportScript.all(MissingExports(keys: Set(keys), exports: []))
  }

  @Test func `are the same for the same store, byte for byte`() throws {
    let names = scripts.map(\.fileName)
    #expect(names == ["export-111122223333-eu-west-1.sh", "export-organization.sh"])
    for script in scripts {
      try Golden.expect(Array(script.text.utf8), "scripts/\(script.fileName)")
    }
  }

  @Test func `go on after a refusal, and say so at the end`() throws {
    let result = try run(scripts[0].text)
    #expect(result.status == 1)
    let place = "\(Self.account).eu-west-1"
    #expect(
      try files() == [
        "describe-key.\(place).\(Self.good).json", "describe-key.\(place).\(Self.refused).json",
        "get-key-policy.\(place).\(Self.good).AWS_RAM.json",
        "get-key-policy.\(place).\(Self.good).json", "list-aliases.\(place).json",
        "list-grants.\(place).\(Self.good).json", "list-grants.\(place).\(Self.refused).json",
        "list-service-quotas.\(place).json",
      ]
    )
    #expect(result.errors.contains("not fetched: get-key-policy.\(place).\(Self.refused).json"))
    #expect(
      result.errors.contains("account \(Self.account) in eu-west-1: not fetched: 1, see above")
    )
  }

  @Test func `fetch nothing again that is there`() throws {
    _ = try run(scripts[0].text)
    let before = try files()
    _ = try run(scripts[0].text)
    let asked = try readText(folder.file("asked")).split(separator: "\n")
    #expect(try files() == before)
    #expect(
      asked.filter { !$0.contains("list-key-policies") && !$0.hasPrefix("sts") }.map {
        $0.contains("get-key-policy") && $0.contains(Self.refused)
      } == [true]
    )
  }

  @Test func `fetch nothing with the credentials of another account`() throws {
    let result = try run(scripts[0].text, account: "444455556666")
    #expect(result.status == 1)
    #expect(result.errors.contains("of account 444455556666, not \(Self.account)"))
    #expect(try files().isEmpty)
    #expect(try readText(folder.file("asked")).split(separator: "\n").count == 1)
  }

  @Test func `can be printed together, and each stands for itself`() throws {
    let result = try run(ExportScript.joined(scripts), account: "444455556666")
    #expect(result.errors.contains("of account 444455556666"))
    #expect(try files() == ["describe-organization.json", "list-accounts.json"])
  }
}
