// A directory for the files of one test.

import Foundation

/// A directory that is removed with everything in it when the last user lets go of it.
public final class TemporaryDirectory: Sendable {
    /// Its path.
    public let path: String

    /// Makes a directory.
    public init() throws {
        path = FileManager.default.temporaryDirectory.path + "/lull-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    /// The path of a file in it.
    public func file(_ name: String) -> String { path + "/" + name }

    /// Writes a file into it and returns its path.
    public func write(_ bytes: some Sequence<UInt8>, to name: String) throws -> String {
        try Data(bytes).write(to: URL(fileURLWithPath: file(name)))
        return file(name)
    }

    /// The names of all files in it, sorted.
    public func names() throws -> [String] { try Self.names(in: path) }

    /// The names of all files in a directory, sorted.
    public static func names(in path: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: path).sorted()
    }

    /// The bytes of a file.
    public static func bytes(of path: String) throws -> [UInt8] {
        try [UInt8](Data(contentsOf: URL(fileURLWithPath: path)))
    }
}
