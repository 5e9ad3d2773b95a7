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

/// Does two things at the same time, the first on the calling thread; one after the other when only one thread is wanted.
///
/// Not by `concurrentPerform`: within one, Dispatch gives a further one no thread but its own.
package func both<First, Second: Sendable>(
  jobs: Int,
  _ first: () -> First,
  _ second: @escaping @Sendable () -> Second
) -> (First, Second) {
  guard jobs > 1 else { return (first(), second()) }
  let other = Mutex<Second?>(nil)
  let group = DispatchGroup()
  DispatchQueue.global().async(group: group) {
    let result = second()
    other.withLock { $0 = result }
  }
  let one = first()
  group.wait()
  guard let other = other.withLock({ $0 }) else {
    preconditionFailure("a group waits for what it was given")
  }
  return (one, other)
}

/// Runs `body` for each index on up to `jobs` threads.
package func concurrently(_ count: Int, jobs: Int, _ body: @Sendable (Int) -> Void) {
  _ = inParallel(count, jobs: jobs, state: {}) { index, _ in body(index) }
}
