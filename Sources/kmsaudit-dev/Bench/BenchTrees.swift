/// The trails of a bench.
///
/// `large` holds ten times the records of `small`, with the same keys.
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

  /// Makes them in processes of their own: a child's peak memory is never below what its parent
  /// had in use.
  init(folder: String, megabytes: Int) throws {
    func make(_ name: String, _ options: String...) throws -> Tree {
      let tree = Tree(folder: "\(folder)/\(name)")
      _ = try ChildProcess.run(
        [ChildProcess.own, "generate", "--seed", "3", "--clean", "--out", tree.folder] + options
      )
      return tree
    }
    large = try make("large", "--megabytes", "\(megabytes)")
    small = try make("small", "--megabytes", "\(megabytes / 10)")
    tiny = try make("tiny", "--tiny-files", "\(Self.tinyFiles)")
    uneven = try make("uneven", "--megabytes", "\(megabytes)", "--uneven")
  }
}
