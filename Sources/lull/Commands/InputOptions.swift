// What every command that reads a recording is told: the file, and what the file cannot say itself.

import ArgumentParser
import Recordings
import Signals

/// The file to read.
struct InputOptions: ParsableArguments {
    @Argument(
        help: ArgumentHelp(
            "The recording: OT BioLab .mat, EDF(+), BDF(+), openhdemg JSON or CSV.",
            discussion: "The format is told from the content; the name does not matter."),
        completion: .file())
    var file: String

    @Option(help: ArgumentHelp("Samples per second, for a CSV file without a time column.", valueName: "hertz"))
    var rate: Double?

    /// Opens the recording.
    func open() throws -> Recording { try Recording.open(file, options: try readingOptions()) }

    private func readingOptions() throws -> ReadingOptions {
        guard let rate else { return ReadingOptions() }
        guard let sampleRate = SampleRate(hertz: rate) else {
            throw ValidationError("--rate is \(rate); allowed is more than 0 and at most 10,000,000 Hz.")
        }
        return ReadingOptions(sampleRate: sampleRate)
    }
}

/// A path's last part: `sub/ramp.mat` → `ramp.mat`.
func fileName(of path: String) -> String { path.split(separator: "/").last.map(String.init) ?? path }

/// A path's last part without its last ending: `sub/ramp.mat` → `ramp`.
func stem(of path: String) -> String {
    let name = fileName(of: path)
    guard let dot = name.lastIndex(of: "."), dot != name.startIndex else { return name }
    return String(name[..<dot])
}

extension Recording {
    /// The force or torque channel: the one asked for, or the first of the file.
    func forceChannel(_ number: Int?) throws -> Int? {
        if let number { return try channel(numbered: number) }
        return channels.indices.first { channels[$0].kind == .force || channels[$0].kind == .torque }
    }
}
