/// What logs and exports tell of grants and key policies over time.
///
/// Delivery is unordered: build it from every event and export before judging any use.
package struct AccessHistory: Sendable {
  private let timelines: [String: KeyTimeline]
  private let organizations: Organizations
  private let watch: AccountWatch

  /// Events that tell of grants, key policies and what else may allow or prevent a use.
  package static let eventNames: Set<String> = KeyRecords.eventNames

  /// - Parameters:
  ///   - events: those of `eventNames` in any order, copies included; others change nothing.
  ///   - exports: in any order.
  ///   - watch: for which hours the events are known.
  package init(
    events: [KeyEvent],
    exports: [AccessExport] = [],
    watch: AccountWatch = .everything
  ) {
    self.init(count: events.count, exports: exports, watch: watch, jobs: 1) { events[$0] }
  }

  /// From events that need not all be in memory at once.
  ///
  /// - Parameters:
  ///   - count: of the events.
  ///   - exports: in any order.
  ///   - watch: for which hours the events are known.
  ///   - jobs: threads.
  ///   - event: the one of that number, asked for once; nil changes nothing.
  package init(
    count: Int,
    exports: [AccessExport],
    watch: AccountWatch,
    jobs: Int,
    event: @Sendable (Int) -> KeyEvent?
  ) {
    var records = KeyRecords(count: count, jobs: jobs, event: event)
    records.add(exports)
    timelines = (consume records).timelines(watch, jobs: jobs)
    organizations = Organizations(exports)
    self.watch = watch
  }

  /// Sorted by key ARN, then id.
  package var grants: [Grant] {
    timelines.values.sorted { $0.keyARN.precedes($1.keyARN) }
      .flatMap { $0.grants.sorted { $0.id.precedes($1.id) } }
  }

  /// Of which something is known, sorted.
  package var keyARNs: [String] { timelines.keys.sorted { $0.precedes($1) } }

  package func isManagedByAWS(_ keyARN: String) -> Bool {
    timelines[keyARN]?.isManagedByAWS ?? false
  }

  /// Everything that bears on one kind of request; ask it for each moment.
  package func cover(for request: AccessRequest) -> UseCover {
    UseCover(request, timeline(of: request.keyARN), organizations)
  }

  /// Whether neither a log nor an export tells anything of the key.
  package func knowsNothing(of keyARN: String) -> Bool { timelines[keyARN] == nil }

  package func timeline(of keyARN: String) -> KeyTimeline {
    timelines[keyARN] ?? KeyRecords.nothing(of: keyARN, watch)
  }
}
