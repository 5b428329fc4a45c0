// A file that is open for reading: opened with one clear sentence for everything that can be wrong with it, read by
// position so that several threads can share it.

import Glibc
import Signals

/// A regular, non-empty file, open until the last user lets go of it. Reads are by position and thread-safe.
final class InputFile: Sendable {
    /// The path as the user gave it.
    let path: String
    /// Its size in bytes when it was opened.
    let size: Int
    private let descriptor: Int32

    /// Opens a file.
    ///
    /// - Throws: ``RecordingError`` with ``ErrorCategory/noInput`` when it is missing, a directory or unreadable, with
    ///   ``ErrorCategory/data`` when it is empty.
    init(_ path: String) throws(RecordingError) {
        // O_NONBLOCK keeps a pipe without a writer from blocking the open; regular files do not notice it.
        let descriptor = Glibc.open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw Self.openError(path, errno) }
        var info = Glibc.stat()
        guard fstat(descriptor, &info) == 0 else {
            let error = Self.openError(path, errno)
            close(descriptor)
            throw error
        }
        let problem: (ErrorCategory, String)? =
            switch info.st_mode & Glibc.S_IFMT {
            case Glibc.S_IFREG:
                info.st_size == 0 ? (.data, "the file is empty; Lull needs a recording") : nil
            case Glibc.S_IFDIR: (.noInput, "this is a directory; name one file in it")
            default: (.noInput, "this is a device or a pipe; Lull reads regular files only")
            }
        if let (category, text) = problem {
            close(descriptor)
            throw RecordingError(category, file: path, problem: text)
        }
        self.path = path
        self.size = Int(info.st_size)
        self.descriptor = descriptor
    }

    /// A file without a name, in the folder for temporary files, that `fill` writes; it is gone when nobody uses it any more.
    ///
    /// - Parameters:
    ///   - path: what messages call it.
    ///   - fill: is given the descriptor to write to.
    init(unpacking path: String, _ fill: (Int32) throws(RecordingError) -> Void) throws(RecordingError) {
        let folder = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
        var name = Array((folder + "/lull-XXXXXX").utf8CString)
        let descriptor = mkstemp(&name)
        guard descriptor >= 0 else {
            throw RecordingError(
                .cannotCreate, file: path,
                problem: "it must be unpacked, and no file can be created in \(folder) (\(systemMessage(errno))); "
                    + "set TMPDIR to a folder with room")
        }
        unlink(name)
        _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
        var info = Glibc.stat()
        do throws(RecordingError) { try fill(descriptor) } catch {
            close(descriptor)
            throw error
        }
        fstat(descriptor, &info)
        self.path = path
        self.size = Int(info.st_size)
        self.descriptor = descriptor
    }

    deinit { close(descriptor) }

    /// Fills as much of `buffer` as the file has from `offset` on, and says how many bytes that were.
    func read(into buffer: UnsafeMutableRawBufferPointer, at offset: Int) throws(RecordingError) -> Int {
        var done = 0
        while done < buffer.count {
            let got = pread(
                descriptor, buffer.baseAddress?.advanced(by: done), buffer.count - done, off_t(offset + done))
            if got < 0 {
                if errno == EINTR { continue }
                throw RecordingError(
                    .inputOutput, file: path, place: "byte \(offset + done)",
                    problem: "the file cannot be read there (\(systemMessage(errno)))")
            }
            if got == 0 { break }
            done += got
        }
        return done
    }

    /// Up to `count` bytes from `offset`; fewer at the end of the file.
    func bytes(at offset: Int, count: Int) throws(RecordingError) -> [UInt8] {
        let room = max(0, min(count, size - offset))
        var bytes = [UInt8](repeating: 0, count: room)
        var got = 0
        var failure: RecordingError?
        bytes.withUnsafeMutableBytes { buffer in
            do throws(RecordingError) { got = try read(into: buffer, at: offset) } catch { failure = error }
        }
        if let failure { throw failure }
        if got < room { bytes.removeLast(room - got) }
        return bytes
    }

    private static func openError(_ path: String, _ code: Int32) -> RecordingError {
        let text =
            switch code {
            case ENOENT: "there is no such file"
            case EACCES, EPERM: "you have no permission to read it"
            case ENOTDIR: "a part of the path is not a directory"
            case ENAMETOOLONG: "the name is too long"
            default: "it cannot be opened (\(systemMessage(code)))"
            }
        return RecordingError(.noInput, file: path, problem: text)
    }
}

/// The system's words for an error number.
func systemMessage(_ code: Int32) -> String {
    var buffer = [CChar](repeating: 0, count: 256)
    guard strerror_r(code, &buffer, buffer.count) == 0 else { return "error \(code)" }
    return String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
}
