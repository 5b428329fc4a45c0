// Noise of electrodes and amplifiers, and the mains with its harmonics.

import Glibc
import Signals

/// White Gaussian noise, independent on every channel.
public struct ElectrodeNoise: Hashable, Sendable, Codable {
    /// Its standard deviation, in µV.
    public var rms: Double

    /// Creates noise.
    public init(rms: Double = 5) { self.rms = rms }

    func check() throws(ParameterError) { try ParameterError.check("noise", rms, in: 0...1e5, unit: "µV") }

    struct Generator: Hashable, Sendable, Codable {
        private let rms: Double
        private var random: RandomStream

        init(_ noise: ElectrodeNoise, seed: UInt64) {
            rms = noise.rms
            random = RandomStream(seed: seed, "noise")
        }

        mutating func add(to block: inout [Float]) {
            for i in block.indices { block[i] += Float(rms * random.normal()) }
        }
    }
}

/// The hum of the mains: a fundamental and harmonics, the same on all channels but for its strength.
public struct MainsHum: Hashable, Sendable, Codable {
    /// The frequency, in Hz.
    public var frequency: Double
    /// The amplitude of the fundamental, in µV.
    public var amplitude: Double
    /// The amplitudes of the second, third … harmonic, in parts of the fundamental's. Those above the Nyquist frequency
    /// are left out.
    public var harmonics: [Double]
    /// How much the strength differs from channel to channel: the standard deviation of its logarithm.
    public var spread: Double

    /// Creates a hum.
    public init(
        frequency: Double = 50, amplitude: Double = 10, harmonics: [Double] = [0.1, 0.4, 0.05, 0.25],
        spread: Double = 0.3
    ) {
        self.frequency = frequency
        self.amplitude = amplitude
        self.harmonics = harmonics
        self.spread = spread
    }

    func check(rate: SampleRate) throws(ParameterError) {
        try ParameterError.check("mains: frequency", frequency, in: 1...rate.nyquist, unit: "Hz")
        try ParameterError.check("mains: amplitude", amplitude, in: 0...1e6, unit: "µV")
        try ParameterError.check("mains: number of harmonics", harmonics.count, in: 0...40)
        for (k, part) in harmonics.enumerated() {
            try ParameterError.check("mains: harmonic \(k + 2)", part, in: 0...10)
        }
        try ParameterError.check("mains: spread over channels", spread, in: 0...3)
    }

    struct Generator: Hashable, Sendable, Codable {
        private struct Line: Hashable, Sendable, Codable {
            let cyclesPerFrame, amplitude, phase: Double
        }
        private let lines: [Line]
        private let gains: [Float]

        init(_ mains: MainsHum, channelCount: Int, rate: SampleRate, seed: UInt64) {
            var random = RandomStream(seed: seed, "mains")
            let amplitudes = [1] + mains.harmonics
            lines = amplitudes.enumerated().compactMap { k, part in
                let phase = 2 * Double.pi * random.uniform()
                let frequency = mains.frequency * Double(k + 1)
                guard frequency < rate.nyquist else { return nil }
                return Line(cyclesPerFrame: frequency / rate.hertz, amplitude: mains.amplitude * part, phase: phase)
            }
            gains = (0..<channelCount).map { _ in Float(exp(mains.spread * random.normal())) }
        }

        func add(to block: inout [Float], channelCount: Int, from start: Int) {
            for f in 0..<block.count / channelCount {
                var value = 0.0
                for line in lines {
                    // Whole cycles are dropped before the sine, so that the phase stays exact for days.
                    let cycles = line.cyclesPerFrame * Double(start + f)
                    value += line.amplitude * sin(2 * Double.pi * (cycles - cycles.rounded(.down)) + line.phase)
                }
                for c in 0..<channelCount { block[f * channelCount + c] += gains[c] * Float(value) }
            }
        }
    }
}
