extension RunCounters {
  /// Every counter with the name it has in `run.json`.
  package static var names: [(name: String, path: WritableKeyPath<RunCounters, Int>)] {
    [
      ("files", \.files), ("files_read", \.filesRead), ("files_incomplete", \.filesIncomplete),
      ("files_unreadable", \.filesUnreadable), ("files_skipped", \.filesSkipped),
      ("compressed_bytes", \.compressedBytes), ("uncompressed_bytes", \.uncompressedBytes),
      ("records", \.records), ("kms", \.kms), ("other", \.other), ("malformed", \.malformed),
      ("out_of_scope", \.outOfScope), ("requests", \.requests), ("duplicates", \.duplicates),
      ("second_copies", \.secondCopies), ("replaced", \.replaced), ("shadow", \.shadow),
      ("dry_runs", \.dryRuns), ("service_events", \.serviceEvents),
      ("diagnostics_dropped", \.diagnosticsDropped),
    ]
  }

  package var byName: [String: Int] {
    Dictionary(uniqueKeysWithValues: Self.names.map { ($0.name, self[keyPath: $0.path]) })
  }
}
