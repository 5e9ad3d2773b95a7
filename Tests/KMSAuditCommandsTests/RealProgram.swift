import AuditStore
import Foundation
import GRDB
import TestSupport

#if canImport(Glibc)
import Glibc
#else
import Musl
#endif

/// The program as it was built beside the tests.
struct RealProgram {
  private let path: String

  init() throws {
    let tests = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
    path = URL(fileURLWithPath: tests).deletingLastPathComponent().appending(path: "kmsaudit").path
    guard FileManager.default.isExecutableFile(atPath: path) else {
      throw ProgramError(text: "no \(path); 'swift build' makes it")
    }
  }

  func run(_ arguments: [String]) throws -> Program { try .run(path, arguments) }

  /// Runs it by `sh` with some limit set before.
  func run(_ arguments: [String], after limit: String) throws -> Program {
    try .run("/bin/sh", ["-c", "\(limit); exec \"$0\" \"$@\"", path] + arguments)
  }

  /// Runs it at the end of a pipe.
  func run(_ arguments: [String], reading command: String) throws -> Program {
    try .run("/bin/sh", ["-c", "(\(command)) | \"$0\" \"$@\"", path] + arguments)
  }

  /// Starts it, and does not wait for its end.
  func start(_ arguments: [String]) throws -> Process {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: path)
    process.arguments = arguments
    process.standardError = FileHandle.nullDevice
    try process.run()
    return process
  }

  /// Kills it after that time.
  ///
  /// - Returns: whether it had ended by itself.
  func kill(_ arguments: [String], after time: Duration) throws -> Bool {
    let process = try start(arguments)
    usleep(UInt32(max(0, time / .microseconds(1))))
    Glibc.kill(process.processIdentifier, SIGKILL)
    process.waitUntilExit()
    return process.terminationReason == .exit
  }
}

/// Everything in a store, table by table, but the moment of the scan.
struct StoreTables: Equatable {
  private let rows: [String: [[DatabaseValue]]]

  /// Opens the store as a question does.
  init(_ path: String) throws {
    _ = try AuditStore.openReadOnly(path: path)
    var configuration = Configuration()
    configuration.readonly = true
    rows = try DatabaseQueue(path: path, configuration: configuration).read { database in
      let sql = "SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name"
      let tables = try String.fetchAll(database, sql: sql)
      return try Dictionary(
        uniqueKeysWithValues: tables.map { table in
          let condition = table == "summary" ? "WHERE name <> 'started'" : ""
          let rows = try Row.fetchAll(database, sql: "SELECT * FROM \(table) \(condition)")
          return (table, rows.map { Array($0.databaseValues) })
        }
      )
    }
  }
}
