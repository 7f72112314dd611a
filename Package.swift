// swift-tools-version: 6.2
import PackageDescription

let strict: [SwiftSetting] = [
  .strictMemorySafety(),
  .treatAllWarnings(as: .error),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
]

/// A room of the house: it may use only the rooms listed above it.
func room(_ name: String, uses dependencies: [Target.Dependency] = []) -> Target {
  .target(name: name, dependencies: dependencies, swiftSettings: strict)
}

/// A way into the house: a room that runs.
func door(_ name: String, uses dependencies: [Target.Dependency]) -> Target {
  .executableTarget(name: name, dependencies: dependencies, swiftSettings: strict)
}

func tests(
  of name: String,
  uses dependencies: [Target.Dependency] = [],
  resources: [Resource] = []
) -> Target {
  .testTarget(
    name: "\(name)Tests",
    dependencies: dependencies,
    resources: resources,
    swiftSettings: strict
  )
}

let package = Package(
  name: "bulkhead",
  platforms: [.macOS(.v15)],
  products: [
    .library(name: "EventCore", targets: ["EventCore"]),
    .library(name: "Randomness", targets: ["Randomness"]),
    .library(name: "Statistics", targets: ["Statistics"]),
    .executable(name: "bulkhead", targets: ["bulkhead"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    // Exact: `CYaml`, the event stream that carries the spans, is a target of Yams, not a product.
    .package(url: "https://github.com/jpsim/Yams", exact: "6.2.2"),
  ],
  targets: [
    // MARK: Foundations: no word of the domain
    .systemLibrary(
      name: "CGSL",
      pkgConfig: "gsl",
      providers: [.apt(["libgsl-dev"]), .brew(["gsl"])]
    ),
    .systemLibrary(name: "CPrefetch"),
    room("Digests"),
    room("StrictJSON"),
    room("EventCore", uses: ["CPrefetch"]),
    room("Randomness", uses: ["CGSL"]),
    room("Statistics", uses: ["CGSL"]),
    // MARK: Vocabulary: plain values
    room("Domain", uses: ["EventCore", "Randomness", "Statistics"]),
    room("Catalogue", uses: ["Domain"]),
    room(
      "ScenarioLoading",
      uses: ["Digests", "EventCore", "Randomness", "Domain", "Catalogue", "Yams"]
    ),
    // MARK: Mechanisms: facts in, decisions out
    room("Traffic", uses: ["EventCore", "Randomness", "Domain"]),
    room("Edge", uses: ["EventCore", "Domain"]),
    room("Scheduling", uses: ["CPrefetch", "EventCore", "Randomness", "Domain"]),
    room("Autoscaling", uses: ["EventCore"]),
    room("Contention", uses: ["EventCore"]),
    room("Serving", uses: ["EventCore", "Domain"]),
    room(
      "IsolationPatterns",
      uses: ["EventCore", "Randomness", "Statistics", "Domain", "Scheduling", "Serving"]
    ),
    // MARK: The machine
    room(
      "Simulation",
      uses: [
        "Digests", "EventCore", "Randomness", "Statistics", "Domain", "Traffic", "Edge",
        "Scheduling", "Contention", "Serving",
      ]
    ),
    // MARK: Runs and what they leave
    room(
      "Analysis",
      uses: ["EventCore", "Statistics", "Domain"]
    ),
    room(
      "ResultsStore",
      uses: [
        "Digests", "StrictJSON", "EventCore", "Statistics", "Domain", "Analysis",
        .product(name: "GRDB", package: "GRDB.swift"),
        // The C functions beneath it, which bind a row's values without boxing them.
        .product(name: "GRDBSQLite", package: "GRDB.swift"),
      ]
    ),
    room(
      "Running",
      uses: [
        "EventCore", "Randomness", "Statistics", "Domain", "ScenarioLoading", "IsolationPatterns",
        "Simulation", "Analysis", "ResultsStore",
      ]
    ),
    room(
      "Decisions",
      uses: ["EventCore", "Randomness", "Statistics", "Domain", "Analysis", "Running"]
    ),
    .target(
      name: "Validation",
      dependencies: [
        "CGSL", "Digests", "StrictJSON", "EventCore", "Randomness", "Statistics", "Domain",
        "ScenarioLoading", "Edge", "Scheduling", "Autoscaling", "Contention", "Serving",
        "IsolationPatterns", "Simulation",
      ],
      resources: [.copy("Conformance/Cases")],
      swiftSettings: strict
    ),
    room(
      "Reporting",
      uses: [
        "EventCore", "Statistics", "Domain", "Catalogue", "ScenarioLoading", "Analysis",
        "ResultsStore", "Running", "Decisions", "Validation",
      ]
    ),
    // MARK: Doors
    door(
      "bulkhead",
      uses: [
        "Domain", "Catalogue", "ScenarioLoading", "Analysis", "Running", "Decisions",
        "ResultsStore", "Validation", "Reporting",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ]
    ),
    // MARK: Checks
    .target(
      name: "TestSupport",
      dependencies: ["EventCore", "Randomness", "Domain"],
      path: "Tests/TestSupport",
      swiftSettings: strict
    ),
    tests(of: "Foundations", uses: ["Digests", "EventCore", "Randomness", "Statistics", "CGSL"]),
    tests(
      of: "ScenarioLoading",
      uses: ["ScenarioLoading", "Catalogue", "EventCore", "Randomness", "Domain", "TestSupport"]
    ),
    tests(
      of: "Mechanisms",
      uses: [
        "Traffic", "Edge", "Autoscaling", "Contention", "Serving", "EventCore", "Randomness",
        "Domain",
        "TestSupport",
      ]
    ),
    tests(
      of: "Scheduling",
      uses: [
        "Scheduling", "IsolationPatterns", "EventCore", "Randomness", "Domain", "TestSupport",
      ]
    ),
    tests(
      of: "Simulation",
      uses: [
        "Simulation", "IsolationPatterns", "Serving", "EventCore", "Randomness", "Statistics",
        "Domain", "TestSupport",
      ]
    ),
    tests(
      of: "Analysis",
      uses: [
        "Analysis", "Reporting", "EventCore", "Randomness", "Statistics", "Domain", "TestSupport",
      ]
    ),
    tests(
      of: "Decisions",
      uses: [
        "Decisions", "Analysis", "Running", "EventCore", "Randomness", "Statistics", "Domain",
        "CGSL", "TestSupport",
      ]
    ),
    tests(
      of: "ResultsStore",
      uses: [
        "ResultsStore", "Digests", "Analysis", "EventCore", "Statistics", "Domain", "TestSupport",
        .product(name: "GRDB", package: "GRDB.swift"),
      ]
    ),
    tests(
      of: "Running",
      uses: [
        "Running", "Analysis", "EventCore", "Randomness", "Domain", "TestSupport",
      ]
    ),
    tests(
      of: "Validation",
      uses: [
        "Validation", "EventCore", "Randomness", "Statistics", "Domain", "ScenarioLoading", "Edge",
        "Scheduling", "Autoscaling", "Contention", "Serving", "TestSupport",
      ]
    ),
    .testTarget(
      name: "CommandLineTests",
      dependencies: ["bulkhead", "Digests"],
      exclude: ["Goldens"],
      swiftSettings: strict
    ),
    tests(of: "HouseRules"),
  ],
  swiftLanguageModes: [.v6]
)
