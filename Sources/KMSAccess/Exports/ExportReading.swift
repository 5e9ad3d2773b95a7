package import JSONScan
package import KMSModel

extension AccessExport {
  /// Reads an answer of the AWS CLI, told by its content.
  ///
  /// - Parameters:
  ///   - value: the whole answer.
  ///   - fileName: its file's path, as `ExportPlace` describes it.
  ///   - time: when it was asked for.
  /// - Throws: `ExportError`, with the member that is wrong.
  package init(
    reading value: JSONValue,
    fileName: String,
    time: Timestamp
  ) throws(ExportError) {
    try self.init(
      reading: value,
      place: try ExportPlace(path: fileName),
      source: fileName.split(separator: "/").last.map(String.init) ?? "",
      time: time
    )
  }

  /// Reads an answer of which it is known already what its path told.
  ///
  /// - Throws: `ExportError`, with the member that is wrong.
  package init(
    reading value: JSONValue,
    place: ExportPlace,
    source: String,
    time: Timestamp
  ) throws(ExportError) {
    if let name = value.duplicateMember {
      throw ExportError(code: .duplicateMember, element: name, reason: "it is there twice")
    }
    guard value.object != nil, let root = try? ExportObject(value, at: "") else {
      throw .notAnExport
    }
    let kinds = ExportKind.allCases.filter { root[$0.member] != nil }
    guard kinds.count == 1, let kind = kinds.first else { throw .notAnExport }
    try place.check(kind)
    let reader = ExportReader(root: root, place: place)
    self.init(source: source, time: time, content: try reader.content(kind))
  }
}

extension ExportError {
  fileprivate static let notAnExport = ExportError(
    code: .notAnExport,
    reason: "the whole answer of an AWS CLI command is expected, as JSON and without --query, "
      + "with one of \(ExportKind.allCases.map(\.member).joined(separator: ", "))"
  )
}

extension JSONValue {
  /// The first member that an object of it has twice.
  fileprivate var duplicateMember: String? {
    switch self {
    case .array(let elements):
      return elements.lazy.compactMap(\.duplicateMember).first
    case .object(let members):
      var names: Set<String> = []
      for member in members {
        if !names.insert(member.name).inserted { return member.name }
        if let name = member.value.duplicateMember { return name }
      }
      return nil
    default: return nil
    }
  }
}

extension ExportPlace {
  /// `list-retirable-grants` or `list-accounts-for-parent` print what looks like a whole list.
  fileprivate func check(_ kind: ExportKind) throws(ExportError) {
    let verbs = ["list-", "get-", "describe-"]
    guard verbs.contains(where: command.hasPrefix), command != kind.rawValue else { return }
    throw ExportError(
      code: .pathDisagrees,
      reason: "the file's name says \(command), but the content is that of \(kind.rawValue)"
    )
  }
}

/// One answer and what its path tells.
struct ExportReader {
  let root: ExportObject
  let place: ExportPlace

  func content(_ kind: ExportKind) throws(ExportError) -> AccessExport.Content {
    switch kind {
    case .grants: try grants()
    case .keyPolicy: try keyPolicy()
    case .key: try keyDescription()
    case .aliases: try aliases()
    case .rotations: try rotations()
    case .rotationStatus: try rotationStatus()
    case .accounts: try accounts()
    case .organization: try organization()
    case .quotas: try quotas()
    case .publicKeys: try publicKeys()
    }
  }

  /// The answer was not cut: neither by the service's pages nor by the CLI's `--max-items`.
  func isComplete() throws(ExportError) -> Bool {
    for name in ["NextMarker", "NextToken"] where try !root.optionalText(name).isEmpty {
      return false
    }
    return try root.flag("Truncated") != true
  }

  func account() throws(ExportError) -> String {
    if place.account.isEmpty {
      throw ExportError(
        code: .missingAccount,
        reason: "the content names no account; put it into the file's name"
      )
    }
    return place.account
  }

  func region() throws(ExportError) -> String {
    if place.region.isEmpty {
      throw ExportError(
        code: .missingRegion,
        reason: "the content names no Region; put it into the file's name"
      )
    }
    return place.region
  }

  /// What the content says, if the path does not say otherwise.
  func agreed(_ named: String, _ content: String) throws(ExportError) {
    guard named.isEmpty || named == content else {
      throw ExportError(
        code: .pathDisagrees,
        reason: "the path says \(named), the content \(content)"
      )
    }
  }
}
