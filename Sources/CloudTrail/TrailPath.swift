import KMSModel

/// What a log file's path tells, in CloudTrail's own layout:
/// `[prefix/]AWSLogs/[o-…/]ACCOUNT/CloudTrail/REGION/YYYY/MM/DD/…` (CloudTrail user guide, "Finding
/// your CloudTrail log files").
package struct TrailPath: Hashable, Sendable {
  package var account = ""
  package var region = ""
  /// Day of delivery, not of the events: days since 1970-01-01.
  package var day: Int32?
  /// The kind of a file that holds no API records, such as `CloudTrail-Digest`.
  package var excludedKind: String?

  private static let excludedKinds = [
    "CloudTrail-Digest", "CloudTrail-Insight", "CloudTrail-NetworkActivity",
    "CloudTrail-Aggregated",
  ]

  private typealias Part = Substring.UTF8View

  package init(_ path: String) {
    let parts = path[...].utf8.split(separator: UInt8(ascii: "/"))
    guard let name = parts.last else { return }
    excludedKind = Self.excludedKind(parts.dropLast()) ?? Self.excludedKind(Self.words(of: name))
    readLayout(parts)
  }

  /// The path of a file in a folder.
  ///
  /// - Parameters:
  ///   - name: of the file.
  ///   - folder: path of the folder.
  ///   - other: path of any other file in it, named by `neutralName`.
  init(_ name: String, in folder: String, like other: TrailPath) {
    guard !name.utf8.starts(with: "CloudTrail".utf8) else {
      self.init("\(folder)/\(name)")
      return
    }
    self = other
    excludedKind = excludedKind ?? Self.excludedKind(Self.words(of: name[...].utf8))
  }

  /// A file name that tells nothing.
  static let neutralName = "-"

  /// `ACCOUNT_CloudTrail-Digest_REGION_…` → its words.
  private static func words(of name: Part) -> ArraySlice<Part> {
    name.split(separator: UInt8(ascii: "_"))[...]
  }

  private static func excludedKind(_ parts: ArraySlice<Part>) -> String? {
    for part in parts where part.starts(with: "CloudTrail-".utf8) {
      if let kind = excludedKinds.first(where: { part.elementsEqual($0.utf8) }) { return kind }
    }
    return nil
  }

  private mutating func readLayout(_ parts: [Part]) {
    guard
      let kind = parts.indices.dropFirst().first(where: {
        parts[$0].starts(with: "CloudTrail".utf8) && Self.isAccount(parts[$0 - 1])
      })
    else { return }
    account = String(Substring(parts[kind - 1]))
    let rest = parts[(kind + 1)...].dropLast()
    if let region = rest.first { self.region = String(Substring(region)) }
    let date = rest.dropFirst().prefix(3).map { String(Substring($0)) }.joined(separator: "-")
    day = Timestamp(date + "T00:00:00Z")?.day
  }

  private static func isAccount(_ text: Part) -> Bool {
    text.count == 12 && text.allSatisfy { $0 >= 0x30 && $0 <= 0x39 }
  }

  /// Days after `until` in which a file may still deliver earlier events: CloudTrail delivers
  /// within minutes as a rule, but promises no time.
  package static let deliveryMarginDays: Int32 = 1

  /// Why the file need not be opened; nil where it must be.
  func reasonToSkip(_ scope: Scope) -> String? {
    excludedKind ?? (isOutside(scope) ? "outside the asked days, accounts or Regions" : nil)
  }

  /// Whether the path alone shows that nothing in the file is asked for.
  package func isOutside(_ scope: Scope) -> Bool {
    if !account.isEmpty, !scope.accounts.isEmpty, !scope.accounts.contains(account) { return true }
    if !region.isEmpty, !scope.regions.isEmpty, !scope.regions.contains(region) { return true }
    guard let day else { return false }
    if let since = scope.since, day < since.day { return true }
    if let until = scope.until, day > until.day + Self.deliveryMarginDays { return true }
    return false
  }
}
