import TrailGenerator

/// The trails of a bench. `large` holds ten times the records of `small`, with the same keys.
struct BenchTrees {
  struct Tree {
    var folder: String
    var trail: String { folder + "/trail" }
    var truth: String { folder + "/truth" }
  }

  let large: Tree
  /// As large, with two fifths of it in one file.
  let uneven: Tree
  let small: Tree
  let tiny: Tree

  static let tinyFiles = 10_000

  init(folder: String, megabytes: Int) throws {
    func make(_ name: String, _ change: (inout TrailOptions) -> Void) throws -> Tree {
      var options = TrailOptions()
      options.seed = 3
      options.hasScenario = false
      change(&options)
      let tree = Tree(folder: "\(folder)/\(name)")
      try TrailGenerator(options).write(to: tree.folder)
      return tree
    }
    large = try make("large") { $0.bytes = megabytes << 20 }
    small = try make("small") { $0.bytes = megabytes << 20 / 10 }
    tiny = try make("tiny") { $0.tinyFiles = Self.tinyFiles }
    uneven = try make("uneven") {
      $0.bytes = megabytes << 20
      $0.isUneven = true
    }
  }
}
