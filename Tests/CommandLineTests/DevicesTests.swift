// `lull devices simulate`: a path on standard output, faults by lines of the input.

import Foundation
import TestSupport
import Testing

@Suite("lull devices simulate")
struct SimulateDeviceTests {
    @Test(
        "a simulated stimulator prints its path, breaks what a line of the input names, and ends with its input",
        arguments: ["p24", "rehastim2"])
    func faults(_ device: String) throws {
        let lines = [
            "pad off 3", "pad on 3", "cable out", "cable in", "no answer", "damaged answer", "pad off 9", "explode",
            "pulses",
        ]
        let said = try Self.simulate(device, lines, output: "no pulses")
        #expect(
            Array(said.dropFirst().prefix(6)) == [
                "the pad of output 3 is off", "the pad of output 3 is on", "the cable is out", "the cable is in",
                "the next answer will not come", "the next answer will be damaged",
            ])
        #expect(said.suffix(2).allSatisfy { $0.contains("is not understood; there are pad off 1") })
    }

    @Test("a simulated Cyton does so too, with the faults of a board")
    func cyton() throws {
        let lines = ["lead off 3", "lose 5", "damaged packet", "cable out", "cable in", "lead off 9", "lose 0"]
        let said = try Self.simulate("cyton", lines)
        #expect(
            Array(said.dropFirst().prefix(5)) == [
                "the lead of channel 3 is off", "the next 5 packets will be lost", "the next packet will be damaged",
                "the cable is out", "the cable is in",
            ])
        #expect(said.suffix(2).allSatisfy { $0.contains("is not understood; there are lead off 1") })
    }

    /// Runs a simulated device with an input; what it said, line by line. Its output must be one path.
    private static func simulate(_ device: String, _ lines: [String], output: String? = nil) throws -> [String] {
        let folder = try TemporaryDirectory()
        let process = Process()
        process.executableURL = URL(fileURLWithPath: Program.path)
        process.arguments = ["devices", "simulate", device]
        process.currentDirectoryURL = URL(fileURLWithPath: folder.path)
        let input = lines.map { $0 + "\n" }.joined()
        try Data(input.utf8).write(to: URL(fileURLWithPath: folder.file("input")))
        process.standardInput = FileHandle(forReadingAtPath: folder.file("input"))
        for name in ["out", "errors"] { _ = FileManager.default.createFile(atPath: folder.file(name), contents: nil) }
        process.standardOutput = FileHandle(forWritingAtPath: folder.file("out"))
        process.standardError = FileHandle(forWritingAtPath: folder.file("errors"))
        try process.run()
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
        func text(_ name: String) throws -> String {
            String(decoding: try TemporaryDirectory.bytes(of: folder.file(name)), as: UTF8.self)
        }
        let printed = try text("out").split(separator: "\n").map(String.init)
        #expect(printed.first?.hasPrefix("/dev/") == true)
        #expect(printed.dropFirst().first == output && printed.count <= 2)
        return try text("errors").split(separator: "\n").map(String.init)
    }
}
