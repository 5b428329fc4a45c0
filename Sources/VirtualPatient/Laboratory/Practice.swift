// Before a ramp a person practises; before VibStim the current is set. Here both are done on a smaller copy of the person.

import Signals

/// Finds the drive or current that gives a torque, by trying it on a person with fewer motor units and no electrodes.
public struct Practice: Sendable {
    private let parameters: VirtualPatientParameters
    private let seed: UInt64
    /// What is done to the person meanwhile, such as stimulation of a nerve; times from the start of the path.
    private let circumstances: [PatientInput]
    /// So many units of the agonist take part: they span the same ranks and drive the same muscle.
    private static let units = 60
    private static let tries = 7
    /// The drive of a path is piecewise straight; the pieces are so long (s).
    public static let knotDistance = 0.5
    private static let trials = 10
    /// How much of an error is corrected in the next trial.
    private static let learning = 0.4
    /// Torque follows drive so much later (s).
    private static let delay = 0.15

    /// Practice of a person.
    ///
    /// - Parameters:
    ///   - seed: of everything random.
    ///   - circumstances: what is done to the person meanwhile; times in seconds from the start of the path.
    public init(_ parameters: VirtualPatientParameters, seed: UInt64, circumstances: [PatientInput] = []) {
        self.parameters = parameters
        self.seed = seed
        self.circumstances = circumstances
        var small = parameters
        small.agonist.motorUnits = min(Self.units, small.agonist.motorUnits)
        small.antagonist.motorUnits = 1
        self.small = small
    }

    private let small: VirtualPatientParameters

    /// The voluntary drive (units) at the top of a ramp that reaches `percent` of the MVC.
    public func drive(reaching percent: Double, rise: Double) throws -> Double {
        let highest = parameters.agonist.maximalDrive
        return try search(percent, from: 0, to: highest, effort: .drive(highest)) {
            // The top is held for a moment: torque follows the drive late.
            [.ramp(at: 0, peak: $0, rise: rise, hold: 0.5, fall: 1)]
        } measure: {
            rise...(rise + 0.5)
        }
    }

    /// The voluntary drive (units) with which torque follows a path, at times ``knotDistance`` apart from the path's start.
    ///
    /// Learnt over trials as a person learns it: where torque was too low, the next trial gets more drive. The correction
    /// looks ahead by the delay of the muscle (iterative learning control; Arimoto et al. 1984, from memory, not verified).
    ///
    /// - Throws: ``PracticeError`` when the person cannot reach the peak.
    public func drive(along shape: RampShape, peak percent: Double) throws -> [Double] {
        let top = try drive(reaching: percent, rise: shape.rise)
        let length = shape.rise + shape.hold + shape.fall
        let active = RampShape(rest: 0, rise: shape.rise, hold: shape.hold, fall: shape.fall)
        let count = Int((length / Self.knotDistance).rounded(.up)) + 1
        var knots = (0..<count).map { top * active.level(at: Double($0) * Self.knotDistance) }
        for _ in 0..<Self.trials {
            let torque = try course(Self.hats(knots, from: 0), seconds: length + 2 * Self.knotDistance)
            for k in knots.indices {
                let seconds = Double(k) * Self.knotDistance
                let wanted = percent * active.level(at: seconds)
                // A drive that did not matter yet is not to grow without end, nor to fall below nothing.
                knots[k] += Self.learning * top / percent * (wanted - torque(seconds + Self.delay))
                knots[k] = min(max(0, knots[k]), 1.5 * top)
            }
            (knots[0], knots[count - 1]) = (0, 0)
            knots = Self.rising(knots, to: Int((active.apex / Self.knotDistance).rounded()))
        }
        return knots
    }

    /// A drive that is straight between knots, as a sum of triangles: each is high at its own knot and nothing at the others.
    public static func hats(_ knots: [Double], from start: Double) -> [PatientInput] {
        knots.enumerated().compactMap { k, value in
            let begin = start + Double(k - 1) * knotDistance
            guard value > 0, begin >= 0 else { return nil }
            return .ramp(at: begin, peak: value, rise: knotDistance, fall: knotDistance)
        }
    }

    /// The nearest knots (least squares) that only rise up to a place and only fall after it: a person does not follow every
    /// wobble of torque, which comes from noise. Pools neighbours that violate the order.
    static func rising(_ knots: [Double], to top: Int) -> [Double] {
        let place = min(max(0, top), knots.count - 1)
        let up = isotonic(Array(knots[...place]))
        let down = isotonic(knots[(place + 1)...].reversed())
        return up + down.reversed()
    }

    private static func isotonic(_ values: [Double]) -> [Double] {
        var pools: [(sum: Double, count: Int)] = []
        for value in values {
            pools.append((value, 1))
            while pools.count > 1, case let (last, before) = (pools[pools.count - 1], pools[pools.count - 2]),
                before.sum / Double(before.count) > last.sum / Double(last.count)
            {
                pools.removeLast(2)
                pools.append((before.sum + last.sum, before.count + last.count))
            }
        }
        return pools.flatMap { Array(repeating: $0.sum / Double($0.count), count: $0.count) }
    }

    /// The torque (% MVC) over time, each value the mean of a knot's surroundings.
    private func course(_ inputs: [PatientInput], seconds: Double) throws -> (Double) -> Double {
        var patient = try VirtualPatientEngine(small, seed: seed, inputs: inputs + circumstances)
        var block = PatientBlock(channelCount: 0)
        let rate = patient.rate.hertz
        patient.advance(frames: Int(seconds * rate), into: &block)
        let (torque, half) = (block.torque, Int(Self.knotDistance * rate / 2))
        let factor = 100 / small.agonist.muscleParameters.maximalTorque
        return { time in
            let middle = Int(time * rate)
            let window = torque[max(0, min(middle - half, torque.count))..<max(0, min(middle + half, torque.count))]
            return window.isEmpty ? 0 : factor * Double(window.reduce(0, +)) / Double(window.count)
        }
    }

    /// The current (mA, pulses of 1 ms) that evokes `percent` of the MVC at 20 Hz.
    public func current(evoking percent: Double) throws -> Double {
        let nerve = parameters.circuit.agonistNerve
        let highest = nerve.motorThreshold(width: 1000) * nerve.motorSaturation
        return try search(percent, from: 0, to: highest, effort: .current(highest)) {
            [PatientInput(at: 0, .pulses(.agonist, current: $0, width: 1000, frequency: 20, duration: 2))]
        } measure: {
            1.5...2
        }
    }

    /// Halves the range until it is narrow; torque grows with what is given.
    private func search(
        _ percent: Double, from low: Double, to high: Double, effort: PracticeError.Effort,
        inputs: (Double) -> [PatientInput], measure: () -> ClosedRange<Double>
    ) throws -> Double {
        var (low, high) = (low, high)
        let most = try torque(inputs(high), in: measure())
        guard most >= percent else {
            throw PracticeError(wanted: percent, reached: most, effort: effort)
        }
        for _ in 0..<Self.tries {
            let middle = (low + high) / 2
            if try torque(inputs(middle), in: measure()) < percent { low = middle } else { high = middle }
        }
        return (low + high) / 2
    }

    /// The mean torque (% MVC) in a span of time.
    private func torque(_ inputs: [PatientInput], in span: ClosedRange<Double>) throws -> Double {
        var patient = try VirtualPatientEngine(small, seed: seed, inputs: inputs + circumstances)
        var block = PatientBlock(channelCount: 0)
        let rate = patient.rate.hertz
        patient.advance(frames: Int(span.lowerBound * rate), into: &block)
        patient.advance(frames: Int((span.upperBound - span.lowerBound) * rate), into: &block)
        let mean = Double(block.torque.reduce(0, +)) / Double(max(1, block.frameCount))
        return 100 * mean / small.agonist.muscleParameters.maximalTorque
    }
}
