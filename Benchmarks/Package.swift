// swift-tools-version: 6.2
import PackageDescription

let package = Package(
  name: "Benchmarks",
  dependencies: [.package(name: "logspoor", path: "..")],
  targets: [
    .executableTarget(
      name: "decode-benchmark",
      dependencies: [
        .product(name: "ByteIO", package: "logspoor"), .product(name: "EVTX", package: "logspoor"),
      ],
      swiftSettings: [
        .swiftLanguageMode(.v6), .strictMemorySafety(), .treatAllWarnings(as: .error),
      ]),
    .executableTarget(
      name: "text-benchmark",
      dependencies: [.product(name: "KQL", package: "logspoor")],
      swiftSettings: [
        .swiftLanguageMode(.v6), .strictMemorySafety(), .treatAllWarnings(as: .error),
      ]),
  ]
)
