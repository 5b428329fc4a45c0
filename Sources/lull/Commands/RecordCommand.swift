// `lull record`: what a device gives, kept while it comes.

import ArgumentParser
import Devices
import Glibc
import Recordings
import Sessions
import Signals

/// Records from a device.
struct RecordCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "record", abstract: "Record signals from a device, safe against a crash.",
        discussion: """
            Sources: \(SourceAddress.forms.joined(separator: ", ")). A Muovi connects to this machine: set this machine's \
            address in the probe, then start. Nothing is stimulated.

            The folder grows while it records: signals.xdf, and recording.jsonl with gaps, leads that come off and channels at \
            the end of their range. At the end a BIDS-EMG dataset with BDF+ is made from them. Ctrl-C ends the recording; a \
            program that is killed, or a device that is lost, leaves all but the last half second.

            Example:  lull record simulated:cyton --duration 10s
            Example:  lull record cyton:/dev/ttyUSB0 --out morning
            """)

    @Argument(
        help: ArgumentHelp("Where the signals come from, such as cyton:/dev/ttyUSB0 or muovi.", valueName: "source"))
    var source: String

    @Option(
        help: ArgumentHelp(
            "The folder of the recording; lull-results/recording-1, -2, … without it.", valueName: "folder"),
        completion: .directory)
    var out: String?

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            "How long: seconds, or with a unit such as 90s, 5min; until Ctrl-C without it.", valueName: "time"))
    var duration: String?

    @Option(help: ArgumentHelp("The code of the person in the dataset: letters and digits.", valueName: "code"))
    var participant = "01"

    func run() throws {
        let address = try SourceArgument.address(source, "the source")
        let seconds = try duration.map { try SimulateError.duration($0) }
        guard !participant.isEmpty, participant.utf8.allSatisfy({ SourceArgument.isLetterOrDigit($0) }) else {
            throw UsageError(description: "--participant is “\(participant)”; allowed are letters and digits")
        }
        let source = try SourceArgument.open(address)
        defer { source.close() }
        let folder = try SessionFolder.create(out ?? Self.freeFolder())
        var recording = try SourceRecording(
            folder, source: "\(address)", channels: source.channels, software: "Lull \(Lull.version)")
        Console.say(
            "recording \(counted(source.channels.count, "channel")) at \(source.rate) into \(folder.path); Ctrl-C ends it"
        )
        let wanted = seconds.map { source.rate.samples(inSeconds: $0) }
        var failure: (any Error)?
        var screen = RecordScreen(rate: source.rate)
        try Interrupt.catching("\nending the recording …\n") {
            while !Interrupt.isWished, recording.end.rawValue < wanted ?? .max {
                let block: SampleBlock?
                do { block = try source.nextBlock() } catch {
                    failure = error
                    break
                }
                guard let block else { break }
                try recording.take(block, source.report)
                screen.draw(recording.end, recording.report)
            }
        }
        screen.finish()
        source.close()
        let ending =
            if let failure { "the source failed: \(failure)" } else if Interrupt.isWished { "ended by the person" } else
            {
                "the time is over"
            }
        try recording.finish(ending)
        for line in lines(recording.end, recording.frames, recording.report, source) { Console.result(line) }
        do {
            try folder.writeDataset(
                person: participant, task: "recording", software: BIDSSoftware(name: "Lull", version: Lull.version))
        } catch {
            Console.say("no BIDS dataset was made: \(error)")
        }
        if let failure { throw failure }
    }

    private func lines(
        _ end: SampleIndex, _ frames: Int, _ report: SourceReport, _ source: OpenedSource
    ) -> [String] {
        var lines = [
            "\(source.rate.seconds(end.rawValue).formatted(decimals: 1)) s, \(counted(frames, "frame")) of "
                + "\(counted(source.channels.count, "channel")) at \(source.rate)",
            report.gapCount == 0
                ? "  no sample is known to be missing"
                : "  \(counted(report.lostFrames, "frame")) missing in \(counted(report.gapCount, "gap"))",
        ]
        let saturated = (report.saturatedSamples ?? []).enumerated().filter { $0.element > 0 }
        if !saturated.isEmpty {
            lines.append(
                "  at the end of their range: "
                    + saturated.map { "\(source.channels[$0.offset].label) (\(counted($0.element, "sample")))" }
                    .joined(separator: ", "))
        }
        if let open = report.openLeads, !open.isEmpty {
            lines.append(
                "  leads that are off: " + open.sorted().map { source.channels[$0].label }.joined(separator: ", "))
        }
        return lines
    }

    private static func freeFolder() -> String {
        var number = 1
        func name() -> String { "lull-results/recording-\(number)" }
        while SessionFolder.exists(name()) { number += 1 }
        return name()
    }
}

/// How sources are named on the command line.
enum SourceArgument {
    /// Reads an address; the refusal says how addresses look.
    static func address(_ text: String, _ what: String) throws -> SourceAddress {
        guard let address = SourceAddress(text) else {
            throw UsageError(
                description: "\(what) is “\(text)”; allowed are \(SourceAddress.forms.joined(separator: ", "))")
        }
        return address
    }

    /// Opens a source; says what it waits for.
    static func open(_ address: SourceAddress) throws -> OpenedSource {
        if case .muovi(let port) = address {
            Console.say("waiting for a Muovi to connect to port \(port) of this machine (30 s) …")
        }
        return try address.open()
    }

    /// Whether a byte is an ASCII letter or digit.
    static func isLetterOrDigit(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "a")...UInt8(ascii: "z"):
            true
        default: false
        }
    }
}

/// A recording on a terminal: one line that is written over; elsewhere a line every few seconds.
private struct RecordScreen {
    private let rate: SampleRate
    private let isTerminal = isatty(STDERR_FILENO) == 1
    private var said = ContinuousClock.now

    init(rate: SampleRate) { self.rate = rate }

    mutating func draw(_ end: SampleIndex, _ report: SourceReport) {
        guard ContinuousClock.now - said >= (isTerminal ? .milliseconds(200) : .seconds(5)) else { return }
        said = .now
        var text = "\(rate.seconds(end.rawValue).formatted(decimals: 1)) s"
        if report.gapCount > 0 { text += "  \(counted(report.lostFrames, "frame")) missing" }
        if let open = report.openLeads, !open.isEmpty {
            text += "  leads off: " + open.sorted().map { "\($0 + 1)" }.joined(separator: ", ")
        }
        if isTerminal { Console.sayOver(text) } else { Console.say(text) }
    }

    func finish() { if isTerminal { Console.sayOver("") } }
}
