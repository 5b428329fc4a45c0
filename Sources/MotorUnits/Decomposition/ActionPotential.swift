// The shape of a motor unit's action potential on every channel, from the mean of the EMG around its discharges.

import Glibc
public import Signals

/// A motor unit's action potential over the electrodes.
public struct ActionPotential: Hashable, Sendable {
    /// The channel (0-based) of the recording of each row.
    public let channels: [Int]
    /// The samples before the discharge; a row has `before + 1 + after` samples.
    public let before: Int
    /// One row per channel, in the recording's unit.
    public let rows: [[Float]]
    /// The rate of the samples.
    public let rate: SampleRate

    /// Creates an action potential.
    public init(channels: [Int], before: Int, rows: [[Float]], rate: SampleRate) {
        self.channels = channels
        self.before = before
        self.rows = rows
        self.rate = rate
    }

    /// The size from peak to peak of each row.
    public var peakToPeak: [Float] { rows.map { ($0.max() ?? 0) - ($0.min() ?? 0) } }

    /// The correlation of two shapes over the channels that both have, −1…1; `nil` when they share none, differ in
    /// length, or one is flat.
    ///
    /// - Parameter shift: by how many samples the other shape is moved to the right before it is compared.
    public func likeness(to other: ActionPotential, shift: Int = 0) -> Double? {
        var (ab, aa, bb) = (0.0, 0.0, 0.0)
        for (position, channel) in channels.enumerated() {
            guard let otherPosition = other.channels.firstIndex(of: channel) else { continue }
            let (a, b) = (rows[position], other.rows[otherPosition])
            guard a.count == b.count else { return nil }
            for k in max(0, shift)..<max(max(0, shift), min(a.count, b.count + shift)) {
                let (x, y) = (Double(a[k]), Double(b[k - shift]))
                ab += x * y
                aa += x * x
                bb += y * y
            }
        }
        return aa > 0 && bb > 0 ? ab / (aa * bb).squareRoot() : nil
    }

    /// The sample, relative to the discharge, at which the shape has the most energy over all channels.
    var energyPeak: Int {
        guard let length = rows.first?.count, length > 0 else { return 0 }
        var best = (sample: before, energy: Float(-1))
        for k in 0..<length {
            let energy = rows.reduce(Float(0)) { $0 + $1[k] * $1[k] }
            if energy > best.energy { best = (k, energy) }
        }
        return best.sample - before
    }
}

extension LaggedSignal {
    /// The mean of the undelayed signal around discharges that lie far enough from its ends.
    ///
    /// - Parameter scale: what a sample is multiplied by to get back to the recording's unit.
    func actionPotential(
        around discharges: some Sequence<Int>, before: Int, after: Int, scale: Float, channels numbers: [Int],
        rate: SampleRate
    ) -> ActionPotential {
        let length = before + 1 + after
        var sum = [Float](repeating: 0, count: length * channels)
        var used = 0
        for t in discharges where t >= before && t + after < count {
            VectorMath.add(samples + (t - before) * channels, to: &sum, scale: 1)
            used += 1
        }
        let factor = scale / Float(max(1, used))
        let rows = (0..<channels).map { c in (0..<length).map { sum[$0 * channels + c] * factor } }
        return ActionPotential(channels: numbers, before: before, rows: rows, rate: rate)
    }
}
