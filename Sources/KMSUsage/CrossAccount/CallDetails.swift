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
    fileprivate(set) var traits: CommonTraits
    /// Empty where they are too many.
    fileprivate(set) var known: [KnownContext] = []
    /// What all contexts have in common; nil while there is but one.
    fileprivate(set) var common: CommonContexts?
    fileprivate(set) var areMany = false

    fileprivate init(_ event: KMSEvent, pattern: Int) {
      self.pattern = Int32(pattern)
      traits = CommonTraits(event)
    }

    /// What was archived of an earlier scan.
    init(
      pattern: Int32,
      traits: CommonTraits,
      known: [KnownContext],
      common: CommonContexts?,
      areMany: Bool
    ) {
      (self.pattern, self.traits) = (pattern, traits)
      (self.known, self.common, self.areMany) = (known, common, areMany)
    }
  }

  /// A context and the variant of the requests in it.
  struct KnownContext: Sendable {
    let variant: Int32
    let text: ContextText
  }

  /// The requests of a pattern in one context.
  struct Variant: Sendable {
    let pattern: Int32
    var example: Example
  }

  /// What a record looks at: with many patterns each look into another table waits for memory.
  private struct Glance {
    /// Digest of the traits that have not differed yet.
    var traits: UInt64
    var live = CommonTraits.compared
    var contexts = InlineArray<4, UInt64>(repeating: 0)
    var variants = InlineArray<4, Int32>(repeating: 0)
    var count: UInt8 = 0
    /// Contexts are many and have nothing in common.
    var isSettled = false
  }

  private(set) var details: [Detail] = []
  private var glances: [Glance] = []
  private(set) var variants: [Variant] = []
  /// By pattern: its place in the first two lists, or -1.
  private var places: [Int32] = []

  /// The number under which the ledger has a request: its pattern's, or that of a variant, which
  /// count down from `LedgerRow.patternLimit`.
  ///
  /// - Parameters:
  ///   - pattern: the pattern as its parts tell it.
  ///   - event: the record.
  ///   - key: of the worker.
  /// - Returns: that number.
  mutating func number(_ pattern: Int, _ event: KMSEvent, _ key: PartDigest.Key) -> Int {
    let place = place(of: pattern, event, key)
    let live = glances[place].live
    if event.digest(of: live, key) != glances[place].traits { meetTraits(place, event, key) }
    if glances[place].isSettled { return pattern }
    let digest = event.contextDigest(key)
    for index in 0..<Int(glances[place].count) where glances[place].contexts[index] == digest {
      let variant = Int(glances[place].variants[index])
      variants[variant].example.keepSmaller(event[.eventID], at: DayTime(event.time).second)
      return LedgerRow.patternLimit - 1 - variant
    }
    return takeIn(event, digest, place) ?? pattern
  }

  private mutating func place(of pattern: Int, _ event: KMSEvent, _ key: PartDigest.Key) -> Int {
    if pattern >= places.count {
      places.append(contentsOf: repeatElement(-1, count: pattern + 1 - places.count))
    }
    if places[pattern] < 0 {
      places[pattern] = Int32(details.count)
      details.append(Detail(event, pattern: pattern))
      glances.append(Glance(traits: event.digest(of: CommonTraits.compared, key)))
    }
    return Int(places[pattern])
  }

  private mutating func meetTraits(_ place: Int, _ event: KMSEvent, _ key: PartDigest.Key) {
    let live = details[place].traits.meet(event)
    glances[place].live = live
    glances[place].traits = event.digest(of: live, key)
  }

  /// A context that is new, or one of many.
  ///
  /// - Returns: the number of its variant; nil where contexts are not told apart.
  private mutating func takeIn(_ event: KMSEvent, _ digest: UInt64, _ place: Int) -> Int? {
    details[place].meetContext(of: event)
    let count = Int(glances[place].count)
    if !details[place].areMany, count < Self.contextsKept, event.hasContextToKeep {
      let variant = Int32(variants.count)
      let example = Example(event[.eventID], at: DayTime(event.time).second)
      variants.append(Variant(pattern: details[place].pattern, example: example))
      details[place].known.append(KnownContext(variant: variant, text: ContextText(event)))
      glances[place].contexts[count] = digest
      glances[place].variants[count] = variant
      glances[place].count += 1
      return LedgerRow.patternLimit - 1 - Int(variant)
    }
    details[place].areMany = true
    details[place].known = []
    glances[place].count = 0
    glances[place].isSettled = details[place].common?.isEmpty ?? false
    return nil
  }
}

extension CallDetails.Detail {
  fileprivate mutating func meetContext(of event: KMSEvent) {
    if common == nil, let first = known.first { common = CommonContexts(first.text) }
    if common != nil {
      common?.meet(event)
    } else if !event.hasContextToKeep {
      common = CommonContexts(ContextText(event))
    }
  }

  /// Nil where there is no context.
  var inCommon: CommonContexts? { common ?? known.first.map { CommonContexts($0.text) } }
}

extension KMSEvent {
  /// Not a long one: it would be the largest thing in memory.
  ///
  /// And not of a key that an alias alone names: which key that was is only known when all is read.
  fileprivate var hasContextToKeep: Bool {
    max(self[.encryptionContext].count, self[.sourceEncryptionContext].count)
      <= KMSEvent.longestText && !isEmpty(.keyARN)
  }

  fileprivate func digest(of traits: UInt16, _ key: PartDigest.Key) -> UInt64 {
    var digest = PartDigest(key)
    var rest = traits
    while rest != 0, let trait = CallTrait(rawValue: rest.trailingZeroBitCount) {
      let text = self[trait: trait]
      digest.add(bytes: UnsafeRawPointer(text.baseAddress), count: text.count, key)
      rest &= rest - 1
    }
    return digest.first
  }

  fileprivate func contextDigest(_ key: PartDigest.Key) -> UInt64 {
    var digest = PartDigest(key)
    for text in [self[.encryptionContext], self[.sourceEncryptionContext]] {
      digest.add(bytes: UnsafeRawPointer(text.baseAddress), count: text.count, key)
    }
    return digest.first
  }
}
