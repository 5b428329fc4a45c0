// Each disturbance against the numbers it was given.

import Glibc
import Signals
import Testing

@testable import VirtualPatient

private let rate = SampleRate(hertz: 2048)!

/// What the disturbances add to silence: frames × channels.
private func alone(
    _ disturbances: Disturbances, frames: Int, channels: Int = 1, stimuli: [StimulusPulse] = [],
    electrodes: ElectrodeArray? = nil, seed: UInt64 = 1, block: Int = 512, onto signal: [Float]? = nil
) throws -> [Float] {
    var generator = try DisturbanceGenerator(
        disturbances, channelCount: channels, electrodes: electrodes, rate: rate, seed: seed)
    var values: [Float] = []
    for start in stride(from: 0, to: frames, by: block) {
        let end = min(frames, start + block)
        var part =
            signal.map { Array($0[start * channels..<end * channels]) }
            ?? [Float](repeating: 0, count: (end - start) * channels)
        let now = stimuli.filter { $0.frame >= Double(start) && $0.frame < Double(end) }
            .map { $0.shifted(by: -Double(start)) }
        generator.apply(to: &part, stimuli: now)
        values += part
    }
    return values
}

private func doubles(_ values: [Float], channel: Int = 0, of channels: Int = 1) -> [Double] {
    stride(from: channel, to: values.count, by: channels).map { Double(values[$0]) }
}

private func deviation(_ values: [Double]) -> Double {
    let mean = values.reduce(0, +) / Double(values.count)
    return (values.reduce(0.0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count)).squareRoot()
}

@Suite("Disturbances")
struct DisturbanceTests {
    @Test("without disturbances the signal passes untouched")
    func none() throws {
        let signal: [Float] = (0..<1000).map { sin(Float($0)) }
        #expect(try alone(Disturbances(), frames: 1000, onto: signal) == signal)
    }

    @Test("noise has its standard deviation, is white, and independent between channels")
    func noise() throws {
        let values = try alone(Disturbances(noise: ElectrodeNoise(rms: 7)), frames: 60_000, channels: 2)
        let (a, b) = (doubles(values, channel: 0, of: 2), doubles(values, channel: 1, of: 2))
        // The standard error of a deviation of 60,000 numbers is 0.3 %, of a correlation 0.4 %.
        #expect(abs(deviation(a) / 7 - 1) < 0.015 && abs(deviation(b) / 7 - 1) < 0.015)
        let correlation = zip(a, b).reduce(0.0) { $0 + $1.0 * $1.1 } / 60_000 / 49
        let next = zip(a, a.dropFirst()).reduce(0.0) { $0 + $1.0 * $1.1 } / 60_000 / 49
        #expect(abs(correlation) < 0.02 && abs(next) < 0.02)
    }

    @Test("the mains has the power A²/2 at its frequency and at each harmonic, nothing elsewhere")
    func mains() throws {
        let hum = MainsHum(frequency: 50, amplitude: 20, harmonics: [0.5, 0, 0.25], spread: 0)
        let values = doubles(try alone(Disturbances(mains: hum), frames: 16_384))
        let spectrum = try #require(Spectrum.welch(values, rate: rate, segment: 2048))
        let powers = [50.0, 100, 150, 200].map { spectrum.power(from: $0 - 3, to: $0 + 3) }
        let expected = [200.0, 50, 0, 12.5]
        #expect(zip(powers, expected).allSatisfy { abs($0 - $1) < 0.01 }, "\(powers)")
        #expect(spectrum.power(from: 0, to: 1024) < 262.52)
    }

    @Test("harmonics above the Nyquist frequency are left out, and phases stay exact after a day")
    func mainsEdges() throws {
        let hum = MainsHum(frequency: 400, amplitude: 10, harmonics: [1, 1, 1], spread: 0)
        let values = doubles(try alone(Disturbances(mains: hum), frames: 4096))
        #expect(abs(deviation(values) - 10) < 1e-3)  // two lines of 10²/2 each

        let generator = MainsHum.Generator(
            MainsHum(amplitude: 1, harmonics: [], spread: 0), channelCount: 1, rate: rate, seed: 1)
        var (first, later) = ([Float](repeating: 0, count: 100), [Float](repeating: 0, count: 100))
        generator.add(to: &first, channelCount: 1, from: 0)
        generator.add(to: &later, channelCount: 1, from: 2048 * 86_400)
        #expect(zip(first, later).allSatisfy { abs($0 - $1) < 1e-4 })
    }

    @Test("the heart beats at its rate, with its height, and its intervals vary as they should")
    func heart() throws {
        let values = doubles(
            try alone(Disturbances(heart: HeartBeat(rate: 72, variability: 0.05, amplitude: 40)), frames: 2048 * 200))
        let top = values.max()!
        #expect(top > 20 && top < 60)
        let beats = values.indices.dropFirst().dropLast().filter {
            values[$0] > 0.8 * top && values[$0] > values[$0 - 1] && values[$0] >= values[$0 + 1]
        }
        let intervals = zip(beats, beats.dropFirst()).map { Double($1 - $0) / 2048 }
        let mean = intervals.reduce(0, +) / Double(intervals.count)
        #expect(abs(mean - 60.0 / 72) < 0.015)
        #expect(abs(deviation(intervals) / mean - 0.05) < 0.012)
    }

    @Test("motion has its size, lies below its cut-off, and knocks come at their rate and decay as they should")
    func motion() throws {
        let slow = doubles(
            try alone(Disturbances(motion: MotionArtefact(rms: 30, cutoff: 5, knocksPerMinute: 0)), frames: 2048 * 60))
        let spectrum = try #require(Spectrum.welch(slow, rate: rate, segment: 8192))
        #expect(spectrum.power(from: 20, to: 1024) < 0.05 * spectrum.power(from: 0, to: 1024))

        let knocks = MotionArtefact(rms: 0, cutoff: 5, knocksPerMinute: 30, knockAmplitude: 100, knockDecay: 0.05)
        let values = doubles(try alone(Disturbances(motion: knocks), frames: 2048 * 240))
        let decay = exp(-1 / (2048 * 0.05))
        let jumps = zip(values, values.dropFirst()).filter { abs($1 - decay * $0) > 0.01 }.count
        #expect(abs(Double(jumps) - 120) < 4 * 120.0.squareRoot())
    }

    @Test("on a channel of gain 1, slow motion has the standard deviation it was given")
    func motionSize() throws {
        let ratios = try (1...6).map { seed in
            let values = try alone(
                Disturbances(motion: MotionArtefact(rms: 30, cutoff: 8, knocksPerMinute: 0)), frames: 2048 * 30,
                channels: 10, seed: UInt64(seed))
            // Gains are 1 ± 0.4: over 10 channels and 6 seeds their mean is 1 ± 0.05.
            let mean = stride(from: 0, to: values.count, by: 10).map { f in
                (0..<10).reduce(0.0) { $0 + Double(values[f + $1]) } / 10
            }
            return deviation(mean) / 30
        }
        #expect(abs(ratios.reduce(0, +) / 6 - 1) < 0.15, "\(ratios)")
    }

    @Test(
        "after a pulse the artefact comes back exponentially with the amplifier's time constant",
        arguments: [0.001, 0.003, 0.005])
    func recovery(constant: Double) throws {
        let artefact = StimulationArtefact(amplitude: 5000, tail: 0.4, recovery: constant, spread: 0)
        let pulse = StimulusPulse(frame: 100.25, strength: 0.5, width: 0.0005)
        let values = doubles(try alone(Disturbances(stimulation: artefact), frames: 400, stimuli: [pulse]))
        #expect(values[..<100].allSatisfy { $0 == 0 })
        // Two phases of 1.024 frames: over at frame 102.298.
        let worst = (103..<140).reduce(0.0) { worst, n in
            let exact = 5000 * 0.5 * 0.4 * exp(-(Double(n) - 102.298) / 2048 / constant)
            return max(worst, abs(values[n] - exact) / max(exact, 1e-3))
        }
        #expect(worst < 1e-4)
        #expect(values.max()! > 1800)
    }

    @Test("a biphasic pulse without tail carries no net charge into the recording; twice the strength, twice the spike")
    func balanced() throws {
        let artefact = StimulationArtefact(amplitude: 1000, tail: 0, spread: 0)
        let sums = try [(1.0, 10.7), (2, 11.3), (2, 12)].map { strength, frame in
            let pulse = StimulusPulse(frame: frame, strength: strength, width: 0.0013)
            return doubles(try alone(Disturbances(stimulation: artefact), frames: 60, stimuli: [pulse]))
        }
        #expect(sums.allSatisfy { abs($0.reduce(0, +)) < 0.01 })
        let one = StimulusPulse(frame: 10, strength: 1, width: 0.0013, isBiphasic: false)
        let area = doubles(try alone(Disturbances(stimulation: artefact), frames: 60, stimuli: [one])).reduce(0, +)
        #expect(abs(area - 1000 * 0.0013 * 2048) < 0.01)
    }

    @Test("bridged pads take their part from their neighbours, and a common signal stays as it is")
    func bridging() throws {
        let grid = try ElectrodeArray.grid("GR08MM1305")
        let bridging = Disturbances(bridging: PadBridging(fraction: 0.2))
        let common = try alone(
            bridging, frames: 1, channels: 64, electrodes: grid, onto: [Float](repeating: 3, count: 64))
        #expect(common.allSatisfy { abs($0 - 3) < 1e-6 })
        var single = [Float](repeating: 0, count: 64)
        single[30] = 1
        let spread = try alone(bridging, frames: 1, channels: 64, electrodes: grid, onto: single)
        #expect(spread[30] == 0.8)
        let reached = spread.indices.filter { spread[$0] != 0 && $0 != 30 }
        #expect(reached.count == 4)
        let places = reached.map {
            hypot(grid.places[$0].along - grid.places[30].along, grid.places[$0].around - grid.places[30].around)
        }
        #expect(places.allSatisfy { abs($0 - 8) < 1e-9 })
        #expect(throws: ParameterError.self) { try alone(bridging, frames: 1, channels: 64) }
    }

    @Test("a lost lead shows something else for its time, and only on its channel")
    func lostLead() throws {
        let signal = [Float](repeating: 5, count: 3 * 4096)
        let lost = Disturbances(lostLeads: [
            LostLead(channel: 1, start: 0.5, end: 1, hum: 0, noise: 0), LostLead(channel: 2, start: 1.5, hum: 500),
        ])
        let values = try alone(lost, frames: 4096, channels: 3, onto: signal)
        #expect(doubles(values, channel: 0, of: 3).allSatisfy { $0 == 5 })
        let flat = doubles(values, channel: 1, of: 3)
        #expect(flat[1024..<2048].allSatisfy { $0 == 0 } && flat[..<1024].allSatisfy { $0 == 5 })
        #expect(flat[2048...].allSatisfy { $0 == 5 })
        #expect(deviation(Array(doubles(values, channel: 2, of: 3)[3072...])) > 300)
    }

    @Test(
        "the amplifier: saturates at its range, shows multiples of its step, forgets a constant with its time constant")
    func amplifier() throws {
        let ramp: [Float] = (0..<2000).map { Float($0) - 1000 }
        let plain = Disturbances(amplifier: Amplifier(highPass: nil, range: 300, step: 8))
        let values = try alone(plain, frames: 2000, onto: ramp)
        #expect(values.max()! == 296 && values.min()! == -296)  // the largest multiple of 8 within the range
        #expect(values.allSatisfy { $0.truncatingRemainder(dividingBy: 8) == 0 })
        #expect(zip(values, ramp).allSatisfy { abs($1) > 296 || abs($0 - $1) <= 4 })

        let step: [Float] = (0..<2000).map { $0 < 500 ? 0 : 1000 }
        let coupled = Disturbances(amplifier: Amplifier(highPass: 10, range: nil, step: nil))
        let answer = doubles(try alone(coupled, frames: 2000, onto: step))
        // One pole: e^(−2π·10·t) from a little below the full step.
        let constants = [550, 600, 700].map { -Double($0 - 500) / 2048 / log(answer[$0] / answer[500]) }
        #expect(constants.allSatisfy { abs($0 * 2 * Double.pi * 10 - 1) < 1e-3 }, "\(constants)")
    }

    @Test("the size of the blocks does not show, a seed repeats, another differs, and a copy continues bit for bit")
    func determinism() throws {
        let grid = try ElectrodeArray.grid("GR10MM0804")
        var all = Disturbances.home
        all.lostLeads = [LostLead(channel: 3, start: 0.1, end: 0.3)]
        let stimuli = [50.0, 255.9, 700.5].map { StimulusPulse(frame: $0) }
        let run = { (block: Int, seed: UInt64) in
            try alone(all, frames: 1000, channels: 32, stimuli: stimuli, electrodes: grid, seed: seed, block: block)
        }
        let reference = try run(256, 1)
        #expect(try run(1, 1) == reference && run(77, 1) == reference && run(1000, 1) == reference)
        #expect(try run(256, 2) != reference)

        var first = try DisturbanceGenerator(all, channelCount: 32, electrodes: grid, rate: rate, seed: 9)
        var block = [Float](repeating: 0, count: 320)
        first.apply(to: &block)
        var copy = first
        var (a, b) = ([Float](repeating: 0, count: 320), [Float](repeating: 0, count: 320))
        first.apply(to: &a)
        copy.apply(to: &b)
        #expect(a == b && a != block)
    }

    @Test("switching one disturbance off leaves the others bit for bit as they were")
    func independent() throws {
        let both = Disturbances(noise: ElectrodeNoise(rms: 3), mains: MainsHum(), heart: HeartBeat())
        var without = both
        without.heart = nil
        let heart = try alone(Disturbances(heart: HeartBeat()), frames: 800)
        let sum = zip(try alone(without, frames: 800), heart).map { $0 + $1 }
        #expect(zip(sum, try alone(both, frames: 800)).allSatisfy { abs($0 - $1) < 1e-5 })
    }

    @Test("values that cannot be are refused in a sentence", arguments: [Double.nan, .infinity, -1e12])
    func refusals(value: Double) {
        let bad: [Disturbances] = [
            Disturbances(noise: ElectrodeNoise(rms: value)), Disturbances(mains: MainsHum(frequency: value)),
            Disturbances(mains: MainsHum(amplitude: value)), Disturbances(mains: MainsHum(harmonics: [value])),
            Disturbances(mains: MainsHum(spread: value)), Disturbances(heart: HeartBeat(rate: value)),
            Disturbances(heart: HeartBeat(variability: value)), Disturbances(heart: HeartBeat(amplitude: value)),
            Disturbances(motion: MotionArtefact(rms: value)), Disturbances(motion: MotionArtefact(cutoff: value)),
            Disturbances(motion: MotionArtefact(knocksPerMinute: value)),
            Disturbances(motion: MotionArtefact(knockDecay: value)),
            Disturbances(stimulation: StimulationArtefact(amplitude: value)),
            Disturbances(stimulation: StimulationArtefact(tail: value)),
            Disturbances(stimulation: StimulationArtefact(recovery: value)),
            Disturbances(bridging: PadBridging(fraction: value)),
            Disturbances(lostLeads: [LostLead(channel: 0, start: value, end: 5)]),
            Disturbances(lostLeads: [LostLead(channel: 0, hum: value)]),
            Disturbances(lostLeads: [LostLead(channel: 7)]),
            Disturbances(lostLeads: [LostLead(channel: 0, start: 3, end: 2)]),
            Disturbances(amplifier: Amplifier(highPass: value)), Disturbances(amplifier: Amplifier(range: value)),
            Disturbances(amplifier: Amplifier(step: value)),
        ]
        let sentences = bad.map { disturbances in
            #expect(throws: ParameterError.self) {
                try DisturbanceGenerator(disturbances, channelCount: 2, rate: rate, seed: 1)
            }?.description ?? ""
        }
        #expect(sentences.allSatisfy { $0.contains("allowed is") && !$0.contains("\n") }, "\(sentences)")
    }
}
