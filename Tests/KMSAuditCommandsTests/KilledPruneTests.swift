import Foundation
import TestSupport
import Testing

/// The program itself is killed while it prunes.
@Suite struct `A prune that is killed` {
  private static let kills = 25
  private let folder: TemporaryFolder
  private let real: RealProgram
  private var store: String { folder.file("store.sqlite") }

  /// Thirty days of a few requests of many principals, all kept.
  init() throws {
    folder = try TemporaryFolder()
    real = try RealProgram()
    for day in 1...30 {
      let lines = (0..<200).map { record("2020-06-\(day < 10 ? "0" : "")\(day)", $0) }
      try writeFile(Array(lines.joined(separator: "\n").utf8), to: folder.file("\(day).json"))
    }
    let options = ["--quiet", "--store", store, "--reports", folder.file("reports")]
    let ages = ["--retention", "0", "--keep-rates", "all", "--keep-use", "all"]
    #expect(try real.run(["scan", folder.path] + options + ages).status == 0)
  }

  private func record(_ day: String, _ number: Int) -> String {
    let time = "\(day)T\(10 + number % 14):00:\(10 + number % 50)Z"
    return
      "{\"eventVersion\":\"1.11\",\"userIdentity\":{\"type\":\"IAMUser\",\"arn\":\"arn:aws:iam::444455556666:user/\(number)\",\"accountId\":\"444455556666\"},\"eventTime\":\"\(time)\",\"eventSource\":\"kms.amazonaws.com\",\"eventName\":\"Decrypt\",\"awsRegion\":\"eu-west-1\",\"eventID\":\"\(day)-\(number)\",\"resources\":[{\"ARN\":\"arn:aws:kms:eu-west-1:111122223333:key/key-1\"}],\"recipientAccountId\":\"444455556666\"}"
  }

  @Test func `leaves the store as before or as after, and the next one ends the work`() throws {
    let prune = ["store", "prune", "--rates", "5", "--use", "10", "--store", store]
    let file = try Data(contentsOf: URL(fileURLWithPath: store))
    let old = try StoreTables(store)
    let start = ContinuousClock.now
    #expect(try real.run(prune).status == 0)
    let time = ContinuousClock.now - start
    let new = try StoreTables(store)
    #expect(old != new)

    let seed = UInt64.random(in: 1...UInt64.max)
    var random = SplitMix(seed: seed)
    var unfinished = 0
    for kill in 1...Self.kills {
      try? FileManager.default.removeItem(atPath: store + "-journal")
      try file.write(to: URL(fileURLWithPath: store))
      _ = try real.kill(prune, after: time * (Double(random.next() % 1000) / 1000))
      let found = try StoreTables(store)
      #expect(found == old || found == new, "seed \(seed), kill \(kill)")
      if found == old { unfinished += 1 }
      #expect(try real.run(prune).status == 0)
      #expect(try StoreTables(store) == new, "seed \(seed), kill \(kill)")
    }
    #expect(unfinished > 0, "every run ended before it was killed")
    #expect(try real.run(["store", "check", "--store", store]).status == 0)
  }
}
