// The sum of action potential trains against superposition, Campbell's theorem and renewal theory.

import Glibc
import Signals
import Testing

@testable import VirtualPatient

private let rate = SampleRate(hertz: 2048)!

/// Two units, one channel: a biphasic and a slower, larger potential.
private func twoUnits() -> MotorUnitActionPotentials {
    let first: [Float] = (0..<40).map { n in
        let t = Double(n) - 15
        return Float(-t * exp(-t * t / 18))
    }
    let second: [Float] = (0..<40).map { n in
        let t = (Double(n) - 18) / 6
        return Float(7 * (1 - t * t) * exp(-t * t / 2))
    }
    return MotorUnitActionPotentials(
        channelCount: 1, length: 40, lead: 6, rate: rate, conductionVelocities: [4, 4], values: first + second)
}

/// |H(f)|² of a potential, by its definition.
private func energy(_ potential: [Float], at frequency: Double) -> Double {
    var (re, im) = (0.0, 0.0)
    for (n, value) in potential.enumerated() {
        let angle = 2 * Double.pi * frequency * Double(n) / 2048
        re += Double(value) * cos(angle)
        im -= Double(value) * sin(angle)
    }
    return re * re + im * im
}

/// A train in which every sample is a discharge with probability `chance`, independently: white.
private func whiteTrain(chance: Double, count: Int, seed: Int) throws -> DischargeTrain {
    var random = RandomStream(seed: 77, "white train", seed)
    return try DischargeTrain(samples: (0..<count).filter { _ in random.uniform() < chance }, rate: rate)
}

@Suite("Electromyogram")
struct EMGSynthesizerTests {
    @Test("each discharge adds its unit's potential, overlapping or not, beginning at its sample")
    func superposition() throws {
        let potentials = twoUnits()
        let trains = try [
            DischargeTrain(samples: [3, 20, 300], rate: rate), DischargeTrain(samples: [10, 250], rate: rate),
        ]
        let found = try SyntheticEMG(potentials, trains: trains, count: 400).channel(0)
        var expected = [Double](repeating: 0, count: 400)
        for (k, train) in trains.enumerated() {
            for sample in train.samples {
                for (n, value) in potentials[unit: k, channel: 0].enumerated() where sample + n < 400 {
                    expected[sample + n] += Double(value)
                }
            }
        }
        #expect(zip(found, expected).allSatisfy { abs($0 - $1) < 1e-5 })
    }

    @Test("the truth stays with the recording")
    func truth() throws {
        let trains = try [DischargeTrain(samples: [3, 20, 300], rate: rate)]
        let emg = try SyntheticEMG(twoUnits(), trains: trains, count: 320)
        #expect(emg.truth == trains && emg.onset == 6 && emg.frameCount == 320)
        #expect(emg.channels.map(\.label) == ["EMG 1"] && emg.channels[0].unit == .microvolt)
    }

    @Test("the size of the blocks does not show, and a saved state continues bit for bit")
    func blocks() throws {
        let potentials = twoUnits()
        let trains = try [
            whiteTrain(chance: 0.01, count: 2000, seed: 1), whiteTrain(chance: 0.02, count: 2000, seed: 2),
        ]
        let whole = try SyntheticEMG(potentials, trains: trains, count: 2000).values
        let results = [1, 7, 64, 300].map { size -> [Float] in
            var synthesizer = EMGSynthesizer(potentials, lookAhead: 512)
            var values: [Float] = []
            for start in stride(from: 0, to: 2000, by: size) {
                if start >= 1000, start < 1000 + size {
                    var continued = EMGSynthesizer(potentials, lookAhead: 512)
                    continued.state = synthesizer.state
                    synthesizer = continued
                }
                let frames = min(size, 2000 - start)
                let now = trains.indices.flatMap { k in
                    trains[k].samples.filter { $0 >= start && $0 < start + frames }.map {
                        UnitDischarge(unit: k, frame: $0 - start)
                    }
                }
                var block = [Float](repeating: 0, count: frames)
                synthesizer.add(now, to: &block)
                values += block
            }
            return values
        }
        // Sums of the same numbers in another order: equal to the last bits of single precision.
        #expect(results.allSatisfy { r in zip(r, whole).allSatisfy { abs($0 - $1) < 1e-4 } })
        #expect(results[2].count == 2000)
    }

    @Test("discharges may be announced ahead, and a gain scales them")
    func announced() {
        let potentials = twoUnits()
        var early = EMGSynthesizer(potentials, lookAhead: 100)
        early.discharge(1, after: 60, gain: 0.5)
        var values: [Float] = []
        for _ in 0..<12 {
            var block = [Float](repeating: 0, count: 10)
            early.add(to: &block)
            values += block
        }
        #expect(Array(values[60..<100]) == potentials[unit: 1, channel: 0].map { 0.5 * $0 })
        #expect(values[..<60].allSatisfy { $0 == 0 } && values[100...].allSatisfy { $0 == 0 })
    }

    @Test("two muscles under the same electrodes add up")
    func twoMuscles() throws {
        let potentials = twoUnits()
        var (a, b) = (EMGSynthesizer(potentials), EMGSynthesizer(potentials))
        var block = [Float](repeating: 0, count: 50)
        a.add([UnitDischarge(unit: 0, frame: 0)], to: &block)
        b.add([UnitDischarge(unit: 1, frame: 5)], to: &block)
        let (first, second) = (potentials[unit: 0, channel: 0], potentials[unit: 1, channel: 0])
        #expect(block[..<5].elementsEqual(first[..<5]))
        #expect((5..<40).allSatisfy { abs(block[$0] - first[$0] - second[$0 - 5]) < 1e-6 })
    }

    @Test("white trains give the spectrum 2·p(1−p)·fs·|H(f)|² of Carson's theorem")
    func whiteSpectrum() throws {
        let potentials = twoUnits()
        let chances = [0.02, 0.005]
        let trains = try chances.indices.map { try whiteTrain(chance: chances[$0], count: 300_000, seed: $0) }
        let signal = try SyntheticEMG(potentials, trains: trains, count: 300_000).channel(0)
        let spectrum = try #require(Spectrum.welch(signal, rate: rate, segment: 512))
        // 1,170 averaged windows, overlapping: 4 % per line; bands of 10 lines: 1.5 %.
        let ratios = stride(from: 5, to: 100, by: 10).map { (low: Int) -> Double in
            let lines = low..<low + 10
            let expected = lines.reduce(0.0) { sum, line in
                let f = spectrum.frequency(at: line)
                return sum
                    + chances.indices.reduce(0.0) {
                        // Per sample p(1−p)|H|², one-sided and per Hz: times 2/fs.
                        $0 + 2 / 2048 * chances[$1] * (1 - chances[$1])
                            * energy(potentials[unit: $1, channel: 0], at: f)
                    }
            }
            return lines.reduce(0.0) { $0 + spectrum.density[$1] } / expected
        }
        #expect(ratios.allSatisfy { abs($0 - 1) < 0.08 }, "\(ratios)")
    }

    @Test("regular firing shapes the spectrum as renewal theory says: a peak at the rate, flat far above")
    func renewalSpectrum() throws {
        // Normal intervals of 128 ± 19 samples (16 pps, CV 0.15): φ(f) = e^(−i·2πf·μ − (2πf·σ)²/2).
        var random = RandomStream(seed: 5, "renewal")
        var samples = [0]
        while samples.last! < 600_000 {
            samples.append(samples.last! + max(20, Int((128 + 19.2 * random.normal()).rounded())))
        }
        let train = try DischargeTrain(samples: samples.filter { $0 < 600_000 }, rate: rate)
        let potentials = twoUnits()
        let signal = try SyntheticEMG(potentials, trains: [train], count: 600_000).channel(0)
        let spectrum = try #require(Spectrum.welch(signal, rate: rate, segment: 1024))
        let ratio = { (lines: Range<Int>) -> Double in
            let expected = lines.reduce(0.0) { sum, line in
                let omega = 2 * Double.pi * spectrum.frequency(at: line) / 2048
                let size = exp(-pow(omega * 19.2, 2) / 2)
                // Re[(1+φ)/(1−φ)] = (1−|φ|²)/(1 − 2|φ|cos + |φ|²).
                let shape = (1 - size * size) / (1 - 2 * size * cos(128 * omega) + size * size)
                let white = 2 / 2048 / 128 * energy(potentials[unit: 0, channel: 0], at: spectrum.frequency(at: line))
                return sum + shape * white
            }
            return lines.reduce(0.0) { $0 + spectrum.density[$1] } / expected
        }
        #expect(abs(ratio(5..<12) - 1) < 0.1)  // 10–22 Hz, the peak at 16
        #expect(abs(ratio(60..<100) - 1) < 0.06)  // 120–198 Hz, as good as white
    }

    @Test("uncorrelated trains add in power: the variance is Campbell's sum, four times the units twice the amplitude")
    func amplitudeGrowth() throws {
        var architecture = MuscleArchitecture.tibialisAnterior
        architecture.meanFibres = 10
        let pool = MuscleParameters.tibialisAnterior.resampled(to: 16)
        let potentials = try MotorUnitActionPotentials(
            architecture, units: pool.units, electrodes: .bipolar(), rate: rate, seed: 2)
        let count = 200_000
        let trains = try (0..<16).map { try whiteTrain(chance: 0.01, count: count, seed: $0) }
        let found = try [1, 4, 16].map { n -> Double in
            let signal = try SyntheticEMG(potentials, trains: Array(trains.prefix(n)), count: count).channel(0)
            let mean = signal.reduce(0, +) / Double(count)
            return signal.reduce(0.0) { $0 + ($1 - mean) * ($1 - mean) } / Double(count)
        }
        let energies = (0..<16).map { k in
            potentials[unit: k, channel: 0].reduce(0.0) { $0 + Double($1) * Double($1) }
        }
        let expected = [1, 4, 16].map { 0.01 * 0.99 * energies.prefix($0).reduce(0, +) }
        let ratios = zip(found, expected).map { $0 / $1 }
        #expect(ratios.allSatisfy { abs($0 - 1) < 0.08 }, "\(ratios)")

        // The same potential for all: four times the units, twice the amplitude.
        let equal = MotorUnitActionPotentials(
            channelCount: 1, length: 40, lead: 6, rate: rate, conductionVelocities: [Double](repeating: 4, count: 16),
            values: (0..<16).flatMap { _ in twoUnits()[unit: 0, channel: 0] })
        let amplitude = try [4, 16].map { n -> Double in
            let signal = try SyntheticEMG(equal, trains: Array(trains.prefix(n)), count: count).channel(0)
            return signal.reduce(0.0) { $0 + $1 * $1 }.squareRoot()
        }
        #expect(abs(amplitude[1] / amplitude[0] - 2) < 0.08)
    }

    @Test("trains of another rate or for units that are not there are refused")
    func refusals() throws {
        let other = try DischargeTrain(samples: [1], rate: SampleRate(hertz: 1000)!)
        #expect(throws: ParameterError.self) { try SyntheticEMG(twoUnits(), trains: [other], count: 10) }
        let three = try (0..<3).map { try DischargeTrain(samples: [$0], rate: rate) }
        #expect(throws: ParameterError.self) { try SyntheticEMG(twoUnits(), trains: three, count: 10) }
        #expect(throws: ParameterError.self) { try SyntheticEMG(twoUnits(), trains: [], count: 0) }
    }
}

@Suite("Direct motor response")
struct MotorNerveTests {
    @Test("the thickest axons answer first and fastest; all answer to a full pulse")
    func recruitment() throws {
        let nerve = try MotorNerve(distance: 400)
        #expect(nerve.answer(fraction: 0, of: 200, rate: rate).isEmpty)
        let tenth = nerve.answer(fraction: 0.1, of: 200, rate: rate)
        #expect(tenth.map(\.unit) == Array(180..<200))
        let all = nerve.answer(fraction: 1.5, of: 200, rate: rate)
        #expect(all.map(\.unit) == Array(0..<200))
        // 400 mm at 44 m/s and at 53 m/s, and 0.7 ms for the junction.
        #expect(
            all[0].frame == Int((0.0097909 * 2048).rounded()) && all[199].frame == Int((0.0082472 * 2048).rounded()))
        #expect(zip(all, all.dropFirst()).allSatisfy { $1.frame <= $0.frame })
    }

    @Test("an M-wave is far larger than the units' scattered discharges and over within 37 ms of the pulse")
    func mWave() throws {
        var architecture = MuscleArchitecture.soleus
        architecture.meanFibres = 10
        let units = MuscleParameters.soleus.resampled(to: 40).units
        let potentials = try MotorUnitActionPotentials(
            architecture, units: units, electrodes: .bipolar(), rate: rate, seed: 8)
        var synthesizer = EMGSynthesizer(potentials)
        for answer in try MotorNerve(distance: 300).answer(fraction: 1, of: 40, rate: rate) {
            synthesizer.discharge(answer.unit, after: answer.frame)
        }
        var block = [Float](repeating: 0, count: 200)
        synthesizer.add(to: &block)
        let height = block.max()! - block.min()!
        let largest = (0..<40).map { potentials.peakToPeak(unit: $0) }.max()!
        #expect(height > 2 * largest)
        #expect(block[..<12].allSatisfy { abs($0) < 0.01 * height } && block[75...].allSatisfy { $0 == 0 })
    }

    @Test("nerves that cannot be are refused")
    func refusals() {
        #expect(throws: ParameterError.self) { try MotorNerve(distance: -1) }
        #expect(throws: ParameterError.self) { try MotorNerve(distance: 100, firstVelocity: 0) }
        #expect(throws: ParameterError.self) { try MotorNerve(distance: 100, junctionDelay: .nan) }
    }
}
