// What an amplifier shows of a stimulus: a spike while it lasts, then an exponential way back.

import Glibc
import Signals

/// The direct pick-up of stimulation.
///
/// During a phase the electrodes see ± `amplitude`; after the pulse the amplifier returns as `tail`·`amplitude`·e^(−t/τ).
/// τ of 1 to 5 ms and 5 to 50 times the EMG's amplitude are from memory or assumed, not verified.
public struct StimulationArtefact: Hashable, Sendable, Codable {
    /// The height of the spike for a pulse of strength 1, in µV.
    public var amplitude: Double
    /// Where the tail begins, in parts of the spike.
    public var tail: Double
    /// The tail's time constant τ, in seconds.
    public var recovery: Double
    /// How much the strength differs from channel to channel: the standard deviation of its logarithm.
    public var spread: Double

    /// Creates an artefact.
    public init(amplitude: Double = 4000, tail: Double = 0.3, recovery: Double = 0.003, spread: Double = 0.3) {
        self.amplitude = amplitude
        self.tail = tail
        self.recovery = recovery
        self.spread = spread
    }

    func check() throws(ParameterError) {
        try ParameterError.check("stimulation artefact: amplitude", amplitude, in: 0...1e8, unit: "µV")
        try ParameterError.check("stimulation artefact: tail", tail, in: -10...10)
        try ParameterError.check("stimulation artefact: recovery", recovery, in: 1e-5...1, unit: "s")
        try ParameterError.check("stimulation artefact: spread over channels", spread, in: 0...3)
    }

    struct Generator: Hashable, Sendable, Codable {
        private let artefact: StimulationArtefact
        private let gains: [Float]
        private let framesPerSecond: Double
        private let decay: Double
        /// The common waveform of the coming frames, from `head` on and around; pulses are written ahead.
        private var ahead: [Double]
        /// What the tail gains at each coming frame.
        private var tailAhead: [Double]
        private var head = 0
        private var tail = 0.0

        /// The longest pulse that can be written, in seconds.
        private static let longest = 0.02

        init(_ artefact: StimulationArtefact, channelCount: Int, rate: SampleRate, seed: UInt64) {
            var random = RandomStream(seed: seed, "stimulation artefact")
            self.artefact = artefact
            gains = (0..<channelCount).map { _ in Float(exp(artefact.spread * random.normal())) }
            framesPerSecond = rate.hertz
            decay = exp(-rate.period / artefact.recovery)
            let size = Int(Self.longest * 2 * rate.hertz) + 8
            ahead = [Double](repeating: 0, count: size)
            tailAhead = ahead
        }

        mutating func add(to block: inout [Float], channelCount: Int, stimuli: [StimulusPulse]) {
            var coming = 0
            for f in 0..<block.count / channelCount {
                while coming < stimuli.count, stimuli[coming].frame < Double(f + 1) {
                    write(stimuli[coming], at: max(0, stimuli[coming].frame - Double(f)))
                    coming += 1
                }
                tail = decay * tail + tailAhead[head]
                let value = Float(ahead[head] + tail)
                ahead[head] = 0
                tailAhead[head] = 0
                head = (head + 1) % ahead.count
                if value == 0 { continue }
                if abs(tail) < 1e-6 { tail = 0 }
                for c in 0..<channelCount { block[f * channelCount + c] += gains[c] * value }
            }
        }

        /// Spreads a pulse that begins `start` frames from now over the frames it covers, each by the part covered.
        private mutating func write(_ pulse: StimulusPulse, at start: Double) {
            precondition(start.isFinite && pulse.width.isFinite, "a pulse has a beginning and a width")
            let width = min(max(0, pulse.width), Self.longest) * framesPerSecond
            let height = artefact.amplitude * pulse.strength
            cover(from: start, to: start + width, height: height)
            if pulse.isBiphasic { cover(from: start + width, to: start + 2 * width, height: -height) }
            let end = start + (pulse.isBiphasic ? 2 : 1) * width
            // The tail is sampled at the frame after its beginning, where it has already decayed by a part of a frame.
            let first = end.rounded(.up)
            let begun = height * artefact.tail * pow(decay, first - end)
            tailAhead[(head + Int(first)) % ahead.count] += begun
        }

        private mutating func cover(from start: Double, to end: Double, height: Double) {
            var f = Int(start)
            while Double(f) < end {
                let part = min(end, Double(f + 1)) - max(start, Double(f))
                ahead[(head + f) % ahead.count] += height * part
                f += 1
            }
        }
    }
}
