import KMSModel

#if canImport(Glibc)
import Glibc
#else
import Musl
#endif

/// What one thing took, and what it may take.
struct YearMeasure {
  var name: String
  /// Seconds, or bytes.
  var values: [Double]
  var limit: Double
  var isSize = false

  var median: Double { values.sorted()[values.count / 2] }
  var isMet: Bool { median <= limit }

  static func size(of path: String) -> YearMeasure {
    var status = stat()
    stat(path, &status)
    let bytes = Double(status.st_size)
    return YearMeasure(name: "size of the store", values: [bytes], limit: 4e9, isSize: true)
  }
}

/// The questions that a store of a year is asked.
struct YearQuestions {
  private let program = ChildProcess.neighbour("kmsaudit")
  private static let limit = 0.1
  private static let farTooSlow = 20 * limit
  private let store: YearStore
  private let folder: String

  init(store: YearStore, folder: String) { (self.store, self.folder) = (store, folder) }

  /// By the words of the command line.
  private var questions: [[String]] {
    func day(_ back: Int32) -> String {
      Timestamp(Int64(store.lastDay - back) * 86400).dayText
    }
    let key = store.plan.keys[5].keyID
    return [
      ["hot-keys", "--since", day(6)], ["hot-keys", "--since", day(34)],
      ["hot-keys", "--since", day(90)], ["hot-keys"], ["hot-keys", "--key", key],
      ["usage", "--since", day(6)], ["usage"], ["usage", "--key", key],
      ["usage", "--by", "day"], ["usage", "--by", "day", "--key", key],
      ["usage", "--by", "resource"], ["usage", "--by", "resource", "--key", key], ["keys"],
      ["keys", "--key", key], ["access", "--key", key, "--since", day(6)],
      ["access", "--key", key], ["access", "--since", day(1)], ["access"],
      ["grants", "--key", key], ["grants"], ["changes", "--since", day(6)],
      ["changes", "--since", day(90)],
      ["explain", "--key", key, "--principal", principal, "--operation", "Decrypt"],
      [
        "report", "--since", day(0), "--until", day(-1), "--quiet", "--reports",
        "\(folder)/reports",
      ],
      ["store", "info"],
    ]
  }

  private var principal: String {
    let consumer = YearPlan.consumers(of: 5, store.plan.accounts)[1]
    return "arn:aws:iam::\(consumer):role/service-0"
  }

  func measured(rounds: Int) throws -> [YearMeasure] {
    let help = try ChildProcess.run([program, "help"]).output
    // Not every version has every question.
    return try questions.filter { help.contains("\n  \($0[0]) ") }.map { words in
      func ask() throws -> Double {
        try ChildProcess.run([program] + words + ["--store", store.path]).seconds
      }
      // The first warms the page cache; of one that is far too slow it is enough.
      let first = try ask()
      return YearMeasure(
        name: words.prefix { $0 != "--reports" }.joined(separator: " "),
        values: first > Self.farTooSlow ? [first] : try (0..<rounds).map { _ in try ask() },
        limit: Self.limit
      )
    }
  }
}
