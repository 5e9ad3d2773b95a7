import KMSModel

#if canImport(Glibc)
import Glibc
#else
import Musl
#endif

/// A bench as text: for the terminal, and to keep.
struct BenchReport {
  /// What the large trail holds.
  let large: [String: Double]
  let rounds: Int
  let series: Measurements
  let budgets: [Budget]

  static var today: String { Timestamp(Int64(time(nil))).dayText }

  var text: String {
    var lines = [
      "# Benchmark of \(Self.today)", "",
      "`make bench`: \(Self.machine). \(rounds) rounds, page cache warm; medians, and medians of "
        + "the rounds' ratios. The large trail: \(count("files")) files, \(count("bytes")) bytes "
        + "uncompressed, \(count("records")) records, \(count("kms")) of them KMS's. Every scan's reports "
        + "were equal to the planted truth.",
      "", "| Budget | Measured | Limit | |", "|---|--:|--:|---|",
    ]
    lines += budgets.map { budget in
      let sign = budget.isAtLeast ? "≥" : "≤"
      return "| \(budget.name) | \(Self.fixed(budget.measured))\(budget.unit) "
        + "| \(sign) \(Self.fixed(budget.limit))\(budget.unit) | \(budget.isMet ? "met" : "**missed**") |"
    }
    lines += ["", "| Subject | Median | Rounds |", "|---|--:|---|"]
    lines += Measurement.allCases.map { measurement in
      let all = series.rounds.compactMap { $0[measurement] }.map { show($0, measurement) }
      let median = show(series.median(measurement), measurement)
      return "| \(measurement.rawValue) | \(median) | \(all.joined(separator: ", ")) |"
    }
    return lines.joined(separator: "\n") + "\n"
  }

  func write(to folder: String) throws {
    try Self.write(text, to: folder, name: "bench.md")
  }

  /// Makes the folder where it is missing.
  static func write(_ text: String, to folder: String, name: String) throws {
    var path = ""
    for part in folder.split(separator: "/", omittingEmptySubsequences: false) {
      path += part + "/"
      mkdir(path, 0o777)
    }
    guard let file = fopen(path + name, "w") else {
      throw ChildProcess.Failure(description: "cannot write \(path)\(name)")
    }
    fputs(text, file)
    fclose(file)
  }

  private func count(_ name: String) -> Int { Int(large[name] ?? 0) }

  private func show(_ value: Double, _ measurement: Measurement) -> String {
    measurement.isMemory
      ? Self.fixed(value / Double(1 << 20)) + " MiB" : Self.fixed(value, 3) + " s"
  }

  static func fixed(_ value: Double, _ digits: Int = 2) -> String {
    guard value.isFinite else { return "\(value)" }
    let factor = digits == 2 ? 100 : 1000
    let scaled = Int((value * Double(factor)).rounded())
    let rest = String(abs(scaled) % factor)
    return "\(scaled < 0 ? "-" : "")\(abs(scaled) / factor)."
      + String(repeating: "0", count: digits - rest.utf8.count) + rest
  }

  static var machine: String {
    var name = "unknown processor"
    if let bytes = try? TextFile.read("/proc/cpuinfo") {
      let text = String(decoding: bytes, as: UTF8.self)
      let line = text.split(separator: "\n").first { $0.hasPrefix("model name") }
      name = line.map { String($0.drop { $0 != ":" }.dropFirst(2)) } ?? name
    }
    return "\(sysconf(Int32(_SC_NPROCESSORS_ONLN))) cores of \(name)"
  }
}
