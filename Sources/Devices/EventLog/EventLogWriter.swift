// Writes the log of a session: append-only, one whole line for each write, nothing held back.

import Glibc
public import Signals
public import Stimulation

/// The log of a session as a file of lines, each one JSON object.
///
/// A line is handed to the system in one write before `append` returns, so what a crash of this program leaves behind is
/// whole lines, at worst followed by one half line when the disk was full or the machine lost power. The first entry, of
/// kind `log`, names the version of the form and the sample rate.
///
/// Every line carries the SHA-256 of the line before it, so that a line that is changed, lost, moved or put in breaks the
/// chain, and ``EventLog`` says where. It finds accidents and honest doubts; somebody who writes all the lines anew makes a
/// chain that holds, unless ``lastDigest`` was kept elsewhere. The loss of whole lines at the end is found only where the
/// reader knows that there must be an end.
public struct EventLogWriter: ~Copyable {
    /// Where the log is.
    public let path: String
    /// The clock that counts the samples.
    public let clock: SampleClock
    /// The number of the next entry.
    public private(set) var nextSequence = 1
    /// The digest of the last line, which the next one will carry.
    public private(set) var lastDigest: String
    private let descriptor: Int32
    private let isSynchronous: Bool

    /// The version of the form of the lines.
    public static let formVersion = 2

    /// Creates a log.
    ///
    /// - Parameter replacing: Whether a file that is already there is replaced; otherwise it is an error.
    /// - Parameter isSynchronous: Whether each line reaches the disk before `append` returns. It costs milliseconds for
    ///   each line: not for the live loop.
    /// - Throws: ``EventLogError``.
    public init(
        path: String, rate: SampleRate, replacing: Bool = false, isSynchronous: Bool = false
    ) throws(EventLogError) {
        let flags = O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | (replacing ? O_TRUNC : O_EXCL)
        let descriptor = open(path, flags, 0o644)
        guard descriptor >= 0 else { throw .cannotCreate(path: path, reason: systemReason()) }
        let header = EventLogEntry(
            sequence: 0, sample: SampleIndex(0), seconds: 0, kind: "log",
            fields: [.init("version", .integer(Self.formVersion)), .init("rateHz", .number(rate.hertz))])
        do {
            lastDigest = try Self.write(
                header, after: EventLogEntry.beginning, to: descriptor, path, isSynchronous: isSynchronous)
        } catch {
            _ = close(descriptor)
            throw error
        }
        self.path = path
        self.clock = SampleClock(rate: rate)
        self.descriptor = descriptor
        self.isSynchronous = isSynchronous
    }

    deinit { _ = close(descriptor) }

    /// Appends an event that happened at a sample.
    ///
    /// - Throws: ``EventLogError/cannotWrite(path:reason:)``.
    public mutating func append(
        _ kind: String, at sample: SampleIndex, _ fields: [EventLogEntry.Field] = []
    ) throws(EventLogError) {
        try write(
            EventLogEntry(
                sequence: nextSequence, sample: sample, seconds: clock.seconds(at: sample), kind: kind, fields: fields))
    }

    /// Appends an event that happened at a time, which may lie between two samples.
    ///
    /// - Throws: ``EventLogError/cannotWrite(path:reason:)``.
    public mutating func append(
        _ kind: String, at time: SessionTime, _ fields: [EventLogEntry.Field] = []
    ) throws(EventLogError) {
        try write(
            EventLogEntry(
                sequence: nextSequence, sample: clock.index(atSeconds: time.seconds), seconds: time.seconds, kind: kind,
                fields: fields))
    }

    /// Appends what a stimulator did.
    ///
    /// - Throws: ``EventLogError/cannotWrite(path:reason:)``.
    public mutating func append(_ event: StimulatorEvent) throws(EventLogError) {
        try append(event.logKind, at: event.time, event.logFields)
    }

    /// Forces everything written so far out to the disk, so that it survives a loss of power too. Costs milliseconds.
    ///
    /// - Throws: ``EventLogError/cannotWrite(path:reason:)``.
    public func force() throws(EventLogError) {
        guard fdatasync(descriptor) == 0 else { throw .cannotWrite(path: path, reason: systemReason()) }
    }

    private mutating func write(_ entry: EventLogEntry) throws(EventLogError) {
        lastDigest = try Self.write(entry, after: lastDigest, to: descriptor, path, isSynchronous: isSynchronous)
        nextSequence += 1
    }

    /// Writes a line; its digest.
    private static func write(
        _ entry: EventLogEntry, after previous: String, to descriptor: Int32, _ path: String, isSynchronous: Bool
    ) throws(EventLogError) -> String {
        var line = Array(entry.line(after: previous).utf8)
        let digest = EventLogEntry.digest(ofLine: line)
        line.append(UInt8(ascii: "\n"))
        var rest = line[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { throw .cannotWrite(path: path, reason: systemReason()) }
            rest = rest.dropFirst(count)
        }
        if isSynchronous, fdatasync(descriptor) != 0 { throw .cannotWrite(path: path, reason: systemReason()) }
        return digest
    }
}
