import JSONScan

/// The encryption context of the requests of one use: the whole of it, or what all have in common.
struct CallContext: Hashable, Sendable {
  /// Of `MergedDetails.texts`.
  var text: Int32 = 0
  var isCommon = false
}

/// What all workers know of requests that cross accounts, by pattern.
struct MergedDetails: Sendable {
  /// JSON of contexts, and traits; in the order of their bytes, each once, the first empty.
  let texts: [String]
  private let groups: [Group]
  private let contexts: [ContextTexts]
  /// By the parts of a pattern.
  private let places: [UInt64: Int32]

  /// Of patterns that differ by their context alone.
  private struct Group: Sendable {
    var traits: CommonTraits
    /// nil where contexts are told apart.
    var common: ContextTexts?
  }

  /// Where a pattern's details stand.
  struct Place: Sendable {
    fileprivate var group: Int32
    fileprivate var context: Int32
  }

  /// Keeps the texts that are still needed.
  init(_ joined: DetailGroups, _ workerTexts: [String]) {
    var isUsed = [Bool](repeating: false, count: workerTexts.count)
    for number in joined.neededTexts { isUsed[Int(number)] = true }
    let used = workerTexts.indices.filter { isUsed[$0] }
    let sorted = SortedTexts(
      [""] + used.map { workerTexts[$0] }
        + joined.groups.flatMap { $0.common.map { [$0.first.text, $0.second.text] } ?? [] }
    )
    var numbers = [Int32](repeating: 0, count: workerTexts.count)
    var next = 0
    for place in used {
      while sorted.texts[next] != workerTexts[place] { next += 1 }
      numbers[place] = Int32(next)
    }
    texts = sorted.texts
    contexts = joined.contexts.map {
      ContextTexts(first: numbers[Int($0.first)], second: numbers[Int($0.second)])
    }
    groups = joined.groups.map { group in
      Group(
        traits: group.traits.renumbered { numbers[Int($0)] },
        common: group.common.map {
          ContextTexts(
            first: sorted.symbol($0.first.text),
            second: sorted.symbol($0.second.text)
          )
        }
      )
    }
    places = joined.places
  }

  /// Nil for a pattern that crosses no accounts.
  func place(of pattern: PatternParts) -> Place? {
    places[pattern.packed].map { Place(group: $0, context: pattern.context) }
  }

  /// The context of a request's first key, and of the destination of a ReEncrypt.
  func contexts(at place: Place) -> (first: CallContext, second: CallContext) {
    let common = groups[Int(place.group)].common
    let texts = common ?? contexts[Int(place.context)]
    return (
      CallContext(text: texts.first, isCommon: common != nil),
      CallContext(text: texts.second, isCommon: common != nil)
    )
  }

  func traits(at place: Place) -> CommonTraits { groups[Int(place.group)].traits }
}

/// Joins the details of all workers.
struct DetailMerge {
  private let workerTexts: SortedTexts
  /// Behind the first, which stands for none, those of each worker.
  private var contexts = [ContextTexts()]
  private var details: [CallDetails.Detail] = []

  init(_ workers: [WorkerPatterns]) {
    workerTexts = SortedTexts([""] + workers.flatMap(\.sortedDetailTexts))
  }

  /// Takes the details of a worker, whose patterns stand from `start` on among all.
  ///
  /// - Returns: what is to be added to the contexts of its patterns.
  mutating func add(_ worker: WorkerPatterns, from start: Int) -> Int32 {
    let symbols = workerTexts.symbols(of: worker.detailTexts, inOrder: worker.detailOrder)
    let offset = Int32(contexts.count - 1)
    contexts += worker.contexts.dropFirst().map {
      ContextTexts(first: symbols[Int($0.first)], second: symbols[Int($0.second)])
    }
    details += worker.details.map { detail in
      CallDetails.Detail(
        pattern: detail.pattern + Int32(start),
        traits: detail.traits.renumbered { symbols[Int($0)] },
        common: detail.common
      )
    }
    return offset
  }

  /// Joins what is known of equal patterns, and takes the context out of those that have too many.
  ///
  /// - Parameters:
  ///   - patterns: all, by the merged numbers of their parts; contexts as `add` placed them.
  ///   - copies: patterns that were made from others, whose details hold for them too.
  /// - Returns: what is known, by pattern.
  mutating func join(_ patterns: inout [PatternParts], copies: [(from: Int, to: Int)])
    -> MergedDetails
  {
    let original = Dictionary(details.map { (Int($0.pattern), $0) }) { first, _ in first }
    for copy in copies {
      guard let detail = original[copy.from] else { continue }
      details.append(
        CallDetails.Detail(
          pattern: Int32(copy.to),
          traits: detail.traits,
          common: detail.common
        )
      )
    }
    let numbering = Numbering(contexts) { [$0.first, $0.second] }
    // 0 stays the context of a pattern that has none, which a request without context is not.
    for place in patterns.indices where patterns[place].context != 0 {
      patterns[place].context = numbering.places[Int(patterns[place].context)] + 1
    }
    let groups = DetailGroups(
      details,
      patterns,
      [ContextTexts()] + numbering.values,
      workerTexts.texts
    )
    for place in patterns.indices where groups.joinsContexts(of: patterns[place]) {
      patterns[place].context = 0
    }
    return MergedDetails(groups, workerTexts.texts)
  }
}
