// `lull run` in real time, from outside: what is kept, Ctrl-C, a kill, and playing it again. The programs run by the clock;
// the tests wait for what they say and never sleep.

import Foundation
import TestSupport
import Testing

@Suite("lull run in real time", .serialized)
struct LiveRunTests {
    private let folder: TemporaryDirectory

    init() throws { folder = try TemporaryDirectory() }

    /// Starts a session of a minute, and reads what it says until it has said for the first time how far it is.
    ///
    /// - Returns: the program, and the seconds that it had said.
    private func start() throws -> (process: Process, seconds: Double) {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: Program.path)
        process.arguments = [
            "run", "--patient", "spinal-cord-injury", "--duration", "1min", "--seed", "5", "--record", "kept",
        ]
        process.currentDirectoryURL = URL(fileURLWithPath: folder.path)
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        let errors = Pipe()
        process.standardError = errors
        try process.run()
        var said = ""
        while said.count(where: { $0 == "\n" }) < 2 {
            let more = errors.fileHandleForReading.availableData
            if more.isEmpty { break }
            said += String(decoding: more, as: UTF8.self)
        }
        let line = try #require(said.split(separator: "\n").dropFirst().first)
        return (process, try #require(Double(line.prefix { $0 != " " })))
    }

    private func entries() throws -> [String] {
        String(decoding: try TemporaryDirectory.bytes(of: folder.file("kept/events.jsonl")), as: UTF8.self)
            .split(separator: "\n").map(String.init)
    }

    @Test("a session in real time is kept whole, and plays again decision by decision")
    func whole() throws {
        let arguments = ["run", "--patient", "spinal-cord-injury", "--duration", "4s", "--record", "kept", "--json"]
        let run = try Program.run(arguments, in: folder.path)
        #expect(run.status == 0, "\(run.errors)")
        let summary = try #require(try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any])
        #expect(summary["isSimulated"] as? Bool == true && summary["ending"] as? String == "the time is over")
        #expect((summary["seconds"] as? Double).map { abs($0 - 4) < 0.02 } == true)
        #expect((summary["scheduling"] as? String)?.contains("scheduling") == true)
        #expect(try Set(TemporaryDirectory.names(in: folder.file("kept"))) == ["bids", "events.jsonl", "signals.xdf"])
        let replay = try Program.run(["replay", "kept"], in: folder.path)
        #expect(replay.status == 0 && replay.output.contains("came out again, bit for bit"), "\(replay.errors)")
        let info = try Program.run(["info", "kept/bids"], in: folder.path)
        #expect(info.status == 0 && info.output.contains("torque"), "\(info.errors)")
        // A second session does not go over the first.
        let again = try Program.run(arguments, in: folder.path)
        #expect(again.status == 73 && again.errorLines.count == 1 && again.errors.contains("none is written over"))
    }

    @Test(
        "what is typed reaches the loop: signs of dysreflexia are a fault at once, in the log, and the session plays again"
    )
    func typed() throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: Program.path)
        process.arguments = [
            "run", "--patient", "spinal-cord-injury", "--duration", "2s", "--record", "kept",
        ]
        process.currentDirectoryURL = URL(fileURLWithPath: folder.path)
        let input = Pipe()
        process.standardInput = input
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        input.fileHandleForWriting.write(Data("x\nm\nd\n".utf8))
        try input.fileHandleForWriting.close()
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
        let log = try entries()
        #expect(log.contains { $0.contains(#""event":"movement-hold""#) })
        #expect(log.contains { $0.contains(#""event":"dysreflexia-signs""#) })
        #expect(log.contains { $0.contains(#""kind":"state""#) && $0.contains("signs of autonomic dysreflexia") })
        // The screen says that it is there about three times a second.
        #expect(log.count { $0.contains(#""event":"heartbeat""#) } >= 4)
        let replay = try Program.run(["replay", "kept"], in: folder.path)
        #expect(replay.status == 0, "\(replay.errors)")
    }

    @Test("Ctrl-C stops, closes the session, and it plays again")
    func interrupt() throws {
        let (process, _) = try start()
        process.interrupt()
        process.waitUntilExit()
        #expect(process.terminationReason == .exit && process.terminationStatus == 0)
        let last = try #require(try entries().last)
        #expect(last.contains("session-ended") && last.contains("ended by the person at the controls"))
        #expect(try entries().contains { $0.contains(#""state":"stopped""#) })
        let replay = try Program.run(["replay", "kept"], in: folder.path)
        #expect(replay.status == 0, "\(replay.errors)")
        #expect(try TemporaryDirectory.names(in: folder.file("kept")).contains("bids"))
    }

    @Test("killed, a session in real time keeps all but its last second, and plays again as far as it goes")
    func killed() throws {
        let (process, seconds) = try start()
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
        #expect(process.terminationReason == .uncaughtSignal)
        let replay = try Program.run(["replay", "kept", "--json"], in: folder.path)
        #expect(replay.status == 0, "\(replay.errors)")
        let summary = try #require(
            try JSONSerialization.jsonObject(with: Data(replay.output.utf8)) as? [String: Any])
        #expect(summary["isClosed"] as? Bool == false)
        #expect(
            seconds > 1 && (summary["seconds"] as? Double).map { $0 >= seconds - 1 } == true, "\(seconds), \(summary)")
    }

    @Test("a changed session is told with the line, a folder without a session is a recording without a channel")
    func changed() throws {
        let run = try Program.run(
            [
                "run", "--patient", "spinal-cord-injury", "--duration", "4s", "--speed", "max", "--record", "kept",
                "--out",
                "out",
            ], in: folder.path)
        #expect(run.status == 0, "\(run.errors)")
        #expect(try Program.run(["replay", "kept"], in: folder.path).status == 0)
        var lines = try entries()
        let changed = try #require(lines.firstIndex { $0.contains(#""kind":"calibrated""#) })
        lines[changed] = lines[changed].replacingOccurrences(of: #""sample":"#, with: #""sample":1"#)
        try (lines.joined(separator: "\n") + "\n").write(
            toFile: folder.file("kept/events.jsonl"), atomically: true, encoding: .utf8)
        let replay = try Program.run(["replay", "kept"], in: folder.path)
        #expect(replay.status == 65 && replay.errorLines.count == 1)
        #expect(replay.errors.contains("breaks at line \(changed + 2)"), "\(replay.errors)")
        let other = try Program.run(["replay", "kept", "--emg", "1"], in: folder.path)
        #expect(other.status == 64 && other.errors.contains("is a kept session"))
        let none = try Program.run(["replay", "out"], in: folder.path)
        #expect(none.status == 64 && none.errors.contains("--emg is missing"))
        let both = try Program.run(
            ["run", "--patient", "spinal-cord-injury", "--duration", "4s", "--out", "b"], in: folder.path)
        #expect(both.status == 64 && both.errors.contains("--out is for --speed max"))
    }
}
