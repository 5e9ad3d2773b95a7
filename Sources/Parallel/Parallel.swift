import Dispatch
import Synchronization

/// Runs `body` for each index on up to `jobs` threads.
///
/// Each thread makes one state and keeps it.
///
/// - Returns: the states, in no order: what is made of them must not depend on it.
package func inParallel<State: Sendable>(
  _ count: Int,
  jobs: Int,
  state make: @Sendable () -> State,
  _ body: @Sendable (Int, inout State) -> Void
) -> [State] {
  let next = Atomic<Int>(0)
  let states = Mutex<[State]>([])
  DispatchQueue.concurrentPerform(iterations: max(1, min(jobs, count))) { _ in
    var state = make()
    while true {
      let index = next.add(1, ordering: .relaxed).oldValue
      guard index < count else { break }
      body(index, &state)
    }
    states.withLock { $0.append(state) }
  }
  return states.withLock { $0 }
}

/// Does two things at the same time; one after the other when only one thread is wanted.
package func both<First: Sendable, Second: Sendable>(
  jobs: Int,
  _ first: @Sendable () -> First,
  _ second: @Sendable () -> Second
) -> (First, Second) {
  let results = Mutex<(First?, Second?)>((nil, nil))
  concurrently(2, jobs: jobs) { index in
    if index == 0 {
      let result = first()
      results.withLock { $0.0 = result }
    } else {
      let result = second()
      results.withLock { $0.1 = result }
    }
  }
  guard case (let one?, let other?) = results.withLock({ $0 }) else {
    preconditionFailure("concurrentPerform returns when all is done")
  }
  return (one, other)
}

/// Runs `body` for each index on up to `jobs` threads.
package func concurrently(_ count: Int, jobs: Int, _ body: @Sendable (Int) -> Void) {
  _ = inParallel(count, jobs: jobs, state: {}) { index, _ in body(index) }
}
