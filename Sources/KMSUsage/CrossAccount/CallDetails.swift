import CloudTrail
import JSONScan

/// What one worker keeps of requests that cross accounts, beyond their patterns, so that it can be
/// judged later whether they were allowed.
///
/// A pattern is split by the encryption contexts of its requests, as long as they are few. Where
/// they are not, only what all contexts have in common is kept. Both, and the traits in common, are
/// the same whatever the order of the records.
struct CallDetails: ~Copyable {
  /// Contexts of one pattern that are told apart.
  static let contextsKept = 8

  /// Of one pattern.
  struct Detail: Sendable {
    let pattern: Int32
    var traits: CommonTraits
    /// nil while the contexts are few enough to be told apart.
    var common: CommonContexts?
  }

  private struct Kept {
    let digest: PartDigest
    let context: Int32
    let pattern: Int32
  }

  private(set) var details: [Detail] = []
  /// Of each detail.
  private var kept: [[Kept]] = []
  /// By pattern: its place in `details`, or -1.
  private var places: [Int32] = []
  /// The first stands for none.
  private(set) var contexts = [ContextTexts()]
  private(set) var texts = SymbolTable()

  /// The pattern of a request with its context: made from the one that it has without.
  ///
  /// - Parameters:
  ///   - base: the pattern as its parts tell it.
  ///   - event: the record.
  ///   - key: of the worker.
  ///   - derive: makes a pattern of the base's parts with a context; nil when there are too many.
  /// - Returns: the base itself where contexts are not told apart.
  mutating func pattern(
    _ base: Int,
    of event: KMSEvent,
    _ key: PartDigest.Key,
    derive: (_ context: Int32) -> Int?
  ) -> Int {
    let place = place(of: base, event)
    details[place].traits.meet(event, texts)
    if details[place].common != nil {
      details[place].common?.meet(event)
      return base
    }
    let digest = event.contextDigest(key)
    if let known = kept[place].first(where: { $0.digest == digest }) { return Int(known.pattern) }
    guard kept[place].count < Self.contextsKept, event.hasShortContext,
      let pattern = derive(Int32(contexts.count))
    else {
      giveUp(place, event)
      return base
    }
    kept[place].append(
      Kept(digest: digest, context: Int32(contexts.count), pattern: Int32(pattern))
    )
    contexts.append(ContextTexts(event, &texts))
    return pattern
  }

  private mutating func place(of base: Int, _ event: KMSEvent) -> Int {
    if base >= places.count {
      places.append(contentsOf: repeatElement(-1, count: base + 1 - places.count))
    }
    if places[base] < 0 {
      places[base] = Int32(details.count)
      details.append(Detail(pattern: Int32(base), traits: CommonTraits(event, &texts)))
      kept.append([])
    }
    return Int(places[base])
  }

  /// Too many contexts: from here on only what they have in common counts.
  private mutating func giveUp(_ place: Int, _ event: KMSEvent) {
    var common = CommonContexts(event)
    for one in kept[place] {
      common.meet(CommonContexts(contexts[Int(one.context)], texts.texts))
    }
    kept[place] = []
    details[place].common = common
  }
}

/// The JSON texts of a request's encryption contexts, as numbers of a list; 0 without.
struct ContextTexts: Hashable, Sendable {
  var first: Int32 = 0
  /// Of a ReEncrypt the destination's.
  var second: Int32 = 0

  init() {}

  init(first: Int32, second: Int32) {
    self.first = first
    self.second = second
  }

  init(_ event: KMSEvent, _ texts: inout SymbolTable) {
    func text(_ field: KMSEvent.Field) -> Int32 {
      texts.symbol(String(decoding: event[field], as: UTF8.self))
    }
    let fields = event.contextFields
    first = text(fields.first)
    second = fields.second.map(text) ?? 0
  }
}

/// What several requests have in common of their encryption contexts.
struct CommonContexts: Sendable {
  private(set) var first: ContextEntries
  /// Of a ReEncrypt the destination's.
  private(set) var second: ContextEntries

  init(_ event: KMSEvent) {
    func entries(_ field: KMSEvent.Field) -> ContextEntries {
      ContextEntries(String(decoding: event[field], as: UTF8.self))
    }
    let fields = event.contextFields
    first = entries(fields.first)
    second = fields.second.map(entries) ?? ContextEntries("")
  }

  init(_ contexts: ContextTexts, _ texts: [String]) {
    first = ContextEntries(texts[Int(contexts.first)])
    second = ContextEntries(texts[Int(contexts.second)])
  }

  mutating func meet(_ other: CommonContexts) {
    first.meet(other.first)
    second.meet(other.second)
  }

  mutating func meet(_ event: KMSEvent) {
    let fields = event.contextFields
    first.meet(event, fields.first)
    if let field = fields.second { second.meet(event, field) }
  }
}

extension KMSEvent {
  /// Where the contexts of a request stand: of its first key, and of the destination of a ReEncrypt.
  fileprivate var contextFields: (first: Field, second: Field?) {
    self[.eventName].isEqual("ReEncrypt")
      ? (.sourceEncryptionContext, .encryptionContext) : (.encryptionContext, nil)
  }

  /// A longer one is not kept: it would be the largest thing in memory.
  fileprivate var hasShortContext: Bool {
    max(self[.encryptionContext].count, self[.sourceEncryptionContext].count)
      <= KMSEvent.longestText
  }

  fileprivate func contextDigest(_ key: PartDigest.Key) -> PartDigest {
    var digest = PartDigest(key)
    for field in [Field.encryptionContext, .sourceEncryptionContext] {
      digest.add(bytes: UnsafeRawPointer(self[field].baseAddress), count: self[field].count, key)
    }
    return digest
  }
}
