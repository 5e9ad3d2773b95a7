import ArgumentParser
import KMSAccess
import KMSModel
import Parallel
import Synchronization

/// The time that decisions take, on keys with many grants.
struct MeasureAccess: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Judge uses of keys with many grants, and print the seconds it took."
  )

  enum Source: String, ExpressibleByArgument, CaseIterable {
    case exports, events
  }

  @Option(help: "Where the grants come from; of events the records are read from their text.")
  var source = Source.exports
  @Option var keys = 1000
  @Option(help: "Grants of each key, each to a role of its own.") var grants = 1000
  @Option(help: "Uses, spread over all grants.") var uses = 100_000
  @Option(help: "Moments of each use.") var moments = 10
  @Option(help: "Threads.") var jobs = 2

  func run() throws {
    let records = source == .events ? (0..<keys * grants).map(record) : []
    let ids = records.indices.map { "\($0)" }
    let times = records.indices.map { Timestamp(Self.day - 1000 - Int64(grants - $0 / keys)) }
    let exports = source == .exports ? (0..<keys).map(export) : []
    let requests = (0..<uses).map(request)
    let clock = ContinuousClock()
    let start = clock.now
    let history = AccessHistory(
      count: records.count,
      exports: exports,
      watch: .everything,
      jobs: jobs,
      event: { number in
        try? KeyEvent(
          eventID: ids[number],
          time: times[number],
          eventName: "CreateGrant",
          record: records[number]
        )
      }
    )
    let built = clock.now
    let covered = covered(requests, history)
    let end = clock.now
    // What is judged stays with whoever asked: to free it is no part of judging.
    withExtendedLifetime((records, history)) {}
    print("index_seconds", (built - start) / .seconds(1))
    print("seconds", (end - start) / .seconds(1))
    print("covered", covered)
    print("decisions", uses * moments)
  }

  /// How many of the decisions find a grant.
  private func covered(_ requests: [AccessRequest], _ history: AccessHistory) -> Int {
    let times = (0..<moments).map { Timestamp(Self.day + Int64($0 * 86400 / moments)) }
    let covered = Atomic<Int>(0)
    concurrently(requests.count, jobs: jobs) { number in
      let cover = history.cover(for: requests[number])
      let decisions = times.lazy.map { cover.decision(at: $0, denied: false) }
      let byGrant = decisions.count { if case .grant = $0 { true } else { false } }
      covered.add(byGrant, ordering: .relaxed)
    }
    return covered.load(ordering: .relaxed)
  }

  private static let day: Int64 = 1_795_305_600

  private func keyARN(_ key: Int) -> String {
    "arn:aws:kms:eu-west-1:111122223333:key/00000000-0000-4000-8000-\(100_000_000_000 + key)"
  }

  private func roleARN(_ grant: Int) -> String {
    "arn:aws:iam::444455556666:role/apps/Reader-\(grant)"
  }

  private func grantID(_ key: Int, _ grant: Int) -> String {
    let number = UInt64(key * grants + grant + 1) &* 0x9E37_79B9_7F4A_7C15
    let hex = String(number, radix: 16)
    return String(repeating: "0", count: 16 - hex.count) + hex + String(repeating: "ab", count: 24)
  }

  private func export(_ key: Int) -> AccessExport {
    let entries = (0..<grants).map { grant in
      ExportedGrant(
        id: grantID(key, grant),
        name: "",
        grantee: roleARN(grant),
        retiringPrincipal: "",
        operations: ["Decrypt", "GenerateDataKey"],
        constraints: nil,
        createdAt: Timestamp(Self.day - 1000 - Int64(grant))
      )
    }
    return AccessExport(
      source: "list-grants.json",
      time: Timestamp(Self.day + 86400),
      content: .grants(keyARN: keyARN(key), entries, isComplete: true)
    )
  }

  private func record(_ number: Int) -> String {
    let (grant, key) = number.quotientAndRemainder(dividingBy: keys)
    return """
      {"awsRegion":"eu-west-1","recipientAccountId":"111122223333","userIdentity":{"type":"Root",\
      "accountId":"111122223333"},"requestParameters":{"keyId":"\(keyARN(key))",\
      "granteePrincipal":"\(roleARN(grant))","operations":["Decrypt","GenerateDataKey"]},\
      "responseElements":{"grantId":"\(grantID(key, grant))"},\
      "resources":[{"ARN":"\(keyARN(key))"}]}
      """
  }

  private func request(_ use: Int) -> AccessRequest {
    AccessRequest(
      operation: "Decrypt",
      keyARN: keyARN(use % keys),
      callerAccount: "444455556666",
      caller: .role(arn: roleARN(use / keys * 10 % grants), session: "")
    )
  }
}
