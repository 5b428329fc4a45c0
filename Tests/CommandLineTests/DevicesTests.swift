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
        let said = try Self.simulate(device, [], lines, output: "no pulses")
        #expect(
            Array(said.dropFirst().prefix(6)) == [
                "the pad of output 3 is off", "the pad of output 3 is on", "the cable is out", "the cable is in",
                "the next answer will not come", "the next answer will be damaged",
            ])
        #expect(said.suffix(2).allSatisfy { $0.contains("is not understood; there are pad off 1") })
    }

    @Test("every simulated serial device has late answers and garbage on command, P24 and I24 a low battery too")
    func lineFaults() throws {
        let common = ["what the device says next will be late", "bytes that the device never said will come"]
        for device in ["p24", "i24", "rehastim2", "cyton"] {
            let said = try Self.simulate(device, [], ["late answer", "garbage", "battery 5", "battery 101"])
            #expect(Array(said.dropFirst().prefix(2)) == common)
            let hasBattery = ["p24", "i24"].contains(device)
            #expect((said.dropFirst(3).first == "the battery is at 5 %") == hasBattery)
            #expect(said.last?.contains("“battery 101” is not understood") == true)
        }
    }

    @Test("every documented result, and what ends stimulation by itself, can be asked for")
    func results() throws {
        let reha = try Self.simulate(
            "rehastim2", [],
            ["result -3", "result -8", "unknown command", "emergency", "electrode error", "module error", "restart"]
                + ["result 0", "result 128", "result x", "battery 5"])
        #expect(
            Array(reha.dropFirst().prefix(7)) == [
                "the next command will be refused: wrong mode (-3)", "the next command will be refused: busy (-8)",
                "the device will not know the next command", "the emergency switch was pressed",
                "the device has ended stimulation because of an electrode", "the stimulation module has failed",
                "the device was switched off and on",
            ])
        #expect(reha.count == 12 && reha.suffix(4).allSatisfy { $0.contains("is not understood; there are pad off 1") })
        let p24 = try Self.simulate("p24", [], ["result 8", "result 255", "result -1"])
        #expect(p24.dropFirst().first == "the next command will be refused: high voltage error (8)")
        #expect(p24.last?.contains("“result -1” is not understood") == true)
    }

    @Test("a simulated Cyton does so too, with the faults of a board")
    func cyton() throws {
        let lines = ["lead off 3", "lose 5", "damaged packet", "cable out", "cable in", "lead off 9", "lose 0"]
        let said = try Self.simulate("cyton", [], lines)
        #expect(
            Array(said.dropFirst().prefix(5)) == [
                "the lead of channel 3 is off", "the next 5 packets will be lost", "the next packet will be damaged",
                "the cable is out", "the cable is in",
            ])
        #expect(said.suffix(2).allSatisfy { $0.contains("is not understood; there are lead off 1") })
    }

    @Test("a simulated amplifier on TCP says where it is, takes faults, and refuses a port that is none")
    func network() throws {
        let lines = ["saturate 3", "mend 3", "lose 5", "network out", "network in", "saturate 0"]
        let said = try Self.simulate("quattrocento", ["--port", "0"], lines, place: "127.0.0.1:")
        #expect(
            Array(said.dropFirst().prefix(5)) == [
                "channel 3 stands at the end of its range", "channel 3 is mended", "the next 5 frames will be lost",
                "the network is out", "the network is in",
            ])
        #expect(said.last?.contains("is not understood; there are saturate 3") == true)
        let muovi = try Self.simulate("muovi", ["--port", "9"], ["lose 1"], place: "127.0.0.1:9")
        #expect(muovi.last == "the next frame will be lost")
        let folder = try TemporaryDirectory()
        let wrong = try Program.run(["devices", "simulate", "muovi", "--port", "70000"], in: folder.path)
        #expect(wrong.status == 64 && wrong.errors.contains("--port is 70000; allowed is 1 to 65535"))
    }

    /// Runs a simulated device with an input; what it said, line by line. Its output must be one path.
    private static func simulate(
        _ device: String, _ options: [String], _ lines: [String], output: String? = nil, place: String = "/dev/"
    ) throws -> [String] {
        let folder = try TemporaryDirectory()
        let process = Process()
        process.executableURL = URL(fileURLWithPath: Program.path)
        process.arguments = ["devices", "simulate", device] + options
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
        #expect(printed.first?.hasPrefix(place) == true)
        #expect(printed.dropFirst().first == output && printed.count <= 2)
        return try text("errors").split(separator: "\n").map(String.init)
    }
}

@Suite("lull devices list, check and latency")
struct DevicesTests {
    /// Serves a simulated device while `body` runs; its path.
    private static func serving(_ kind: String, _ options: [String] = [], _ body: (String) throws -> Void) throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: Program.path)
        process.arguments = ["devices", "simulate", kind] + options
        let input = Pipe(), output = Pipe()
        (process.standardInput, process.standardOutput, process.standardError) = (input, output, FileHandle.nullDevice)
        try process.run()
        defer {
            try? input.fileHandleForWriting.close()
            process.waitUntilExit()
        }
        let line = String(decoding: output.fileHandleForReading.availableData, as: UTF8.self)
        try body(line.trimmingCharacters(in: .whitespacesAndNewlines))
    }

    @Test(
        "a simulated device is listed, and check says who it is",
        arguments: [
            ("p24", "a HASOMED P24 answers (ScienceMode 4.0.0, device LULLSIM001)"),
            ("i24", "a HASOMED I24 answers (ScienceMode 4, device LULLI24001)"),
            ("rehastim2", "a HASOMED RehaStim2 offers itself (ScienceMode 2, version 1)"),
            ("cyton", "an OpenBCI board answers: OpenBCI V3 8-16 channel"),
        ])
    func identities(_ kind: String, _ words: String) throws {
        let folder = try TemporaryDirectory()
        try Self.serving(kind) { path in
            let list = try Program.run(["devices", "list"], in: folder.path)
            #expect(
                list.output.split(separator: "\n").contains { $0.contains(path) && $0.contains("simulated \(kind)") })
            let check = try Program.run(["devices", "check", path], in: folder.path)
            #expect(check.status == 0 && check.output == "\(path): \(words)\n")
        }
    }

    @Test("a port that a program holds which locks nothing is listed as used, and left alone")
    func heldWithoutLock() throws {
        let folder = try TemporaryDirectory()
        try Self.serving("p24") { path in
            let holder = Process()
            holder.executableURL = URL(fileURLWithPath: "/bin/sh")
            let input = Pipe(), output = Pipe()
            (holder.standardInput, holder.standardOutput) = (input, output)
            holder.arguments = ["-c", "exec 9<>\(path); echo ready; read line"]
            try holder.run()
            _ = output.fileHandleForReading.availableData
            defer {
                try? input.fileHandleForWriting.close()
                holder.waitUntilExit()
            }
            let list = try Program.run(["devices", "list"], in: folder.path)
            let row = list.output.split(separator: "\n").first { $0.contains(path) }
            #expect(row?.contains("used by sh (\(holder.processIdentifier))") == true, "\(list.output)")
            let check = try Program.run(["devices", "check", path], in: folder.path)
            #expect(check.status == 69 && check.errorLines.count == 1)
            #expect(
                check.errors.contains(
                    "another program is using it; end that program first: sh (\(holder.processIdentifier))"))
        }
    }

    @Test("a stimulator of another version is refused in one sentence", arguments: ["p24", "rehastim2"])
    func otherVersion(_ kind: String) throws {
        let folder = try TemporaryDirectory()
        try Self.serving(kind, ["--protocol", "7"]) { path in
            let check = try Program.run(["devices", "check", path], in: folder.path)
            #expect(check.status == 74 && check.output.isEmpty && check.errorLines.count == 1)
            #expect(check.errors.contains("\(path): its protocol has version 7"), "\(check.errors)")
        }
    }

    @Test("a port that is not there, and one that is none, are refused in one sentence each")
    func wrongPorts() throws {
        let folder = try TemporaryDirectory()
        let missing = try Program.run(["devices", "check", "/dev/ttyNOWHERE"], in: folder.path)
        #expect(missing.status == 69)
        #expect(
            missing.errors
                == "lull: cannot open the serial port /dev/ttyNOWHERE: there is no device; plug it in, and see "
                + "which ports there are with “lull devices list”\n")
        let other = try Program.run(["devices", "check", "/dev/null"], in: folder.path)
        #expect(other.status == 69 && other.errors.contains("it is not a serial port"))
    }

    @Test("latency prints percentiles and a histogram of both measures")
    func latency() throws {
        let folder = try TemporaryDirectory()
        let run = try Program.run(["devices", "latency", "--count", "50"], in: folder.path)
        #expect(run.status == 0)
        for word in ["p50", "p99", "p99.9", "max", "late from sleep", "order to bytes", "question and answer", "█"] {
            #expect(run.output.contains(word))
        }
        let wrong = try Program.run(["devices", "latency", "--count", "0"], in: folder.path)
        #expect(wrong.status == 64 && wrong.errors.contains("--count is 0; allowed is 10 to 1000000"))
    }
}
