// Runs the program that was built beside the tests, as a person would.

import Foundation

/// What a run of the program gave.
struct ProgramResult {
    let status: Int32
    let output: String
    let errors: String

    /// The lines on standard error.
    var errorLines: [String] { errors.split(separator: "\n", omittingEmptySubsequences: true).map(String.init) }
}

/// The `lull` beside the test bundle.
enum Program {
    static var path: String {
        let tests = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
        return URL(fileURLWithPath: tests).deletingLastPathComponent().appendingPathComponent("lull").path
    }

    /// Starts it in a folder, without input and with its output thrown away.
    static func start(_ arguments: [String], in folder: String) throws -> Process {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: path)
        process.arguments = arguments
        process.currentDirectoryURL = URL(fileURLWithPath: folder)
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        return process
    }

    /// Runs it in a folder, without input.
    static func run(_ arguments: [String], in folder: String, outputTo other: String? = nil) throws -> ProgramResult {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: path)
        process.arguments = arguments
        process.currentDirectoryURL = URL(fileURLWithPath: folder)
        process.standardInput = FileHandle.nullDevice
        // Files instead of pipes: a full pipe would block the program, and reading two of them needs threads.
        let (out, err) = (folder + "/.stdout", folder + "/.stderr")
        for file in [out, err] { _ = FileManager.default.createFile(atPath: file, contents: nil) }
        defer { for file in [out, err] { try? FileManager.default.removeItem(atPath: file) } }
        process.standardOutput = FileHandle(forWritingAtPath: other ?? out)
        process.standardError = FileHandle(forWritingAtPath: err)
        try process.run()
        process.waitUntilExit()
        return ProgramResult(
            status: process.terminationStatus,
            output: String(decoding: FileManager.default.contents(atPath: out) ?? Data(), as: UTF8.self),
            errors: String(decoding: FileManager.default.contents(atPath: err) ?? Data(), as: UTF8.self))
    }
}
