// Reads a log back, the half line that a crash may have left included.

import Glibc
public import Signals

/// A log that was read.
public struct EventLog: Hashable, Sendable {
    /// The whole entries, in order.
    public let entries: [EventLogEntry]
    /// Whether the last line was not finished; it is not among the entries.
    public let endsInHalfLine: Bool
    /// The digest of the last whole line: kept elsewhere, it vouches for the log as it was then.
    public let lastDigest: String

    /// Reads a log and checks its chain. A last line without an end is left out; any other line that is not an entry, or
    /// does not carry the digest of the line before it, is an error.
    ///
    /// - Throws: ``EventLogError``.
    public init(path: String) throws(EventLogError) {
        try self.init(contents: try Self.contents(of: path), path: path)
    }

    /// Reads a log from its bytes; `path` is only for errors.
    ///
    /// - Throws: ``EventLogError``.
    public init(contents: [UInt8], path: String) throws(EventLogError) {
        var entries: [EventLogEntry] = []
        var digest = EventLogEntry.beginning
        var rest = contents[...]
        while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
            let number = entries.count + 1
            let (entry, previous) = try Self.entry(rest[..<end], number, path)
            if number == 1 { try Self.checkForm(entry, isChained: previous != nil, path) }
            guard entry.sequence == entries.count else {
                throw .line(
                    path: path, line: number,
                    reason: "at byte 1, its sequence number is \(entry.sequence); expected is \(entries.count)")
            }
            guard previous == digest else { throw .brokenChain(path: path, line: number) }
            digest = EventLogEntry.digest(ofLine: rest[..<end])
            entries.append(entry)
            rest = rest[(end + 1)...]
        }
        self.entries = entries
        endsInHalfLine = !rest.isEmpty
        lastDigest = digest
    }

    private static func entry(
        _ line: ArraySlice<UInt8>, _ number: Int, _ path: String
    ) throws(EventLogError) -> (entry: EventLogEntry, previous: String?) {
        do throws(EventLogEntry.LineError) {
            return try EventLogEntry.read(line)
        } catch {
            throw .line(path: path, line: number, reason: "at byte \(error.byte), \(error.reason)")
        }
    }

    /// The first line says of which form the log is; without saying, it is of the form that it looks like.
    private static func checkForm(_ first: EventLogEntry, isChained: Bool, _ path: String) throws(EventLogError) {
        let form: Int? = if case .integer(let version)? = first["version"] { version } else { nil }
        guard isChained, form ?? EventLogWriter.formVersion == EventLogWriter.formVersion else {
            throw .otherForm(path: path, found: form ?? 1)
        }
    }

    private static func contents(of path: String) throws(EventLogError) -> [UInt8] {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw .cannotRead(path: path, reason: systemReason()) }
        defer { _ = close(descriptor) }
        var contents: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = buffer.withUnsafeMutableBytes { read(descriptor, $0.baseAddress, $0.count) }
            if count < 0 && errno == EINTR { continue }
            guard count >= 0 else { throw .cannotRead(path: path, reason: systemReason()) }
            if count == 0 { return contents }
            contents += buffer.prefix(count)
        }
    }
}

/// Why a log cannot be written or read.
public enum EventLogError: ExplainedError, Hashable {
    /// The file cannot be made.
    case cannotCreate(path: String, reason: String)
    /// A line cannot be written.
    case cannotWrite(path: String, reason: String)
    /// The file cannot be read.
    case cannotRead(path: String, reason: String)
    /// A line, from 1, is not an entry.
    case line(path: String, line: Int, reason: String)
    /// A line, from 1, does not carry the digest of the line before it.
    case brokenChain(path: String, line: Int)
    /// The log is of another form.
    case otherForm(path: String, found: Int)

    /// What kind of trouble it is.
    public var category: ErrorCategory {
        switch self {
        case .cannotCreate: .cannotCreate
        case .cannotWrite: .inputOutput
        case .cannotRead: .noInput
        case .line, .brokenChain, .otherForm: .data
        }
    }

    /// What is wrong, in one sentence.
    public var description: String {
        switch self {
        case .cannotCreate(let path, let reason): "the event log \(path) cannot be created: \(reason)"
        case .cannotWrite(let path, let reason): "the event log \(path) cannot be written: \(reason)"
        case .cannotRead(let path, let reason): "the event log \(path) cannot be read: \(reason)"
        case .brokenChain(let path, 1):
            "the hash chain of the event log \(path) breaks at line 1, which follows another line: what came before it is "
                + "missing"
        case .brokenChain(let path, let line):
            "the hash chain of the event log \(path) breaks at line \(line): it does not follow line \(line - 1) as that "
                + "stands there, so one of the two was changed, or lines between them are missing"
        case .otherForm(let path, let found):
            "the event log \(path) is of form \(found)\(found < EventLogWriter.formVersion ? ", without a hash chain" : ""); "
                + "this version of Lull reads form \(EventLogWriter.formVersion): read it with the version that wrote it"
        case .line(let path, let line, let reason): "line \(line) of the event log \(path) is not an entry: \(reason)"
        }
    }
}
