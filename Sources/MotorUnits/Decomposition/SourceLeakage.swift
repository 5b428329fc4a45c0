// What each unit leaves in the other units' sources, and discharges found where that is taken out.

import Signals

/// The filters of a stretch's units with all that is needed to tell their discharges apart elsewhere.
///
/// A filter sees a bit of every other unit. Taking the units out of the whitened signal (peel-off) and taking what they
/// leave out of the sources is the same sum in another order; the second needs no whitened signal, so that it can go
/// through a recording of any length.
struct SourceLeakage {
    /// The samples before and after a discharge that it reaches.
    let before, after: Int
    /// For every unit, what every unit's discharge adds to its source: `count` × `count` × (before + 1 + after).
    private let kernels: [Float]
    private let count: Int
    /// Each unit as its cleaned source showed it in training: centres of small peaks and discharges, and the threshold.
    private var trained: [DetectedDischarges]
    private let distance: Int
    private let repairs: Bool

    /// The part of a unit's height that a discharge must have before the other units are taken out.
    private static let large: Float = 0.7
    /// How far the height of a unit may have moved from that of the training, either way.
    private static let drift: ClosedRange<Float> = 0.6...1.6

    /// Learns from the training.
    ///
    /// - Parameters:
    ///   - filters: in whitened space, one after the other, as many as units.
    ///   - sources: what the filters see in the training signal with every unit in it, one source after the other.
    init(
        _ units: [UnitCandidate], filters: [Float], sources: [Float], dimensions: Int, distance: Int, repairs: Bool
    ) {
        (before, after) = (units.first?.template?.before ?? 0, units.first?.template?.after ?? 0)
        count = units.count
        self.distance = distance
        self.repairs = repairs
        var kernels: [Float] = []
        for k in units.indices {
            let filter = filters[k * dimensions..<(k + 1) * dimensions]
            for other in units {
                kernels += other.template?.response(to: filter) ?? []
            }
        }
        self.kernels = kernels
        trained = Array(repeating: .none, count: count)
        guard count > 0, kernels.count == count * count * (before + 1 + after) else { return }
        let length = sources.count / count
        let trains = units.map(\.discharges)
        var detector = DischargeDetector(distance: distance)
        for k in units.indices {
            let clean = clean(k, sources, length: length, trains: trains)
            trained[k] = clean.withUnsafeBufferPointer { buffer in
                buffer.baseAddress.map { detector.detect($0, count: length) } ?? .none
            }
        }
    }

    /// The discharges of every unit in a stretch of sources (one after the other, `length` samples each), found three
    /// times over, the large ones first: each time in what the discharges found so far leave of the others. Also what they
    /// were before repair.
    func discharges(in sources: [Float], length: Int) -> (trains: [[Int]], unrepaired: [[Int]]) {
        var trains = [[Int]](repeating: [], count: count)
        var unrepaired = trains
        // The clearest first: what they leave is what hides the others.
        let order = (0..<count).sorted { (-trained[$0].silhouette, $0) < (-trained[$1].silhouette, $1) }
        var detector = DischargeDetector(distance: distance)
        for pass in 0..<3 {
            for k in order where trained[k].height > trained[k].noise {
                let clean = clean(k, sources, length: length, trains: trains)
                clean.withUnsafeBufferPointer { buffer in
                    guard let base = buffer.baseAddress else { return }
                    var found = trained[k]
                    let height = height(of: k, trains[k], in: base)
                    found.threshold =
                        found.noise + (found.threshold - found.noise)
                        * (height - found.noise) / (found.height - found.noise)
                    found.height = height
                    // Nothing is taken out yet: what another unit leaves may pass for a discharge, not for a large one.
                    if pass == 0 { found.threshold = found.noise + Self.large * (height - found.noise) }
                    found.samples = detector.peaks(base, count: length, above: found.threshold)
                    unrepaired[k] = found.samples
                    if pass == 2, repairs {
                        _ = DischargeRepair(distance: distance).apply(to: &found, source: base, count: length)
                    }
                    trains[k] = found.samples
                }
            }
        }
        return (trains, unrepaired)
    }

    /// The mean square of a unit's discharges here, as far as there are enough to tell; within bounds of the training's.
    private func height(of unit: Int, _ train: [Int], in source: UnsafePointer<Float>) -> Float {
        let (noise, height) = (trained[unit].noise, trained[unit].height)
        guard train.count >= 15 else { return height }
        let here = train.reduce(Float(0)) { $0 + source[$1] * source[$1] } / Float(train.count)
        return min(
            max(here, noise + Self.drift.lowerBound * (height - noise)),
            noise + Self.drift.upperBound * (height - noise))
    }

    /// A unit's source without what the discharges of all others leave in it.
    private func clean(_ unit: Int, _ sources: [Float], length: Int, trains: [[Int]]) -> [Float] {
        let reach = before + 1 + after
        var source = Array(sources[unit * length..<(unit + 1) * length])
        for other in 0..<count where other != unit {
            let kernel = (unit * count + other) * reach
            for t in trains[other] {
                let start = t - before
                for i in max(0, -start)..<max(max(0, -start), min(reach, length - start)) {
                    source[start + i] -= kernels[kernel + i]
                }
            }
        }
        return source
    }
}
