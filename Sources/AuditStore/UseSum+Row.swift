import GRDB
import KMSModel
import KMSUsage

extension RowReader {
  mutating func useSum(_ dimensions: [UseDimension]) throws -> UseSum {
    var values: [String] = []
    for dimension in dimensions { values.append(try value(of: dimension)) }
    let (ok, denied): (Int, Int) = (try number(), try number())
    let (throttled, failed): (Int, Int) = (try number(), try number())
    var sum = UseSum(
      values: values,
      firstSeen: try timestamp(),
      lastSeen: try timestamp(),
      exampleEventID: text()
    )
    (sum.ok, sum.denied, sum.throttled, sum.failed) = (ok, denied, throttled, failed)
    return sum
  }

  private mutating func value(of dimension: UseDimension) throws -> String {
    switch dimension {
    case .day: return Timestamp(try number() * 86400).dayText
    case .attribution: return (try value() as Attribution).text
    default:
      guard let text = optionalText() else { throw damage }
      return text
    }
  }
}

extension UseDimension {
  /// What tells it of a row of `usage`, named after it.
  var column: String { "\(source) AS by_\(rawValue)" }

  private var source: String {
    switch self {
    case .account: "consumer_account"
    case .owner: "key_account"
    case .resource: "''"
    case .day: "id >> 32"
    case .key, .region, .principal, .service, .operation, .attribution: rawValue
    }
  }

  /// Of the column its value, or the text that it stands for.
  var text: String {
    switch self {
    case .day, .attribution, .resource: "by_\(rawValue)"
    default: "(SELECT text FROM symbol WHERE symbol.id = by_\(rawValue))"
    }
  }
}

extension [DaySpans.Part] {
  var sqlOfUse: String { map(\.sqlOfUse).joined(separator: " UNION ALL ") }
}

extension [String] {
  /// As the first columns of a list, a comma behind each.
  var listed: String { map { $0 + ", " }.joined() }
}
