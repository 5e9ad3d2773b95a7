import KMSModel
package import KMSUsage

/// Use that has an encryption context in common.
package struct UseInContext: Hashable, Sendable {
  /// As grouped by everything but resources.
  package var use: UseSum
  package var service = ""
  /// nil for use of which no contexts are kept.
  package var context: UsedContext?
}

/// The encryption context of requests with one outcome.
package struct UsedContext: Hashable, Sendable {
  /// JSON, "" for none.
  package var text: String
  /// It is only what the contexts of all requests have in common.
  package var isCommon: Bool
  package var outcome: Outcome
}

/// What a row of a context says besides its text.
struct ContextKind {
  let isCommon: Bool
  let outcome: Outcome

  /// From the next columns of a row.
  init(_ row: inout RowReader) throws {
    isCommon = try row.index(below: 2) == 1
    outcome = try row.value()
  }

  /// nil for one that no `number` is.
  init?(_ number: Int64) {
    guard let outcome = UInt8(exactly: number / 2).flatMap(Outcome.init) else { return nil }
    (isCommon, self.outcome) = (number % 2 == 1, outcome)
  }

  var number: Int64 { Int64(outcome.rawValue) * 2 + (isCommon ? 1 : 0) }
}

/// A use on one day that is divided by its contexts.
struct DividedUse {
  private let use: UseSum
  private var left: UseSum
  private var isDivided = false

  init(_ use: UseSum) { (self.use, left) = (use, use) }

  /// nil where its contexts have all of it.
  var rest: UseSum? {
    if !isDivided { return use }
    guard left.requests > 0 else { return nil }
    var rest = left
    // The example may be one of the requests that were taken out.
    rest.exampleEventID = ""
    return rest
  }

  /// Takes out the requests of a row of a context: its seconds and its example, which is the use's where
  /// it has no other.
  mutating func divide(_ outcome: Outcome, _ row: inout RowReader) throws -> UseSum {
    isDivided = true
    let span = row.seconds().span
    let example = row.optionalText() ?? use.exampleEventID
    let second: Int32? = try row.optionalNumber()
    let part = part(span, outcome, example: second == nil ? "" : example)
    left.ok -= part.ok
    left.denied -= part.denied
    left.throttled -= part.throttled
    left.failed -= part.failed
    return part
  }

  private func part(_ span: SecondCounts.Span?, _ outcome: Outcome, example: String) -> UseSum {
    var part = UseSum(
      values: [],
      firstSeen: use.lastSeen,
      lastSeen: use.firstSeen,
      exampleEventID: example
    )
    guard let span else { return part }
    let midnight = Int64(use.firstSeen.day) * 86400
    part.firstSeen = min(part.firstSeen, Timestamp(midnight + Int64(span.first)))
    part.lastSeen = max(part.lastSeen, Timestamp(midnight + Int64(span.last)))
    switch outcome {
    case .ok: part.ok = span.total
    case .denied: part.denied = span.total
    case .throttled: part.throttled = span.total
    case .failed: part.failed = span.total
    }
    return part
  }
}
