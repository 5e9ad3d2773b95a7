import GRDB

/// Why the store could not be used.
package struct StoreError: Error, Hashable, Sendable {
  package enum Code: String, Hashable, Sendable {
    case missing, newer, readOnly, full, busy, damaged, failed
  }

  package let code: Code
  package let path: String
  package let reason: String

  init(_ code: Code, path: String, reason: String) {
    self.code = code
    self.path = path
    self.reason = reason
  }

  init(_ error: any Error, path: String) {
    self.path = path
    guard let error = error as? DatabaseError else {
      code = .failed
      reason = "\(error)"
      return
    }
    reason = error.message ?? "SQLite error \(error.resultCode.rawValue)"
    code =
      switch error.resultCode {
      case .SQLITE_READONLY, .SQLITE_CANTOPEN, .SQLITE_PERM: .readOnly
      case .SQLITE_FULL: .full
      case .SQLITE_BUSY, .SQLITE_LOCKED: .busy
      case .SQLITE_CORRUPT, .SQLITE_NOTADB: .damaged
      default: .failed
      }
  }
}
