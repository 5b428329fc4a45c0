// What a motor unit is known by in another recording: its action potential and the filter that separates it.

import Signals

/// A motor unit's action potential with its separation filter, to be compared with those of another recording.
///
/// Over the channels as they are, the action potentials of different units are much alike, because volume conduction gives them a
/// large part in common. A separation filter is the action potential weighted by the inverse covariance of the EMG
/// (Holobar & Zazula 2007, doi 10.1109/TSP.2007.896108), which makes what all units have in common count little: it answers to its
/// own unit and hardly to the others.
public struct UnitTemplate: Sendable {
    /// The action potential.
    public let actionPotential: ActionPotential
    /// copies × channels, the undelayed copy first.
    private let weights: [Float]
    private let copies, step: Int
    /// The action potential, sample after sample.
    private let samples: [Float]
    /// When, in samples after the discharge, the filter answers most to its own action potential.
    private let peak: Int

    /// Creates a template.
    ///
    /// - Parameters:
    ///   - actionPotential: the mean EMG around the discharges, on the channels that the filter takes.
    ///   - weights: those of the filter that separates the unit, copies × channels, the undelayed copy first.
    ///   - copies: the number of delayed copies of each channel.
    ///   - step: the samples between two copies.
    public init(_ actionPotential: ActionPotential, weights: [Float], copies: Int, step: Int) {
        precondition(weights.count == copies * actionPotential.channels.count, "weights for other channels")
        self.actionPotential = actionPotential
        self.weights = weights
        (self.copies, self.step) = (copies, step)
        samples = actionPotential.samples(on: actionPotential.channels)
        let length = actionPotential.rows.first?.count ?? 0
        var best = (time: 0, answer: -Double.infinity)
        for time in -actionPotential.before..<(length - actionPotential.before + (copies - 1) * step) {
            let answer = Self.answer(
                weights, width: actionPotential.channels.count, step: step, to: samples,
                at: time + actionPotential.before)
            if answer > best.answer { best = (time, answer) }
        }
        peak = best.time
    }

    /// How much the filter answers to the other unit's action potential, as a share of its answer to its own: 1 for the
    /// same, near 0 for what it takes out; `nil` where the two have less than half of their channels in common, other
    /// rates, or the filter has no answer to its own, or none that is a number.
    ///
    /// - Parameter reach: how many samples earlier or later than its own the answer may come.
    func answer(to other: UnitTemplate, reach: Int) -> Double? {
        let (own, others) = (actionPotential, other.actionPotential)
        guard own.rate == others.rate else { return nil }
        var (mine, theirs) = (samples, other.samples)
        if own.channels != others.channels {
            let common = Set(own.channels).intersection(others.channels)
            guard 2 * common.count >= max(own.channels.count, others.channels.count) else { return nil }
            (mine, theirs) = (own.samples(on: own.channels, only: common), others.samples(on: own.channels))
        }
        func answer(_ samples: [Float], at sample: Int) -> Double {
            Self.answer(weights, width: own.channels.count, step: step, to: samples, at: sample)
        }
        let whole = answer(mine, at: peak + own.before)
        guard whole > 0 else { return nil }
        let shares = (-reach...reach).map { answer(theirs, at: peak + $0 + others.before) / whole }
        return shares.allSatisfy(\.isFinite) ? shares.max() : nil
    }

    /// The filter's answer at a sample; beyond both ends of the action potential there is silence.
    private static func answer(
        _ weights: [Float], width: Int, step: Int, to samples: [Float], at sample: Int
    ) -> Double {
        guard width > 0 else { return 0 }
        let length = samples.count / width
        var sum = 0.0
        weights.withUnsafeBufferPointer { weights in
            samples.withUnsafeBufferPointer { samples in
                for copy in 0..<weights.count / width {
                    let source = sample - copy * step
                    guard source >= 0, source < length else { continue }
                    for channel in 0..<width {
                        sum += Double(weights[copy * width + channel] * samples[source * width + channel])
                    }
                }
            }
        }
        return sum
    }
}

extension Decomposition {
    /// What a unit of this decomposition is known by in another.
    public func template(of unit: DecomposedUnit) -> UnitTemplate {
        let stretch = stretches[unit.stretch]
        return UnitTemplate(
            unit.actionPotential, weights: unit.filter.weights, copies: stretch.copies, step: stretch.step)
    }
}

extension ActionPotential {
    /// The shape on these channels, sample after sample; 0 on those that it does not have or that are not asked for.
    fileprivate func samples(on wanted: [Int], only asked: Set<Int>? = nil) -> [Float] {
        let length = rows.first?.count ?? 0
        var samples = [Float](repeating: 0, count: length * wanted.count)
        for (place, channel) in wanted.enumerated() where asked?.contains(channel) ?? true {
            guard let row = channels.firstIndex(of: channel) else { continue }
            for k in 0..<min(length, rows[row].count) { samples[k * wanted.count + place] = rows[row][k] }
        }
        return samples
    }
}
