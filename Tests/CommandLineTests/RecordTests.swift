// `lull record`, from outside: what is kept, a kill, a device that is lost, and everything that can be wrong with a port.

import Devices
import Foundation
import Stimulation
import TestSupport
import Testing

/// A board that falls silent after so much time, as one whose battery is empty.
private struct DyingBoard: DeviceSimulator {
    var board = CytonSimulator()
    let lifetime: Microseconds

    mutating func advance(to time: SessionTime) -> [UInt8] {
        let said = board.advance(to: time)
        return time < .start + lifetime ? said : []
    }
    mutating func receive(_ bytes: [UInt8], at time: SessionTime) -> [UInt8] {
        let said = board.receive(bytes, at: time)
        return time < .start + lifetime ? said : []
    }
    var nextDue: SessionTime? { board.nextDue }
}

/// Sends bytes that mean nothing, as a device at the wrong speed seems to.
private struct Noise: DeviceSimulator {
    private var sent = SessionTime.start

    mutating func advance(to time: SessionTime) -> [UInt8] {
        guard let due = nextDue, due <= time else { return [] }
        sent = time
        return [0xFE, 0x00, 0x13, 0xE0, 0xFF, 0x80, 0x1C]
    }
    mutating func receive(_ bytes: [UInt8], at time: SessionTime) -> [UInt8] { advance(to: time) }
    var nextDue: SessionTime? { sent + .milliseconds(20) }
}

@Suite("lull record", .serialized)
struct RecordTests {
    private let folder: TemporaryDirectory

    init() throws { folder = try TemporaryDirectory() }

    private func record(_ source: String, _ more: [String] = []) throws -> ProgramResult {
        try Program.run(["record", source, "--duration", "1s", "--out", "kept"] + more, in: folder.path)
    }

    private func entries() throws -> [String] {
        String(decoding: try TemporaryDirectory.bytes(of: folder.file("kept/recording.jsonl")), as: UTF8.self)
            .split(separator: "\n").map(String.init)
    }

    @Test(
        "every source is kept as XDF that can be read, with a log and a BIDS dataset",
        arguments: [("cyton", 8), ("i24", 5), ("muovi", 32), ("quattrocento", 96), ("trigno", 16)])
    func kept(_ kind: String, _ channels: Int) throws {
        let run = try record("simulated:\(kind)")
        #expect(run.status == 0, "\(run.errors)")
        #expect(run.output.contains("\(channels) channels") && run.output.contains("no sample is known to be missing"))
        #expect(
            try Set(TemporaryDirectory.names(in: folder.file("kept"))) == ["bids", "recording.jsonl", "signals.xdf"],
            "\(run.errors)")
        for file in ["kept/signals.xdf", "kept/bids"] {
            let info = try Program.run(["info", file], in: folder.path)
            #expect(info.status == 0, "\(file): \(info.errors)")
        }
        let log = try entries()
        #expect(log.first?.contains(#""kind":"log""#) == true && log.count == 3)
        #expect(log.last?.contains("recording-ended") == true && log.last?.contains("the time is over") == true)
        let again = try record("simulated:\(kind)")
        #expect(again.status == 73 && again.errors.contains("none is written over"))
    }

    @Test("killed, a recording keeps all but its last second")
    func killed() throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: Program.path)
        process.arguments = ["record", "simulated:muovi", "--out", "kept"]
        process.currentDirectoryURL = URL(fileURLWithPath: folder.path)
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        let errors = Pipe()
        process.standardError = errors
        try process.run()
        var said = ""
        // It says how far it is every five seconds, after the line that says where it records.
        while said.count(where: { $0 == "\n" }) < 2 {
            let more = errors.fileHandleForReading.availableData
            if more.isEmpty { break }
            said += String(decoding: more, as: UTF8.self)
        }
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
        let line = try #require(said.split(separator: "\n").last)
        let seconds = try #require(Double(line.prefix { $0 != " " }))
        // A frame of 32 channels has a mark and 32 values of 4 bytes; stamps and heads only add to it.
        let bytes = try TemporaryDirectory.bytes(of: folder.file("kept/signals.xdf")).count
        #expect(seconds > 4 && Double(bytes) >= (seconds - 1) * 2000 * 129, "\(seconds) s, \(bytes) bytes")
        let info = try Program.run(["info", "kept/signals.xdf"], in: folder.path)
        #expect(info.status == 0, "\(info.errors)")
    }

    @Test("a device that falls silent ends the recording in a sentence, and what came before it is kept whole")
    func lost() throws {
        let device = try SimulatedDevice(DyingBoard(lifetime: .seconds(3)))
        let run = try Program.run(
            ["record", "cyton:\(device.path)", "--duration", "1min", "--out", "kept"], in: folder.path)
        #expect(run.status == 74, "\(run.errors)")
        #expect(run.errors.contains("the Cyton board sent nothing for 1000 ms; check its switch and battery"))
        #expect(try entries().last?.contains("the source failed") == true)
        #expect(try Program.run(["info", "kept/bids"], in: folder.path).status == 0)
    }

    /// A refusal: one sentence, this status, these words, and no folder.
    private func refused(_ source: String, _ status: Int32, _ words: String) throws {
        let run = try record(source)
        #expect(run.status == status && run.errors.contains(words), "\(source): \(run.status) \(run.errors)")
        #expect(run.errorLines.count == 1 && !FileManager.default.fileExists(atPath: folder.file("kept")))
    }

    @Test("a wrong port, a path that is none, an address that is none: each one sentence that says what to do")
    func wrongPorts() throws {
        try refused("cyton:/dev/ttyNOWHERE", 69, "see which ports there are with “lull devices list”")
        try refused("i24:/dev/null", 69, "it is not a serial port")
        try refused("cyton:/", 69, "it is a folder, not a serial port")
        try refused("quattrocento:nowhere", 69, "it is no IPv4 address; one looks like 192.168.1.2")
        try refused("trigno:127.0.0.1", 69, "nothing listens there; start the device's own program, or check the port")
        try refused("P24", 64, "the source is “P24”; allowed are cyton:PORT, i24:PORT, muovi[:TCP-PORT]")
        try refused("muovi:99999", 64, "allowed are cyton:PORT")
    }

    @Test("a port that another program uses: one sentence; the first program is not disturbed")
    func busy() throws {
        let device = try SimulatedCyton(CytonSimulator())
        let first = try SerialPort(path: device.path, line: .cyton)
        try refused("cyton:\(device.path)", 69, "another program is using it; end that program first")
        let check = try Program.run(["devices", "check", device.path], in: folder.path)
        #expect(check.status == 69 && check.errors.contains("another program is using it; end that program first"))
        #expect(first.path == device.path)
    }

    @Test("two programs on one stimulator: the second is refused, and the stimulator hears nothing of it")
    func twoOnOneStimulator() throws {
        let device = try SimulatedP24.serve()
        var first = try P24Stimulator(link: SerialPort(path: device.path), answers: .lockStep, at: .start)
        for arguments in [["devices", "check", device.path], ["record", "i24:\(device.path)", "--out", "kept"]] {
            let second = try Program.run(arguments, in: folder.path)
            #expect(second.status == 69 && second.errors.contains("another program is using it"))
        }
        #expect(device.withSimulator { $0.stimulationLevel } == .lowLevel)
        first.stop(at: .start)
        #expect(device.pulses.isEmpty)
    }

    @Test("a device that speaks another protocol, and one at the wrong speed, are told from a silent line")
    func otherProtocols() throws {
        let p24 = try SimulatedP24.serve()
        try refused("cyton:\(p24.path)", 74, "no OpenBCI board answers: nothing came: check the cable")
        try refused("i24:\(p24.path)", 74, "something else speaks ScienceMode 4 there; see “lull devices check PORT”")
        let rehaStim2 = try SimulatedRehaStim2(RehaStim2Simulator())
        try refused("cyton:\(rehaStim2.path)", 74, "a ScienceMode 2 device (RehaStim2) speaks there")
        let noise = try SimulatedDevice(Noise())
        try refused("cyton:\(noise.path)", 74, "that make no sense: another protocol or the wrong speed")
        let check = try Program.run(["devices", "check", noise.path], in: folder.path)
        #expect(check.status == 74 && check.errors.contains("another protocol or the wrong speed"))
    }

    @Test("a truncated XDF file is read up to its last whole piece, or refused in one sentence; it never crashes")
    func truncated() throws {
        #expect(try record("simulated:cyton").status == 0)
        let whole = try TemporaryDirectory.bytes(of: folder.file("kept/signals.xdf"))
        for length in [3, 100, whole.count / 2, whole.count - 1] {
            try Data(whole.prefix(length)).write(to: URL(fileURLWithPath: folder.file("short.xdf")))
            let info = try Program.run(["info", "short.xdf"], in: folder.path)
            #expect([0, 65].contains(info.status), "\(length): \(info.status) \(info.errors)")
            #expect(info.status == 0 || (info.errorLines.count == 1 && info.errors.contains("short.xdf")))
            let replay = try Program.run(["replay", "short.xdf", "--emg", "1", "--out", "r\(length)"], in: folder.path)
            #expect([0, 64, 65].contains(replay.status), "\(length): \(replay.status) \(replay.errors)")
            #expect(replay.status == 0 || (replay.errorLines.count == 1 && replay.errors.contains("short.xdf")))
        }
    }

    @Test("options that cannot be are refused before the device is opened")
    func options() throws {
        let wrong = try record("cyton:/dev/ttyNOWHERE", ["--participant", "a b"])
        #expect(wrong.status == 64 && wrong.errors.contains("--participant is “a b”; allowed are letters and digits"))
        let time = try Program.run(["record", "simulated:cyton", "--duration", "-1"], in: folder.path)
        #expect(time.status == 64 && time.errorLines.count == 1)
    }
}

@Suite("lull run with a device")
struct SourceRunTests {
    private let folder: TemporaryDirectory

    init() throws { folder = try TemporaryDirectory() }

    @Test("a device's signals run through the loop and are kept; the session plays again decision by decision")
    func whole() throws {
        let run = try Program.run(
            ["run", "--source", "simulated:muovi", "--emg", "3", "--duration", "4s", "--record", "kept", "--json"],
            in: folder.path)
        #expect(run.status == 0, "\(run.errors)")
        let summary = try #require(try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any])
        #expect(summary["ending"] as? String == "the time is over" && summary["person"] as? String == "simulated:muovi")
        #expect((summary["seconds"] as? Double).map { abs($0 - 4) < 0.02 } == true)
        #expect(try Set(TemporaryDirectory.names(in: folder.file("kept"))) == ["bids", "events.jsonl", "signals.xdf"])
        let replay = try Program.run(["replay", "kept"], in: folder.path)
        #expect(replay.status == 0 && replay.output.contains("came out again, bit for bit"), "\(replay.errors)")
    }

    @Test("a board that falls silent ends the session in a sentence; what came before is kept")
    func lost() throws {
        let device = try SimulatedDevice(DyingBoard(lifetime: .seconds(4)))
        let run = try Program.run(
            ["run", "--source", "cyton:\(device.path)", "--duration", "1min", "--record", "kept"], in: folder.path)
        #expect(run.status == 74, "\(run.errors)")
        #expect(run.errors.contains("stimulation was stopped and the session is kept"), "\(run.errors)")
        #expect(try Program.run(["replay", "kept"], in: folder.path).status == 0)
    }

    @Test("what cannot be is refused in one sentence each")
    func refusals() throws {
        let cases: [([String], Int32, String)] = [
            ([], 64, "name a person (--patient spinal-cord-injury) or a device (--source cyton:PORT)"),
            (["--source", "cyton"], 64, "--source is “cyton”; allowed are cyton:PORT"),
            (["--source", "simulated:i24"], 64, "simulated:i24 gives a.u., and detection needs µV"),
            (["--source", "simulated:cyton", "--emg", "9"], 64, "--emg is 9; simulated:cyton has channels 1 to 8"),
            (["--source", "simulated:cyton", "--emg", "0"], 64, "--emg is 0; channels count from 1"),
            (["--source", "simulated:cyton", "--patient", "spinal-cord-injury"], 64, "exclude each other"),
            (["--source", "simulated:cyton", "--speed", "max"], 64, "are for a virtual person"),
            (["--patient", "spinal-cord-injury", "--emg", "1"], 64, "are for --source"),
            (["--source", "simulated:cyton", "--trigger", "force"], 64, "need a force"),
        ]
        for (arguments, status, words) in cases {
            let run = try Program.run(["run"] + arguments, in: folder.path)
            #expect(run.status == status && run.errors.contains(words), "\(arguments): \(run.status) \(run.errors)")
            #expect(run.errorLines.count == 1)
            #expect(!FileManager.default.fileExists(atPath: folder.file("lull-results")))
        }
    }
}
