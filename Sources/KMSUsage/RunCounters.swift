/// Every file and record of a run lands in exactly one counter of its sum.
package struct RunCounters: Hashable, Sendable {
  /// Diagnostics kept of one file; the rest are counted in `diagnosticsDropped`.
  package static let diagnosticsKept = 100

  // files = filesRead + filesIncomplete + filesUnreadable + filesSkipped
  package var files = 0
  package var filesRead = 0
  package var filesIncomplete = 0
  package var filesUnreadable = 0
  /// Left out by request: digest, Insight, NetworkActivity and Aggregated files, or outside the
  /// asked days, accounts or Regions by their path.
  package var filesSkipped = 0
  package var compressedBytes = 0
  package var uncompressedBytes = 0

  // records = kms + other + malformed + outOfScope
  package var records = 0
  package var kms = 0
  package var other = 0
  package var malformed = 0
  /// Outside the asked days, accounts or Regions by the record's own fields.
  package var outOfScope = 0

  // kms = requests + duplicates + secondCopies + replaced + shadow + dryRuns + serviceEvents
  package var requests = 0
  package var duplicates = 0
  package var secondCopies = 0
  package var replaced = 0
  package var shadow = 0
  package var dryRuns = 0
  package var serviceEvents = 0

  package var diagnosticsDropped = 0

  package init() {}

  /// The sums of the plan hold; a run in which they do not is an internal error.
  package var addUp: Bool {
    files == filesRead + filesIncomplete + filesUnreadable + filesSkipped
      && records == kms + other + malformed + outOfScope
      && kms == requests + duplicates + secondCopies + replaced + shadow + dryRuns + serviceEvents
  }
}
