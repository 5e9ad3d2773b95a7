import ArgumentParser
import JSONScan
import KMSAccess
import KMSModel

/// The time that decisions take, on keys with many grants.
struct MeasureAccess: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Judge uses of keys with many grants, and print the seconds it took."
  )

  enum Source: String, ExpressibleByArgument, CaseIterable {
    case events, exports
  }

  @Option(help: "Where the grants come from.") var source = Source.exports
  @Option var keys = 1000
  @Option(help: "Grants of each key, each to a role of its own.") var grants = 1000
  @Option(help: "Uses, spread over all grants.") var uses = 100_000
  @Option(help: "Moments of each use.") var moments = 10

  func run() throws {
    let events = source == .events ? (0..<keys).flatMap { key in self.events(key) } : []
    let exports = source == .exports ? (0..<keys).map(export) : []
    let requests = (0..<uses).map(request)
    let clock = ContinuousClock()
    let start = clock.now
    let history = AccessHistory(events: events, exports: exports)
    let built = clock.now
    var covered = 0
    for request in requests {
      let cover = history.cover(for: request)
      for moment in 0..<moments {
        let time = Self.day + Int64(moment * 86400 / moments)
        if case .grant = cover.decision(at: Timestamp(time), denied: false) { covered += 1 }
      }
    }
    let end = clock.now
    print("index_seconds", (built - start) / .seconds(1))
    print("seconds", (end - start) / .seconds(1))
    print("covered", covered)
    print("decisions", uses * moments)
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

  private func events(_ key: Int) -> [KeyEvent] {
    (0..<grants).map { grant in
      let id = grantID(key, grant)
      let record = """
        {"awsRegion":"eu-west-1","recipientAccountId":"111122223333","userIdentity":{"type":"Root",\
        "accountId":"111122223333"},"requestParameters":{"keyId":"\(keyARN(key))",\
        "granteePrincipal":"\(roleARN(grant))","operations":["Decrypt","GenerateDataKey"]},\
        "responseElements":{"grantId":"\(id)"},"resources":[{"ARN":"\(keyARN(key))"}]}
        """
      return KeyEvent(
        eventID: id,
        time: Timestamp(Self.day - 1000 - Int64(grant)),
        eventName: "CreateGrant",
        record: (try? JSONValue(parsing: record)) ?? .null
      )
    }
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
