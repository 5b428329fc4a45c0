// A row of pads on a virtual person, and what that person says of them. All of this is assumed; only what the nerve and the cord
// make of a pulse is the virtual person's.

import Sessions
import Stimulation
import VirtualPatient

/// Pads side by side across the antagonist's nerve.
struct SimulatedPads {
    /// What lies under each.
    let pads: [PadChannel: PatientPad]
    /// The current from which on a pad is felt, and that which is too much (mA): it is the skin that feels, wherever the nerve is.
    let felt, tooMuch: Double

    /// Centimetres between two pads, and how far from the nerve a pad needs twice the current.
    static let distance = 2.0
    static let halfReach = 4.0

    /// - Parameters:
    ///   - count: number of pads, 1 to 8. One lies right over the nerve; of six and more the last one lies over the other nerve.
    ///   - seed: draws which pad lies over the nerve, and what the skin bears.
    init(count: Int, seed: UInt64) {
        var draws = SeededDraws(seed: seed)
        let best = 1 + Int(draws.unit() * Double(min(count, 5)))
        felt = 4 + 3 * draws.unit()
        tooMuch = 19 + 6 * draws.unit()
        var pads: [PadChannel: PatientPad] = [:]
        for number in 1...count {
            guard let channel = PadChannel(number) else { continue }
            if count >= 6, number == count {
                pads[channel] = PatientPad(.agonist)
            } else {
                let away = Self.distance * Double(abs(number - best)) / Self.halfReach
                pads[channel] = PatientPad(.antagonist, reach: 1 / (1 + away * away))
            }
        }
        self.pads = pads
    }
}

/// The virtual person with somebody beside them.
struct SimulatedPadPerson: PadTestPerson {
    let body: VirtualPatientBody
    let pads: SimulatedPads
    /// How hard the muscle is tensed (units of excitation).
    let drive: Double
    var draws: SeededDraws

    /// The M-wave when all motor axons answer (µV), the noise on it (µV), and the part of them whose movement is seen: assumed.
    static let largestMWave = 10_000.0
    static let noise = 20.0
    static let seen = 0.02

    /// - Parameter contraction: how hard the muscle is tensed, as a part of the person's strongest contraction.
    init(person: Person, body: VirtualPatientBody, pads: SimulatedPads, contraction: Double, seed: UInt64) {
        self.body = body
        self.pads = pads
        let agonist = person.parameters.agonist
        drive = agonist.maximalDrive * person.parameters.activity.strongestContraction * contraction
        draws = SeededDraws(seed: seed)
    }

    /// What is too much is told once the first pulse of it was felt.
    mutating func objection(at now: SessionTime) -> PadReport? {
        guard let last = VirtualPatientStimulator(continuing: body).deliveries.last,
            now - last.start < .seconds(1), last.shape.peakCurrent.value >= pads.tooMuch
        else { return nil }
        return .uncomfortable
    }

    mutating func answer(to step: ThresholdStep, delivered: Int) -> ThresholdAnswer {
        var answer = ThresholdAnswer(step.current.value >= pads.felt ? .felt : .nothing, delivered: delivered)
        let volleys = body.takeTruth().events.compactMap { event -> (nerve: PatientMuscle, motor: Double)? in
            if case .pulse(let nerve, _, let motor) = event.kind { (nerve, motor) } else { nil }
        }
        for volley in volleys.suffix(delivered) {
            // The electrodes lie over the antagonist: they see no other nerve's answer.
            let wave = volley.nerve == .antagonist ? Self.largestMWave * volley.motor : 0
            answer.mWaves.append(wave + Self.noise * draws.unit())
            guard volley.motor >= Self.seen else { continue }
            if volley.nerve == .antagonist { answer.twitches += 1 } else { answer.movedOtherwise = true }
        }
        return answer
    }

    mutating func contract(at now: SessionTime, seconds: Double) throws {
        try body.add(
            PatientInput(
                at: now.seconds, .contraction(.agonist, peak: drive, rise: 0.5, hold: max(0, seconds - 0.5), fall: 0.3))
        )
    }
}
