import CloudTrail
import KMSModel
import KMSUsage
import TrailGenerator

#if canImport(Glibc)
import Glibc
#else
import Musl
#endif

/// The facts of one day of a `YearPlan`, as a scan of its logs would give them.
struct YearDay {
  private let plan: YearPlan
  private let day: Int32
  private var random: SeededRandom
  private(set) var facts = UsageFacts()
  private var requests = 0

  /// The records of the day came in so many files.
  init(_ plan: YearPlan, day: Int32, files: Int) {
    (self.plan, self.day) = (plan, day)
    random = SeededRandom(seed: 1, part: UInt64(day))
    facts.symbols = plan.symbols
    for series in plan.series { add(series) }
    facts.rates.sort { $0.comesBefore($1) }
    var count = DayCount(day: day)
    count.requests = requests
    facts.days = [count]
    addFiles(files)
  }

  private var midnight: Int64 { Int64(day) * 86400 }

  private mutating func add(_ series: YearPlan.Series) {
    var rate = SecondCounts()
    var own = [SecondCounts](repeating: SecondCounts(), count: series.uses.count)
    var counts = [(first: Int32, last: Int32, requests: Int)](
      repeating: (86_400, 0, 0),
      count: series.uses.count
    )
    forEachSecond(series.requests) { second, count in
      rate.append(second: second, count: count)
      // Each second is one use's.
      let use = Int(second &* 7) % own.count
      if series.isCrossAccount { own[use].append(second: second, count: count) }
      counts[use].first = min(counts[use].first, second)
      counts[use].last = second
      counts[use].requests += count
    }
    guard !rate.packed.isEmpty else { return }
    facts.rates.append(
      RateFact(
        chargedAccount: series.consumer,
        region: series.uses[0].region,
        quotaFamily: plan.family,
        key: series.uses[0].key,
        kind: .request,
        day: day,
        seconds: rate
      )
    )
    for use in series.uses.indices where counts[use].requests > 0 {
      requests += counts[use].requests
      add(series.uses[use], counts[use], series.isCrossAccount ? own[use] : nil)
    }
  }

  private mutating func add(
    _ use: Use,
    _ count: (first: Int32, last: Int32, requests: Int),
    _ seconds: SecondCounts?
  ) {
    var fact = UsageFact(
      use: use,
      day: day,
      firstSeen: Timestamp(midnight + Int64(count.first)),
      lastSeen: Timestamp(midnight + Int64(count.last)),
      exampleEventID: random.uuid()
    )
    fact.ok = count.requests
    facts.usage.append(fact)
    guard let seconds else { return }
    let place = Int32(facts.usage.count - 1)
    var access = AccessFact(
      usage: place,
      context: 0,
      contextIsCommon: false,
      outcome: .ok,
      day: day,
      seconds: seconds
    )
    access.example = ExampleEvent(id: fact.exampleEventID, second: count.first)
    facts.access.append(access)
    let traits = [Int32](repeating: 0, count: CallTrait.count)
    facts.calls.append(CallFact(usage: place, traits: traits))
  }

  /// Busier by day than by night, and with an hour in which the busiest double.
  private mutating func forEachSecond(_ requests: Double, _ body: (Int32, Int) -> Void) {
    let burst = random.below(24)
    var second: Int32 = -1
    while second < 86_399 {
      let hour = Int(second + 1) / 3600
      let shape = (hour > 7 && hour < 19 ? 1.4 : 0.6) * (hour == burst ? 2 : 1)
      let rate = requests / 86_400 * shape
      if rate >= 0.5 {
        second += 1
        let count = Int(rate + random.fraction() * (1 + rate / 4))
        if count > 0 { body(second, count) }
      } else {
        let gap = -log(max(1e-12, 1 - random.fraction())) / max(rate, 1e-9)
        // No further than the hour, whose rate it is of.
        let next = min(Double(second) + 1 + gap, Double((hour + 1) * 3600))
        let isInHour = next < Double((hour + 1) * 3600)
        second = Int32(next) - (isInHour ? 0 : 1)
        if isInHour { body(second, 1) }
      }
    }
  }

  /// Four records of other services for each of KMS, evenly over files and hours.
  private mutating func addFiles(_ count: Int) {
    facts.files = (0..<count).map { number in
      let kms = requests * (number + 1) / count - requests * number / count
      let account = plan.accounts[number % plan.accounts.count]
      let region = YearPlan.regions[number / plan.accounts.count % YearPlan.regions.count]
      let path = plan.path(account, region, Timestamp(midnight), number)
      var file = FileFact(path: path, status: .read, compressedBytes: kms * 700)
      (file.account, file.region, file.day) = (account, region, day)
      (file.records, file.kmsRecords, file.other) = (kms * 5, kms, kms * 4)
      file.uncompressedBytes = kms * 8000
      file.content = FileContent(bytes: kms * 700, tail: random.next(), modified: 0)
      let hour = Int64(number * 24 / count)
      let start = midnight + hour * 3600
      file.coverage = [
        CoverageFact(
          account: account,
          region: region,
          hour: start / 3600,
          records: kms * 5,
          kmsRecords: kms,
          firstRecord: Timestamp(start),
          lastRecord: Timestamp(start + 3599)
        )
      ]
      return file
    }
  }
}
