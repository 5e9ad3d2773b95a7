package import KMSModel

/// What to read, as asked: paths and the scope that prunes them.
package struct InputSelection: Sendable {
  /// Files and folders; `-` is standard input.
  package var paths: [String]
  package var scope = Scope()

  package init(paths: [String], scope: Scope = Scope()) {
    self.paths = paths
    self.scope = scope
  }
}

/// The days, accounts and Regions asked for; empty means all.
package struct Scope: Hashable, Sendable {
  /// First moment of event time.
  package var since: Timestamp?
  /// First moment after the last.
  package var until: Timestamp?
  package var accounts: Set<String> = []
  package var regions: Set<String> = []

  package init() {}

  package var isEverything: Bool { self == Scope() }
}

/// What a file may cost before it is stopped and reported.
package struct ReadLimits: Hashable, Sendable {
  package var recordBytes = 8 << 20
  package var nesting = 128
  package var fileBytes = 64 << 30
  /// Uncompressed bytes per compressed byte, judged past the first MiB.
  package var compressionRatio = 2000

  package init() {}
}
