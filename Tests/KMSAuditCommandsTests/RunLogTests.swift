import Foundation
import TestSupport
import Testing

/// What `scan` tells monitoring and a mail, as its exit status says.
@Suite struct `A nightly scan` {
  private let folder: TemporaryFolder
  private var mail: String { folder.file("mail.txt") }

  init() throws { folder = try TemporaryFolder() }

  private func scan(_ path: String, _ options: String...) -> Int32 {
    let out = [
      "--quiet", "--store", folder.file("store.sqlite"), "--reports", folder.file("reports"),
      "--log-format", "json", "--summary", mail,
    ]
    return kmsaudit(arguments: ["scan", path] + out + options)
  }

  private var log: String { Fixtures.root.appending(path: "questions/trail.json").path }

  @Test func `writes a mail that tells what is new`() throws {
    #expect(scan(log) == 0)
    let first = try readText(mail)
    #expect(first.hasPrefix("kmsaudit: findings: 2 critical"))
    #expect(first.contains("What the scan before found is not known."))
    #expect(scan(log) == 0)
    #expect(try readText(mail).contains("9 findings, were 9; 0 new, 0 gone"))
    #expect(!FileManager.default.fileExists(atPath: mail + ".partial"))
  }

  @Test
  func `is held against the report of the night before, not against all that the store knows`()
    throws
  {
    let night = folder.file("night.json")
    let record = """
      {"eventVersion":"1.08","userIdentity":{"type":"AssumedRole","accountId":"111122223333",\
      "arn":"arn:aws:sts::111122223333:assumed-role/app/one"},"eventTime":"2026-12-24T01:02:03Z",\
      "eventSource":"kms.amazonaws.com","eventName":"Decrypt","awsRegion":"eu-west-1",\
      "requestID":"r-1","eventID":"e-1","readOnly":true,"resources":[{"accountId":"111122223333",\
      "type":"AWS::KMS::Key","ARN":"arn:aws:kms:eu-west-1:111122223333:key/night"}],\
      "eventType":"AwsApiCall","recipientAccountId":"111122223333"}
      """
    try writeFile(Array(record.utf8), to: night)
    #expect(scan(log) == 0)
    #expect(scan(night) == 0)
    #expect(try readText(mail).contains("findings, were 9;"))
    #expect(scan(night) == 0)
    #expect(try readText(mail).contains("0 new, 0 gone"))
    #expect(try !readText(mail).contains("were 9"))
  }

  @Test func `that fails writes a mail that says so`() throws {
    #expect(scan(log) == 0)
    #expect(scan(folder.file("no-such-folder")) == 64)
    #expect(try readText(mail).hasPrefix("kmsaudit: the run FAILED with status 64\n"))
    #expect(scan(log, "--jobs", "0") == 64)
    try writeFile(Array("no store".utf8), to: folder.file("text.sqlite"))
    #expect(scan(log, "--store", folder.file("text.sqlite")) == 74)
    #expect(try readText(mail).hasPrefix("kmsaudit: the run FAILED with status 74\n"))
  }

  @Test func `ends with 74 when its mail cannot be written`() {
    #expect(scan(log, "--summary", folder.file("none/mail.txt")) == 74)
    #expect(scan(folder.file("none"), "--summary", folder.file("none/mail.txt")) == 64)
  }

  @Test func `whose reports cannot be written has filled the store all the same`() {
    #expect(scan(log, "--reports", folder.file("store.sqlite/reports")) == 74)
    let again = ["--store", folder.file("store.sqlite"), "--reports", folder.file("reports")]
    #expect(kmsaudit(arguments: ["report", "--quiet"] + again) == 0)
    #expect(kmsaudit("store", "check", "--store", folder.file("store.sqlite")) == 0)
  }
}
