import AuditEngine
import CloudTrail
import KMSUsage

let jobs = Int(CommandLine.arguments[1]) ?? 2
let request = ScanRequest(
  input: InputSelection(paths: Array(CommandLine.arguments.dropFirst(2))), jobs: jobs,
  store: .memory)
let clock = ContinuousClock()
let start = clock.now
let scan = try Scan(request)
let facts = try scan.run(progress: ScanProgress()) { _ in }
print(facts.counters)
print(
  "usage", facts.usage.count, "rates", facts.rates.count, "access", facts.access.count, "symbols",
  facts.symbols.count, "diagnostics", facts.diagnostics.prefix(10), scan.files.skipped)
print(clock.now - start)
