// Muscle and electromyogram together: what a contraction of growing strength must show.

import Glibc
import Signals
import Testing

@testable import VirtualPatient

private let rate = SampleRate(hertz: 2048)!

@Suite("Contractions")
struct ContractionTests {
    /// Forty units of a tibialis anterior with few fibres each (only ratios are looked at here), seen by a bipolar pair.
    private static func person() throws -> (muscle: MuscleParameters, potentials: MotorUnitActionPotentials) {
        var architecture = MuscleArchitecture.tibialisAnterior
        architecture.meanFibres = 8
        let muscle = MuscleParameters.tibialisAnterior.resampled(to: 40)
        let electrodes = try ElectrodeArray.bipolar(centre: .init(along: 15, around: 0))
        return (
            muscle,
            try MotorUnitActionPotentials(
                architecture, units: muscle.units, electrodes: electrodes, rate: rate, seed: 4)
        )
    }

    /// Irregular trains of the first `recruited` units; a later recruited unit fires slower.
    private static func trains(recruited: Int, gain: Double, count: Int) throws -> [DischargeTrain] {
        try (0..<recruited).map { k in
            var random = RandomStream(seed: 31, "contraction", k)
            let pps = 8 + gain * Double(recruited - k) / 40
            var time = random.uniform() / pps * 2048
            var samples: [Int] = []
            while time < Double(count) {
                samples.append(Int(time))
                time += max(0.02, (1 + 0.15 * random.normal()) / pps) * 2048
            }
            return try DischargeTrain(samples: samples, rate: rate)
        }
    }

    @Test("force and EMG amplitude both grow with recruitment and rate; EMG variance is nearly the sum of the units'")
    func growth() throws {
        let (parameters, potentials) = try Self.person()
        let count = 2048 * 12
        var forces: [Double] = [], amplitudes: [Double] = [], expected: [Double] = []
        for recruited in [8, 16, 24, 32, 40] {
            let trains = try Self.trains(recruited: recruited, gain: 20, count: count)
            var muscle = try Muscle(parameters, rate: rate)
            forces.append(try muscle.run(trains, count: count).suffix(2048 * 10).reduce(0, +) / Double(2048 * 10))
            let emg = try SyntheticEMG(potentials, trains: trains, count: count).channel(0)
            amplitudes.append((emg.reduce(0.0) { $0 + $1 * $1 } / Double(count)).squareRoot())
            // Campbell: uncorrelated trains of potentials without mean add λ·Σh².
            let variance = trains.indices.reduce(0.0) { sum, k in
                let energy = potentials[unit: k, channel: 0].reduce(0.0) { $0 + Double($1) * Double($1) }
                return sum + Double(trains[k].count) / Double(count) * energy
            }
            expected.append(variance.squareRoot())
        }
        #expect(zip(forces, forces.dropFirst()).allSatisfy { $1 > 1.2 * $0 }, "\(forces)")
        #expect(zip(amplitudes, amplitudes.dropFirst()).allSatisfy { $1 > 1.05 * $0 }, "\(amplitudes)")
        #expect(zip(amplitudes, expected).allSatisfy { abs($0 / $1 - 1) < 0.1 }, "\(amplitudes) \(expected)")
    }

    @Test("the spectrum is that of the units' potentials: the same median frequency, between 50 and 200 Hz")
    func spectrum() throws {
        let (_, potentials) = try Self.person()
        let count = 2048 * 30
        let trains = try Self.trains(recruited: 40, gain: 20, count: count)
        let emg = try SyntheticEMG(potentials, trains: trains, count: count).channel(0)
        let found = try #require(Spectrum.welch(emg, rate: rate, segment: 1024))
        var expected = [Double](repeating: 0, count: found.density.count)
        for (k, train) in trains.enumerated() {
            let h = potentials[unit: k, channel: 0]
            for line in expected.indices {
                let omega = 2 * Double.pi * found.frequency(at: line) / 2048
                var (re, im) = (0.0, 0.0)
                for (n, value) in h.enumerated() {
                    re += Double(value) * cos(omega * Double(n))
                    im += Double(value) * sin(omega * Double(n))
                }
                expected[line] += Double(train.count) / Double(count) * 2 / 2048 * (re * re + im * im)
            }
        }
        let power = { (low: Double, high: Double) in
            expected.indices.reduce(0.0) { sum, line in
                let f = found.frequency(at: line)
                return f >= low && f <= high ? sum + expected[line] * found.resolution : sum
            }
        }
        let median = expected.indices.first { power(0, found.frequency(at: $0)) >= power(0, 1024) / 2 }!
        #expect(abs(found.medianFrequency - found.frequency(at: median)) <= 8)
        #expect((50.0...200).contains(found.medianFrequency), "\(found.medianFrequency)")
        // Above the discharge rates trains are as good as white: the same power in each band.
        let bands: [(Double, Double)] = [(40, 80), (80, 120), (120, 200), (200, 300)]
        let ratios = bands.map { found.power(from: $0.0, to: $0.1) / power($0.0, $0.1) }
        #expect(ratios.allSatisfy { abs($0 - 1) < 0.15 }, "\(ratios)")
        #expect(found.power(from: 600, to: 1024) < 0.02 * found.power(from: 0, to: 1024))
    }

    @Test("a muscle on the other side of the leg is seen, but an order of magnitude weaker")
    func crosstalk() throws {
        let units = MuscleParameters.tibialisAnterior.resampled(to: 10).units
        let electrodes = try ElectrodeArray.bipolar()
        var near = MuscleArchitecture.tibialisAnterior
        near.meanFibres = 10
        var far = near
        far.around = 110...146
        let sizes = try [near, far].map { architecture in
            let potentials = try MotorUnitActionPotentials(
                architecture, units: units, electrodes: electrodes, rate: rate, seed: 6)
            return (0..<10).reduce(0.0) { $0 + Double(potentials.peakToPeak(unit: $1)) }
        }
        #expect(sizes[1] > 0 && sizes[1] < 0.1 * sizes[0], "\(sizes)")
    }
}
