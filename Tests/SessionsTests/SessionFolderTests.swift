// A session on disk, whatever happens to the program: what is kept, and that it plays again.

import Devices
import Foundation
import Recordings
import Sessions
import Signals
import SpasmControl
import Stimulation
import TestSupport
import Testing

@Suite("a session on disk")
struct SessionFolderTests {
    private let folder: TemporaryDirectory

    init() throws { folder = try TemporaryDirectory() }

    private static func controller() throws -> SpasmController {
        try SpasmController(
            SpasmSettings(), clearance: Approvals.clearance(try SyntheticSession.prescription()),
            rate: SyntheticSession.rate)
    }

    /// A whole session of `seconds`, closed as it should be; samples from `gap` on come 100 late.
    private func session(_ name: String, seconds: Int, gap: Int? = nil, lengths: [Int] = [20]) throws -> SessionFolder {
        let place = try SessionFolder.create(folder.file(name))
        let prescription = try SyntheticSession.prescription()
        let clearance = Approvals.clearance(prescription)
        var recorder = try SessionRecorder(place, channels: SyntheticSession.channels)
        var session = try SessionRunner(
            controller: Self.controller(), gate: Gate(clearance, limits: Limits.product.adding(Limits.p24)),
            stimulator: TellingStimulator { _ in },
            log: EventLogWriter(path: place.events, rate: SyntheticSession.rate), clock: VirtualClock(),
            options: SessionOptions(keepsEnvelope: false))
        var upcoming = OperatorScript.arming(
            SpasmSettings(), to: prescription.workingCurrent, rate: SyntheticSession.rate
        ).events[...]
        var (at, number) = (0, 0)
        while at < seconds * 2000 {
            let length = lengths[number % lengths.count]
            let block = SyntheticSession.block(start: at, count: length)
            let due = upcoming.prefix { $0.at < block.end }
            upcoming = upcoming.dropFirst(due.count)
            try recorder.append(block)
            try session.process(block, events: Array(due))
            at += length
            if let gap, at >= gap, at < gap + length { at += 100 }
            number += 1
        }
        try session.halt()
        try session.finish([.init("signalsSHA256", .text(try recorder.finish()))])
        return place
    }

    // MARK: - What is kept

    @Test("every sample that came stands in the signals, bit for bit, and a gap is a gap")
    func signals() throws {
        let place = try session("a", seconds: 4, gap: 5_000, lengths: [20, 7, 33])
        let kept = try XDFSignals(path: place.signals)
        #expect(kept.isComplete && kept.unfinishedBytes == 0 && kept.rate == SyntheticSession.rate)
        #expect(kept.channels == SyntheticSession.channels)
        #expect(kept.gaps.count == 1)
        #expect(kept.indices.count >= 7_900)
        var wrong = 0
        for (k, index) in kept.indices.enumerated() {
            let frame = SyntheticSession.frame(index.rawValue, activeEvery: 12)
            if kept.columns[0][k] != frame.emg || kept.columns[1][k] != frame.torque { wrong += 1 }
        }
        #expect(wrong == 0)
    }

    @Test("not a number and infinity stand in the signals as they came")
    func notANumber() throws {
        let path = folder.file("odd.xdf")
        let odd: [Float] = [.nan, 1, .infinity, -.infinity, -0.0, .leastNonzeroMagnitude]
        do {
            var writer = try XDFSignalWriter(path: path, channels: SyntheticSession.channels)
            odd.withUnsafeBufferPointer { writer.append(start: SampleIndex(7), frames: $0) }
            try writer.finish()
        }
        let kept = try XDFSignals(path: path)
        #expect(kept.indices == [7, 8, 9].map { SampleIndex($0) })
        let bits = (0..<3).flatMap { [kept.columns[0][$0].bitPattern, kept.columns[1][$0].bitPattern] }
        #expect(bits == odd.map(\.bitPattern))
    }

    @Test("cut at any byte, the signals read as the whole chunks before the cut")
    func anyCut() throws {
        let path = folder.file("whole.xdf")
        do {
            var writer = try XDFSignalWriter(path: path, channels: SyntheticSession.channels)
            for number in 0..<4 {
                let block = SyntheticSession.block(start: 5 * number, count: 5)
                block.values.withUnsafeBufferPointer { writer.append(start: block.start, frames: $0) }
                try writer.flush()
            }
            try writer.finish()
        }
        let bytes = try TemporaryDirectory.bytes(of: path)
        let whole = try XDFSignals(path: path)
        var (frames, refused) = ([Int](), 0)
        for cut in stride(from: bytes.count, to: 4, by: -1) {
            guard let kept = try? XDFSignals(path: folder.write(bytes.prefix(cut), to: "cut.xdf")) else {
                refused += 1
                continue
            }
            #expect(kept.isComplete == (cut == bytes.count))
            #expect(kept.columns[0].elementsEqual(whole.columns[0].prefix(kept.indices.count)))
            frames.append(kept.indices.count)
        }
        // From all four chunks down to none, in whole chunks; only a cut header cannot be read.
        #expect(Set(frames) == [0, 5, 10, 15, 20] && frames == frames.sorted(by: >))
        #expect(refused > 100 && refused < 900)
    }

    @Test("when it has ended, a session is a dataset of BIDS-EMG that the project reads, and its XDF a recording")
    func dataset() throws {
        let place = try session("a", seconds: 5)
        try place.writeDataset(person: "P01", software: BIDSSoftware(name: "Lull", version: "test"))
        let recording = try Recording.open(place.dataset)
        #expect(recording.channels.map(\.label) == ["EMG 1", "torque"])
        let samples = try recording.allSamples(ofChannel: 0)
        #expect(samples.count >= 10_000)
        let step = (samples.max()! - samples.min()!) / 16_777_215
        var worst: Float = 0
        for k in 0..<10_000 {
            worst = max(worst, abs(samples[k] - SyntheticSession.frame(k, activeEvery: 12).emg))
        }
        #expect(worst <= 0.51 * step + 1e-5, "\(worst), step \(step)")
        let direct = try Recording.open(place.signals)
        #expect(direct.rate == SyntheticSession.rate && direct.samples.sampleCount(ofChannel: 0) == 10_000)
    }

    @Test("no session is written over")
    func notOver() throws {
        let place = try session("a", seconds: 3)
        let before = try TemporaryDirectory.bytes(of: place.events)
        let error = #expect(throws: SessionError.self) { try SessionFolder.create(place.path) }
        #expect(error?.description.hasSuffix("none is written over; name a new one") == true)
        #expect(try TemporaryDirectory.bytes(of: place.events) == before)
    }

    // MARK: - Played again

    @Test(
        "a session played again decides the same, bit for bit, however its samples came",
        arguments: [[20], [1], [64, 3, 20]])
    func replayed(lengths: [Int]) throws {
        let place = try session("a", seconds: 32, lengths: lengths)
        let outcome = try SessionReplay(place).run(Self.controller(), channel: 0)
        #expect(outcome.difference == nil && outcome.withoutSignals == 0 && outcome.isClosed)
        let entries = try EventLog(path: place.events).entries
        let decisions = entries.count {
            [
                "calibrated", "activity-detected", "activity-recognised", "activity-continued", "activity-ended",
                "order",
                "state", "output-cut", "not-granted", "order-withheld",
            ].contains($0.kind)
        }
        // Armed, and one burst for each of the three activities.
        #expect(outcome.reproduced == decisions && entries.count { $0.kind == "order" } == 3)
        #expect(outcome.frames >= 64_000)
    }

    @Test("a session with missing samples plays again too: the fault comes where it came")
    func replayedGap() throws {
        let place = try session("a", seconds: 8, gap: 6_000)
        let outcome = try SessionReplay(place).run(Self.controller(), channel: 0)
        #expect(outcome.difference == nil && outcome.gaps == 1)
        #expect(try EventLog(path: place.events).entries.contains { $0.text("state")?.hasPrefix("fault") == true })
    }

    @Test("a session that was changed is told: a line of its log, a sample of its signals, another controller")
    func tampered() throws {
        let place = try session("a", seconds: 20)
        let log = String(decoding: try TemporaryDirectory.bytes(of: place.events), as: UTF8.self)
        let changed = log.replacingOccurrences(of: "\"trigger\":\"emg\"", with: "\"trigger\":\"manual\"")
        #expect(changed != log)
        try changed.write(toFile: place.events, atomically: true, encoding: .utf8)
        let broken = #expect(throws: EventLogError.self) { try SessionReplay(place) }
        guard case .brokenChain(_, let line)? = broken else {
            Issue.record("\(String(describing: broken))")
            return
        }
        let lines = log.split(separator: "\n")
        #expect(line == lines.firstIndex { $0.contains("\"trigger\":\"emg\"") }! + 2)
        try log.write(toFile: place.events, atomically: true, encoding: .utf8)

        let other = try SessionReplay(place).run(
            SpasmController(
                {
                    var settings = SpasmSettings()
                    settings.enterSpreads = 60
                    return settings
                }(), clearance: Approvals.clearance(try SyntheticSession.prescription()), rate: SyntheticSession.rate),
            channel: 0)
        #expect(other.difference?.logged != nil)

        // One bit of one sample in the middle of an activity.
        var signals = try TemporaryDirectory.bytes(of: place.signals)
        signals[signals.count / 2] ^= 1
        try Data(signals).write(to: URL(fileURLWithPath: place.signals))
        let bit = #expect(throws: SessionError.self) { try SessionReplay(place) }
        #expect(bit?.description.contains("signals.xdf is not what the session kept") == true)
    }

    @Test("a log whose lines were all written anew around one changed decision is found out by the signals")
    func rewritten() throws {
        let place = try session("a", seconds: 20)
        let entries = try EventLog(path: place.events).entries
        let detected = try #require(entries.first { $0.kind == "activity-detected" })
        var (text, digest) = ("", EventLogEntry.beginning)
        for var entry in entries {
            if entry.sequence == detected.sequence { entry.fields[0].value = .integer(entry.integer("onset")! + 1) }
            let line = entry.line(after: digest)
            digest = EventLogEntry.digest(ofLine: line.utf8)
            text += line + "\n"
        }
        try text.write(toFile: place.events, atomically: true, encoding: .utf8)
        let outcome = try SessionReplay(place).run(Self.controller(), channel: 0)
        #expect(outcome.difference?.line == detected.sequence + 1)
        #expect(outcome.difference?.replayed?.hasPrefix("activity-detected at sample") == true)
    }

    @Test("settings come back from the log as they were, and settings of another version are refused")
    func settings() throws {
        var settings = SpasmSettings()
        settings.envelope = .teagerKaiser
        settings.enterSpreads = 7.1
        settings.threshold = .microvolts(enter: 31.25, exit: 0.1)
        let entry = EventLogEntry(
            sequence: 1, sample: SampleIndex(0), seconds: 0, kind: SpasmSettings.logKind, fields: settings.logFields)
        #expect(try SpasmSettings(logged: entry, path: "x") == settings)
        var other = entry
        other.fields[other.fields.count - 1].value = .text("SpasmSettings(colour: blue)")
        #expect(throws: SessionError.self) { try SpasmSettings(logged: other, path: "x") }
        var lacking = entry
        lacking.fields.removeFirst()
        #expect(throws: SessionError.self) { try SpasmSettings(logged: lacking, path: "x") }
    }

    // MARK: - Another process

    private func start(_ arguments: [String]) throws -> (process: Process, output: Pipe) {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
            .appendingPathComponent("session-writer")
        process.arguments = arguments
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        return (process, output)
    }

    /// What a killed program said: the end of the last block that it had worked on, and the orders that had left.
    private func said(_ bytes: [UInt8]) -> (end: Int, orders: [Int]) {
        let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n")
        func numbers(_ word: String) -> [Int] {
            lines.filter { $0.hasPrefix(word + " ") }.compactMap { Int($0.dropFirst(word.count + 1)) }
        }
        return (numbers("block").last ?? 0, numbers("order"))
    }

    @Test(
        "killed at any moment, a session loses less than a second of signal and nothing that was acted on",
        arguments: 0..<12)
    func killed(round: Int) throws {
        let place = SessionFolder(folder.file("session"))
        let (process, output) = try start([place.path])
        // The moment is counted in blocks that were seen, and falls anywhere in the next ones.
        let wanted = 40 + round * 161
        var seen: [UInt8] = []
        while seen.count(where: { $0 == 10 }) <= wanted {
            let more = output.fileHandleForReading.availableData
            if more.isEmpty { break }
            seen += more
        }
        kill(process.processIdentifier, SIGKILL)
        seen += output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        #expect(process.terminationReason == .uncaughtSignal)
        let (end, orders) = said(seen)
        #expect(end >= 20 * (wanted - 20))

        let log = try EventLog(path: place.events)
        let approved = log.entries.filter { $0.kind == "order-approved" }.compactMap { $0.integer("order") }
        #expect(Set(orders).subtracting(approved).isEmpty)
        // At most the one order that was about to leave.
        #expect(approved.count - orders.count <= 1)
        if wanted > 700 { #expect(!orders.isEmpty) }

        let kept = try XDFSignals(path: place.signals)
        #expect(kept.indices.count >= end - 2000, "\(end - kept.indices.count) samples lost")
        #expect(!kept.isComplete)
        let outcome = try SessionReplay(place).run(Self.controller(), channel: 0)
        #expect(outcome.difference == nil && !outcome.isClosed, "\(String(describing: outcome.difference))")
    }

    @Test("on a full disk the session stops with the reason, and what stands in the log plays again")
    func fullDisk() throws {
        let place = SessionFolder(folder.file("session"))
        let (process, output) = try start([place.path, "60000"])
        let bytes = [UInt8](output.fileHandleForReading.readDataToEndOfFile())
        process.waitUntilExit()
        let last = String(decoding: bytes, as: UTF8.self).split(separator: "\n").last ?? ""
        #expect(last.contains("the signals cannot be written any more (File too large)"), "\(last)")
        let outcome = try SessionReplay(place).run(Self.controller(), channel: 0)
        #expect(outcome.difference == nil && outcome.frames > 4_000)
    }
}
