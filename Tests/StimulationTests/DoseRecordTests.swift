import TestSupport
import Testing

@testable import Stimulation

@Suite("the dose record")
struct DoseRecordTests {
    private static let person = PersonCode("P01")!

    private static func moment(_ seconds: Int, boot: String = "a", uptime: Int? = nil) -> SessionMoment {
        SessionMoment(
            unixMicroseconds: 1_790_000_000_000_000 + seconds * 1_000_000, boot: boot,
            uptimeMicroseconds: (uptime ?? seconds) * 1_000_000)!
    }

    private static func entry(_ seconds: Int, channel: Int = 1, pulses: Int = 50) -> DoseLedger.Entry {
        let start = SessionTime(microseconds: seconds * 1_000_000)
        return DoseLedger.Entry(
            channel: PadChannel(channel)!, start: start, end: start + .milliseconds(1_100),
            dose: Dose(
                bursts: 1, pulses: pulses, onTime: .seconds(1),
                charge: Microcoulombs(picocoulombs: pulses * 4_000_000)))
    }

    /// Two sessions: three bursts, one of them cut short, and half an hour later two more.
    private static func example() -> (text: String, lineEnds: [Int]) {
        var writer = DoseRecordWriter()
        var text = writer.session(person, at: moment(0))
        text += writer.burst(entry(10))
        text += writer.burst(entry(30, channel: 2))
        text += writer.burst(entry(50, pulses: 40))
        text += writer.early(PadChannel(1)!, at: SessionTime(microseconds: 50_500_000), pulses: 20)
        text += writer.session(person, at: moment(1_800))
        text += writer.burst(entry(10))
        text += writer.burst(entry(90, channel: 8, pulses: 7))
        let ends = Array(text.utf8).indices.filter { Array(text.utf8)[$0] == 10 }
        return (text, ends)
    }

    @Test("a record reads back as what was written, seen from the session that begins now")
    func roundTrip() throws {
        let contents = try DoseRecord.read(Array(Self.example().text.utf8), at: Self.moment(3_600))
        #expect(contents.person == Self.person)
        let entries = contents.ledger.entries
        #expect(entries.map { $0.start.microseconds / 1_000_000 } == [-3_590, -3_570, -3_550, -1_790, -1_710])
        #expect(entries.map(\.channel.number) == [1, 2, 1, 1, 8])
        #expect(entries.map(\.dose.pulses) == [50, 50, 20, 50, 7])
        #expect(entries.map(\.dose.onTime.count) == [1_000_000, 1_000_000, 500_000, 1_000_000, 1_000_000])
        #expect(entries.map(\.dose.charge.picocoulombs) == [50, 50, 20, 50, 7].map { $0 * 4_000_000 })
    }

    @Test("cut at any byte, a record keeps every burst whose line is whole, and can be gone on with")
    func cutAnywhere() throws {
        let (text, ends) = Self.example()
        let bytes = Array(text.utf8)
        // The kinds of the lines, in order: which cut leaves how many bursts, and whether the third was cut short.
        let isBurst = [false, true, true, true, false, false, true, true]
        var wrong: [String] = []
        for length in 0...bytes.count {
            // A line counts when its last byte before the line break is there.
            let whole = ends.count { length >= $0 }
            let cut = Array(bytes[..<length])
            let contents = try DoseRecord.read(cut, at: Self.moment(3_600))
            let entries = contents.ledger.entries
            if entries.count != isBurst[..<whole].count(where: { $0 }) { wrong.append("\(length): \(entries.count)") }
            if entries.count > 2, entries[2].dose.pulses != (whole > 4 ? 20 : 40) { wrong.append("\(length): early") }
            // Gone on with as the shell does: what is behind the whole lines is cut off, and a session begins.
            var writer = DoseRecordWriter(after: contents)
            var more = String(decoding: cut[..<contents.wholeLength], as: UTF8.self)
            more += writer.session(Self.person, at: Self.moment(3_600))
            more += writer.burst(Self.entry(5, channel: 3))
            let again = try DoseRecord.read(Array(more.utf8), at: Self.moment(7_200)).ledger.entries
            if again.dropLast().map(\.dose) != entries.map(\.dose) || again.last?.channel.number != 3 {
                wrong.append("\(length): gone on with")
            }
        }
        #expect(wrong.isEmpty)
    }

    @Test("one byte changed, one line lost, moved or put in twice: the record is refused, and the line is named")
    func damage() throws {
        let (text, ends) = Self.example()
        let bytes = Array(text.utf8)
        var accepted: [String] = []
        for position in bytes.indices where position < ends[6] {
            for value in [bytes[position] ^ 1, 0, 10, 32, 255] where value != bytes[position] {
                var damaged = bytes
                damaged[position] = value
                do {
                    _ = try DoseRecord.read(damaged, at: Self.moment(3_600))
                    accepted.append("byte \(position) as \(value)")
                } catch {
                    if error.line < 1 || error.line > ends.count + 1 { accepted.append("line \(error.line)") }
                }
            }
        }
        let lines = text.split(separator: "\n").map { $0 + "\n" }
        // What concerns the last two lines alone looks like a last line that was not finished.
        for k in lines.indices.dropLast(2) {
            var lost = lines
            lost.remove(at: k)
            var twice = lines
            twice.insert(lines[k], at: k)
            var moved = lines
            moved.swapAt(k, k + 1)
            for (what, version) in [("lost", lost), ("twice", twice), ("moved", moved)]
            where (try? DoseRecord.read(Array(version.joined().utf8), at: Self.moment(3_600))) != nil {
                accepted.append("line \(k) \(what)")
            }
        }
        #expect(accepted.isEmpty)
        #expect(throws: DoseRecord.Failure(line: 2, reason: "is not as it was written (its check does not fit)")) {
            _ = try DoseRecord.read(Array((lines[0] + lines[2] + lines[3]).utf8), at: Self.moment(3_600))
        }
    }

    @Test("anything at all is read or refused, and never crashes")
    func fuzz() {
        let mutator = FileMutator(Array(Self.example().text.utf8))
        var read = 0
        for number in 0..<3_000 {
            if (try? DoseRecord.read(mutator.copy(UInt64(number)), at: Self.moment(3_600))) != nil { read += 1 }
        }
        // Damage behind the last line's beginning is a line that was not finished.
        #expect(read < 1_500)
    }

    @Test("a clock that is set forward makes no dose older while the computer is on, and one set back makes none newer")
    func clocks() throws {
        var writer = DoseRecordWriter()
        let text = writer.session(Self.person, at: Self.moment(0)) + writer.burst(Self.entry(10))
        func age(_ now: SessionMoment) throws -> Int {
            let entries = try DoseRecord.read(Array(text.utf8), at: now).ledger.entries
            return -(try #require(entries.first).start.microseconds) / 1_000_000
        }
        #expect(try age(Self.moment(600)) == 590)
        // Set forward by two days, with ten minutes on the even clock.
        #expect(try age(Self.moment(172_800, uptime: 600)) == 590)
        // Set back: the dose is as new as can be, and lasts as long as it did.
        #expect(try age(Self.moment(-86_400, uptime: 600)) == 0)
        // Another boot: only the wall clock is left.
        #expect(try age(Self.moment(3_600, boot: "b", uptime: 5)) == 3_590)
        #expect(try age(Self.moment(-5, boot: "b", uptime: 5)) == 0)
    }

    @Test("absurd numbers in a record are refused, also when its checks fit")
    func absurd() throws {
        func refused(_ line: String) -> Bool {
            var writer = DoseRecordWriter()
            let session = writer.session(Self.person, at: Self.moment(0))
            let check = DoseRecord.check(line.utf8, after: String(session.prefix(8)))
            let text = session + check + " " + line + "\n"
            return (try? DoseRecord.read(Array(text.utf8), at: Self.moment(3_600))) == nil
        }
        let good = "burst channel=1 start=0 end=5 bursts=1 pulses=1 onTime=5 charge=5"
        #expect(!refused(good))
        for (old, new) in [
            ("channel=1", "channel=9"), ("channel=1", ""), ("start=0", "start=-1"), ("start=0", "start=6"),
            ("end=5", "end=9223372036854775807"), ("pulses=1", "pulses=-1"), ("onTime=5", "onTime=nan"),
            ("charge=5", "charge=99999999999999999999"), ("bursts=1", "bursts=-1"), ("burst ", "bursts "),
        ] { #expect(refused(good.replacing(old, with: new)), "\(new)") }
        for line in [
            "session form=2 person=P01 began=0 boot=a uptime=0", "session form=1 person=P02 began=0 boot=a uptime=0",
            "session form=1 person=P01 began=-1 boot=a uptime=0", "session form=1 person=P01 began=0 boot=ä uptime=0",
            "", " ", "early channel=1 at=0",
        ] { #expect(refused(line), "\(line)") }
        #expect((try? DoseRecord.read(Array("\n".utf8), at: Self.moment(0))) == nil)
    }

    @Test("the check is the CRC-32 that everybody uses")
    func crc() { #expect(DoseRecord.check("123456789".utf8) == "cbf43926") }

    @Test("a burst whose dose cannot be written down is not let out")
    func bookFails() throws {
        struct FullDisk: DoseBook {
            var doses = DoseLedger()
            mutating func write(_ entry: DoseLedger.Entry) throws(DoseBookError) { throw DoseBookError("disk full") }
            mutating func endedEarly(_ channel: PadChannel, at end: SessionTime, pulses: Int) -> Bool { false }
        }
        let scene = try Scene()
        var book = FullDisk()
        let gate = try scene.gate()
        #expect(throws: Refusal([.notWrittenDown(DoseBookError("disk full"))])) {
            _ = try gate.approve(scene.order, ledger: &book, device: scene.device, interlock: .armed, at: scene.now)
        }
    }

    @Test("an entry below zero counts as zero and makes no dose less")
    func negativeEntries() throws {
        var ledger = try Scene().ledger
        let before = ledger.dose(Scene.channel, since: .start)
        try ledger.write(
            .init(
                channel: Scene.channel, start: SessionTime(microseconds: 90_000_000), end: .start,
                dose: Dose(
                    bursts: -5, pulses: -1, onTime: .minutes(-5), charge: Microcoulombs(picocoulombs: -1_000_000))))
        #expect(ledger.dose(Scene.channel, since: .start) == before)
        #expect(ledger.entries.last?.end == ledger.entries.last?.start)
    }
}
