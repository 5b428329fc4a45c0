// The dose ledger on disk: every burst stands there, and has reached the disk, before the gate lets it out.

import Glibc
public import Signals
public import Stimulation

/// A person's dose ledger in a file.
///
/// A line is written whole and forced to the disk (`fdatasync`) before ``write(_:)`` returns, so that a program that is
/// killed, or a computer that loses its power, can have counted too much and never too little. That takes milliseconds, once for
/// each burst and before it. The file is locked: two programs that each count half of the doses would allow twice as much.
/// When a line could not be written, nothing is let out any more until the file has been opened again.
public struct DoseLedgerFile: DoseBook, ~Copyable {
    /// Where it is.
    public let path: String
    /// What was given before this session (at negative times) and in it.
    public private(set) var doses: DoseLedger

    private let descriptor: Int32
    private var writer: DoseRecordWriter
    private var failure: DoseBookError?

    /// The gate looks back one day; what is older stays in the file and is not kept in memory.
    private static let memory = Microseconds.hours(25)
    /// The longest file that is read, in bytes: about a million bursts.
    private static let sizeLimit = 200_000_000

    /// Opens a person's ledger, or begins it, and begins a session in it.
    ///
    /// - Parameters:
    ///   - path: the file; it is made when it is not there.
    ///   - person: whose doses it keeps. Another person's ledger is refused.
    ///   - moment: when the session begins, on the clock of which session time is counted.
    /// - Throws: ``DoseLedgerFileError``.
    public init(path: String, person: PersonCode, at moment: SessionMoment) throws(DoseLedgerFileError) {
        let descriptor = open(path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw .cannotOpen(path: path, reason: systemReason()) }
        do {
            guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
                throw errno == EWOULDBLOCK
                    ? DoseLedgerFileError.inUse(path: path) : .cannotOpen(path: path, reason: systemReason())
            }
            let bytes = try Self.bytes(of: descriptor, path)
            let contents: DoseRecord.Contents
            do {
                contents = try DoseRecord.read(bytes, at: moment)
            } catch {
                throw DoseLedgerFileError.damaged(path: path, line: error.line, reason: error.reason)
            }
            if let other = contents.person, other != person {
                throw DoseLedgerFileError.otherPerson(path: path, found: other, wanted: person)
            }
            if contents.wholeLength < bytes.count, ftruncate(descriptor, contents.wholeLength) != 0 {
                throw DoseLedgerFileError.cannotWrite(path: path, reason: systemReason())
            }
            var writer = DoseRecordWriter(after: contents)
            try Self.append(writer.session(person, at: moment), to: descriptor, path)
            if bytes.isEmpty { try Self.synchroniseFolder(of: path) }
            var ledger = contents.ledger
            ledger.forget(before: .start - Self.memory)
            self.path = path
            self.descriptor = descriptor
            self.writer = writer
            doses = ledger
        } catch let error as DoseLedgerFileError {
            _ = close(descriptor)
            throw error
        } catch {
            // Everything above throws a DoseLedgerFileError; the compiler cannot know.
            _ = close(descriptor)
            throw .cannotOpen(path: path, reason: "\(error)")
        }
    }

    deinit { _ = close(descriptor) }

    /// Writes a burst down; it is on the disk when this returns.
    ///
    /// - Throws: `DoseBookError` when it cannot be written. From then on nothing can.
    public mutating func write(_ entry: DoseLedger.Entry) throws(DoseBookError) {
        try keep(writer.burst(entry))
        try doses.write(entry)
        doses.forget(before: entry.start - Self.memory)
    }

    /// Notes that the last burst on an output ended early.
    @discardableResult
    public mutating func endedEarly(_ channel: PadChannel, at end: SessionTime, pulses: Int) -> Bool {
        var lowered = doses
        guard lowered.endedEarly(channel, at: end, pulses: pulses) else { return false }
        do throws(DoseBookError) { try keep(writer.early(channel, at: end, pulses: pulses)) } catch { return false }
        doses = lowered
        return true
    }

    private mutating func keep(_ line: String) throws(DoseBookError) {
        if let failure { throw failure }
        do throws(DoseLedgerFileError) {
            try Self.append(line, to: descriptor, path)
        } catch {
            // After a failed write nobody knows what is on the disk; only reading it again tells.
            let failure = DoseBookError(error.description)
            self.failure = failure
            throw failure
        }
    }

    private static func append(_ text: String, to descriptor: Int32, _ path: String) throws(DoseLedgerFileError) {
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { throw .cannotWrite(path: path, reason: systemReason()) }
            rest = rest.dropFirst(count)
        }
        guard fdatasync(descriptor) == 0 else { throw .cannotWrite(path: path, reason: systemReason()) }
    }

    private static func bytes(of descriptor: Int32, _ path: String) throws(DoseLedgerFileError) -> [UInt8] {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = buffer.withUnsafeMutableBytes { read(descriptor, $0.baseAddress, $0.count) }
            if count < 0 && errno == EINTR { continue }
            guard count >= 0 else { throw .cannotOpen(path: path, reason: systemReason()) }
            if count == 0 { return bytes }
            bytes += buffer.prefix(count)
            guard bytes.count <= sizeLimit else {
                throw .cannotOpen(path: path, reason: "it has more than \(sizeLimit) bytes; begin a new one")
            }
        }
    }

    /// A file that has just been made is safe only when its folder is on the disk too.
    private static func synchroniseFolder(of path: String) throws(DoseLedgerFileError) {
        let slash = path.lastIndex(of: "/")
        let folder = slash.map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
        let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw .cannotWrite(path: path, reason: systemReason()) }
        defer { _ = close(descriptor) }
        guard fsync(descriptor) == 0 else { throw .cannotWrite(path: path, reason: systemReason()) }
    }
}

/// Why a dose ledger cannot be used. Nothing is stimulated then.
public enum DoseLedgerFileError: ExplainedError, Hashable {
    /// The file cannot be opened or read.
    case cannotOpen(path: String, reason: String)
    /// A line cannot be written.
    case cannotWrite(path: String, reason: String)
    /// Another program has it open.
    case inUse(path: String)
    /// It keeps somebody else's doses.
    case otherPerson(path: String, found: PersonCode, wanted: PersonCode)
    /// A line, from 1, is not as it was written.
    case damaged(path: String, line: Int, reason: String)

    /// What kind of trouble it is.
    public var category: ErrorCategory {
        switch self {
        case .cannotOpen: .noInput
        case .cannotWrite: .inputOutput
        case .inUse: .unavailable
        case .otherPerson: .noPermission
        case .damaged: .data
        }
    }

    /// What is wrong, in one sentence.
    public var description: String {
        switch self {
        case .cannotOpen(let path, let reason): "the dose ledger \(path) cannot be opened: \(reason)"
        case .cannotWrite(let path, let reason):
            "the dose ledger \(path) cannot be written, so nothing is stimulated: \(reason)"
        case .inUse(let path):
            "the dose ledger \(path) is in use by another program; one program at a time may stimulate a person"
        case .otherPerson(let path, let found, let wanted):
            "the dose ledger \(path) is \(found)'s, allowed is one of \(wanted)"
        case .damaged(let path, let line, let reason):
            "the dose ledger \(path) is damaged: line \(line) \(reason); nothing is stimulated before somebody has "
                + "looked at it and begun a new one with what the person was given in the last day"
        }
    }
}

extension SessionMoment {
    /// Now, on the clocks of this computer; `nil` when they cannot be read.
    public static func current() -> SessionMoment? {
        var wall = timespec()
        var even = timespec()
        guard clock_gettime(CLOCK_REALTIME, &wall) == 0, clock_gettime(CLOCK_BOOTTIME, &even) == 0,
            let file = fopen("/proc/sys/kernel/random/boot_id", "r")
        else { return nil }
        defer { fclose(file) }
        var name = [UInt8](repeating: 0, count: 64)
        let count = fread(&name, 1, name.count, file)
        let boot = String(decoding: name.prefix(count).prefix { $0 > 0x20 }, as: UTF8.self)
        func microseconds(_ time: timespec) -> Int { time.tv_sec * 1_000_000 + time.tv_nsec / 1_000 }
        return SessionMoment(
            unixMicroseconds: microseconds(wall), boot: boot, uptimeMicroseconds: microseconds(even))
    }
}
