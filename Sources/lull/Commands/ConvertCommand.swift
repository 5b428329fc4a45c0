// `lull convert`: from any format that is read to any that is written.

import ArgumentParser
import Recordings

/// Writes a recording in another format.
struct ConvertCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "convert", abstract: "Write a recording in another format.",
        discussion: """
            The ending of OUT names the format: .bdf (24 bits, for EMG), .edf (16 bits), .csv, or .json (openhdemg). \
            OUT appears only when it is complete; a file of that name is replaced.

            Example:  lull convert ramp.mat ramp.bdf
            """)

    @OptionGroup var input: InputOptions

    @Argument(help: "The file to write: .bdf, .edf, .csv or .json.", completion: .file())
    var out: String

    func run() throws {
        // A wrong ending is told before a large file is read.
        let format = try WritableFormat(endingOf: out)
        let recording = try input.open()
        try recording.write(to: out, as: format)
        Console.say("written: \(out) (\(recording.summaryLine))")
    }
}
