// Many seeded people, good and bad: what is accepted must work, what is refused must say so, what is saved must continue.

import Foundation
import Signals
import Testing

@testable import VirtualPatient

private let rate = SampleRate(hertz: 2048)!

extension RandomStream {
    /// A number whose logarithm is even between the two.
    fileprivate mutating func logUniform(_ low: Double, _ high: Double) -> Double {
        low * pow(high / low, uniform())
    }

    /// Mostly a sensible number, sometimes one that nobody should give.
    fileprivate mutating func nasty(_ low: Double, _ high: Double) -> Double {
        let strange: [Double] = [
            .nan, .infinity, -.infinity, 0, -0.0, -1, 1e300, .leastNonzeroMagnitude, .greatestFiniteMagnitude,
        ]
        return uniform() < 0.9 ? uniform(in: low...high) : strange[Int(next() % 9)]
    }
}

@Suite("Virtual patient, many of them")
struct PropertyTests {
    @Test("any layers, radii, conductivities, orders and wave numbers give finite responses that are never negative")
    func cylinders() throws {
        var random = RandomStream(seed: 2026, "cylinders")
        var bad: [String] = []
        for _ in 0..<60 {
            var (layers, radius) = ([LayeredCylinder.Layer](), 0.0)
            for k in 0...Int(random.next() % 5) {
                radius += random.logUniform(0.2, 60)
                layers.append(
                    .init(
                        name: "\(k)", outerRadius: radius, radialConductivity: random.logUniform(1e-4, 3),
                        axialConductivity: random.logUniform(1e-4, 3)))
            }
            let cylinder = try LayeredCylinder(layers: layers)
            let (k, source) = (random.logUniform(1e-4, 5), radius * random.uniform(in: 0.05...0.999))
            let observer = random.uniform() < 0.5 ? radius : radius * random.uniform(in: 0.05...1)
            let g = cylinder.response(wavenumber: k, source: source, observer: observer, highestOrder: 150)
            if !g.allSatisfy({ $0.isFinite && $0 >= 0 }) || !(g[0] > 0 || k * radius > 300) {
                bad.append("\(layers) k \(k) R \(source) → \(observer): \(g[0]), \(g[150])")
            }
        }
        #expect(bad.isEmpty, "\(bad)")
    }

    @Test("a muscle of random numbers is refused in one sentence, or its force stays between 0 and its tetanus")
    func muscles() {
        var random = RandomStream(seed: 2026, "muscles")
        var (refused, accepted, bad) = (0, 0, [String]())
        for _ in 0..<200 {
            let units = (0..<3).map { _ in
                MuscleUnit(
                    kind: .slow, contractionTime: random.nasty(0.01, 0.3), twitchForce: random.nasty(0, 5),
                    tetanusRatio: random.nasty(1, 9), saturation: random.nasty(0.1, 2))
            }
            do {
                let parameters = try MuscleParameters(
                    name: "random", units: units,
                    maximalRates: .init(first: random.nasty(5, 50), last: random.nasty(5, 50)),
                    maximalTorque: random.nasty(1, 200),
                    fatigue: random.uniform() < 0.5 ? nil : MuscleFatigue(firstRate: random.nasty(1e-4, 0.1)))
                var muscle = try Muscle(parameters, rate: rate)
                let ceiling = parameters.units.reduce(0) { $0 + $1.tetanicForce } * (1 + 1e-12)
                for n in 0..<600 {
                    let force = muscle.step(discharges: random.uniform() < 0.1 ? [n % 3] : [])
                    if !(force >= 0 && force <= ceiling) { bad.append("\(parameters): \(force)") }
                }
                accepted += 1
            } catch {
                refused += 1
                if error.description.contains("\n") || !error.description.contains("allowed is") {
                    bad.append(error.description)
                }
            }
        }
        #expect(bad.isEmpty, "\(bad.prefix(3))")
        #expect(refused > 20 && accepted > 10)
    }

    @Test("disturbances of random numbers are refused, or every sample is finite")
    func disturbances() {
        var random = RandomStream(seed: 2026, "disturbances")
        var (refused, accepted, bad) = (0, 0, [String]())
        for _ in 0..<150 {
            let kinds = Disturbances(
                noise: ElectrodeNoise(rms: random.nasty(0, 50)),
                mains: MainsHum(frequency: random.nasty(10, 900), amplitude: random.nasty(0, 100)),
                heart: HeartBeat(rate: random.nasty(30, 200), amplitude: random.nasty(0, 100)),
                motion: MotionArtefact(rms: random.nasty(0, 100), cutoff: random.nasty(0.5, 30)),
                stimulation: StimulationArtefact(
                    amplitude: random.nasty(0, 1e5), recovery: random.nasty(0.0005, 0.01)),
                lostLeads: [LostLead(channel: 1, start: random.nasty(0, 0.05), end: random.nasty(0.06, 0.1))],
                amplifier: Amplifier(
                    highPass: random.nasty(1, 100), range: random.nasty(100, 10_000), step: random.nasty(0.1, 10)))
            do {
                var generator = try DisturbanceGenerator(kinds, channelCount: 2, rate: rate, seed: 1)
                var block = [Float](repeating: 1, count: 400)
                generator.apply(
                    to: &block,
                    stimuli: [StimulusPulse(frame: random.uniform(in: 0...190), width: random.uniform(in: 0...0.05))])
                accepted += 1
                if !block.allSatisfy(\.isFinite) { bad.append("\(kinds)") }
            } catch {
                refused += 1
                if error.description.contains("\n") { bad.append(error.description) }
            }
        }
        #expect(bad.isEmpty, "\(bad.prefix(3))")
        #expect(refused > 20 && accepted > 10)
    }

    @Test("muscle, synthesizer and disturbances, saved as JSON and read again, continue bit for bit")
    func saved() throws {
        func reread<T: Codable>(_ value: T) throws -> T {
            try JSONDecoder().decode(T.self, from: JSONEncoder().encode(value))
        }
        var fatigable = MuscleParameters.soleus.resampled(to: 5)
        fatigable.fatigue = MuscleFatigue()
        var muscle = try Muscle(fatigable, rate: rate)
        for n in 0..<300 { _ = muscle.step(discharges: n.isMultiple(of: 40) ? [n / 40 % 5] : []) }
        var again = try reread(muscle)
        let (a, b) = (
            (0..<300).map { _ in muscle.step(discharges: []) }, (0..<300).map { _ in again.step(discharges: []) }
        )
        #expect(a == b)

        let potentials = MotorUnitActionPotentials(
            channelCount: 2, length: 9, lead: 2, rate: rate, conductionVelocities: [4],
            values: (0..<18).map { Float($0) / 7 })
        var synthesizer = EMGSynthesizer(potentials, lookAhead: 30)
        synthesizer.discharge(0, after: 12)
        var other = EMGSynthesizer(potentials, lookAhead: 30)
        other.state = try reread(synthesizer.state)
        var (c, d) = ([Float](repeating: 0, count: 50), [Float](repeating: 0, count: 50))
        synthesizer.add(to: &c)
        other.add(to: &d)
        #expect(c == d && c.contains { $0 != 0 })

        var kinds = Disturbances.home
        kinds.bridging = nil
        kinds.lostLeads = [LostLead(channel: 1, start: 0.01)]
        var generator = try DisturbanceGenerator(kinds, channelCount: 3, rate: rate, seed: 4)
        var block = [Float](repeating: 0, count: 333)
        generator.apply(to: &block, stimuli: [StimulusPulse(frame: 108)])
        var copy = try reread(generator)
        var (e, f) = (block, block)
        generator.apply(to: &e)
        copy.apply(to: &f)
        #expect(e == f)
        #expect(try reread(MuscleArchitecture.gastrocnemiusMedialis) == .gastrocnemiusMedialis)
        #expect(try reread(VolumeConductor()) == VolumeConductor())
    }
}
