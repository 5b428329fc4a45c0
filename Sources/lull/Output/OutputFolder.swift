// Results are written all or not at all: first everything is made in memory, then each file appears whole.

import Glibc
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

    /// Writes every file beside its place, then moves them all there; on failure none of them is left half-written.
    func write(_ files: [(name: String, text: String)]) throws(OutputError) {
        var waiting: [String] = []
        func removeWaiting() { waiting.forEach(discard) }
        for (name, text) in files {
            waiting.append(name)
            guard let file = fopen(temporary(name), "wb") else {
                removeWaiting()
                throw cannotWrite(name)
            }
            var text = text
            let whole = text.withUTF8 { fwrite($0.baseAddress, 1, $0.count, file) == $0.count }
            // fclose is where a full disk shows.
            guard fclose(file) == 0, whole else {
                removeWaiting()
                throw cannotWrite(name)
            }
        }
        for (name, _) in files {
            do { try publish(name) } catch {
                removeWaiting()
                throw error
            }
        }
    }

    /// The path of a file in the folder.
    func file(_ name: String) -> String { path + "/" + name }

    /// Where a file that is still being written waits; ``publish(_:)`` moves it to its place.
    func temporary(_ name: String) -> String { path + "/." + name + ".part" }

    /// Moves a file that is whole from where it waited to its place.
    func publish(_ name: String) throws(OutputError) {
        guard rename(temporary(name), file(name)) == 0 else { throw cannotWrite(name) }
    }

    /// Removes a file that waited and will not be whole.
    func discard(_ name: String) { unlink(temporary(name)) }

    private func cannotWrite(_ name: String) -> OutputError {
        OutputError(description: "\(file(name)): cannot be written (\(String(cString: strerror(errno))))")
    }
}
