import Devices
import Foundation
import Stimulation
import TestSupport
import Testing

@Suite("the dose ledger on disk")
struct DoseLedgerFileTests {
    private let folder: TemporaryDirectory
    private let person = PersonCode("P01")!
    private let channel = PadChannel(1)!

    init() throws { folder = try TemporaryDirectory() }

    private func moment(_ seconds: Int) -> SessionMoment {
        SessionMoment(
            unixMicroseconds: 1_790_000_000_000_000 + seconds * 1_000_000, boot: "a",
            uptimeMicroseconds: seconds * 1_000_000)!
    }

    private func entry(_ seconds: Int) -> DoseLedger.Entry {
        let start = SessionTime(microseconds: seconds * 1_000_000)
        return DoseLedger.Entry(
            channel: channel, start: start, end: start + .seconds(2),
            dose: Dose(bursts: 1, pulses: 100, onTime: .seconds(2), charge: Microcoulombs(picocoulombs: 400_000_000)))
    }

    @Test("what a session gave counts in the next one, and a burst that ended early counts less")
    func nextSession() throws {
        let path = folder.file("P01.doses")
        do {
            var ledger = try DoseLedgerFile(path: path, person: person, at: moment(0))
            try ledger.write(entry(10))
            try ledger.write(entry(100))
            let lowered = ledger.endedEarly(channel, at: SessionTime(microseconds: 101_000_000), pulses: 50)
            let impossible = ledger.endedEarly(channel, at: SessionTime(microseconds: 101_500_000), pulses: 60)
            #expect(lowered && !impossible)
            #expect(ledger.doses.dose(channel, since: .start).pulses == 150)
        }
        let ledger = try DoseLedgerFile(path: path, person: person, at: moment(1_000))
        let dose = ledger.doses.dose(channel, since: .start - .hours(1))
        #expect(dose.pulses == 150 && dose.onTime == .seconds(3))
        #expect(ledger.doses.dose(channel, since: .start) == Dose())
        #expect(ledger.doses.lastBurst(channel)?.end == SessionTime(microseconds: -899_000_000))
    }

    @Test("a second program, another person, a damaged file and a folder in its place are each refused in one sentence")
    func refusals() throws {
        let path = folder.file("P01.doses")
        func failure(_ path: String, _ person: PersonCode) -> DoseLedgerFileError? {
            do {
                _ = try DoseLedgerFile(path: path, person: person, at: moment(2_000))
                return nil
            } catch {
                return error
            }
        }
        do {
            var ledger = try DoseLedgerFile(path: path, person: person, at: moment(0))
            try ledger.write(entry(10))
            try ledger.write(entry(60))
            #expect(failure(path, person) == .inUse(path: path))
        }
        let other = PersonCode("P02")!
        #expect(failure(path, other) == .otherPerson(path: path, found: person, wanted: other))
        var bytes = try TemporaryDirectory.bytes(of: path)
        bytes[bytes.count / 2] ^= 4
        let damaged = try folder.write(bytes, to: "damaged.doses")
        guard case .damaged(damaged, let line, _) = failure(damaged, person) else {
            Issue.record("a damaged ledger was opened")
            return
        }
        #expect(line == 2)
        #expect(try TemporaryDirectory.bytes(of: damaged) == bytes)
        guard case .cannotOpen = failure(folder.path, person) else {
            Issue.record("a folder was opened as a ledger")
            return
        }
    }

    @Test("a line that was not finished is cut off, and what was whole before it stays")
    func halfLine() throws {
        let path = folder.file("P01.doses")
        do {
            var ledger = try DoseLedgerFile(path: path, person: person, at: moment(0))
            try ledger.write(entry(10))
            try ledger.write(entry(60))
        }
        let bytes = try TemporaryDirectory.bytes(of: path)
        for missing in [1, 2, 30] {
            let cut = try folder.write(bytes.dropLast(missing), to: "cut\(missing).doses")
            do {
                var ledger = try DoseLedgerFile(path: cut, person: person, at: moment(100))
                #expect(ledger.doses.entries.count == (missing == 1 ? 2 : 1))
                try ledger.write(entry(10))
            }
            let again = try DoseLedgerFile(path: cut, person: person, at: moment(200))
            #expect(again.doses.entries.count == (missing == 1 ? 3 : 2))
        }
    }

    @Test("doses of more than a day ago stay in the file and leave the memory")
    func memory() throws {
        let path = folder.file("P01.doses")
        var ledger = try DoseLedgerFile(path: path, person: person, at: moment(0))
        for day in 0..<4 { try ledger.write(entry(86_400 * day + 10)) }
        #expect(ledger.doses.entries.count == 2)
        let text = String(decoding: try TemporaryDirectory.bytes(of: path), as: UTF8.self)
        #expect(text.split(separator: "\n").count == 5)
    }

    @Test("this computer's clocks can be read")
    func clocks() throws {
        let (a, b) = (try #require(SessionMoment.current()), try #require(SessionMoment.current()))
        #expect(a.boot == b.boot && a.boot.count == 36)
        #expect(b.uptimeMicroseconds >= a.uptimeMicroseconds)
    }

    // MARK: - Another process

    /// Starts the program that gives bursts.
    private func start(_ arguments: [String]) throws -> (process: Process, output: Pipe) {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
            .appendingPathComponent("dose-writer")
        process.arguments = arguments
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        return (process, output)
    }

    /// The starts of the bursts that a ledger's file holds, as the session that wrote it counted.
    private func starts(in path: String) throws -> Set<Int> {
        let age = 1_000_000_000_000_000
        let later = SessionMoment(
            unixMicroseconds: 1_790_000_000_000_000 + age, boot: "b", uptimeMicroseconds: 0)!
        let contents = try DoseRecord.read(try TemporaryDirectory.bytes(of: path), at: later)
        return Set(contents.ledger.entries.map { $0.start.microseconds + age })
    }

    @Test("killed at any moment, the ledger holds every burst that left", arguments: 0..<12)
    func killed(round: Int) throws {
        let path = folder.file("P01.doses")
        let (process, output) = try start([path])
        // The moment of the kill is counted in bursts that were seen to leave, and falls anywhere in the next ones.
        let wanted = 1 + round * 37
        var said: [UInt8] = []
        while said.count(where: { $0 == 10 }) <= wanted {
            let more = output.fileHandleForReading.availableData
            if more.isEmpty { break }
            said += more
        }
        kill(process.processIdentifier, SIGKILL)
        said += output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        #expect(process.terminationReason == .uncaughtSignal)
        let lines = String(decoding: said, as: UTF8.self).split(separator: "\n").map(String.init)
        #expect(lines.first == "open")
        let left = lines.dropFirst().compactMap(Int.init)
        #expect(left.count >= wanted)
        let written = try starts(in: path)
        #expect(Set(left).subtracting(written).isEmpty)
        // At most the one burst that was being given is written down and did not leave.
        #expect(written.count - left.count <= 1)
        // And the ledger can be gone on with.
        let ledger = try DoseLedgerFile(path: path, person: person, at: moment(3_600))
        #expect(!ledger.doses.entries.isEmpty)
    }

    @Test("on a full disk no burst leaves that is not written down, and the refusal says why")
    func fullDisk() throws {
        let path = folder.file("P01.doses")
        let (process, output) = try start([path, "1000"])
        let said = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        let lines = String(decoding: said, as: UTF8.self).split(separator: "\n").map(String.init)
        let left = lines.dropFirst().compactMap(Int.init)
        #expect(left.count >= 3)
        #expect(try starts(in: path) == Set(left))
        let last = try #require(lines.last)
        #expect(last.hasPrefix("refused: the dose cannot be written down") && last.contains("File too large"))
    }
}
