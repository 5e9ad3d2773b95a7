import KMSUsage

extension KeptDays {
  /// What is not known of rates; nil where every second is kept.
  var ratesMissing: String? {
    ratesSince.map {
      """
      Before \($0) rates are kept by the hour: their peaks, and not the seconds over the threshold of \
      an account that reached it; hours that the asked period cuts are left out.
      """
    }
  }

  /// Of which days an answer by the second says nothing; nil where every second is kept.
  var secondsMissing: String? {
    ratesSince.map { "Days before \($0) are kept by the hour alone, and are not looked at here." }
  }

  /// What is not known of use; nil where all is kept.
  var useMissing: String? { useSince.map { "Use before \($0) is no longer kept." } }

  /// Null where nothing is missing.
  var json: JSONOutput {
    .object(["rates_by_second_since": .time(ratesSince), "use_since": .time(useSince)])
  }
}
