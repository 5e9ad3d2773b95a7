package import AuditReports
import AuditStore
package import KMSModel

#if canImport(Glibc)
import Glibc
#else
import Musl
#endif

/// What `doctor` looks at.
package struct DoctorQuery: Sendable {
  package var store: String
  /// The configuration file; nil where none is used.
  package var configuration: String?
  /// What the clock says.
  package var now: Timestamp

  package init(store: String, configuration: String?, now: Timestamp) {
    (self.store, self.configuration, self.now) = (store, configuration, now)
  }
}

extension Audit {
  /// Looks at the store and what surrounds it.
  ///
  /// It always has an answer: what cannot be looked at is one.
  package static func doctor(_ query: DoctorQuery) -> CheckAnswer {
    let rows: [CheckRow]
    do throws(StoreError) {
      rows = try storeRows(query)
    } catch {
      rows = [.unusable(error)]
    }
    return CheckAnswer(rows: rows + [freeDisk(beside: query.store), configuration(query)])
  }

  private static func storeRows(_ query: DoctorQuery) throws(StoreError) -> [CheckRow] {
    let store = try AuditStore.openReadOnly(path: query.store)
    let damage = CheckRow.sqlite(try store.damage(quick: true))
    guard damage.state == .ok else { return [damage] }
    let (measure, contents) = (try store.measure(), try store.contents())
    let schema =
      measure.schemaVersion == measure.newestSchemaVersion
      ? CheckRow("schema", .ok, "version \(measure.schemaVersion)") : .olderSchema(measure)
    let first = query.now.day - Doctor.nights
    return [
      damage, schema, Doctor.lastScan(contents.scannedAt, now: query.now),
      Doctor.clock(lastRecord: contents.lastRecord, contents.scannedAt, now: query.now),
      Doctor.nights(try store.coveredDays(since: first - 1), now: query.now),
      Doctor.unreadFiles(try store.unreadFiles(since: first)),
      Doctor.exports(newest: contents.exports.map(\.newest).max(), now: query.now),
    ]
  }

  private static func freeDisk(beside store: String) -> CheckRow {
    var (disk, file) = (statvfs(), stat())
    let folder = store.lastIndex(of: "/").map { String(store[...$0]) } ?? "."
    guard statvfs(folder, &disk) == 0 else {
      let reason = String(cString: strerror(errno))
      return CheckRow("disk", .unknown, "\(folder): \(reason)", advice: "Name a store in a folder.")
    }
    let size = stat(store, &file) == 0 ? Int(file.st_size) : 0
    return Doctor.disk(free: Int(disk.f_bavail) * Int(disk.f_frsize), store: size)
  }

  private static func configuration(_ query: DoctorQuery) -> CheckRow {
    guard let path = query.configuration else {
      return CheckRow("configuration", .ok, "none is named, so AWS's default quotas hold")
    }
    do throws(AuditError) {
      _ = try configuration(at: path)
      return CheckRow("configuration", .ok, "\(path) is well-formed")
    } catch {
      return CheckRow("configuration", .attention, error.reason, advice: "Mend the file.")
    }
  }
}

extension AuditError {
  fileprivate var reason: String {
    switch self {
    case .configuration(let path, let line, let column, let reason):
      "\(path):\(line):\(column): \(reason)"
    default: "\(self)"
    }
  }
}

extension CheckRow {
  fileprivate static func unusable(_ error: StoreError) -> CheckRow {
    let advice =
      switch error.code {
      case .missing: "Scan into it first: kmsaudit scan PATH --store \(error.path)"
      case .newer: "Use the newer kmsaudit that wrote it."
      case .busy: "Ask again when the other run has ended."
      case .readOnly: "Ask again as the user who scans."
      default: restore
      }
    return CheckRow("store", .attention, "\(error.path): \(error.reason)", advice: advice)
  }
}
