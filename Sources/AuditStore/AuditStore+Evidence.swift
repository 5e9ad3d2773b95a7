import GRDB
package import KMSUsage

extension AuditStore {
  /// The state-changing events of these names, by time, id and recipient.
  ///
  /// - Parameters:
  ///   - names: of the events.
  ///   - isWanted: is given the name and the bytes of each record; the rest is not read.
  /// - Returns: the events.
  /// - Throws: `damaged`, or what SQLite says.
  package func evidence(
    names: Set<String>,
    where isWanted: (String, UnsafeRawBufferPointer) -> Bool = { _, _ in true }
  ) throws(StoreError) -> [EvidenceFact] {
    let marks = Array(repeating: "?", count: names.count).joined(separator: ", ")
    // SQLite finds them by the index of key events where its condition is said again.
    let isOfGrants = !names.isDisjoint(with: ["CreateGrant", "RetireGrant", "RevokeGrant"])
    let condition = isOfGrants ? "" : " AND \(Schema.isNoGrantEvent)"
    return try evidence(
      "event_name IN (\(marks))" + condition,
      StatementArguments(names.sorted()),
      where: isWanted
    )
  }

  /// The records of one state-changing event, by recipient; none for another id.
  package func evidence(eventID: String) throws(StoreError) -> [EvidenceFact] {
    try evidence("event_id = ?", [eventID])
  }

  /// The state-changing events of some days, by time, id and recipient.
  package func evidence(
    days: Range<Int32>
  ) throws(StoreError) -> [EvidenceFact] {
    let bounds = [days.lowerBound, days.upperBound].map { Int64($0) * 86400 }
    return try evidence("time >= ? AND time < ?", StatementArguments(bounds))
  }

  /// Not sorted by SQLite, which would go from record to record by an index, each on a page elsewhere.
  private func evidence(
    _ condition: String,
    _ arguments: StatementArguments,
    where isWanted: (String, UnsafeRawBufferPointer) -> Bool = { _, _ in true }
  ) throws(StoreError) -> [EvidenceFact] {
    let sql = """
      SELECT event_name, record, event_id, recipient_account, time FROM evidence WHERE \(condition)
      """
    return try reading { database in
      var events: [EvidenceFact] = []
      try database.forEachRow(sql, arguments) { row in
        let name = row.text()
        let record = row.textBytes()
        guard isWanted(name, record) else { return }
        events.append(
          EvidenceFact(
            eventID: row.text(),
            recipientAccount: row.text(),
            time: try row.timestamp(),
            eventName: name,
            record: String(decoding: record, as: UTF8.self)
          )
        )
      }
      return events.sorted { $0.comesBefore($1) }
    }
  }
}

extension EvidenceFact {
  fileprivate func comesBefore(_ other: EvidenceFact) -> Bool {
    if time != other.time { return time < other.time }
    if eventID.utf8.lexicographicallyPrecedes(other.eventID.utf8) { return true }
    if other.eventID.utf8.lexicographicallyPrecedes(eventID.utf8) { return false }
    return recipientAccount.utf8.lexicographicallyPrecedes(other.recipientAccount.utf8)
  }
}
