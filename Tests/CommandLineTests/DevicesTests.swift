// `lull devices simulate`: a path on standard output, faults by lines of the input.

import Foundation
import TestSupport
import Testing

@Suite("lull devices simulate")
struct SimulateDeviceTests {
    @Test(
        "a simulated device prints its path, breaks what a line of the input names, and ends with its input",
        arguments: ["p24", "rehastim2"])
    func faults(_ device: String) throws {
        let folder = try TemporaryDirectory()
        let process = Process()
        process.executableURL = URL(fileURLWithPath: Program.path)
        process.arguments = ["devices", "simulate", device]
        process.currentDirectoryURL = URL(fileURLWithPath: folder.path)
        let lines = "pad off 3\npad on 3\ncable out\ncable in\nno answer\ndamaged answer\npad off 9\nexplode\n"
        try Data(lines.utf8).write(to: URL(fileURLWithPath: folder.file("input")))
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
        #expect(try text("out").hasPrefix("/dev/"))
        let said = try text("errors").split(separator: "\n").map(String.init)
        #expect(
            Array(said.dropFirst().prefix(6)) == [
                "the pad of output 3 is off", "the pad of output 3 is on", "the cable is out", "the cable is in",
                "the next answer will not come", "the next answer will be damaged",
            ])
        #expect(said.suffix(2).allSatisfy { $0.contains("is not understood; there are pad off 1") })
    }
}
