package import CloudTrail
package import KMSModel
package import KMSUsage

/// Where the facts of a run are kept.
package enum StoreLocation: Hashable, Sendable {
  case file(String)
  case memory
}

/// One scan, as asked and checked.
package struct ScanRequest: Sendable {
  package var input: InputSelection
  package var limits = ReadLimits()
  package var jobs: Int
  /// libz alone where it is asked for, to hold the two decompressors against each other.
  package var engine = Engine.fast
  package var store: StoreLocation
  package var configuration = AuditConfiguration()
  /// Days before the newest in which records of one request are still brought together, and files
  /// that changed are taken anew.
  package var retentionDays: Int32 = 7
  /// What is folded or removed once it has passed its age; nil: nothing.
  package var retention: Retention?
  /// Records of later days do not make earlier ones old: their time is wrong.
  package var lastDay = Int32.max
  /// Seconds to wait for another run that writes to the store.
  package var wait = 0
  /// When the scan began, for the store; nil where nobody asks for its age.
  package var started: Timestamp?
  /// Program version, for `run.json`.
  package var version = ""

  package init(input: InputSelection, jobs: Int, store: StoreLocation) {
    self.input = input
    self.jobs = jobs
    self.store = store
  }
}

/// What `hot-keys` asks of a store.
package struct HotKeyQuery: Sendable {
  package var scope = Scope()
  /// As `KeyNames` reads it; "" for all.
  package var key = ""
  package var threshold: Double?

  package init() {}
}

/// What `access` asks of a store.
package struct AccessQuery: Sendable {
  /// Moments, and accounts that use a key or own it.
  package var scope = Scope()
  /// As `KeyNames` reads it; "" for all.
  package var key = ""
  /// Texts of `AccessDecision`; empty for all.
  package var decisions: Set<String> = []

  package init() {}
}

/// What `grants` asks of a store.
package struct GrantQuery: Sendable {
  package enum Choice: Hashable, Sendable { case all, unused, external, ended }

  package var choice = Choice.all
  /// As `KeyNames` reads it; "" for all.
  package var key = ""

  package init() {}
}

/// What `usage` asks of a store.
package struct UsageQuery: Sendable {
  /// Moments, and accounts that use a key or own it.
  package var scope = Scope()
  /// As `KeyNames` reads it; "" for all.
  package var key = ""
  /// In the order of the columns.
  package var dimensions: [UseDimension]

  package init(by dimensions: [UseDimension]) { self.dimensions = dimensions }
}

/// What `keys` asks of a store.
package struct KeyQuery: Sendable {
  /// Of use the moments; of keys their accounts, those that use them and their Regions.
  package var scope = Scope()
  /// As `KeyNames` reads it; "" for all.
  package var key = ""

  package init() {}
}

/// What `explain` asks of a store.
package enum ExplainQuery: Sendable {
  /// A state-changing event, or the example event of a use.
  case event(id: String)
  case request(RequestQuery)
}

/// A request to be explained, whether the store has it or not.
package struct RequestQuery: Sendable {
  /// As `KeyNames` reads it.
  package var key: String
  /// As `Principal.text` writes it, or the ARN of a session.
  package var principal: String
  package var operation: String
  /// nil: the last that the store has of it.
  package var time: Timestamp?
  /// The whole encryption context; nil: those that the store has of it, or not known.
  package var context: [String: String]?
  /// ARN of the role's session; "" when it is not known.
  package var session = ""
  /// The AWS service in between; nil for any that the store has of it.
  package var service: String?

  package init(key: String, principal: String, operation: String) {
    (self.key, self.principal, self.operation) = (key, principal, operation)
  }
}

/// Why a run ended without a result.
///
/// A bad log file never does; see `RunCounters`.
package enum AuditError: Error, Hashable, Sendable {
  /// Nothing of this path could be opened.
  case inputNotFound(String)
  case store(path: String, reason: String)
  /// Another run writes to the store, and did so for these seconds.
  case storeInUse(path: String, waited: Int)
  case cannotWrite(path: String, reason: String)
  case configuration(path: String, line: Int, column: Int, reason: String)
  /// The store does not have what was asked for, or several of it; a sentence for the asker.
  case notInStore(String)
  case interrupted
  /// The counters do not add up: our fault, never the input's.
  case internalError(String)
}

/// The facade: one call a question.
package enum Audit {}
