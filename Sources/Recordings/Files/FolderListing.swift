// What lies in a folder.

import Glibc
import Signals

/// The names in a folder, sorted, and what kind of thing a path is.
enum FolderListing {
    /// The names in a folder, without those that begin with a point, sorted by their bytes.
    ///
    /// - Throws: ``RecordingError`` with ``ErrorCategory/noInput`` when it cannot be read.
    static func names(in folder: String) throws(RecordingError) -> [String] {
        guard let directory = opendir(folder) else {
            throw RecordingError(
                .noInput, file: folder, problem: "the folder cannot be read (\(systemMessage(errno)))")
        }
        defer { closedir(directory) }
        var names: [String] = []
        while let entry = readdir(directory) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: Int(entry.pointee.d_reclen)) { String(cString: $0) }
            }
            if !name.hasPrefix(".") { names.append(name) }
        }
        return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    /// Whether there is a folder at this path.
    static func isFolder(_ path: String) -> Bool { kind(path) == Glibc.S_IFDIR }

    /// Whether there is a regular file at this path.
    static func isFile(_ path: String) -> Bool { kind(path) == Glibc.S_IFREG }

    private static func kind(_ path: String) -> mode_t? {
        var info = Glibc.stat()
        return stat(path, &info) == 0 ? info.st_mode & Glibc.S_IFMT : nil
    }
}
