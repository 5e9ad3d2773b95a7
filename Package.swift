// swift-tools-version: 6.2
import PackageDescription

/// Every module of ours: Swift 6, explicit imports, and no warning survives.
let strict: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .treatAllWarnings(as: .error),
]

/// The path from bytes to tally is single-threaded by construction (one reader, buffer and tally a
/// worker): run-time exclusivity checks cost it a fifth of its time and could never fire.
let hotPath = strict + [.unsafeFlags(["-enforce-exclusivity=unchecked"])]

func module(
  _ name: String,
  _ dependencies: [Target.Dependency] = [],
  settings: [SwiftSetting] = strict
) -> Target {
  .target(name: name, dependencies: dependencies, swiftSettings: settings)
}

func tests(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
  .testTarget(
    name: "\(name)Tests",
    dependencies: dependencies + ["TestSupport"],
    swiftSettings: strict
  )
}

let arguments: Target.Dependency = .product(
  name: "ArgumentParser",
  package: "swift-argument-parser"
)

let package = Package(
  name: "kmsaudit",
  products: [
    .executable(name: "kmsaudit", targets: ["kmsaudit"]),
    .executable(name: "kmsaudit-dev", targets: ["kmsaudit-dev"]),
  ],
  traits: [
    .trait(name: "ISAL", description: "Inflate with ISA-L; libz alone reads when it is off."),
    .default(enabledTraits: ["ISAL"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
  ],
  targets: [
    .systemLibrary(name: "CIsal", pkgConfig: "libisal", providers: [.apt(["libisal-dev"])]),
    .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["libz-dev"])]),
    .systemLibrary(name: "CMalloc"),
    .target(name: "CScanKernels"),
    module("JSONScan", ["CScanKernels"], settings: hotPath),
    module("KMSModel"),
    module("Parallel"),
    module(
      "CloudTrail",
      [
        "JSONScan", "CScanKernels", "KMSModel", "Parallel", "CZlib",
        .target(name: "CIsal", condition: .when(traits: ["ISAL"])),
      ],
      settings: hotPath
    ),
    module("KMSAccess", ["JSONScan", "KMSModel", "Parallel"]),
    module(
      "KMSUsage",
      ["CloudTrail", "JSONScan", "KMSModel", "Parallel", "CMalloc"],
      settings: hotPath
    ),
    module(
      "AuditStore",
      [
        "KMSUsage", "KMSAccess", "KMSModel", "JSONScan", "Parallel",
        .product(name: "GRDB", package: "GRDB.swift"),
      ]
    ),
    module("AuditFindings", ["KMSUsage", "KMSAccess", "KMSModel", "Parallel"]),
    module(
      "AuditReports",
      ["AuditFindings", "KMSUsage", "KMSAccess", "KMSModel", "JSONScan", "Parallel"]
    ),
    module(
      "AuditEngine",
      [
        "CloudTrail", "JSONScan", "KMSUsage", "KMSAccess", "KMSModel", "AuditStore",
        "AuditFindings", "AuditReports", "Parallel", "Yams",
      ]
    ),
    module(
      "KMSAuditCommands",
      [
        "AuditEngine", "AuditFindings", "AuditReports", "CloudTrail", "KMSAccess", "KMSModel",
        "KMSUsage", arguments,
      ]
    ),
    .executableTarget(
      name: "kmsaudit",
      dependencies: ["KMSAuditCommands", arguments],
      swiftSettings: strict
    ),
    module("TrailGenerator", ["CZlib"]),
    .executableTarget(
      name: "kmsaudit-dev",
      dependencies: [
        "AuditEngine", "AuditFindings", "AuditStore", "CloudTrail", "JSONScan", "KMSAccess",
        "KMSModel", "KMSUsage", "Parallel", "TrailGenerator", arguments,
      ],
      swiftSettings: strict
    ),
    .target(
      name: "TestSupport",
      dependencies: ["TrailGenerator"],
      path: "Tests/TestSupport",
      swiftSettings: strict
    ),
    tests(
      "AuditEngine",
      [
        "AuditEngine", "AuditReports", "AuditFindings", "AuditStore", "CloudTrail", "JSONScan",
        "KMSAccess", "KMSUsage", "KMSModel", "TrailGenerator",
        .product(name: "GRDB", package: "GRDB.swift"),
      ]
    ),
    tests("JSONScan", ["JSONScan", "CScanKernels"]),
    tests("KMSAccess", ["KMSAccess", "KMSModel", "JSONScan"]),
    tests("KMSModel", ["KMSModel"]),
    tests("KMSUsage", ["KMSUsage", "KMSModel"]),
    tests("AuditFindings", ["AuditFindings", "KMSAccess", "KMSUsage", "KMSModel"]),
    tests(
      "AuditReports",
      ["AuditReports", "AuditFindings", "KMSAccess", "KMSUsage", "KMSModel", "JSONScan"]
    ),
    tests(
      "AuditStore",
      [
        "AuditStore", "KMSAccess", "KMSUsage", "KMSModel", "JSONScan",
        .product(name: "GRDB", package: "GRDB.swift"),
      ]
    ),
    tests("CloudTrail", ["CloudTrail", "KMSModel", "TrailGenerator"]),
    tests(
      "KMSAuditCommands",
      [
        "KMSAuditCommands", "AuditFindings", "AuditReports", "AuditStore", "JSONScan", "KMSAccess",
        "KMSModel", "KMSUsage", "TrailGenerator", arguments,
        .product(name: "GRDB", package: "GRDB.swift"),
      ]
    ),
    tests("TrailGenerator", ["TrailGenerator", "CZlib"]),
  ]
)
