import Foundation
import JSONScan
import TestSupport

/// The real AWS CLI and an AWS that is none, both from PyPI.
final class SimulatedAWS {
  /// Where the CLI lies; nil where it cannot be had.
  static let tools: String? = {
    let setup = try? Program.run("/bin/sh", [root + "/.ci/aws-cli"])
    guard let setup, setup.status == 0 else { return nil }
    return setup.output.split(separator: "\n").last.map(String.init)
  }()

  private static let root = Fixtures.root.deletingLastPathComponent().path
  private let server = Process()
  private let input = Pipe()
  private let environment: [String: String]

  init(tools: String) throws {
    let output = Pipe()
    server.executableURL = URL(fileURLWithPath: tools + "/python")
    server.arguments = [Self.root + "/.ci/simulated-aws"]
    server.standardInput = input
    server.standardOutput = output
    server.standardError = FileHandle.nullDevice
    try server.run()
    let endpoint = String(decoding: output.fileHandleForReading.availableData, as: UTF8.self)
    // Without an endpoint the CLI would turn to the real AWS.
    guard endpoint.hasPrefix("http://127.0.0.1:") else {
      throw ProgramError(text: "no simulated AWS")
    }
    environment = [
      "PATH": tools + ":/usr/bin:/bin", "HOME": "/nonexistent",
      "AWS_ENDPOINT_URL": endpoint.trimmingCharacters(in: .whitespacesAndNewlines),
      "AWS_ACCESS_KEY_ID": "simulated", "AWS_SECRET_ACCESS_KEY": "simulated",
      "AWS_DEFAULT_REGION": "eu-west-1", "AWS_MAX_ATTEMPTS": "1",
    ]
  }

  /// Without its standard input the server ends by itself.
  deinit {
    try? input.fileHandleForWriting.close()
    server.waitUntilExit()
  }

  /// Runs `aws` and gives its answer.
  func aws(_ arguments: String...) throws -> JSONValue {
    let result = try run("/usr/bin/env", ["aws"] + arguments + ["--output", "json"])
    guard result.status == 0 else { throw ProgramError(text: result.errors) }
    return result.output.isEmpty ? .null : try JSONValue(parsing: result.output)
  }

  func run(_ program: String, _ arguments: [String], in folder: String? = nil) throws -> Program {
    try .run(program, arguments, environment: environment, in: folder)
  }
}

struct ProgramError: Error { let text: String }

/// How a program ended.
struct Program {
  let status: Int32
  let output: String
  let errors: String

  static func run(
    _ path: String,
    _ arguments: [String],
    environment: [String: String]? = nil,
    in folder: String? = nil
  ) throws -> Program {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: path)
    process.arguments = arguments
    if let environment { process.environment = environment }
    if let folder { process.currentDirectoryURL = URL(fileURLWithPath: folder) }
    // Files, not pipes: none that is full can hold the program up.
    let texts = try TemporaryFolder()
    for name in ["output", "errors"] { try writeFile([], to: texts.file(name)) }
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = FileHandle(forWritingAtPath: texts.file("output"))
    process.standardError = FileHandle(forWritingAtPath: texts.file("errors"))
    try process.run()
    process.waitUntilExit()
    return Program(
      status: process.terminationStatus,
      output: try readText(texts.file("output")),
      errors: try readText(texts.file("errors"))
    )
  }
}
