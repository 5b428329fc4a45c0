// `lull decompose`: from high-density EMG to motor units.

import ArgumentParser
import MotorUnits
import Recordings
import Signals

/// The decomposition of a recording.
struct DecomposeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "decompose", abstract: "Find the motor units in high-density surface EMG.",
        discussion: """
            Example:  lull decompose ramp.mat --out results
            """)

    @OptionGroup var input: InputOptions
    @Option var dims: Int = 700
    @Option var rounds: Int = 20
    @Option var starts: Int = 24
    @Option var iterations: Int = 6
    @Option var quiet: Double = 0.8
    @Option var joint: Int = 2
    @Option var seed: UInt64 = 1
    @Option var threads: Int?
    @Option var random: Double = 0.25
    @Option var copies: Int?
    @Option var dump: String?
    @Flag var noMains = false
    @Flag var live = false
    @Option var training: Double = 90
    @Option var clip: Double = 12
    @Option var patience = 3

    func run() throws {
        let recording = try input.open()
        var p = DecompositionParameters()
        p.whitenedDimensions = dims; p.rounds = rounds; p.startsPerRound = starts; p.iterations = iterations
        p.quietShare = quiet; p.jointRounds = joint; p.seed = seed; p.threads = threads; p.randomStarts = random
        p.longestTraining = training; p.contrastLimit = Float(clip); p.patience = patience; p.removesMains = !noMains; p.extensionFactor = copies
        let result = try Decomposer(p).decompose(recording) {
            Console.say("\($0.fraction) \($0.stage) \($0.unitCount)"); return true
        }
        if live {
            let n = recording.samples.sampleCount(ofChannel: result.stretches[0].channels[0])
            let cal = try Decomposer(p).decompose(recording, windows: [0..<n / 2])
            let clock = ContinuousClock(); let t0 = clock.now
            let trial = try LiveTrial(recording, offline: result, calibration: cal, split: n / 2) {
                let d = (clock.now - t0).components; return Double(d.seconds) + Double(d.attoseconds) * 1e-18 }
            for u in trial.units { Console.result("LIVE \(u.name) \(u.liveCount) \(u.agreement ?? -1) \(trial.bank.units.first { $0.name == u.name }!.silhouette) \(cal.units.first { $0.name == u.name }!.quality.plainSilhouette!)") }
            let s = trial.blockSeconds.sorted()
            Console.result("LIVE \(trial.agreeing(at: 0.95)) block ms median \(1000 * s[s.count / 2]) p99 \(1000 * s[s.count * 99 / 100]) latency \(trial.bank.latency)")
        }
        var text = ""
        for u in result.units {
            let q = u.quality
            Console.result("\(u.name) \(q.dischargeCount) \(q.silhouette ?? 0) plain \(q.plainSilhouette ?? 0) pnr \(q.pulseToNoiseRatio ?? 0) cov \(q.intervalVariation ?? 0) lv \(q.localVariation ?? 0) amp \(q.amplitude ?? 0) stab \(q.stability ?? 0) +\(q.addedByRepair) -\(q.droppedByRepair) \(u.verdict) \(u.reasons)")
            text += "\(u.verdict) " + u.discharges.samples.map(String.init).joined(separator: " ") + "\n"
        }
        Console.result("\(result.stretches)")
        if let dump { try OutputFolder(".").write([(dump, text)]) }
    }
}
