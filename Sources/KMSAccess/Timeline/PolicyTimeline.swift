import KMSModel

/// One policy of a key over time.
struct PolicyTimeline: Sendable {
  /// Sorted, at most one a second.
  let entries: [PolicyEntry]
  private let name: KeyPolicyName
  private let key: KeyARN?
  private let watch: AccountWatch
  /// For each entry the one since which its policy has stood unchanged.
  private let origins: [Int]

  /// What is known of the policy at a moment.
  enum State: Hashable {
    /// As the entry of that number has it, unchanged since the origin.
    case inForce(entry: Int, since: Int)
    /// What is missing to tell.
    case unknown(String)
  }

  init(_ entries: [PolicyEntry], _ name: KeyPolicyName, key: KeyARN?, watch: AccountWatch) {
    let entries = Self.oneASecond(entries, subject: name.subject)
    self.entries = entries
    self.name = name
    self.key = key
    self.watch = watch
    var origins = Array(entries.indices)
    for number in entries.indices.dropFirst()
    where entries[number].isExport && entries[number].document == entries[number - 1].document
      && watch.gap(of: key, from: entries[number - 1].time, to: entries[number].time) == nil
    {
      origins[number] = origins[number - 1]
    }
    self.origins = origins
  }

  /// Within a second the log has no order: a PutKeyPolicy follows the creation, an export says
  /// nothing beside an event, and of two texts none is known to be the later.
  private static func oneASecond(_ entries: [PolicyEntry], subject: String) -> [PolicyEntry] {
    let seconds = Dictionary(grouping: entries, by: \.time)
    return seconds.values.compactMap { entries in
      let events = entries.filter { !$0.isExport }
      let changes = events.filter { !$0.isCreation }
      let last = changes.isEmpty ? events.isEmpty ? entries : events : changes
      guard var one = last.min(by: { $0.source.order.precedes($1.source.order) }) else {
        return nil
      }
      if last.contains(where: { $0.document != one.document }) {
        one.document = .missing("\(subject): two texts of it at \(one.time)")
      }
      return one
    }
    .sorted { $0.time < $1.time }
  }
}

// MARK: - The state at a moment

extension PolicyTimeline {
  func state(at time: Timestamp) -> State { state(at: time, entry: last(at: time)) }

  /// Of the last entry at or before that moment; -1 before the first.
  private func last(at time: Timestamp) -> Int {
    var (low, high) = (0, entries.count)
    while low < high {
      let middle = (low + high) / 2
      if entries[middle].time > time { high = middle } else { low = middle + 1 }
    }
    return low - 1
  }

  private func state(at time: Timestamp, entry number: Int) -> State {
    guard number >= 0 else { return stateBeforeAll(at: time) }
    let entry = entries[number]
    let next = number + 1 < entries.count ? entries[number + 1] : nil
    let export = next?.isExport == true ? next : nil
    if let export, entry.document.isKnown, export.document.isKnown,
      export.document != entry.document
    {
      return .unknown("\(name.subject): it changed between \(entry.time) and \(export.time)")
    }
    if case .missing(let text) = entry.document, export == nil { return .unknown(text) }
    let gap = watch.gap(of: key, from: entry.time, to: time)
    if entry.document.isKnown, gap == nil {
      return .inForce(entry: number, since: origins[number])
    }
    guard let export else { return .unknown("\(name.subject): \(gap.map(\.description) ?? "")") }
    return reachBack(to: time, from: number + 1, export)
  }

  /// What an export shows was so before, as far as a change would have been seen.
  private func reachBack(to time: Timestamp, from number: Int, _ export: PolicyEntry) -> State {
    if let gap = watch.gap(of: key, from: time, to: export.time) {
      return .unknown("\(name.subject): \(gap)")
    }
    return .inForce(entry: number, since: number)
  }

  private func stateBeforeAll(at time: Timestamp) -> State {
    guard let first = entries.first else { return .unknown(name.nothingKnown) }
    if first.isExport { return reachBack(to: time, from: 0, first) }
    guard first.isCreation else { return .unknown(name.nothingKnown) }
    return .unknown("\(name.subject): the key was created at \(first.time) only")
  }

  /// What stood before changes so short before that moment that it may still apply.
  func replaced(at time: Timestamp) -> [State] {
    var states: [State] = []
    var number = last(at: time)
    while number >= 0, time.isJustAfter(entries[number].time), !entries[number].isCreation {
      let change = entries[number].time
      let isConfirmation = entries[number].isExport && origins[number] != number
      if !isConfirmation, number > 0 || !entries[number].isExport {
        states.append(state(at: change + -1, entry: number - 1))
      }
      number -= 1
    }
    return states
  }
}

extension KeyPolicyName {
  /// How texts name it.
  var subject: String { self == .ram ? "the AWS_RAM policy" : "the key policy" }

  fileprivate var nothingKnown: String {
    self == .ram ? Self.sharedPolicy : "the key policy: the key is older than the logs"
  }

  static let sharedPolicy = "the AWS_RAM policy of the key, which a resource share names"
}

extension PolicyEntry.Source {
  /// By bytes, to choose one of several.
  var order: String {
    switch self {
    case .event(let name, let id): "event \(id) \(name)"
    case .export(let file): "export \(file)"
    }
  }
}
