import AuditStore
import Foundation
import KMSAccess
import KMSModel
import TestSupport
import Testing

@testable import AuditEngine

@Suite struct `Importing answers of the AWS CLI` {
  private static let id = "1234abcd-12ab-34cd-56ef-1234567890ab"
  private let folder: TemporaryFolder
  private var store: String { folder.file("store.sqlite") }

  init() throws { folder = try TemporaryFolder() }

  private func put(_ text: String, _ path: String, time: Int64 = 1_795_000_000) throws {
    let file = URL(fileURLWithPath: folder.file("in/\(path)"))
    try FileManager.default.createDirectory(
      at: file.deletingLastPathComponent(),
      withIntermediateDirectories: true
    )
    try Data(text.utf8).write(to: file)
    let date = Date(timeIntervalSince1970: Double(time) + 0.75)
    try FileManager.default.setAttributes([.modificationDate: date], ofItemAtPath: file.path)
  }

  private func imported(asOf: Timestamp? = nil) throws -> ImportSummary {
    try Audit.importExports([folder.file("in")], asOf: asOf, store: store)
  }

  private func exports() throws -> [AccessExport] {
    try AuditStore.openReadOnly(path: store).exports()
  }

  private func codes(_ summary: ImportSummary) -> [String] {
    summary.problems.map { "\($0.path.split(separator: "/").last ?? ""): \($0.code)" }
  }

  @Test func `every kind is kept, and once`() throws {
    let answers = Fixtures.root.appending(path: "exports/answers").path
    let summary = try Audit.importExports([answers, answers], asOf: nil, store: store)
    #expect(summary.problems.isEmpty)
    #expect(Set(summary.imported.keys) == Set(ExportKind.allCases))
    #expect(summary.files == 11)
    #expect(summary.imported.values.reduce(0, +) == 11)
    #expect(summary.unknownQuotas == ["L-00000001 Cryptographic operations (lattice) request rate"])
    let first = try exports()
    #expect(try Audit.importExports([answers], asOf: nil, store: store) == summary)
    #expect(try exports() == first)
  }

  @Test func `an answer is of its file's time, or of the one that is said`() throws {
    try put(#"{"Accounts":[]}"#, "a/b/list-accounts.json", time: 1_795_000_000)
    _ = try imported()
    _ = try imported(asOf: Timestamp(77))
    #expect(try exports().map(\.time) == [Timestamp(77), Timestamp(1_795_000_000)])
    #expect(try exports().map(\.source) == ["list-accounts.json", "list-accounts.json"])
  }

  @Test func `one bad file never loses the others`() throws {
    try put(#"{"Accounts":[]}"#, "list-accounts.json")
    try put("{", "cut.json")
    try put(String(repeating: "[", count: 1 << 20), "deep.json")
    try put(#"{"Grants":"\#(String(repeating: "x", count: 1 << 20))"}"#, "long.json")
    try put(#"{"Grants":[]}"#, "list-grants.json")
    try put("{}", "none.json")
    try put("", "empty.json")
    try Data([0x7B, 0xFF, 0x7D]).write(to: URL(fileURLWithPath: folder.file("in/bytes.json")))
    let summary = try imported()
    #expect(
      codes(summary) == [
        "bytes.json: not-utf8", "cut.json: not-json", "deep.json: not-json",
        "empty.json: not-json", "list-grants.json: missing-key", "long.json: wrong-type",
        "none.json: not-an-export",
      ]
    )
    #expect(
      summary.problems.first { $0.path.hasSuffix("deep.json") }?.reason.contains("too-deep") == true
    )
    #expect(try exports().count == 1)
  }

  @Test func `a file larger than any answer is not read`() throws {
    try put("", "huge.json")
    let file = try FileHandle(forWritingTo: URL(fileURLWithPath: folder.file("in/huge.json")))
    try file.truncate(atOffset: 257 << 20)
    try file.close()
    #expect(codes(try imported()) == ["huge.json: too-large"])
  }

  @Test func `only .json is read of a folder, and links lead nowhere twice`() throws {
    try put(#"{"Accounts":[]}"#, "a/list-accounts.json")
    try put("x", "a/list-accounts.json.partial")
    try put("#!/bin/sh", "a/export-organization.sh")
    try put("x", "a/.hidden.json")
    let manager = FileManager.default
    try manager.createSymbolicLink(
      atPath: folder.file("in/a/up"),
      withDestinationPath: folder.file("in")
    )
    try manager.createSymbolicLink(
      atPath: folder.file("in/again.json"),
      withDestinationPath: folder.file("in/a/list-accounts.json")
    )
    try manager.createSymbolicLink(
      atPath: folder.file("in/lost.json"),
      withDestinationPath: folder.file("in/nowhere")
    )
    #expect(mkfifo(folder.file("in/pipe.json"), 0o600) == 0)
    let summary = try imported()
    #expect((summary.files, summary.leftOut) == (1, 3))
    #expect(codes(summary) == ["lost.json: cannot-read", "pipe.json: cannot-read"])
    #expect(try exports().count == 1)
  }

  @Test func `a path that is not there ends it before anything is kept`() throws {
    try put(#"{"Accounts":[]}"#, "list-accounts.json")
    #expect(throws: AuditError.inputNotFound("/no/such/file.json")) {
      try Audit.importExports([folder.file("in"), "/no/such/file.json"], asOf: nil, store: store)
    }
    #expect(!FileManager.default.fileExists(atPath: store))
  }

  @Test func `of two files that contradict each other the first by path is kept`() throws {
    try put(#"{"Accounts":[]}"#, "a.json")
    try put(#"{"Accounts":[{"Id":"111122223333"}]}"#, "b.json")
    try put(#"{ "Accounts": [] }"#, "c.json")
    let summary = try imported()
    #expect(codes(summary) == ["b.json: duplicate-export"])
    #expect(summary.repeated == 1)
    #expect(try exports().map(\.source) == ["a.json"])
  }

  @Test func `a key's id alone is enough when one key of the files has it`() throws {
    let arn = "arn:aws:kms:eu-west-1:111122223333:key/\(Self.id)"
    try put(#"{"Policy":"{}"}"#, "get-key-policy.\(Self.id).json")
    #expect(codes(try imported()) == ["get-key-policy.\(Self.id).json: missing-account"])
    try put(#"{"KeyMetadata":{"Arn":"\#(arn)"}}"#, "z.json")
    #expect(try imported().problems.isEmpty)
    #expect(try exports().map(\.subject.keyARN) == [arn, arn])
    // Now the store knows it.
    try FileManager.default.removeItem(atPath: folder.file("in/z.json"))
    #expect(try imported().problems.isEmpty)
  }

  @Test func `a key's id that several keys have is not enough`() throws {
    let id = "mrk-0123456789abcdef0123456789abcdef"
    for region in ["eu-west-1", "us-east-1"] {
      let arn = "arn:aws:kms:\(region):111122223333:key/\(id)"
      try put(#"{"KeyMetadata":{"Arn":"\#(arn)"}}"#, "\(region).json")
    }
    try put(#"{"Policy":"{}"}"#, "get-key-policy.\(id).json")
    #expect(codes(try imported()) == ["get-key-policy.\(id).json: missing-account"])
    try put(#"{"Policy":"{}"}"#, "111122223333/get-key-policy.us-east-1.\(id).json")
    #expect(codes(try imported()) == ["get-key-policy.\(id).json: missing-account"])
    #expect(try exports().last?.subject.region == "us-east-1")
  }
}
