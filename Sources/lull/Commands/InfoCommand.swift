// `lull info`: what is in a file, as text or JSON.

import ArgumentParser
import Recordings
import Signals

/// Says what is in a recording.
struct InfoCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "info", abstract: "Say what is in a recording: channels, units, grid, motor units, quality.",
        discussion: """
            Channels are numbered from 1; other commands take these numbers.

            Example:  lull info ramp.mat
            """)

    @OptionGroup var input: InputOptions

    @Flag(help: "Print JSON instead of text.")
    var json = false

    func run() throws {
        let recording = try input.open()
        let contents = try RecordingContents(
            of: recording, sha256: try SHA256.hexadecimal(ofFile: try Recording.dataFile(of: input.file)))
        if json {
            Console.result(try contents.json())
        } else {
            for line in contents.lines { Console.result(line) }
        }
    }
}
