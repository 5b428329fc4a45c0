// Results are written all or not at all: first everything is made in memory, then each file appears whole.

import Glibc
import Recordings
import Signals

/// Why results could not be written.
struct OutputError: ExplainedError {
    var category: ErrorCategory { .cannotCreate }
    let description: String
}

/// A folder for a command's results.
struct OutputFolder {
    /// Its path.
    let path: String

    /// Uses `path`, which is created with its parents when it is not there.
    init(_ path: String) throws(OutputError) {
        self.path = path.count > 1 && path.last == "/" ? String(path.dropLast()) : path
        var built = path.hasPrefix("/") ? "/" : ""
        for part in self.path.split(separator: "/") {
            built += built.isEmpty || built == "/" ? part : "/" + part
            guard mkdir(built, 0o777) == 0 || errno == EEXIST else {
                throw OutputError(
                    description: "\(built): the folder cannot be made (\(String(cString: strerror(errno)))); "
                        + "name another with --out")
            }
        }
        var status = stat()
        guard stat(self.path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else {
            throw OutputError(description: "\(path): this is not a folder; name another with --out")
        }
    }

    /// Writes the files: all of them are whole beside their places before the first one appears.
    func write(_ files: [(name: String, text: String)]) throws {
        let waiting = try files.map { name, text in
            let output = try OutputFile(file(name))
            try output.write(Array(text.utf8))
            return output
        }
        for output in waiting { try output.finish() }
    }

    /// Writes the files and a recording: none of them appears before all are whole.
    func write(_ files: [(name: String, text: String)], _ recording: Recording, _ name: String) throws {
        let place = temporary(name)
        do {
            try recording.write(to: place, as: WritableFormat(endingOf: name))
            try write(files)
        } catch {
            discard(name)
            throw error
        }
        try publish(name)
    }

    /// The path of a file in the folder.
    func file(_ name: String) -> String { path + "/" + name }

    /// Where a file that is still being written waits; ``publish(_:)`` moves it to its place. Two runs do not meet there.
    func temporary(_ name: String) -> String { path + "/." + name + ".\(getpid()).part" }

    /// Moves a file that is whole from where it waited to its place.
    func publish(_ name: String) throws(OutputError) {
        guard rename(temporary(name), file(name)) == 0 else {
            throw OutputError(
                description: "\(file(name)): the file cannot be written (\(String(cString: strerror(errno))))")
        }
    }

    /// Removes a file that waited and will not be whole.
    func discard(_ name: String) { unlink(temporary(name)) }
}
