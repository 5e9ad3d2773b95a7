import ArgumentParser
import AuditEngine

/// What ends a run, as message and exit status.
///
/// ArgumentParser would give 1 to any error, which here means a finding.
enum Failures {
  static func mapped(store: String, _ body: () throws -> Void) throws {
    do {
      try body()
    } catch let error as AuditError {
      let (status, message) = text(of: error, store)
      Terminal.printError("kmsaudit: \(message)")
      throw ExitCode(status)
    }
  }

  /// The exit status and the message of whatever ended a run.
  static func ending(_ error: any Error, store: String) -> (status: Int32, message: String) {
    if let error = error as? AuditError { return text(of: error, store) }
    return (KMSAudit.exitCode(for: error).rawValue, KMSAudit.message(for: error))
  }

  private static func text(of error: AuditError, _ store: String) -> (Int32, String) {
    switch error {
    case .inputNotFound(let path):
      (64, "\(path): no such file or folder")
    case .configuration(let path, let line, let column, let reason):
      (64, "\(path):\(line):\(column): \(reason)")
    case .store(let path, let reason):
      (74, "store \(path): \(reason); it is as it was")
    case .storeInUse(let path, 0):
      (
        74,
        "store \(path): another run is writing to it; nothing was read (--wait SECONDS waits for it)"
      )
    case .storeInUse(let path, let waited):
      (74, "store \(path): another run is still writing to it after \(waited) s; nothing was read")
    case .cannotWrite(let path, let reason):
      (74, "cannot write \(path): \(reason)")
    case .notInStore(let reason):
      (64, reason)
    case .interrupted:
      (130, "interrupted; the store \(store) is as it was")
    case .internalError(let reason):
      (70, "internal error, please report it: \(reason)")
    }
  }
}
