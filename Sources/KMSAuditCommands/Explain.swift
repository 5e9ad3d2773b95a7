import ArgumentParser
import AuditEngine
import AuditReports

/// `kmsaudit explain`.
struct Explain: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "One decision step by step, and the smallest grant or statement that would cover it.",
    discussion: """
      Ask by event or by request. The store has the state-changing events whole, and of every use \
      one example event ('kmsaudit access --format json' names it) with what all its requests have \
      in common. Any other request is asked by key, principal and operation, whether it was made or \
      not; without --at at its last moment in the store, or at the last record of the key's account.

      --context is the whole encryption context, one pair each. Without it and without such a use \
      in the store it is not known. The principal is written as in cross-account.csv: a role's ARN, \
      a user's, a unique id or a service; or a session's ARN.

      Examples:
        kmsaudit explain 7f3d2c1b-0a9e-4d5c-8b7a-6f5e4d3c2b1a
        kmsaudit explain --key 1234abcd --operation Decrypt \\
          --principal arn:aws:iam::111122223333:role/app --context tenant=blue
      """
  )

  @Argument(help: ArgumentHelp("The event to explain.", valueName: "event-id")) var event: String?
  @OptionGroup(title: "Request") var request: RequestOptions
  @OptionGroup(title: "Store") var stored: StoreOptions
  @Option(help: "text or json.") var format = ExplainFormat.text

  init() {}

  func validate() throws { _ = try query() }

  func run() throws {
    let query = try query()
    try Failures.mapped(store: stored.store) {
      let answer = try Audit.explain(
        query,
        store: stored.store,
        configuration: try stored.configuration()
      )
      Terminal.write(answer.bytes(format))
    }
  }

  private func query() throws -> ExplainQuery {
    guard let event else { return .request(try request.query()) }
    guard request.isEmpty else {
      throw ValidationError("An event id stands alone, without --key and its companions.")
    }
    return .event(id: event)
  }
}

extension ExplainFormat: ExpressibleByArgument {}

/// A request to be explained.
struct RequestOptions: ParsableArguments {
  @Option(help: KeyOption.help) var key: String?
  @Option(help: ArgumentHelp("Who calls.", valueName: "arn")) var principal: String?
  @Option(help: "The operation, such as Decrypt; ReEncryptFrom and ReEncryptTo for a ReEncrypt.")
  var operation: String?
  @Option(help: ArgumentHelp("When: 2026-11-22T03:04:05Z.", valueName: "time"))
  var at: TimeArgument?
  @Option(
    help: ArgumentHelp(
      "A pair of the encryption context; can be given several times.",
      valueName: "name=value"
    )
  )
  var context: [ContextPair] = []
  @Option(help: ArgumentHelp("The session of the role that calls.", valueName: "arn"))
  var session: String?
  @Option(
    help: ArgumentHelp("The AWS service in between: s3.amazonaws.com.", valueName: "service")
  )
  var via: String?

  init() {}

  var isEmpty: Bool {
    [key, principal, operation, session, via].allSatisfy { $0 == nil } && at == nil
      && context.isEmpty
  }

  func query() throws -> RequestQuery {
    guard let key, !key.isEmpty, let principal, let operation else {
      throw ValidationError("Name an event id, or --key, --principal and --operation.")
    }
    var query = RequestQuery(key: key, principal: principal, operation: operation)
    query.time = at?.timestamp
    if !context.isEmpty {
      let pairs = Dictionary(grouping: context, by: \.name)
      if let twice = context.first(where: { (pairs[$0.name]?.count ?? 0) > 1 }) {
        throw ValidationError("--context names '\(twice.name)' twice.")
      }
      query.context = pairs.compactMapValues(\.first?.value)
    }
    query.session = session ?? ""
    query.service = via
    return query
  }
}

/// A pair of an encryption context as typed: `name=value`, split at the first `=`.
struct ContextPair: ExpressibleByArgument, Sendable {
  let name: String
  let value: String

  init?(argument: String) {
    guard let mark = argument.firstIndex(of: "=") else { return nil }
    name = String(argument[..<mark])
    value = String(argument[argument.index(after: mark)...])
  }
}
