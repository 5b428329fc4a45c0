// `lull convert`: from any format that is read to any that is written.

import ArgumentParser
import Glibc
import Recordings

/// Writes a recording in another format.
struct ConvertCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "convert", abstract: "Write a recording in another format.",
        discussion: """
            The ending of OUT names the format: .bdf (24 bits, for EMG), .edf (16 bits), .csv, .json (openhdemg), or \
            _events.tsv (motor units as MUniverse and MUnitQuest have them). \
            OUT appears only when it is complete; a file of that name is replaced.

            Example:  lull convert ramp.mat ramp.bdf
            """)

    @OptionGroup var input: InputOptions

    @Argument(help: "The file to write: .bdf, .edf, .csv, .json or .tsv.", completion: .file())
    var out: String

    func run() throws {
        // A wrong ending is told before a large file is read.
        let format = try WritableFormat(endingOf: out)
        guard !isSameFile(input.file, out) else {
            throw UsageError(description: "\(out) is the recording itself; name another file, so that it is not lost")
        }
        let recording = try input.open()
        try recording.write(to: out, as: format)
        Console.say("written: \(out) (\(recording.summaryLine))")
    }
}

/// Whether two paths lead to one file, through links too.
private func isSameFile(_ a: String, _ b: String) -> Bool {
    var (first, second) = (stat(), stat())
    return stat(a, &first) == 0 && stat(b, &second) == 0 && first.st_dev == second.st_dev
        && first.st_ino == second.st_ino
}
