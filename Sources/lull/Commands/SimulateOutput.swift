// The folder of a simulation appears when it is complete, or not at all.

import Glibc
import Recordings
import Signals

/// A folder that is written beside its place under another name and then renamed.
struct SimulateOutput {
    /// Where the folder will be.
    let path: String
    /// The folder that it lies in.
    let parent: String
    private let name: String
    private let hint: String

    /// Refuses a place where something is already.
    /// - Parameter hint: How the person names another place.
    init(_ path: String, hint: String = "with --out") throws(OutputError) {
        self.hint = hint
        var trimmed = Substring(path)
        while trimmed.count > 1, trimmed.last == "/" { trimmed.removeLast() }
        self.path = String(trimmed)
        let slash = trimmed.lastIndex(of: "/")
        name = slash.map { String(trimmed[trimmed.index(after: $0)...]) } ?? String(trimmed)
        parent = slash.map { $0 == trimmed.startIndex ? "/" : String(trimmed[..<$0]) } ?? "."
        guard !["", ".", ".."].contains(name) else {
            throw OutputError(description: "“\(path)” names no new folder; name one \(hint)")
        }
        var status = stat()
        guard stat(self.path, &status) == 0 else { return }
        guard status.st_mode & S_IFMT == S_IFDIR else {
            throw OutputError(description: "\(path): there is a file here already; name another folder \(hint)")
        }
        guard Self.isEmpty(self.path) else {
            throw OutputError(
                description: "\(path): the folder is there already and not empty; name another \(hint)")
        }
    }

    /// Makes the folder that it will lie in, so that a long simulation does not end in a surprise.
    func prepare() throws(OutputError) { _ = try OutputFolder(parent) }

    /// Lets `body` fill a new folder, and moves it to its place; when something goes wrong, nothing stays behind.
    func write<Result>(_ body: (String) throws -> Result) throws -> Result {
        let temporary = "\(parent)/.\(name).\(getpid()).part"
        guard mkdir(temporary, 0o777) == 0 else { throw failure() }
        do {
            let result = try body(temporary)
            // An empty folder may be replaced, one with something in it not.
            guard rename(temporary, path) == 0 else { throw failure() }
            return result
        } catch {
            Self.remove(temporary)
            throw error
        }
    }

    private func failure() -> OutputError {
        OutputError(
            description:
                "\(path): the folder cannot be made (\(String(cString: strerror(errno)))); name another \(hint)")
    }

    private static func isEmpty(_ folder: String) -> Bool { names(in: folder).isEmpty }

    private static func names(in folder: String) -> [String] {
        guard let directory = opendir(folder) else { return [] }
        defer { closedir(directory) }
        var names: [String] = []
        while let entry = readdir(directory) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name != "." && name != ".." { names.append(name) }
        }
        return names
    }

    /// Removes what we have made ourselves.
    private static func remove(_ path: String) {
        guard unlink(path) != 0 else { return }
        for name in names(in: path) { remove(path + "/" + name) }
        rmdir(path)
    }
}

extension SimulateError {
    /// Writes a text file.
    static func write(_ text: String, to path: String) throws {
        let output = try OutputFile(path)
        try output.write(Array(text.utf8))
        try output.finish()
    }
}
