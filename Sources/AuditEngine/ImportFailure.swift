import KMSAccess

/// Why one file is not imported.
struct ImportFailure: Error {
  let code: String
  let reason: String
  var export: ExportError?

  init(_ code: String, _ reason: String) { (self.code, self.reason) = (code, reason) }

  static func wrap<Value>(
    _ body: () throws(ExportError) -> Value
  ) throws(ImportFailure) -> Value {
    do {
      return try body()
    } catch {
      var failure = ImportFailure(error.code.rawValue, error.description)
      failure.export = error
      throw failure
    }
  }
}
