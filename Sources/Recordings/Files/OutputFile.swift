// A file that appears only when it is complete: written beside its target under another name, renamed at the end.

import Glibc
import Signals

/// A file being written. Unless ``finish()`` is called, nothing is left behind.
public final class OutputFile {
    private let path: String
    private let temporary: String
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
        var attempt = 0
        while true {
            let name = "\(directory).\(base.prefix(80)).\(getpid()).\(attempt).part"
            let opened = Glibc.open(name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
            if opened >= 0 {
                self.path = path
                temporary = name
                descriptor = opened
                break
            }
            guard errno == EEXIST, attempt < 10_000 else {
                throw RecordingError(
                    .cannotCreate, file: path, problem: "the file cannot be created (\(systemMessage(errno)))")
            }
            attempt += 1
        }
        buffer.reserveCapacity(capacity + 4096)
    }

    deinit {
        guard descriptor >= 0 else { return }
        close(descriptor)
        unlink(temporary)
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
        let closed = close(descriptor)
        descriptor = -1
        guard closed == 0, rename(temporary, path) == 0 else {
            let reason = systemMessage(errno)
            unlink(temporary)
            throw RecordingError(.cannotCreate, file: path, problem: "the file cannot be completed (\(reason))")
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
