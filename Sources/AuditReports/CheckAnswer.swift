/// What an answer about the store and its surroundings may be given as.
package enum ListFormat: String, Hashable, Sendable, CaseIterable { case table, json }

/// One thing that was looked at.
package struct CheckRow: Hashable, Sendable {
  package enum State: String, Hashable, Sendable {
    case ok
    /// Something has to be done.
    case attention
    /// Could not be told, for the reason that is given.
    case unknown
  }

  package var name: String
  package var state: State
  /// What was found.
  package var found: String
  /// What to do; "" for nothing.
  package var advice: String

  package init(_ name: String, _ state: State, _ found: String, advice: String = "") {
    (self.name, self.state, self.found, self.advice) = (name, state, found, advice)
  }
}

/// The answer of `store check` and of `doctor`.
package struct CheckAnswer: Hashable, Sendable {
  package let rows: [CheckRow]

  package init(rows: [CheckRow]) { self.rows = rows }

  /// Nothing needs to be done: what could not be told needs to be, for it hides something.
  package var isGood: Bool { rows.allSatisfy { $0.state == .ok } }

  /// UTF-8, with a line end at the end.
  package func bytes(_ format: ListFormat) -> [UInt8] {
    switch format {
    case .table: table
    case .json:
      JSONWriter.bytes(.object(["good": .flag(isGood), "checks": .array(rows, \.json)]))
    }
  }

  private var table: [UInt8] {
    var table = TerminalTable()
    for row in rows {
      table.line("\(row.state.rawValue): \(row.name)")
      table.paragraph(row.found, indent: 2)
      if !row.advice.isEmpty { table.paragraph("To do: \(row.advice)", indent: 2) }
    }
    return table.out.bytes
  }
}

extension CheckRow {
  fileprivate var json: JSONOutput {
    .object([
      "name": .text(name), "state": .text(state.rawValue), "found": .text(found),
      "advice": .text(advice),
    ])
  }
}
