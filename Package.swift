// swift-tools-version:6.2
// Rooms and who may import whom: Documentation/Architecture.md. A dependency that is not in that table is a mistake.
import PackageDescription

/// Every target: existential types are written `any P`, members need their own import, imports stay internal by default.
/// `./check` sets LULL_STRICT, which turns every warning of ours into an error; users' builds never fail on a warning
/// that a newer compiler invents.
let settings: [SwiftSetting] =
    [
        .swiftLanguageMode(.v6),
        .enableUpcomingFeature("ExistentialAny"),
        .enableUpcomingFeature("MemberImportVisibility"),
        .enableUpcomingFeature("InternalImportsByDefault"),
    ] + (Context.environment["LULL_STRICT"] == nil ? [] : [.treatAllWarnings(as: .error)])

func room(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
    .target(name: name, dependencies: dependencies, swiftSettings: settings)
}

func tests(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .testTarget(name: name, dependencies: dependencies + ["TestSupport"], swiftSettings: settings)
}

let rooms = [
    "Signals", "Recordings", "MotorUnits", "Amplification", "Motoneurons", "Stimulation", "SpasmControl", "Devices",
    "VirtualPatient", "Sessions", "Studies", "Reports",
]

let package = Package(
    name: "lull",
    products: [
        .executable(name: "lull", targets: ["lull"]),
        // For programs of one's own, and for Benchmarks/.
        .library(name: "LullRooms", targets: rooms),
        .library(name: "LullTestSupport", targets: ["TestSupport", "FaultInjection"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.0"),
    ],
    targets: [
        // System libraries, each permissively licensed.
        .systemLibrary(name: "CKissFFT", providers: [.apt(["libkissfft-dev"])]),
        .systemLibrary(name: "COpenBLAS", pkgConfig: "openblas", providers: [.apt(["libopenblas-dev"])]),
        .systemLibrary(name: "CMatIO", pkgConfig: "matio", providers: [.apt(["libmatio-dev"])]),
        .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),

        // Rooms, from the ground up.
        .target(name: "CBLASCoreSelect"),
        .target(name: "CProjectionKernels"),
        room("Signals", ["CKissFFT", "COpenBLAS", "CBLASCoreSelect", "CProjectionKernels"]),
        .target(name: "CMatReader", dependencies: ["CMatIO"]),
        room("Recordings", ["Signals", "CMatReader", "CZlib"]),
        room("MotorUnits", ["Signals", "Recordings"]),
        room("Amplification", ["Signals", "MotorUnits"]),
        .target(name: "CMotoneuronKernels"),
        room("Motoneurons", ["Signals", "CMotoneuronKernels"]),
        room("Stimulation"),
        room("SpasmControl", ["Signals", "Stimulation"]),
        room("Devices", ["Signals", "Stimulation"]),
        room(
            "Sessions",
            [
                "Signals", "Recordings", "Stimulation", "SpasmControl", "Devices",
                .product(name: "Yams", package: "Yams"),
            ]),
        .target(
            name: "VirtualPatient",
            dependencies: [
                "Signals", "Motoneurons", "Stimulation", "Devices", .product(name: "Yams", package: "Yams"),
            ],
            swiftSettings: settings),
        room("Studies", ["Signals", "Recordings", "MotorUnits", "Amplification", "VirtualPatient"]),
        room("Reports", ["Signals", "MotorUnits", "Amplification", "Stimulation", "Studies"]),
        .executableTarget(
            name: "lull",
            dependencies: rooms.map { .byName(name: $0) } + [
                .product(name: "ArgumentParser", package: "swift-argument-parser")
            ],
            swiftSettings: settings),

        // Tests, in the same order. TestSupport holds the conformance checkers and the ground-truth generator.
        .target(name: "CMatWriter", dependencies: ["CMatIO"], path: "Tests/CMatWriter"),
        .target(
            name: "TestSupport", dependencies: ["Signals", "Recordings", "Stimulation", "Devices", "CMatWriter"],
            path: "Tests/Support", swiftSettings: settings),
        tests("SignalsTests", ["Signals"]),
        .testTarget(
            name: "RecordingsTests", dependencies: ["Recordings", "Signals", "TestSupport"],
            resources: [.copy("Fixtures")], swiftSettings: settings),
        tests("MotorUnitsTests", ["MotorUnits", "Recordings", "Signals", "CAllocationCounter"]),
        tests("AmplificationTests", ["Amplification", "MotorUnits", "Recordings", "Signals"]),
        .testTarget(
            name: "MotoneuronsTests", dependencies: ["Motoneurons", "Signals", "CAllocationCounter"],
            resources: [.copy("Fixtures")], swiftSettings: settings),
        tests("StimulationTests", ["Stimulation"]),
        .target(name: "CAllocationCounter", path: "Tests/CAllocationCounter"),
        tests("SpasmControlTests", ["SpasmControl", "Stimulation", "Signals", "CAllocationCounter"]),
        // A program that a test kills.
        .executableTarget(
            name: "dose-writer", dependencies: ["Devices", "Stimulation", "TestSupport"], path: "Tests/DoseWriter",
            swiftSettings: settings),
        tests("DevicesTests", ["Devices", "Stimulation", "Signals", "dose-writer"]),
        .executableTarget(
            name: "session-writer",
            dependencies: ["Sessions", "Devices", "SpasmControl", "Stimulation", "Signals", "TestSupport"],
            path: "Tests/SessionWriter", swiftSettings: settings),
        // Sessions in which something goes wrong, for tests and for Benchmarks/.
        .target(
            name: "FaultInjection",
            dependencies: [
                "Sessions", "Recordings", "Devices", "SpasmControl", "Stimulation", "Signals", "TestSupport",
            ],
            path: "Tests/FaultInjection", swiftSettings: settings),
        tests(
            "SessionsTests",
            [
                "Sessions", "Recordings", "Devices", "SpasmControl", "Stimulation", "Signals", "CAllocationCounter",
                "session-writer", "FaultInjection",
            ]),
        tests(
            "VirtualPatientTests",
            ["VirtualPatient", "Motoneurons", "Stimulation", "Devices", "Signals", "CAllocationCounter"]),
        .testTarget(
            name: "StudiesTests",
            dependencies: ["Studies", "Amplification", "MotorUnits", "VirtualPatient", "Signals", "TestSupport"],
            resources: [.copy("Fixtures")], swiftSettings: settings),
        tests("ReportsTests", ["Reports", "Amplification", "MotorUnits", "Signals", "Stimulation", "Studies"]),
        tests(
            "CommandLineTests",
            [
                "lull", "Studies", "VirtualPatient", "Amplification", "Signals", "Devices", "Stimulation",
                "SpasmControl",
            ]),
    ]
)
