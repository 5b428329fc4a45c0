// The force of units and muscles against closed forms.

import Glibc
import Signals
import Testing
import VirtualPatient

private let rate = SampleRate(hertz: 2048)!

/// A unit that saturates so late that it is linear: P·ρ·tanh(b·a/2) → P·a for ρ = 2/b.
private func nearlyLinear(contractionTime: Double = 0.1, force: Double = 1) -> MuscleUnit {
    MuscleUnit(
        kind: .slow, contractionTime: contractionTime, twitchForce: force, tetanusRatio: 20, saturation: 0.1)
}

private func muscle(
    _ units: [MuscleUnit], rate: SampleRate = rate, fatigue: MuscleFatigue? = nil
) throws -> Muscle {
    let parameters = try MuscleParameters(
        name: "test", units: units, maximalRates: .init(first: 30, last: 20), maximalTorque: 10, fatigue: fatigue)
    return try Muscle(parameters, rate: rate)
}

private func regular(every interval: Int, count: Int, from start: Int = 0) throws -> DischargeTrain {
    try DischargeTrain(samples: (0..<count).map { start + $0 * interval }, rate: rate)
}

@Suite("Muscle force")
struct MuscleTests {
    @Test("one twitch equals (t/Tc)·e^(1−t/Tc) through the saturation at every sample", arguments: [0.02, 0.11, 0.17])
    func twitch(contractionTime: Double) throws {
        let unit = MuscleUnit(
            kind: .slow, contractionTime: contractionTime, twitchForce: 0.5, tetanusRatio: 2.97, saturation: 0.7)
        var m = try muscle([unit])
        let force = try m.run([regular(every: 1, count: 1)], count: 3000)
        let worst = force.indices.reduce(0.0) { worst, n in
            let phase = Double(n) / 2048 / contractionTime
            let exact = 0.5 * 2.97 * tanh(0.35 * phase * exp(1 - phase))
            return max(worst, abs(force[n] - exact))
        }
        #expect(worst < 1e-13)
        let peak = force.firstIndex(of: force.max()!)!
        #expect(abs(Double(peak) - contractionTime * 2048) <= 1)
        #expect(abs(force[peak] - 0.5 * 2.97 * tanh(0.35)) < 0.5e-4)
    }

    @Test("twitches at a low rate add up linearly where the unit does not saturate")
    func superposition() throws {
        var alone = try muscle([nearlyLinear(force: 0.01)])
        let single = try alone.run([regular(every: 1, count: 1)], count: 4000)
        var many = try muscle([nearlyLinear(force: 0.01)])
        let train = try many.run([regular(every: 700, count: 3)], count: 4000)
        let linear = (0..<4000).map { n in
            [0, 700, 1400].reduce(0.0) { $0 + (n >= $1 ? single[n - $1] : 0) }
        }
        let worst = zip(train, linear).reduce(0.0) { max($0, abs($1.0 - $1.1)) }
        #expect(worst < 1e-3 * single.max()!)
    }

    @Test("two units together give the sum of each alone")
    func unitsAdd() throws {
        let units = [nearlyLinear(), MuscleParameters.soleus.units[899]]
        let trains = try [regular(every: 100, count: 20), regular(every: 73, count: 20, from: 11)]
        var both = try muscle(units)
        var first = try muscle([units[0]])
        var second = try muscle([units[1]])
        let together = try both.run(trains, count: 3000)
        let a = try first.run([trains[0]], count: 3000)
        let b = try second.run([trains[1]], count: 3000)
        #expect(together.indices.allSatisfy { abs(together[$0] - a[$0] - b[$0]) < 1e-12 })
    }

    @Test("a steady train ends on the closed form of steady firing, within an interval and in the mean")
    func steadyState() throws {
        let unit = MuscleParameters.tibialisAnterior.units[300]
        var m = try muscle([unit])
        let interval = 128  // 16 pps
        let force = try m.run([regular(every: interval, count: 200)], count: 200 * interval)
        let last = Array(force.suffix(interval))
        let closed = (0..<interval).map {
            unit.force(activation: unit.steadyActivation(rate: 16, time: Double($0) / 2048))
        }
        #expect(zip(last, closed).allSatisfy { abs($0 - $1) < 1e-9 })
        let mean = last.reduce(0, +) / Double(interval)
        #expect(abs(mean - unit.steadyForce(rate: 16)) < 1e-4 * mean)
    }

    @Test("the mean activation of steady firing is e·Tc·rate, whatever the rate", arguments: [2.0, 8, 30, 100])
    func meanActivation(pps: Double) {
        let unit = nearlyLinear()
        let mean = (0..<2000).reduce(0.0) {
            $0 + unit.steadyActivation(rate: pps, time: (Double($1) + 0.5) / 2000 / pps) / 2000
        }
        #expect(abs(mean - M_E * 0.1 * pps) < 1e-6 * mean)
    }

    @Test("a fused tetanus is flat and reaches the tetanic force")
    func tetanus() throws {
        let unit = MuscleUnit(
            kind: .fastFatigable, contractionTime: 0.09, twitchForce: 2, tetanusRatio: 5, saturation: 0.41)
        var m = try muscle([unit])
        let plateau = try m.run([regular(every: 10, count: 2000)], count: 20_000).suffix(500)
        #expect(plateau.allSatisfy { abs($0 - 10) < 1e-3 })
        #expect(plateau.max()! - plateau.min()! < 1e-4)
        #expect(plateau.max()! <= unit.tetanicForce)
    }

    @Test("force grows with the discharge rate, ever less, and ripples less")
    func growth() {
        let unit = MuscleParameters.soleus.units[400]
        let rates = stride(from: 2.0, through: 60, by: 2).map { $0 }
        let means = rates.map { unit.steadyForce(rate: $0) }
        #expect(zip(means, means.dropFirst()).allSatisfy { $1 > $0 })
        let gains = zip(means, means.dropFirst()).map { $1 - $0 }
        #expect(zip(gains.dropFirst(3), gains.dropFirst(4)).allSatisfy { $1 < $0 })
        #expect(means.allSatisfy { $0 < unit.tetanicForce })
    }

    @Test("the result does not depend on the step: 2,048 Hz and 10,240 Hz agree to rounding")
    func stepSize() throws {
        let unit = MuscleParameters.gastrocnemiusMedialis.units[599]
        let fine = SampleRate(hertz: 10_240)!
        var a = try muscle([unit])
        var b = try muscle([unit], rate: fine)
        let coarse = try a.run([DischargeTrain(samples: [3, 90, 210], rate: rate)], count: 1000)
        let detailed = try b.run([DischargeTrain(samples: [15, 450, 1050], rate: fine)], count: 5000)
        #expect(coarse.indices.allSatisfy { abs(coarse[$0] - detailed[5 * $0]) < 1e-12 })
    }

    @Test("steps, blocks and a whole run give the same bits, and a copy continues them")
    func determinism() throws {
        let parameters = MuscleParameters.tibialisAnterior.resampled(to: 40)
        let trains = try (0..<40).map { try regular(every: 90 + $0, count: 20, from: $0) }
        var whole = try Muscle(parameters, rate: rate)
        let expected = try whole.run(trains, count: 1500)

        var live = try Muscle(parameters, rate: rate)
        var saved = live
        var stepped: [Double] = []
        for n in 0..<1500 {
            if n == 700 { saved = live }
            let now = trains.indices.filter { trains[$0].samples.contains(n) }
            stepped.append((n < 700 ? live.step(discharges: now) : saved.step(discharges: now)))
        }
        #expect(stepped == expected)
        #expect(saved == whole)

        var inBlocks = try Muscle(parameters, rate: rate)
        let forces = stride(from: 0, to: 1500, by: 100).flatMap { start -> [Double] in
            let now = trains.indices.flatMap { k in
                trains[k].samples.filter { $0 >= start && $0 < start + 100 }.map {
                    UnitDischarge(unit: k, frame: $0 - start)
                }
            }
            var block = [Double](repeating: 0, count: 100)
            inBlocks.block(now.sorted { $0.frame < $1.frame }, forces: &block)
            return block
        }
        #expect(forces == expected)
    }

    @Test("a muscle without discharges gives exactly nothing")
    func silence() throws {
        var m = try Muscle(MuscleParameters.soleus.resampled(to: 20), rate: rate)
        #expect(try m.run([], count: 100) == [Double](repeating: 0, count: 100))
        _ = m.step(discharges: [0, 19])
        for _ in 0..<60_000 { _ = m.step(discharges: []) }
        #expect(m.force == 0)
    }

    @Test("fatigue lowers the force of a working unit towards the closed form and rest brings it back")
    func fatigue() throws {
        let unit = MuscleUnit(
            kind: .fastFatigable, contractionTime: 0.1, twitchForce: 1, tetanusRatio: 5, saturation: 2)
        let fatigue = MuscleFatigue(firstRate: 0.1, lastRate: 0.1, recovery: 100)
        var m = try muscle([unit], fatigue: fatigue)
        _ = try m.run([regular(every: 10, count: 4096)], count: 40_960)
        // Fully active: dc/dt = −0.1 c + 0.01 (1 − c), so c = 1/11 + 10/11·e^(−0.11 t); t = 20 s, less the rise.
        let exact = 1.0 / 11 + 10.0 / 11 * exp(-0.11 * 20)
        #expect(abs(m.capacity(of: 0) - exact) < 0.003)
        #expect(abs(m.force - 5 * m.capacity(of: 0)) < 0.01)
        let tired = m.capacity(of: 0)
        _ = try m.run([], count: 100 * 2048)
        #expect(abs((1 - m.capacity(of: 0)) / (1 - tired) - exp(-1)) < 0.01)
    }

    @Test("passive tissue: slack is free, stretch follows the exponential, nothing pushes")
    func passive() {
        let tissue = PassiveTissue(stiffness: 2, growth: 0.1, damping: 0.5)
        #expect(tissue.force(stretch: -3, velocity: 100) == 0)
        #expect(abs(tissue.force(stretch: 5) - 20 * (exp(0.5) - 1)) < 1e-12)
        #expect(abs(tissue.force(stretch: 5, velocity: 4) - tissue.force(stretch: 5) - 2) < 1e-12)
        #expect(tissue.force(stretch: 1, velocity: -1000) == 0)
        let active = try? Muscle(.soleus, rate: rate)
        #expect(active?.totalForce(stretch: 5) == MuscleParameters.soleus.passive.force(stretch: 5))
        #expect(abs(PassiveTissue(stiffness: 2, growth: 0).force(stretch: 3) - 6) < 1e-12)
    }
}
