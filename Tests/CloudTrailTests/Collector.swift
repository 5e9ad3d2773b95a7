import CloudTrail
import TestSupport

/// What a reader found, as texts.
final class Collector: RecordSink {
  private(set) var records: [String] = []
  private(set) var problems: [ReadProblem] = []

  func receive(other header: RecordHeader) {
    let account = String(decoding: header.account, as: UTF8.self)
    records.append("other \(header.time) \(account)")
  }

  func receive(resourceShare event: KMSEvent) {
    records.append("share \(event.time) \(event.text(.eventName))")
  }

  func receive(kms event: KMSEvent) {
    records.append("kms \(event.time) \(event.text(.eventID)) \(event.text(.eventName))")
  }

  func receive(malformed problem: ReadProblem) { problems.append(problem) }
}

/// One file, read to its end.
struct Reading: Equatable {
  var ending = FileReading.Ending.complete
  var codes: [String] = []
  /// How far the text was read, of each problem that tells it.
  var readBytes: [Int] = []
  var records: [String] = []
  /// `code@record:byte` of each bad record.
  var bad: [String] = []

  init(
    _ bytes: [UInt8],
    engine: Engine = .fast,
    limits: ReadLimits = ReadLimits(),
    bufferBytes: Int = LogReader.bufferBytes
  ) throws {
    let folder = try TemporaryFolder()
    let path = folder.file("log")
    try writeFile(bytes, to: path)
    let collector = Collector()
    let reader = try LogReader(limits: limits, sink: collector, bufferBytes: bufferBytes)
    let reading = reader.read(path, with: engine) { _ in true }
    ending = reading.ending
    codes = reading.problems.map(\.code)
    readBytes = reading.problems.compactMap(\.byte)
    records = collector.records
    bad = collector.problems.map { "\($0.code)@\($0.record ?? -1):\($0.byte ?? -1)" }
  }

  init(_ text: String, bufferBytes: Int = LogReader.bufferBytes) throws {
    try self.init(Array(text.utf8), bufferBytes: bufferBytes)
  }
}

/// Records as CloudTrail writes them.
enum Sample {
  static func record(_ number: Int, source: String = "kms.amazonaws.com", note: String = "n")
    -> String
  {
    "{\"eventVersion\":\"1.11\",\"userIdentity\":{\"type\":\"Root\",\"accountId\":\"111122223333\"},\"eventTime\":\"2026-11-22T00:00:\(10 + number % 50)Z\",\"eventSource\":\"\(source)\",\"eventName\":\"Decrypt\",\"awsRegion\":\"eu-west-1\",\"requestParameters\":{\"note\":\"\(note)\"},\"eventID\":\"id-\(number)\",\"recipientAccountId\":\"111122223333\"}"
  }

  /// Three records: of KMS, of another service, of KMS.
  static let three = [record(1), record(2, source: "s3.amazonaws.com"), record(3)]

  static let expected = [
    "kms 2026-11-22T00:00:11Z id-1 Decrypt", "other 2026-11-22T00:00:12Z 111122223333",
    "kms 2026-11-22T00:00:13Z id-3 Decrypt",
  ]

  static func file(_ records: [String]) -> String {
    "{\"Records\":[\(records.joined(separator: ","))]}"
  }

  /// As the inside of a JSON string.
  static func escaped(_ text: String) -> String {
    text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
  }
}
