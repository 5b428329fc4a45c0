// The whitened signal with every unit in it, without putting the units back.

import Signals

/// What the residual and the units that were taken out of it add up to.
///
/// Everything that is asked of it is a sum over rows, so that the units' part can be added to the answer: a thousandth of
/// the work of adding it to the signal.
struct SignalWithUnits {
    /// The signal without any of the units.
    let residual: WhitenedSignal
    let units: [UnitCandidate]

    var count: Int { residual.count }
    var dimensions: Int { residual.dimensions }

    /// The mean of the rows of these samples (ascending).
    func mean(at samples: [Int]) -> [Float] {
        var mean = residual.mean(at: samples)
        let scale = 1 / Float(max(1, samples.count))
        for unit in units {
            unit.template?.addRows(at: samples, ofUnitAt: unit.taken, to: &mean, scale: scale, in: count)
        }
        return mean
    }

    /// The projections of all samples on `filters`, one source after the other.
    func project(_ filters: [Float]) -> [Float] {
        var sources = residual.project(filters)
        let (total, count) = (filters.count / dimensions, count)
        for unit in units {
            guard let template = unit.template else { continue }
            let length = template.before + 1 + template.after
            var responses = [Float](repeating: 0, count: total * length)
            LinearAlgebra.multiply(
                filters, template.rows, transposeB: true, into: &responses, m: total, n: length, k: dimensions,
                strides: (dimensions, dimensions, length))
            let inside = MotorUnitTemplate.inside(unit.taken, template.before, template.after, count)
            sources.withUnsafeMutableBufferPointer { sources in
                responses.withUnsafeBufferPointer { responses in
                    guard let target = sources.baseAddress, let response = responses.baseAddress else { return }
                    for k in 0..<total {
                        for t in inside {
                            LinearAlgebra.add(
                                response + k * length, scale: 1, to: target + k * count + t - template.before,
                                count: length)
                        }
                    }
                }
            }
        }
        return sources
    }
}
