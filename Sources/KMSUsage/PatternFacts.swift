/// Patterns and what their parts say, over one symbol table.
struct PatternFacts {
  var operations: [PatternOperation]
  var callers: [PatternCaller]
  var keys: [PatternKeys] = []
  /// Parts are places in the lists above.
  var patterns: [PatternParts] = []

  subscript(number: Int) -> UsePattern {
    let parts = patterns[number]
    return UsePattern(
      operation: operations[Int(parts.operation)],
      caller: callers[Int(parts.caller)],
      keys: keys[Int(parts.key)],
      day: parts.day
    )
  }

  mutating func renumber(_ map: [Symbol]) {
    for index in operations.indices { operations[index].renumber(map) }
    for index in callers.indices { callers[index].renumber(map) }
    for index in keys.indices { keys[index].renumber(map) }
  }

  mutating func append(_ other: PatternFacts) {
    let (operation, caller, key) = (operations.count, callers.count, keys.count)
    operations += other.operations
    callers += other.callers
    keys += other.keys
    patterns.reserveCapacity(patterns.count + other.patterns.count)
    for parts in other.patterns {
      patterns.append(
        PatternParts(
          operation: parts.operation + Int32(operation),
          caller: parts.caller + Int32(caller),
          key: parts.key + Int32(key),
          day: parts.day
        )
      )
    }
  }

  /// Every part once, in the order of its content.
  mutating func sortParts() {
    let numberedOperations = Numbering(operations, by: \.orderKey)
    let numberedCallers = Numbering(callers, by: \.orderKey)
    let numberedKeys = Numbering(keys, by: \.orderKey)
    operations = numberedOperations.values
    callers = numberedCallers.values
    keys = numberedKeys.values
    for index in patterns.indices {
      let parts = patterns[index]
      patterns[index] = PatternParts(
        operation: numberedOperations.places[Int(parts.operation)],
        caller: numberedCallers.places[Int(parts.caller)],
        key: numberedKeys.places[Int(parts.key)],
        day: parts.day
      )
    }
  }
}
