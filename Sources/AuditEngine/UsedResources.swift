import AuditStore
import KMSAccess
import KMSModel
import KMSUsage

/// Use divided by the resources on whose behalf AWS services used keys.
struct UsedResources {
  private(set) var sums: UseSums
  private var places: [[String]: Int]
  /// Of the resource among the values of a sum.
  private let place: Int
  private var known: [Context: String?] = [:]

  private struct Context: Hashable {
    let service: String
    let text: String
  }

  /// - Parameters:
  ///   - sums: of all use of which no contexts are kept.
  ///   - place: of the resource among their values.
  init(_ sums: UseSums, place: Int) {
    (self.sums, self.place) = (sums, place)
    places = Dictionary(uniqueKeysWithValues: sums.sums.enumerated().map { ($1.values, $0) })
    self.sums.withoutContext = sums.sums.reduce(0) { $0 + $1.requests }
  }

  mutating func add(_ use: UseInContexts) {
    var rest = use.use
    for context in use.contexts {
      let part = UseSum(context, of: use.use)
      rest.subtract(part)
      add(part, context, use.service)
    }
    guard rest.requests > 0 else { return }
    // The example may be one of the requests that were taken out.
    if !use.contexts.isEmpty { rest.exampleEventID = "" }
    sums.withoutContext += rest.requests
    add(rest)
  }

  private mutating func add(_ part: UseSum, _ context: UsedContext, _ service: String) {
    var part = part
    let key = Context(service: service, text: context.text)
    let resource =
      known[key]
      ?? ServiceContext.resource(
        service: service,
        encryptionContext: EncryptionContext(context.text, isWhole: false).pairs
      )
    known[key] = .some(resource)
    if let resource {
      part.values[place] = resource
    } else if context.isCommon || context.outcome != .ok && context.text.isEmpty {
      // KMS may not have come to look at the context of a request that failed.
      sums.withoutContext += part.requests
    } else {
      sums.withoutResource += part.requests
    }
    add(part)
  }

  private mutating func add(_ part: UseSum) {
    if let known = places[part.values] {
      sums.sums[known].add(part)
    } else {
      places[part.values] = sums.sums.count
      sums.sums.append(part)
    }
  }
}

extension UseSum {
  /// The requests in a context.
  fileprivate init(_ context: UsedContext, of use: UseSum) {
    let midnight = Int64(use.firstSeen.day) * 86400
    var (first, last, count) = (use.lastSeen, use.firstSeen, 0)
    context.seconds.forEach { second, requests in
      let time = Timestamp(midnight + Int64(second))
      (first, last, count) = (min(first, time), max(last, time), count + requests)
    }
    self.init(
      values: use.values,
      firstSeen: first,
      lastSeen: last,
      exampleEventID: context.exampleEventID
    )
    switch context.outcome {
    case .ok: ok = count
    case .denied: denied = count
    case .throttled: throttled = count
    case .failed: failed = count
    }
  }

  fileprivate mutating func subtract(_ part: UseSum) {
    ok -= part.ok
    denied -= part.denied
    throttled -= part.throttled
    failed -= part.failed
  }
}
