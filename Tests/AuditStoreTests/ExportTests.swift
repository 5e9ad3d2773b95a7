import AuditStore
import Foundation
import GRDB
import JSONScan
import KMSAccess
import KMSModel
import KMSUsage
import Testing

@Suite struct `exports in the store` {
  private let file: StoreFile
  private let key =
    "arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab"

  init() throws { file = try StoreFile() }

  private func policy(_ text: String, at time: Int64, from source: String) throws -> ExportText {
    let body = #"{ "Policy": "\#(text)" }"# + "\n"
    let export = try AccessExport(
      reading: JSONValue(parsing: body),
      fileName: "\(source).111122223333.eu-west-1.1234abcd-12ab-34cd-56ef-1234567890ab.json",
      time: Timestamp(time)
    )
    return ExportText(export: export, body: body)
  }

  @Test func `come back as they were, by subject and time`() throws {
    let store = try AuditStore.open(path: file.path)
    let (early, late) = (try policy("a", at: 5, from: "x"), try policy("b", at: 9, from: "y"))
    try store.add([late, early])
    #expect(try store.exports() == [early.export, late.export])
    #expect(try AuditStore.openReadOnly(path: file.path).exports() == [early.export, late.export])
    #expect(try store.exports([.grants, .quotas]).isEmpty)
    #expect(try store.exports([.keyPolicy]).count == 2)
    #expect(try store.keyARNs() == [key])
  }

  @Test func `the text stays as it was read`() throws {
    try AuditStore.open(path: file.path).add([policy("a\\u0000\\n", at: 5, from: "x")])
    let body = try DatabaseQueue(path: file.path).read {
      try String.fetchOne($0, sql: "SELECT body FROM export")
    }
    #expect(body == #"{ "Policy": "a\u0000\n" }"# + "\n")
  }

  @Test func `of the same subject and time the last one stays`() throws {
    let store = try AuditStore.open(path: file.path)
    try store.add([policy("a", at: 5, from: "x")])
    let second = try policy("b", at: 5, from: "y")
    try store.add([second])
    try store.add([second])
    #expect(try store.exports() == [second.export])
  }

  @Test func `a scan leaves them`() throws {
    let store = try AuditStore.open(path: file.path)
    let export = try policy("a", at: 5, from: "x")
    try store.add([export])
    try store.commit(.random(seed: 3))
    #expect(try store.exports() == [export.export])
  }

  @Test func `a store of before gets their table when it is opened for writing`() throws {
    try AuditStore.open(path: file.path).commit(.random(seed: 3))
    let before = try AuditStore.openReadOnly(path: file.path).load().facts.usage
    #expect(!before.isEmpty)
    try file.change("DROP TABLE export")
    try file.change("DELETE FROM grdb_migrations WHERE identifier = '2 exports'")
    let store = try AuditStore.open(path: file.path)
    try store.add([policy("a", at: 5, from: "x")])
    #expect(try store.exports().count == 1)
    #expect(try store.load().facts.usage == before)
  }

  @Test(arguments: [
    "kind = 'list-keys'", "kind = 'list-grants'", "account = '444455556666'", "region = ''",
    "key = ''", "key = 'arn:aws:kms:us-east-1:111122223333:key/a'", "policy = 'other'",
    "body = '{}'", "body = '{'", "body = '{\"Grants\":[]}'",
  ])
  func `a row that is not what it says is damage`(change: String) throws {
    try AuditStore.open(path: file.path).add([policy("a", at: 5, from: "x")])
    try file.change("UPDATE export SET \(change)")
    let store = try AuditStore.openReadOnly(path: file.path)
    #expect { _ = try store.exports() } throws: { ($0 as? StoreError)?.code == .damaged }
  }

  @Test func `all are kept or none`() throws {
    let store = try AuditStore.open(path: file.path)
    try store.add([policy("a", at: 5, from: "x")])
    try file.change(
      "CREATE TRIGGER stop BEFORE INSERT ON export WHEN new.time = 8 "
        + "BEGIN SELECT RAISE(ABORT, 'stop'); END"
    )
    #expect(throws: StoreError.self) {
      try store.add([policy("b", at: 7, from: "x"), policy("c", at: 8, from: "x")])
    }
    #expect(try store.exports().map(\.time) == [Timestamp(5)])
  }
}
