// Reads a log back, the half line that a crash may have left included.

import Glibc
public import Signals

/// A log that was read.
public struct EventLog: Hashable, Sendable {
    /// The whole entries, in order.
    public let entries: [EventLogEntry]
    /// Whether the last line was not finished; it is not among the entries.
    public let endsInHalfLine: Bool

    /// Reads a log. A last line without an end is left out; any other line that is not an entry is an error.
    ///
    /// - Throws: ``EventLogError``.
    public init(path: String) throws(EventLogError) {
        try self.init(contents: try Self.contents(of: path), path: path)
    }

    /// Reads a log from its bytes; `path` is only for errors.
    ///
    /// - Throws: ``EventLogError/line(path:line:reason:)``.
    public init(contents: [UInt8], path: String) throws(EventLogError) {
        var entries: [EventLogEntry] = []
        var rest = contents[...]
        while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
            let number = entries.count + 1
            do throws(EventLogEntry.LineError) {
                let entry = try EventLogEntry(line: rest[..<end])
                guard entry.sequence == entries.count else {
                    throw EventLogEntry.LineError(
                        byte: 1, reason: "its sequence number is \(entry.sequence); expected is \(entries.count)")
                }
                entries.append(entry)
            } catch {
                throw .line(path: path, line: number, reason: "at byte \(error.byte), \(error.reason)")
            }
            rest = rest[(end + 1)...]
        }
        self.entries = entries
        endsInHalfLine = !rest.isEmpty
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

    /// What kind of trouble it is.
    public var category: ErrorCategory {
        switch self {
        case .cannotCreate: .cannotCreate
        case .cannotWrite: .inputOutput
        case .cannotRead: .noInput
        case .line: .data
        }
    }

    /// What is wrong, in one sentence.
    public var description: String {
        switch self {
        case .cannotCreate(let path, let reason): "the event log \(path) cannot be created: \(reason)"
        case .cannotWrite(let path, let reason): "the event log \(path) cannot be written: \(reason)"
        case .cannotRead(let path, let reason): "the event log \(path) cannot be read: \(reason)"
        case .line(let path, let line, let reason): "line \(line) of the event log \(path) is not an entry: \(reason)"
        }
    }
}
