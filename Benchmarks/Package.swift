// swift-tools-version: 6.2
import PackageDescription

// A package of its own: who only builds Bulkhead never builds what measuring needs.
let package = Package(
  name: "bulkhead-benchmarks",
  platforms: [.macOS(.v15)],
  dependencies: [
    .package(name: "bulkhead", path: ".."),
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
  ],
  targets: [
    .executableTarget(
      name: "bulkhead-bench",
      dependencies: [
        .product(name: "EventCore", package: "bulkhead"),
        .product(name: "Randomness", package: "bulkhead"),
        .product(name: "Statistics", package: "bulkhead"),
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: [
        .treatAllWarnings(as: .error),
        .enableUpcomingFeature("ExistentialAny"),
        .enableUpcomingFeature("InternalImportsByDefault"),
        .enableUpcomingFeature("MemberImportVisibility"),
      ]
    )
  ],
  swiftLanguageModes: [.v6]
)
