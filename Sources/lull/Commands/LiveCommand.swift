// `lull decompose-live`: a rehearsal of live decomposition with a recording that is played as a stream.

import ArgumentParser
import MotorUnits
import Recordings
import Signals

/// Rehearses live decomposition.
struct LiveCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "decompose-live",
        abstract: "Rehearse live decomposition: learn on the first part, stream the rest.",
        discussion: """
            Separation filters are learnt from the first part of the recording, then the rest comes in block by block, as \
            from an amplifier. Prints per unit how far the discharges agree with those that a decomposition of the whole \
            recording finds afterwards, how late a discharge is known, and what a block costs. --bank keeps the filters for \
            use in other programs.

            Example:  lull decompose-live ramp.mat --calibration 16
            """)

    @OptionGroup var input: InputOptions
    @Option(help: ArgumentHelp("How much to learn from; half of the recording without it.", valueName: "seconds"))
    var calibration: Double?
    @Option(help: ArgumentHelp("The length of a block.", valueName: "milliseconds")) var block = 50.0
    @Option(help: ArgumentHelp("Where to keep the filters (JSON).", valueName: "file"), completion: .file())
    var bank: String?

    func run() throws {
        guard block.isFinite, (1...1000).contains(block) else {
            throw UsageError(description: "--block is \(block) ms; allowed is 1 to 1000 ms")
        }
        let recording = try input.open()
        let channel = try recording.channel(.emg)
        let (rate, length) = (recording.channels[channel].rate, recording.samples.sampleCount(ofChannel: channel))
        let split = calibration.map { rate.samples(inSeconds: $0) } ?? length / 2
        guard split > 0, length - split >= rate.samples(inSeconds: 3) else {
            throw UsageError(
                description: "--calibration leaves less than 3 s to stream; the recording lasts "
                    + "\(rate.seconds(length).formatted(decimals: 1)) s")
        }
        let decomposer = try Decomposer()
        Console.say("decomposing the whole, to compare with …")
        let whole = try decomposer.decompose(recording)
        Console.say("learning from the first \(rate.seconds(split).formatted(decimals: 1)) s …")
        let first = try decomposer.decompose(recording, windows: [0..<split])
        let clock = ContinuousClock()
        let start = clock.now
        let trial = try LiveTrial(
            recording, offline: whole, calibration: first, split: split, block: block / 1000,
            now: {
                let passed = (clock.now - start).components
                return Double(passed.seconds) + Double(passed.attoseconds) * 1e-18
            })
        if let bank { try Self.keep(trial.bank, in: bank) }
        for line in lines(trial) { Console.result(line) }
    }

    private func lines(_ trial: LiveTrial) -> [String] {
        var table = TextTable([
            ("unit", .right), ("discharges live", .right), ("missed", .right), ("extra", .right), ("agreement", .right),
        ])
        for unit in trial.units {
            table.add([
                unit.name, String(unit.liveCount), unit.missed.map(String.init) ?? "–",
                unit.extra.map(String.init) ?? "–",
                unit.agreement?.formatted(decimals: 3) ?? "not found in the whole recording",
            ])
        }
        let (count, of) = trial.agreeing(at: 0.95)
        let cost = trial.blockSeconds.sorted()
        let (median, late) = (cost[cost.count / 2] * 1000, cost[cost.count * 99 / 100] * 1000)
        return table.lines + [
            "", "\(count) of \(counted(of, "unit")) agree to 0.95 or better with what is found afterwards",
            "a discharge is known \((trial.bank.latency * 1000).formatted(decimals: 0)) ms after it happened, and a block's "
                + "length of \(block.formatted(decimals: 0)) ms at most",
            "a block of \(trial.bank.channels.count) channels and \(counted(trial.units.count, "unit")) takes "
                + "\(median.formatted(decimals: 2)) ms (99 of 100 below \(late.formatted(decimals: 2)) ms)",
        ]
    }

    private static func keep(_ bank: SeparationBank, in path: String) throws {
        let output = try OutputFile(path)
        try output.write(Array(try bank.json().utf8))
        try output.finish()
    }
}
