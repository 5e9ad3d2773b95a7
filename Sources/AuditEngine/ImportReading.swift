import AuditStore
import FoundationEssentials
import JSONScan
import KMSAccess
import KMSModel

/// Files on their way to exports.
struct ImportReading {
  /// A key of 50,000 grants, the most there may be, has some 40 MB of them.
  private static let maximumSize = 256 << 20

  private let asOf: Timestamp?
  private var kept: [Moment: (text: ExportText, value: JSONValue)] = [:]
  private var order: [Moment] = []
  private var problems: [ImportProblem] = []
  private var repeated = 0
  /// Files that name a key by its id alone, of which other files or the logs may tell the rest.
  private(set) var waiting: [ExportFile] = []

  private struct Moment: Hashable {
    let subject: ExportSubject
    let time: Timestamp
  }

  init(asOf: Timestamp?) { self.asOf = asOf }

  /// As they were read.
  var exports: [ExportText] { order.compactMap { kept[$0]?.text } }

  mutating func read(_ file: ExportFile) {
    do throws(ImportFailure) {
      let place = try ImportFailure.wrap { () throws(ExportError) in
        try ExportPlace(path: file.path)
      }
      try read(file, place)
    } catch {
      let mayBeTold = error.export.map { [.missingAccount, .missingRegion].contains($0.code) }
      let hasID = (try? ExportPlace(path: file.path))?.keyID.isEmpty == false
      if mayBeTold == true, hasID { waiting.append(file) } else { keep(error, of: file) }
    }
  }

  /// Reads again what waited, with the account and Region of the one known key with that id.
  mutating func readWaiting(known stored: [String]) {
    let texts = stored + kept.keys.map(\.subject.keyARN)
    let known = Dictionary(grouping: Set(texts.compactMap(KeyARN.init)), by: \.keyID)
    for file in waiting {
      do throws(ImportFailure) {
        var place = try ImportFailure.wrap { () throws(ExportError) in
          try ExportPlace(path: file.path)
        }
        let keys = (known[place.keyID] ?? []).filter { key in
          [key.account, ""].contains(place.account) && [key.region, ""].contains(place.region)
        }
        if keys.count == 1, let key = keys.first {
          (place.account, place.region) = (key.account, key.region)
        }
        try read(file, place)
      } catch {
        keep(error, of: file)
      }
    }
    waiting = []
  }

  private mutating func read(_ file: ExportFile, _ place: ExportPlace) throws(ImportFailure) {
    let (body, value) = try Self.content(of: file)
    let export = try ImportFailure.wrap { () throws(ExportError) in
      try AccessExport(
        reading: value,
        place: place,
        source: file.path.split(separator: "/").last.map(String.init) ?? "",
        time: asOf ?? file.time
      )
    }
    let moment = Moment(subject: export.subject, time: export.time)
    if let other = kept[moment] {
      if other.value == value {
        repeated += 1
        return
      }
      throw ImportFailure(
        "duplicate-export",
        "\(other.text.export.source) says something else of the same at the same time"
      )
    }
    kept[moment] = (ExportText(export: export, body: body), value)
    order.append(moment)
  }

  private static func content(
    of file: ExportFile
  ) throws(ImportFailure) -> (body: String, value: JSONValue) {
    guard file.size <= maximumSize else {
      throw ImportFailure("too-large", "it is larger than \(maximumSize >> 20) MiB")
    }
    let data: Data
    do {
      data = try Data(contentsOf: URL(filePath: file.path))
    } catch {
      throw ImportFailure("cannot-read", "it cannot be opened or read")
    }
    guard let body = String(validating: data, as: UTF8.self) else {
      throw ImportFailure("not-utf8", "it is not UTF-8 text")
    }
    do throws(JSONError) {
      return (body, try JSONValue(parsing: body))
    } catch {
      throw ImportFailure("not-json", "\(error.code.rawValue) at byte \(error.byte)")
    }
  }

  private mutating func keep(_ failure: ImportFailure, of file: ExportFile) {
    problems.append(ImportProblem(file.path, failure.code, failure.reason))
  }

  func summary(_ files: ExportFiles) -> ImportSummary {
    var summary = ImportSummary()
    summary.files = files.files.count
    summary.leftOut = files.leftOut
    summary.repeated = repeated
    summary.problems = (files.problems + problems).sorted { $0.path < $1.path }
    for text in exports { summary.count(text.export) }
    return summary
  }
}
