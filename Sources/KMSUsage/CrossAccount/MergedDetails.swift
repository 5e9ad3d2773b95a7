/// The encryption context of the requests of one use: the whole of it, or what all have in common.
struct CallContext: Hashable, Sendable {
  /// Of `MergedDetails.texts`; 0 for none.
  var text: Int32 = 0
  var isCommon = false
}

/// The details of one worker, and the merged numbers of its patterns.
struct WorkerDetails {
  let details: [CallDetails.Detail]
  fileprivate let variants: [CallDetails.Variant]
  private let numbers: ArraySlice<Int32>

  init(_ worker: WorkerPatterns, numbers: ArraySlice<Int32>) {
    (details, variants, self.numbers) = (worker.details, worker.variants, numbers)
  }

  /// The merged number of a pattern.
  fileprivate func merged(_ pattern: Int32) -> Int32 {
    numbers[numbers.startIndex + Int(pattern)]
  }
}

/// What all workers know of requests that cross accounts, by the merged numbers of patterns; behind
/// the patterns their variants are numbered.
struct MergedDetails: Sendable {
  /// Of a pattern in one context.
  struct Variant: Sendable {
    let pattern: Int32
    let contexts: CallContexts
  }

  /// Of the first key, and of the destination of a ReEncrypt.
  typealias CallContexts = (first: CallContext, second: CallContext)

  /// JSON of contexts, each once, in no order; the first is empty.
  private(set) var texts: [[UInt8]] = [[]]
  private var textNumbers: [[UInt8]: Int32] = [[]: 0]
  /// In the order of their numbers.
  private(set) var variants: [Variant] = []
  /// Of each worker's variants.
  private(set) var numbers: [[Int32]]
  /// Of patterns that cross accounts.
  private var groups: [DetailGroup] = []
  private var common: [CallContexts] = []
  /// By pattern: its place in the two, or -1.
  private var places: [Int32]

  /// - Parameters:
  ///   - workers: what each knows.
  ///   - patterns: how many there are.
  ///   - copies: patterns that were made from others, whose details hold for them too.
  init(_ workers: [WorkerDetails], patterns: Int, copies: [(from: Int32, to: Int32)]) {
    let copy = Dictionary(grouping: copies, by: \.from).mapValues { $0.map(\.to) }
    // Those whose contexts became too many are no more than their patterns.
    numbers = workers.map { worker in worker.variants.map { worker.merged($0.pattern) } }
    places = [Int32](repeating: -1, count: patterns)
    for (worker, details) in workers.enumerated() {
      for detail in details.details {
        let pattern = details.merged(detail.pattern)
        join(detail, pattern, worker)
        for pattern in copy[pattern] ?? [] { join(detail, pattern, worker) }
      }
    }
    for group in groups {
      common.append(
        (
          first: context(group.common?.first.text ?? [], isCommon: true),
          second: context(group.common?.second.text ?? [], isCommon: true)
        )
      )
    }
    for pattern in places.indices where places[pattern] >= 0 { settle(Int32(pattern)) }
  }

  private mutating func join(_ detail: CallDetails.Detail, _ pattern: Int32, _ worker: Int) {
    if places[Int(pattern)] < 0 {
      places[Int(pattern)] = Int32(groups.count)
      groups.append(DetailGroup(detail))
    }
    groups[Int(places[Int(pattern)])].meet(detail, of: worker)
  }

  /// Numbers the variants of a pattern.
  private mutating func settle(_ pattern: Int32) {
    let place = Int(places[Int(pattern)])
    let texts = groups[place].settledTexts
    let first = Int32(places.count + variants.count)
    groups[place].firstVariant = Int32(variants.count)
    for text in texts {
      let contexts = (first: context(text.first), second: context(text.second))
      variants.append(Variant(pattern: pattern, contexts: contexts))
    }
    for known in groups[place].known {
      let number = texts.firstIndex(of: groups[place].texts[known.text])
      numbers[known.worker][Int(known.variant)] = number.map { first + Int32($0) } ?? pattern
    }
  }

  private mutating func context(_ text: [UInt8], isCommon: Bool = false) -> CallContext {
    if let known = textNumbers[text] { return CallContext(text: known, isCommon: isCommon) }
    let number = Int32(texts.count)
    texts.append(text)
    textNumbers[text] = number
    return CallContext(text: number, isCommon: isCommon)
  }

  /// What all requests of a pattern have in common; nothing where no details are kept.
  func contextsInCommon(of pattern: Int) -> CallContexts {
    guard places[pattern] >= 0 else {
      return (CallContext(isCommon: true), CallContext(isCommon: true))
    }
    return common[Int(places[pattern])]
  }

  func traits(of pattern: Int) -> CommonTraits? { group(of: pattern)?.traits }

  /// nil for a pattern that crosses no accounts, or of which no details are kept.
  func group(of pattern: Int) -> DetailGroup? {
    places[pattern] < 0 ? nil : groups[Int(places[pattern])]
  }
}

/// Patterns that differ by their context alone, and what is known of all their requests.
struct DetailGroup: Sendable {
  private(set) var traits: CommonTraits
  /// What all contexts have in common, as far as that was asked.
  private(set) var common: CommonContexts?
  /// Contexts, each once.
  private(set) var texts: [ContextText] = []
  /// Variants of the workers, with the place of their context.
  private(set) var known: [(worker: Int, variant: Int32, text: Int)] = []
  private var areMany = false
  /// Place among all variants of that in the first of `settledTexts`.
  var firstVariant: Int32 = 0

  init(_ detail: CallDetails.Detail) {
    (traits, common) = (detail.traits, detail.inCommon)
  }

  mutating func meet(_ detail: CallDetails.Detail, of worker: Int) {
    traits.meet(detail.traits)
    areMany = areMany || detail.areMany
    if let other = detail.inCommon { common?.meet(other) }
    for one in detail.known {
      let place = texts.firstIndex(of: one.text) ?? texts.count
      if place == texts.count { texts.append(one.text) }
      known.append((worker, one.variant, place))
    }
  }

  /// In the order of their bytes; none where they are too many.
  ///
  /// Few contexts in every worker may be many together.
  var settledTexts: [ContextText] {
    hasMany ? [] : texts.sorted(by: ContextText.precedes)
  }

  var hasMany: Bool { areMany || texts.count > CallDetails.contextsKept }
}

extension ContextText {
  fileprivate static func precedes(_ left: ContextText, _ right: ContextText) -> Bool {
    left.first == right.first
      ? left.second.lexicographicallyPrecedes(right.second)
      : left.first.lexicographicallyPrecedes(right.first)
  }
}
