// A file that appears only when it is complete: written beside its target under another name, renamed at the end.

import Glibc
import Signals

/// A file being written. Unless ``finish()`` is called, nothing is left behind; where the file system has files without a
/// name, not even when the program is killed.
public final class OutputFile {
    private let path: String
    /// How the name begins that the file has before it gets its own.
    private let stem: String
    /// That name, once it has one.
    private var temporary: String?
    private var descriptor: Int32
    private var buffer: [UInt8] = []
    private let capacity = 1 << 18

    /// Begins a file beside `path`.
    ///
    /// - Throws: ``RecordingError`` with ``ErrorCategory/cannotCreate`` when the directory cannot be written to.
    public init(_ path: String) throws(RecordingError) {
        var info = Glibc.stat()
        if stat(path, &info) == 0, info.st_mode & Glibc.S_IFMT != Glibc.S_IFREG {
            throw RecordingError(
                .cannotCreate, file: path, problem: "there is something here that is not a regular file; name a file")
        }
        let slash = path.lastIndex(of: "/")
        let directory = slash.map { String(path[...$0]) } ?? ""
        let base = slash.map { String(path[path.index(after: $0)...]) } ?? path
        self.path = path
        stem = "\(directory).\(base.prefix(80)).\(getpid())"
        // A file without a name (O_TMPFILE, whose macro Swift does not import): whatever ends the program, nothing is
        // left. Not every file system has them.
        let nameless = Glibc.open(
            directory.isEmpty ? "." : directory, 0o20000000 | O_DIRECTORY | O_WRONLY | O_CLOEXEC, 0o666)
        if nameless >= 0 {
            descriptor = nameless
            temporary = nil
        } else {
            (descriptor, temporary) = try Self.named(stem) { name in
                Glibc.open(name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
            } orThrow: { reason in
                RecordingError(.cannotCreate, file: path, problem: "the file cannot be created (\(reason))")
            }
        }
        buffer.reserveCapacity(capacity + 4096)
    }

    deinit {
        guard descriptor >= 0 else { return }
        close(descriptor)
        if let temporary { unlink(temporary) }
    }

    /// Tries names that begin with `stem` until `make` succeeds with one that nobody has.
    private static func named(
        _ stem: String, _ make: (String) -> Int32, orThrow error: (String) -> RecordingError
    ) throws(RecordingError) -> (result: Int32, name: String) {
        for attempt in 0..<10_000 {
            let name = "\(stem).\(attempt).part"
            let result = make(name)
            if result >= 0 { return (result, name) }
            guard errno == EEXIST else { throw error(systemMessage(errno)) }
        }
        throw error(systemMessage(EEXIST))
    }

    /// Appends bytes.
    ///
    /// - Throws: ``RecordingError`` when the disk takes no more.
    public func write(_ bytes: some Collection<UInt8>) throws(RecordingError) {
        buffer.append(contentsOf: bytes)
        if buffer.count >= capacity { try flush() }
    }

    /// Completes the file and gives it its name; one of that name is replaced.
    ///
    /// - Throws: ``RecordingError``; then nothing is left behind, and an older file stays as it was.
    public func finish() throws(RecordingError) {
        try flush()
        let failed = { [path] (reason: String) in
            RecordingError(.cannotCreate, file: path, problem: "the file cannot be completed (\(reason))")
        }
        if temporary == nil {
            let descriptor = descriptor
            temporary = try Self.named(stem) { name in
                linkat(AT_FDCWD, "/proc/self/fd/\(descriptor)", AT_FDCWD, name, AT_SYMLINK_FOLLOW)
            } orThrow: {
                failed($0)
            }.name
        }
        let closed = close(descriptor)
        descriptor = -1
        guard let temporary, closed == 0, rename(temporary, path) == 0 else {
            let reason = systemMessage(errno)
            if let temporary { unlink(temporary) }
            throw failed(reason)
        }
    }

    private func flush() throws(RecordingError) {
        var done = 0
        while done < buffer.count {
            let written = buffer[done...].withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if written < 0 && errno == EINTR { continue }
            guard written > 0 else {
                throw RecordingError(
                    .inputOutput, file: path, problem: "the file cannot be written (\(systemMessage(errno)))")
            }
            done += written
        }
        buffer.removeAll(keepingCapacity: true)
    }
}
