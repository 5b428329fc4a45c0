// A MATLAB file: checked by our own code first, then read by libmatio in a child process of its own (CMatReader).

import CMatReader
import Glibc
import Signals

/// Reads variables of a MATLAB file, version 5 (also compressed) or 7.3 (HDF5).
struct MatFile {
    /// The version of the format.
    enum Version: String, Sendable {
        case v5 = "MAT v5"
        case v73 = "MAT v7.3"
    }

    let file: InputFile
    let version: Version

    /// Address space that reading may take: 512 MiB and 64 bytes for each byte of the file, at most 8 GiB.
    var memoryLimit: Int { min(8 << 30, (512 << 20) + 64 * min(file.size, 1 << 30)) }
    /// Processor time that reading may take, in seconds: 3 and one for each 2 MB of the file, at most an hour. Reading
    /// takes about 30 ms for 1 MB; libmatio can walk in circles in a damaged file.
    var timeLimit: Int { min(3600, 3 + file.size / 2_000_000) }
    /// Time on the wall clock that reading may take, in seconds, as the machine may be busy.
    var wallLimit: Int { 20 + 4 * timeLimit }

    /// All top-level variables in the file's order: those named in `wanted` in full, the others by name and size.
    ///
    /// - Throws: ``RecordingError`` when the file is damaged, too large for the limits or not a MATLAB file.
    func variables(wanted: [String]) throws(RecordingError) -> [MatVariable] {
        if version == .v5 { try MatV5Check(file: file, unpackedLimit: memoryLimit).run() }
        let stream = try start(wanted: wanted)
        var variables: [MatVariable] = []
        do throws(MatStreamFailure) {
            while let variable = try stream.nextVariable() { variables.append(variable) }
        } catch {
            let end = stream.stop()
            throw explanation(of: error, end: end, after: variables.count)
        }
        _ = stream.stop()
        return variables
    }

    private func start(wanted: [String]) throws(RecordingError) -> MatStream {
        let limits = lull_mat_limits(
            memory_bytes: UInt64(memoryLimit), cpu_seconds: UInt32(timeLimit), wall_seconds: UInt32(wallLimit),
            depth: 16)
        var child: pid_t = 0
        var pipe: Int32 = -1
        let names = wanted.map { strdup($0) }
        defer { for name in names { free(name) } }
        let code = names.map { UnsafePointer($0) }.withUnsafeBufferPointer {
            lull_mat_start(file.path, $0.baseAddress, Int32($0.count), limits, &child, &pipe)
        }
        guard code == 0 else {
            throw RecordingError(
                .unavailable, file: file.path,
                problem: "the process that reads MATLAB files cannot be started (\(systemMessage(code)))")
        }
        return MatStream(child: child, pipe: pipe, byteLimit: memoryLimit, secondsLimit: wallLimit)
    }

    private func explanation(of failure: MatStreamFailure, end: MatStream.End, after count: Int) -> RecordingError {
        let place = "variable \(count + 1)"
        let damaged = "is damaged; Lull reads whole MATLAB files of version 5 and 7.3"
        switch failure {
        case .cannotOpen: return RecordingError(file: file.path, problem: "the MATLAB file \(damaged)")
        case .cannotRead(let name):
            return RecordingError(file: file.path, place: "variable \(name)", problem: "the variable \(damaged)")
        case .tooLarge:
            return RecordingError(
                file: file.path, place: place,
                problem: "the variable needs more than the \(memoryLimit >> 20) MiB that a file of this size may take")
        case .tooSlow:
            return RecordingError(
                file: file.path, place: place,
                problem: "reading took longer than \(wallLimit) s; the file "
                    + damaged)
        case .ended:
            switch end {
            case .signal(SIGALRM), .signal(SIGXCPU), .signal(SIGKILL):
                return RecordingError(
                    file: file.path, place: place,
                    problem: "reading took more time or memory than a file of this size should; the file \(damaged)")
            default: return RecordingError(file: file.path, place: place, problem: "the variable \(damaged)")
            }
        case .malformed: return RecordingError(file: file.path, place: place, problem: "the variable \(damaged)")
        }
    }
}
