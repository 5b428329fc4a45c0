// swift-tools-version:6.2
// Speed, measured and never asserted. A package of its own, so that building Lull does not build this.
import PackageDescription

let settings: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
]

let package = Package(
    name: "lull-benchmarks",
    dependencies: [.package(name: "lull", path: "..")],
    targets: [
        .executableTarget(
            name: "lull-benchmarks",
            dependencies: [
                .product(name: "LullRooms", package: "lull"), .product(name: "LullTestSupport", package: "lull"),
            ],
            swiftSettings: settings),
        .executableTarget(
            name: "motoneuron-benchmark", dependencies: [.product(name: "LullRooms", package: "lull")],
            path: "Sources/MotoneuronBenchmark", swiftSettings: settings),
    ]
)
