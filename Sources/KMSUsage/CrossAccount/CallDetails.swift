import CloudTrail

/// What one worker keeps of requests that cross accounts, beyond their patterns, so that it can be
/// judged later whether they were allowed.
///
/// A pattern has a variant for each encryption context, as long as these are few. Where they are
/// not, only what all contexts have in common is kept. Both, and the traits in common, are the same
/// whatever the order of the records.
struct CallDetails: ~Copyable {
  /// Contexts of one pattern that are told apart.
  static let contextsKept = 4

  /// Of one pattern.
  struct Detail: Sendable {
    let pattern: Int32
    var traits: CommonTraits
    var contexts = Contexts()
  }

  struct Contexts: Sendable {
    /// Empty where they are too many.
    fileprivate(set) var known: [KnownContext] = []
    /// What all have in common; nil while there is but one.
    fileprivate(set) var common: CommonContexts?
    fileprivate(set) var areMany = false
  }

  /// A context and the variant of the requests in it.
  struct KnownContext: Sendable {
    fileprivate let digest: PartDigest
    let variant: Int32
    let text: ContextText
  }

  private(set) var details: [Detail] = []
  /// Of each variant its pattern.
  private(set) var variants: [Int32] = []
  /// By pattern: its place in `details`, or -1.
  private var places: [Int32] = []

  /// The number under which the ledger has a request: its pattern's, or that of a variant.
  ///
  /// - Parameters:
  ///   - pattern: the pattern as its parts tell it.
  ///   - event: the record.
  ///   - key: of the worker.
  /// - Returns: what `LedgerRow.variant(of:)` takes apart.
  mutating func number(_ pattern: Int, _ event: KMSEvent, _ key: PartDigest.Key) -> Int {
    let place = place(of: pattern, event)
    details[place].traits.meet(event)
    let next = Int32(variants.count)
    let variant = details[place].contexts.variant(event, event.contextDigest(key), next)
    if variant == next { variants.append(Int32(pattern)) }
    return variant.map { LedgerRow.patternLimit - 1 - Int($0) } ?? pattern
  }

  private mutating func place(of pattern: Int, _ event: KMSEvent) -> Int {
    if pattern >= places.count {
      places.append(contentsOf: repeatElement(-1, count: pattern + 1 - places.count))
    }
    if places[pattern] < 0 {
      places[pattern] = Int32(details.count)
      details.append(Detail(pattern: Int32(pattern), traits: CommonTraits(event)))
    }
    return Int(places[pattern])
  }
}

extension CallDetails.Contexts {
  /// The variant of a request by its context, `next` for a new one; nil where contexts are not told
  /// apart.
  fileprivate mutating func variant(
    _ event: KMSEvent,
    _ digest: PartDigest,
    _ next: Int32
  ) -> Int32? {
    if areMany {
      common?.meet(event)
      return nil
    }
    if let same = known.first(where: { $0.digest == digest }) { return same.variant }
    takeIn(event)
    guard known.count < CallDetails.contextsKept, event.hasContextToKeep else {
      areMany = true
      known = []
      return nil
    }
    known.append(
      CallDetails.KnownContext(digest: digest, variant: next, text: ContextText(event))
    )
    return next
  }

  /// A context that is new.
  private mutating func takeIn(_ event: KMSEvent) {
    if common == nil, let first = known.first { common = CommonContexts(first.text) }
    if common != nil {
      common?.meet(event)
    } else if !event.hasContextToKeep {
      common = CommonContexts(ContextText(event))
    }
  }
}

extension KMSEvent {
  /// Not a long one: it would be the largest thing in memory.
  ///
  /// And not of a key that an alias alone names: which key that was is only known when all is read.
  fileprivate var hasContextToKeep: Bool {
    max(self[.encryptionContext].count, self[.sourceEncryptionContext].count)
      <= KMSEvent.longestText && !isEmpty(.keyARN)
  }

  fileprivate func contextDigest(_ key: PartDigest.Key) -> PartDigest {
    var digest = PartDigest(key)
    for text in [self[.encryptionContext], self[.sourceEncryptionContext]] {
      digest.add(bytes: UnsafeRawPointer(text.baseAddress), count: text.count, key)
    }
    return digest
  }
}
