/// A bench of a year as text.
struct YearReport {
  let measured: [YearMeasure]
  let requests: Int
  let filesADay: Int

  var text: String {
    let lines =
      [
        "# Benchmark of the store of a year, \(BenchReport.today)", "",
        "`kmsaudit-dev bench-year`: \(BenchReport.machine). \(YearStore.nights) nights of "
          + "\(requests) requests a month, \(YearPlan.keyCount) keys, \(YearPlan.accountCount) "
          + "accounts, \(filesADay) log files a day; rates by the second for 35 days, by the hour "
          + "before. Processes from start to end, page cache warm, medians; one run, the first, of a "
          + "question that took more than two seconds. The night's commit writes "
          + "its eight open days, without the single records of the window, which are 16 bytes each.",
        "", "| What | Median | Limit | | Runs |", "|---|--:|--:|---|---|",
      ]
      + measured.map { one in
        "| \(one.name) | \(show(one.median, one)) | \(show(one.limit, one)) | "
          + "\(one.isMet ? "met" : "**missed**") | "
          + "\(one.values.map { show($0, one) }.joined(separator: ", ")) |"
      }
    return lines.joined(separator: "\n") + "\n"
  }

  func write(to folder: String) throws {
    try BenchReport.write(text, to: folder, name: "year.md")
  }

  private func show(_ value: Double, _ measure: YearMeasure) -> String {
    measure.isSize
      ? BenchReport.fixed(value / 1e9) + " GB" : BenchReport.fixed(value, 3) + " s"
  }
}
