import GRDB

/// Why the store could not be used.
package struct StoreError: Error, Hashable, Sendable {
  package enum Code: String, Hashable, Sendable {
    case missing
    /// Written by a newer version of this program.
    case newer
    /// Written by an earlier version, and not yet brought up to date.
    case older
    /// An SQLite file of something else.
    case foreign
    case cannotOpen, readOnly, full, busy, damaged, failed
  }

  package let code: Code
  package let path: String
  package let reason: String

  init(_ code: Code, path: String, reason: String) {
    self.code = code
    self.path = path
    self.reason = reason
  }

  init(foreign path: String) {
    self.init(.foreign, path: path, reason: "it is not a store of kmsaudit")
  }

  init(newer path: String) {
    self.init(.newer, path: path, reason: "a newer kmsaudit wrote it")
  }

  init(older path: String) {
    self.init(
      .older,
      path: path,
      reason: "an earlier kmsaudit wrote it: scan the logs again to bring it up to date"
    )
  }

  fileprivate init(_ error: DatabaseError, path: String) {
    let code = Code(error.resultCode)
    let reason =
      switch code {
      case .busy: "another run is using it"
      case .readOnly: "it is read-only"
      case .full: "the disk is full"
      case .failed where error.resultCode == .SQLITE_IOERR:
        "the system could not read or write (\(error.message ?? "disk I/O error")): a broken disk, or "
          + "a limit on file sizes"
      case .cannotOpen: "it cannot be opened or made; is its folder there, and may it be written?"
      default: error.message ?? "SQLite error \(error.extendedResultCode.rawValue)"
      }
    self.init(code, path: path, reason: reason)
  }
}

extension StoreError.Code {
  fileprivate init(_ code: ResultCode) {
    self =
      switch code {
      case .SQLITE_CANTOPEN: .cannotOpen
      case .SQLITE_READONLY, .SQLITE_PERM: .readOnly
      case .SQLITE_FULL: .full
      case .SQLITE_BUSY, .SQLITE_LOCKED: .busy
      case .SQLITE_CORRUPT, .SQLITE_NOTADB: .damaged
      default: .failed
      }
  }
}

/// Turns what GRDB and the readers throw into errors of the store at `path`.
func withStoreErrors<Value>(
  _ path: String,
  _ body: () throws -> Value
) throws(StoreError) -> Value {
  do {
    return try body()
  } catch let error as StoreError {
    throw error
  } catch let error as DatabaseError {
    throw StoreError(error, path: path)
  } catch let error as DamagedRow {
    throw StoreError(.damaged, path: path, reason: "\(error)")
  } catch {
    throw StoreError(.failed, path: path, reason: "\(error)")
  }
}
