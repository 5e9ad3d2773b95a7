/// What is measured: seconds, or bytes for memory.
enum Measurement: String, CaseIterable {
  case libz = "libz alone, 2 threads"
  case isal = "ISA-L alone, 2 threads"
  case tally = "file to merged tally, 2 workers"
  case scan = "scan, 2 workers"
  case scanAlone = "scan, 1 worker"
  case uneven = "scan of the uneven trail, 2 workers"
  case tinyInflate = "ISA-L alone, tiny files, 2 threads"
  case tinyScan = "scan of tiny files, 2 workers"
  case judging = "judging of the large trail's store, 2 threads"
  case manyExported = "judging 1,000 keys x 1,000 grants from exports, 2 threads"
  case manyEvents = "the same from events, whose records are read"
  case largeMemory = "peak memory, large trail"
  case smallMemory = "peak memory, small trail"

  var isMemory: Bool { self == .largeMemory || self == .smallMemory }
}

/// Every round's measurements.
struct Measurements {
  private(set) var rounds: [[Measurement: Double]] = []

  mutating func add(_ round: [Measurement: Double]) { rounds.append(round) }

  func median(_ measurement: Measurement) -> Double { median { $0[measurement] ?? .nan } }

  /// Median of what each round gives by itself.
  func median(_ value: ([Measurement: Double]) -> Double) -> Double {
    let sorted = rounds.map(value).sorted()
    let middle = sorted.count / 2
    return sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
  }

  /// Median of the rounds' ratios.
  func ratio(_ part: Measurement, of whole: Measurement) -> Double {
    median { ($0[part] ?? .nan) / ($0[whole] ?? .nan) }
  }
}

/// What must hold, and what was measured.
struct Budget {
  var name: String
  var measured: Double
  var limit: Double
  var isAtLeast = false
  var unit = ""

  var isMet: Bool { isAtLeast ? measured >= limit : measured <= limit }

  /// 16 bytes a KMS request is what finding duplicates costs.
  private static let bytesPerRequest = 16.0

  static func all(
    _ series: Measurements,
    large: [String: Double],
    small: [String: Double]
  ) -> [Budget] {
    let largeBase = series.median(.largeMemory) - bytesPerRequest * (large["kms"] ?? .nan)
    let smallBase = series.median(.smallMemory) - bytesPerRequest * (small["kms"] ?? .nan)
    let overhead = series.median {
      (($0[.tinyScan] ?? .nan) - ($0[.tinyInflate] ?? .nan)) / Double(BenchTrees.tinyFiles) * 1e6
    }
    return [
      Budget(name: "scan / libz alone", measured: series.ratio(.scan, of: .libz), limit: 0.9),
      Budget(name: "scan / ISA-L alone", measured: series.ratio(.scan, of: .isal), limit: 2),
      Budget(
        name: "file to merged tally / ISA-L alone",
        measured: series.ratio(.tally, of: .isal),
        limit: 1.65
      ),
      Budget(
        name: "speed-up from 1 to 2 workers",
        measured: series.ratio(.scanAlone, of: .scan),
        limit: 1.8,
        isAtLeast: true
      ),
      Budget(
        name: "uneven trail / even trail",
        measured: series.ratio(.uneven, of: .scan),
        limit: 1.15
      ),
      Budget(
        name: "peak memory less 16 bytes a KMS record",
        measured: largeBase / Double(1 << 20),
        limit: 128,
        unit: " MiB"
      ),
      Budget(
        name: "the same / at a tenth of the input",
        measured: largeBase / smallBase,
        limit: 1.25
      ),
      Budget(
        name: "tiny files: a file, beyond inflating it",
        measured: overhead,
        limit: 60,
        unit: " µs"
      ),
      Budget(
        name: "judging / scan",
        measured: series.ratio(.judging, of: .scan),
        limit: 0.05
      ),
      Budget(
        name: "judging 1,000 keys x 1,000 grants, from exports",
        measured: series.median(.manyExported),
        limit: 2,
        unit: " s"
      ),
      Budget(
        name: "the same, from events",
        measured: series.median(.manyEvents),
        limit: 2,
        unit: " s"
      ),
    ]
  }
}
