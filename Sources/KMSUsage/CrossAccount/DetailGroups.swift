/// Patterns that differ by their context alone, and what is known of all their requests.
struct DetailGroups {
  struct Group {
    var traits: CommonTraits
    /// nil while contexts are told apart.
    var common: CommonContexts?
    /// Numbers, each once.
    var contexts: Set<Int32> = []
  }

  private(set) var groups: [Group] = []
  /// By the parts of a pattern.
  private(set) var places: [UInt64: Int32] = [:]
  /// By the number that a pattern has of its context; the first stands for none.
  let contexts: [ContextTexts]

  /// - Parameters:
  ///   - details: of all workers.
  ///   - patterns: of all workers, which the details name by their places.
  ///   - contexts: which the patterns name by their places.
  ///   - texts: which the contexts and the traits name by their places.
  init(
    _ details: [CallDetails.Detail],
    _ patterns: [PatternParts],
    _ contexts: [ContextTexts],
    _ texts: [String]
  ) {
    self.contexts = contexts
    for detail in details { add(detail, patterns[Int(detail.pattern)].packed) }
    for pattern in patterns where pattern.context != 0 {
      guard let place = places[pattern.packed] else { continue }
      groups[Int(place)].contexts.insert(pattern.context)
    }
    for place in groups.indices { groups[place].giveUpIfMany(contexts, texts) }
  }

  private mutating func add(_ detail: CallDetails.Detail, _ packed: UInt64) {
    guard let place = places[packed] else {
      places[packed] = Int32(groups.count)
      groups.append(Group(traits: detail.traits, common: detail.common))
      return
    }
    groups[Int(place)].meet(detail)
  }

  /// Whether all requests of a pattern are known by what their contexts have in common.
  func joinsContexts(of pattern: PatternParts) -> Bool {
    places[pattern.packed].map { groups[Int($0)].common != nil } ?? false
  }

  /// The texts that are still needed, by their places; some twice.
  var neededTexts: [Int32] {
    groups.flatMap { group in
      let own = group.common == nil ? group.contexts.map { contexts[Int($0)] } : []
      return group.traits.known + own.flatMap { [$0.first, $0.second] }
    }
  }
}

extension DetailGroups.Group {
  fileprivate mutating func meet(_ detail: CallDetails.Detail) {
    traits.meet(detail.traits)
    guard let other = detail.common else { return }
    guard common != nil else { return common = other }
    common?.meet(other)
  }

  /// Few contexts in every worker may be many together.
  fileprivate mutating func giveUpIfMany(_ contexts: [ContextTexts], _ texts: [String]) {
    guard common != nil || self.contexts.count > CallDetails.contextsKept else { return }
    for number in self.contexts {
      let other = CommonContexts(contexts[Int(number)], texts)
      guard common != nil else {
        common = other
        continue
      }
      common?.meet(other)
    }
  }
}
