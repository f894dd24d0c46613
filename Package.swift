// swift-tools-version: 6.2
import PackageDescription

/// Settings of every Swift target: no warning passes, every unsafe operation is spelt out.
let strict: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .strictMemorySafety(),
  .treatAllWarnings(as: .error),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("InternalImportsByDefault"),
]

/// The byte modules return views (`RawSpan`) of memory they own, which needs lifetime annotations.
let lifetimes: [SwiftSetting] = strict + [.enableExperimentalFeature("Lifetimes")]

let package = Package(
  name: "logspoor",
  products: [
    .executable(name: "logspoor", targets: ["logspoor"]),
    .library(name: "ByteIO", targets: ["ByteIO"]),
    .library(name: "EVTX", targets: ["EVTX"]),
    .library(name: "Evidence", targets: ["Evidence"]),
    .library(name: "EventTables", targets: ["EventTables"]),
    .library(name: "Tabular", targets: ["Tabular"]),
    .library(name: "KQL", targets: ["KQL"]),
    .library(name: "Detection", targets: ["Detection"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
    .package(url: "https://github.com/apple/swift-crypto", exact: "4.5.2"),
  ],
  targets: [
    .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
    .target(name: "ByteIO", dependencies: ["CZlib"], swiftSettings: lifetimes),
    .target(name: "EVTX", dependencies: ["ByteIO"], swiftSettings: lifetimes),
    .target(
      name: "Evidence",
      dependencies: ["ByteIO", "EVTX", .product(name: "Crypto", package: "swift-crypto")],
      swiftSettings: lifetimes),
    .target(name: "Tabular", dependencies: ["ByteIO"], swiftSettings: lifetimes),
    .target(
      name: "EventTables",
      dependencies: [
        "ByteIO", "EVTX", "Evidence", "Tabular", .product(name: "Crypto", package: "swift-crypto"),
      ], swiftSettings: lifetimes),
    .target(
      name: "KQL",
      dependencies: ["ByteIO", "Tabular", .product(name: "Crypto", package: "swift-crypto")],
      exclude: ["Unicode/generate.py"],
      swiftSettings: lifetimes),
    .systemLibrary(name: "CLibYAML", pkgConfig: "yaml-0.1", providers: [.apt(["libyaml-dev"])]),
    .target(name: "LibYAML", dependencies: ["CLibYAML"], swiftSettings: strict),
    .target(
      name: "Detection",
      dependencies: [
        "ByteIO", "Evidence", "EventTables", "KQL", "LibYAML", "Tabular",
        .product(name: "Crypto", package: "swift-crypto"),
      ], exclude: ["Rules"], swiftSettings: lifetimes),
    .executableTarget(
      name: "logspoor",
      dependencies: [
        "ByteIO", "Detection", "EVTX", "Evidence", "EventTables", "KQL", "Tabular",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: strict),

    .target(
      name: "TestSupport", dependencies: ["ByteIO", "CZlib"], path: "Tests/TestSupport",
      exclude: ["README.md"], swiftSettings: strict),
    .executableTarget(
      name: "write-samples", dependencies: ["TestSupport"], path: "Tests/SampleWriter",
      swiftSettings: strict),
    // The README's example, compiled as it stands there.
    .executableTarget(
      name: "readme-example", dependencies: ["ByteIO", "EVTX"], path: "Tests/ReadmeExample",
      swiftSettings: strict),
    .testTarget(
      name: "TestSupportTests", dependencies: ["ByteIO", "TestSupport"], swiftSettings: strict),
    .testTarget(
      name: "ByteIOTests", dependencies: ["ByteIO", "TestSupport"], swiftSettings: lifetimes),
    .testTarget(
      name: "EVTXTests", dependencies: ["ByteIO", "EVTX", "TestSupport"], exclude: ["Goldens"],
      swiftSettings: lifetimes),
    .testTarget(
      name: "KQLTests", dependencies: ["ByteIO", "KQL", "Tabular", "TestSupport"],
      exclude: ["Syntax/Cases", "Binding/Cases", "Execution/Cases"], swiftSettings: strict),
    .testTarget(
      name: "EvidenceTests", dependencies: ["ByteIO", "EVTX", "Evidence", "TestSupport"],
      swiftSettings: lifetimes),
    .testTarget(
      name: "EventTablesTests",
      dependencies: ["ByteIO", "EVTX", "Evidence", "EventTables", "Tabular", "TestSupport"],
      exclude: ["Goldens"], swiftSettings: lifetimes),
    .testTarget(name: "LibYAMLTests", dependencies: ["LibYAML"], swiftSettings: strict),
    .testTarget(
      name: "DetectionTests",
      dependencies: [
        "ByteIO", "Detection", "EVTX", "EventTables", "Evidence", "KQL", "Tabular", "TestSupport",
      ],
      swiftSettings: lifetimes),
    .testTarget(
      name: "TabularTests", dependencies: ["ByteIO", "Tabular", "TestSupport"],
      swiftSettings: lifetimes),
  ]
)

// A sanitizer run builds the tests of one module only: the others would take minutes and be passed over.
if let name = Context.environment["LOGSPOOR_TESTS"] {
  package.targets.removeAll { $0.type == .test && $0.name != name }
}
