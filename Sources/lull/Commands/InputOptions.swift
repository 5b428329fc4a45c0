// What every command that reads a recording is told: the file, and what the file cannot say itself.

import ArgumentParser
import Recordings
import Signals

/// The file to read.
struct InputOptions: ParsableArguments {
    @Argument(
        help: ArgumentHelp(
            "The recording: OT BioLab .mat, .otb+ or .otb4, MUedit, DEMUSE or Delsys .mat, EDF(+), BDF(+), openhdemg "
                + "JSON, XDF, _events.tsv, CSV (Delsys' too) or a BIDS folder.",
            discussion: "The format is told from the content; the name does not matter."),
        completion: .file())
    var file: String

    @Option(help: ArgumentHelp("Samples per second, for a table without times or samples.", valueName: "hertz"))
    var rate: Double?

    /// Opens the recording.
    func open() throws -> Recording { try Recording.open(file, options: try readingOptions()) }

    private func readingOptions() throws -> ReadingOptions {
        guard let rate else { return ReadingOptions() }
        guard let sampleRate = SampleRate(hertz: rate) else {
            throw UsageError(description: "--rate is \(rate) Hz; allowed is more than 0 and at most 10,000,000 Hz")
        }
        return ReadingOptions(sampleRate: sampleRate)
    }
}

/// An option that cannot work, in one sentence: what was given, what is allowed.
struct UsageError: ExplainedError {
    var category: ErrorCategory { .usage }
    let description: String
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
        let isForce = { (k: Int) in channels[k].kind == .force || channels[k].kind == .torque }
        guard let number else { return channels.indices.first(where: isForce) }
        let asked = try channel(numbered: number)
        guard isForce(asked) else {
            let there = channels.indices.filter(isForce).map { "\($0 + 1)" }
            throw RecordingError(
                file: name, place: placeName(ofChannel: asked),
                problem: "it is of kind \(channels[asked].kind.rawValue); --force takes a force or torque channel, "
                    + (there.isEmpty ? "and this recording has none" : "here \(there.joined(separator: ", "))"))
        }
        return asked
    }
}
