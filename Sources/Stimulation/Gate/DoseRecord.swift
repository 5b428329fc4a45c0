// The ledger as bytes: lines that are only ever appended, each with a check of its own, so that what a crash leaves behind
// can be told from what somebody damaged. Pure: reading and writing files is the shell's work.
//
//     0f3a9c12 session form=1 person=P01 began=1790000000000000 boot=5f2e…c1 uptime=123456789
//     77ab01de burst channel=1 start=4000000 end=5100000 bursts=1 pulses=50 onTime=1000000 charge=200000000
//     1c04f7aa early channel=1 at=4500000 pulses=25

/// When a session began, on the two clocks that a computer has. Microseconds.
public struct SessionMoment: Hashable, Sendable {
    /// By the wall clock, since 1970-01-01 00:00 UTC. People and networks may set it.
    public let unixMicroseconds: Int
    /// Names the time since the computer was switched on; letters, digits and `-`.
    public let boot: String
    /// By the clock that runs evenly since then, sleep included. Nobody can set it.
    public let uptimeMicroseconds: Int

    /// Creates a moment; `nil` when a number is below zero or absurd, or the boot's name is not a name.
    public init?(unixMicroseconds: Int, boot: String, uptimeMicroseconds: Int) {
        let allowed = 0...4_000_000_000_000_000
        guard allowed.contains(unixMicroseconds), allowed.contains(uptimeMicroseconds),
            (1...64).contains(boot.utf8.count),
            boot.unicodeScalars.allSatisfy({
                $0.isASCII && ($0.properties.isAlphabetic || "0123456789-".unicodeScalars.contains($0))
            })
        else { return nil }
        self.unixMicroseconds = unixMicroseconds
        self.boot = boot
        self.uptimeMicroseconds = uptimeMicroseconds
    }

    /// How long after `earlier` this is. Of the two clocks the one that says *less* is believed, so that a wall clock set
    /// forward makes no dose look older while the computer stays on; after a restart only the wall clock is left. Never
    /// below zero: what a clock that was set back puts into the future counts as now.
    func elapsed(since earlier: SessionMoment) -> Microseconds {
        let wall = unixMicroseconds - earlier.unixMicroseconds
        let even = boot == earlier.boot ? uptimeMicroseconds - earlier.uptimeMicroseconds : wall
        return Microseconds(max(0, min(wall, even)))
    }
}

/// The form of a ``DoseLedger`` as bytes; ``DoseRecordWriter`` writes it.
public enum DoseRecord {
    /// The version of the form.
    public static let form = 1

    /// What was read.
    public struct Contents: Hashable, Sendable {
        /// Whose doses they are; `nil` when no session was ever begun.
        public internal(set) var person: PersonCode?
        /// The doses, as the session that begins now counts time: what came before it has negative times.
        public internal(set) var ledger = DoseLedger()
        /// The length of the whole lines, in bytes. What is behind them is a line that was not finished when the program
        /// died; its burst was not given, because none is let out before its line is whole. It is cut off.
        public internal(set) var wholeLength = 0
        /// Whether the last whole line lacks only its line break.
        var lacksLineBreak = false
        /// The check of the last whole line.
        var lastCheck = DoseRecord.beginning

        /// An empty record.
        public init() {}
    }

    /// Why bytes are not a record.
    public struct Failure: Error, Hashable, Sendable, CustomStringConvertible {
        /// The line, from 1.
        public let line: Int
        /// What is wrong with it.
        public let reason: String

        /// The line and what is wrong, in one clause.
        public var description: String { "line \(line) \(reason)" }
    }

    /// CRC-32 (IEEE 802.3) in eight hexadecimal digits.
    static func check(_ bytes: some Sequence<UInt8>) -> String {
        var crc: UInt32 = .max
        for byte in bytes {
            crc ^= UInt32(byte)
            for _ in 0..<8 { crc = crc & 1 == 1 ? (crc >> 1) ^ 0xEDB8_8320 : crc >> 1 }
        }
        let text = String(~crc, radix: 16)
        return String(repeating: "0", count: 8 - text.utf8.count) + text
    }

    /// The check of a line: of its text and of the check before it, so that a line that is lost, moved or put in breaks it.
    static func check(_ text: some Sequence<UInt8>, after previous: String) -> String {
        check(Array(previous.utf8) + Array(text))
    }

    /// What the first line comes after.
    static let beginning = "00000000"
}

/// Writes the lines of a record, each linked to the one before.
public struct DoseRecordWriter: Hashable, Sendable {
    private var previous: String
    private let lacksLineBreak: Bool

    /// Continues a record, or begins one after empty ``DoseRecord/Contents``.
    public init(after contents: DoseRecord.Contents = DoseRecord.Contents()) {
        previous = contents.lastCheck
        lacksLineBreak = contents.lacksLineBreak
    }

    /// The line that begins a session; the first one to write. It goes behind ``DoseRecord/Contents/wholeLength`` bytes.
    public mutating func session(_ person: PersonCode, at moment: SessionMoment) -> String {
        (lacksLineBreak ? "\n" : "")
            + line(
                "session form=\(DoseRecord.form) person=\(person) began=\(moment.unixMicroseconds) boot=\(moment.boot) "
                    + "uptime=\(moment.uptimeMicroseconds)")
    }

    /// The line of a burst that is about to be given.
    public mutating func burst(_ entry: DoseLedger.Entry) -> String {
        let dose = entry.dose
        return line(
            "burst channel=\(entry.channel.number) start=\(entry.start.microseconds) end=\(entry.end.microseconds) "
                + "bursts=\(dose.bursts) pulses=\(dose.pulses) onTime=\(dose.onTime.count) "
                + "charge=\(dose.charge.picocoulombs)")
    }

    /// The line of a burst that ended early.
    public mutating func early(_ channel: PadChannel, at end: SessionTime, pulses: Int) -> String {
        line("early channel=\(channel.number) at=\(end.microseconds) pulses=\(pulses)")
    }

    private mutating func line(_ text: String) -> String {
        previous = DoseRecord.check(text.utf8, after: previous)
        return previous + " " + text + "\n"
    }
}
