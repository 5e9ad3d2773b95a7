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
    events: some Sequence<KeyEvent>,
    exports: [AccessExport] = [],
    watch: AccountWatch = .everything
  ) {
    var records = KeyRecords()
    records.add(events)
    records.add(exports)
    timelines = records.timelines(watch)
    organizations = Organizations(exports)
    self.watch = watch
  }

  /// Sorted by key ARN, then id.
  package var grants: [Grant] {
    timelines.values.sorted { $0.keyARN.precedes($1.keyARN) }
      .flatMap { $0.grants.sorted { $0.id.precedes($1.id) } }
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
