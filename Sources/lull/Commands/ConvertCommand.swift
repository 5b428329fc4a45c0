// `lull convert`: from any format that is read to any that is written.

import ArgumentParser
import Glibc
import Recordings

/// Writes a recording in another format.
struct ConvertCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "convert", abstract: "Write a recording in another format.",
        discussion: """
            The ending of OUT, or --to, names the format:

              .bdf    BDF+, 24 bits: the first choice for EMG
              .edf    EDF+, 16 bits
              .json   openhdemg
              .csv    a table
              .xdf    streams of the Lab Streaming Layer
              .tsv    motor units alone, as MUniverse and MUnitQuest have them (name it …_events.tsv)
              .mat    MATLAB, as OTBiolab+ exports; .muedit.mat and .demuse.mat as MUedit and DEMUSE save
              .otb+   an archive as OTBiolab+ keeps it; .otb4 as OTBIOLAB 4 does
              .delsys.csv  a table as Trigno Discover of Delsys exports
              .delsys.mat  MATLAB, as EMGworks and NeuroMap of Delsys save
              /       a new folder in the layout of BIDS-EMG (also --to bids)

            OUT appears only when it is complete; a file of that name is replaced. What the format has no place for is \
            said on standard error.

            Example:  lull convert ramp.mat ramp.bdf
            """)

    @OptionGroup var input: InputOptions

    @Argument(help: "The file or folder to write.", completion: .file())
    var out: String

    @Option(
        help:
            "The format, whatever OUT ends in: the endings above without the first dot, or bids."
    )
    var to: Format?

    @Option(help: ArgumentHelp("In a BIDS folder: who it is (letters and digits).", valueName: "label"))
    var participant: String?

    @Option(help: ArgumentHelp("In a BIDS folder: what the person did (letters and digits).", valueName: "label"))
    var task: String?

    /// A format as people name it.
    struct Format: ExpressibleByArgument {
        let format: WritableFormat

        init?(argument: String) {
            guard let format = WritableFormat(rawValue: argument.lowercased()) else { return nil }
            self.format = format
        }

        static var allValueStrings: [String] { WritableFormat.allCases.map(\.rawValue) }
    }

    func run() throws {
        // A wrong ending is told before a large file is read.
        let format = if let to { to.format } else { try WritableFormat(endingOf: out) }
        guard !isSameFile(input.file, out) else {
            throw UsageError(description: "\(out) is the recording itself; name another file, so that it is not lost")
        }
        if !format.isFolder, participant != nil || task != nil {
            throw UsageError(description: "--participant and --task belong to a BIDS folder; write one with --to bids")
        }
        let folder = format.isFolder ? try SimulateOutput(out, hint: "instead") : nil
        let recording = try input.open()
        if let folder {
            try folder.prepare()
            let dataset = BIDSDataset(
                converting: recording, participant: participant ?? recording.metadata["participant"] ?? "01",
                task: task ?? recording.metadata["task"] ?? stem(of: recording.name),
                software: BIDSSoftware(
                    name: "Lull", version: Lull.version, description: "lull convert \(fileName(of: input.file))"))
            _ = try folder.write { try dataset.write(to: $0) }
        } else {
            try recording.write(to: out, as: format)
        }
        Console.say("written: \(out) (\(recording.summaryLine))")
        let losses = recording.losses(in: format)
        if !losses.isEmpty { Console.say("not in it: " + losses.joined(separator: "; ")) }
    }
}

/// Whether two paths lead to one file, through links too.
private func isSameFile(_ a: String, _ b: String) -> Bool {
    var (first, second) = (stat(), stat())
    return stat(a, &first) == 0 && stat(b, &second) == 0 && first.st_dev == second.st_dev
        && first.st_ino == second.st_ino
}
