// Spasms: what starts them, what keeps them going, what ends them. Against the motoneuron oracle's scans.

import Glibc
import Testing
import VirtualPatient

@Suite("Spasms")
struct SpasmTests {
    @Test("with full PICs and no inhibition half a second of excitation starts firing that does not end")
    func selfSustained() throws {
        let run = try Patients.run(Patients.small(), [Patients.trigger], seconds: 12)
        #expect(run.activeUnits(0.5, 1) >= 18)
        // The oracle has 11 units of 20 and 127 discharges a second.
        #expect((9...12).contains(run.activeUnits(3.5, 4.5)) && (100...140).contains(run.agonist(3.5, 4.5).count))
        #expect((9...12).contains(run.activeUnits(11, 12)))
        #expect(run.meanTorque(11, 12) > 0.1 * 90)
    }

    @Test("with PICs at 0.85 the same trigger leaves nothing behind")
    func calm() throws {
        let run = try Patients.run(Patients.small(neuromodulation: 0.85), [Patients.trigger], seconds: 4)
        #expect(run.activeUnits(0.5, 1) >= 15 && run.agonist(3, 4).isEmpty)
    }

    @Test(
        "a low θ_h ends it by itself, after seconds as in the oracle",
        arguments: [(-28.0, 1.1, 0.8...3.5), (-30, 1.2, 0.9...4), (-28, 1.0, 0.3...2)])
    func selfTermination(cap: Double, neuromodulation: Double, seconds: ClosedRange<Double>) throws {
        var patient = Patients.small(neuromodulation: neuromodulation)
        patient.agonist.inactivationCap = cap
        let run = try Patients.run(patient, [Patients.trigger], seconds: 8)
        // The after-discharge lasts as long as three units fire within a quarter of a second.
        let end = stride(from: 1.0, to: 8, by: 0.25).first { run.activeUnits($0, $0 + 0.25) < 3 }
        let duration = try #require(end) - 1
        #expect(seconds.contains(duration) && run.agonist(7, 8).isEmpty)
    }

    @Test(
        "inhibition cuts it when it is strong for long enough, and leaves some units otherwise",
        arguments: [(8.0, 0.2, 0...0), (12, 0.1, 0...0), (4, 1, 0...0), (4, 0.2, 3...9), (2, 0.5, 6...10)])
    func cut(units: Double, duration: Double, left: ClosedRange<Int>) throws {
        let inhibition = PatientInput(at: 4, .inhibition(units: units, duration: duration))
        let run = try Patients.run(Patients.small(), [Patients.trigger, inhibition], seconds: 7)
        let survivors = run.activeUnits(6, 7)
        #expect(left.contains(survivors))
    }

    @Test("stimulation of the antagonist's nerve ends a spasm in a person with strong reciprocal inhibition")
    func reciprocalInhibition() throws {
        func survivors(_ effect: ReciprocalInhibitionParameters.Effect, strength: Double) throws -> Int {
            var patient = Patients.small()
            patient.circuit.reciprocalInhibition.effect = effect
            patient.circuit.reciprocalInhibition.strength = strength
            let current = 0.99 * patient.circuit.antagonistNerve.motorThreshold(width: 1000)
            let pulses = PatientInput(
                at: 4, .pulses(.antagonist, current: current, width: 1000, frequency: 100, duration: 0.3))
            return try Patients.run(patient, [Patients.trigger, pulses], seconds: 7).activeUnits(6, 7)
        }
        #expect(try survivors(.inhibition, strength: 40) == 0)
        #expect((5...10).contains(try survivors(.inhibition, strength: 5)))
        #expect(try survivors(.none, strength: 40) >= 9)
    }

    @Test("without reciprocal inhibition stimulation changes not one discharge; a facilitator discharges more")
    func noneAndFacilitation() throws {
        func run(_ effect: ReciprocalInhibitionParameters.Effect, stimulated: Bool) throws -> [PatientDischarge] {
            var patient = Patients.small(inhibition: 1)
            patient.circuit.reciprocalInhibition.effect = effect
            let current = 1.2 * patient.circuit.antagonistNerve.motorThreshold(width: 1000)
            let inputs = [
                PatientInput.ramp(at: 0, peak: 4, rise: 1, hold: 2, fall: 0.5),
                PatientInput(at: 1.5, .pulses(.antagonist, current: current, width: 1000, frequency: 50, duration: 1)),
            ]
            return try Patients.run(patient, stimulated ? inputs : [inputs[0]], seconds: 3.5).agonist(0, 3.5)
        }
        let alone = try run(.none, stimulated: false)
        #expect(try run(.none, stimulated: true) == alone)
        #expect(try run(.facilitation, stimulated: true).count > alone.count + 10)
        #expect(try run(.inhibition, stimulated: true).count < alone.count - 10)
    }

    @Test("relaxation lowers neuromodulation along its time constant, stress raises it faster")
    func neuromodulation() throws {
        let patient = Patients.small(neuromodulation: 1)
        var engine = try VirtualPatientEngine(
            patient, seed: 1,
            inputs: [.init(at: 0, .relaxation(1)), .init(at: 2, .relaxation(0)), .init(at: 2, .stress(1))])
        var block = PatientBlock(channelCount: 0)
        engine.advance(frames: 2000, into: &block)
        let calm = 1 - 0.1 * (1 - exp(-2 / 120.0))
        #expect(abs(engine.neuromodulation - calm) < 1e-9)
        engine.advance(frames: 3000, into: &block)
        #expect(abs(engine.neuromodulation - (1.1 + (calm - 1.1) * exp(-3 / 15.0))) < 1e-9)
    }

    @Test("a relaxed person does not keep a spasm that the same person otherwise keeps")
    func relaxation() throws {
        var patient = Patients.small(neuromodulation: 1)
        patient.neuromodulation.relaxationFall = 0.15
        patient.neuromodulation.fallTime = 0.5
        let relaxed = PatientInput(at: 0, .relaxation(1))
        let trigger = PatientInput(at: 3, .excitation(.agonist, units: 9.5, duration: 0.5))
        #expect(try Patients.run(patient, [trigger], seconds: 6).activeUnits(5, 6) >= 9)
        #expect(try Patients.run(patient, [relaxed, trigger], seconds: 6).activeUnits(5, 6) == 0)
    }

    @Test("a touch and a movement start spasms in an excitable person and none in a calm one")
    func evoked() throws {
        func after(_ kind: PatientInput.Kind, neuromodulation: Double) throws -> Int {
            var patient = Patients.small(neuromodulation: neuromodulation, inhibition: 0, excitation: 0.5)
            patient.circuit.skinReflex.strength = 8
            patient.circuit.skinReflex.decay = 0.5
            patient.circuit.stretchReflex.gain = 4
            return try Patients.run(patient, [.init(at: 0.5, kind)], seconds: 5).activeUnits(4, 5)
        }
        let touch = PatientInput.Kind.touch(strength: 1)
        let movement = PatientInput.Kind.movement(angle: 0.35, rise: 0.25, hold: 0.5, fall: 0.5)
        #expect(try after(touch, neuromodulation: 1.05) >= 5)
        #expect(try after(movement, neuromodulation: 1.05) >= 5)
        #expect(try after(touch, neuromodulation: 0.8) == 0)
        #expect(try after(movement, neuromodulation: 0.8) == 0)
    }

    @Test("spontaneous spasms come about as often as asked for, of all kinds, and each seed has its own")
    func spontaneous() throws {
        var patient = Patients.small(neuromodulation: 0.8, units: 2)
        patient.antagonist.motorUnits = 1
        patient.timeStep = 0.1
        patient.spasms.perHour = 3600
        patient.spasms.pause = 0.5
        func events(seed: UInt64) throws -> [PatientEvent] {
            try Patients.run(patient, [], seconds: 45, seed: seed).events
        }
        let first = try events(seed: 1)
        // One second on average after half a second of pause: 30 in 45 s, give or take three deviations.
        #expect((19...41).contains(first.count))
        let kinds = Set(first.map(\.kind))
        #expect(kinds == Set(SpasmKind.allCases.map { PatientEvent.Kind.spasm($0) }))
        let pauses = zip(first, first.dropFirst()).map { $1.time - $0.time }
        #expect(pauses.allSatisfy { $0 >= 500_000 })
        #expect(try events(seed: 1) == first && events(seed: 2) != first)
    }
}
