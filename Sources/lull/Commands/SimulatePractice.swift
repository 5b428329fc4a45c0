// Before a ramp a person practises; before VibStim the current is set. Here both are done on a smaller copy of the person.

import Signals
import VirtualPatient

/// Finds the drive or current that gives a torque, by trying it on a person with fewer motor units and no electrodes.
struct SimulatePractice {
    private let parameters: VirtualPatientParameters
    private let seed: UInt64
    /// So many units of the agonist take part: they span the same ranks and drive the same muscle.
    private static let units = 60
    private static let tries = 7

    init(_ parameters: VirtualPatientParameters, seed: UInt64) {
        self.parameters = parameters
        self.seed = seed
        var small = parameters
        small.agonist.motorUnits = min(Self.units, small.agonist.motorUnits)
        small.antagonist.motorUnits = 1
        self.small = small
    }

    private let small: VirtualPatientParameters

    /// The voluntary drive (units) at the top of a ramp that reaches `percent` of the MVC.
    func drive(reaching percent: Double, rise: Double) throws -> Double {
        let highest = parameters.agonist.maximalDrive
        return try search(percent, from: 0, to: highest, what: "drive of \(highest.short) units", option: "--peak") {
            // The top is held for a moment: torque follows the drive late.
            [.ramp(at: 0, peak: $0, rise: rise, hold: 0.5, fall: 1)]
        } measure: {
            rise...(rise + 0.5)
        }
    }

    /// The current (mA, pulses of 1 ms) that evokes `percent` of the MVC at 20 Hz.
    func current(evoking percent: Double) throws -> Double {
        let nerve = parameters.circuit.agonistNerve
        let highest = nerve.motorThreshold(width: 1000) * nerve.motorSaturation
        return try search(
            percent, from: 0, to: highest, what: "current of \(highest.short) mA", option: "--evoked"
        ) {
            [PatientInput(at: 0, .pulses(.agonist, current: $0, width: 1000, frequency: 20, duration: 2))]
        } measure: {
            1.5...2
        }
    }

    /// Halves the range until it is narrow; torque grows with what is given.
    private func search(
        _ percent: Double, from low: Double, to high: Double, what: String, option: String,
        inputs: (Double) -> [PatientInput], measure: () -> ClosedRange<Double>
    ) throws -> Double {
        var (low, high) = (low, high)
        let most = try torque(inputs(high), in: measure())
        guard most >= percent else {
            throw SimulateError(
                description:
                    "\(option) is \(percent.short) % MVC, but this person reaches only \(most.short) % MVC with the "
                    + "highest \(what); ask for less")
        }
        for _ in 0..<Self.tries {
            let middle = (low + high) / 2
            if try torque(inputs(middle), in: measure()) < percent { low = middle } else { high = middle }
        }
        return (low + high) / 2
    }

    /// The mean torque (% MVC) in a span of time.
    private func torque(_ inputs: [PatientInput], in span: ClosedRange<Double>) throws -> Double {
        var patient = try VirtualPatientEngine(small, seed: seed, inputs: inputs)
        var block = PatientBlock(channelCount: 0)
        let rate = patient.rate.hertz
        patient.advance(frames: Int(span.lowerBound * rate), into: &block)
        patient.advance(frames: Int((span.upperBound - span.lowerBound) * rate), into: &block)
        let mean = Double(block.torque.reduce(0, +)) / Double(max(1, block.frameCount))
        return 100 * mean / small.agonist.muscleParameters.maximalTorque
    }
}
