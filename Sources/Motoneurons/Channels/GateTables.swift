// NEURON reads some voltage dependences from tables with one entry per millivolt. The reference mode does the same, since
// the published results contain the error of that interpolation.

import Glibc

/// Steady states and time constants at whole millivolts, linear in between and constant outside of −150…150 mV.
///
/// Without them single discharges of a long train drift by tens of milliseconds against NEURON; with them they agree to
/// 0.3 ms. The look-ups take the table as a pointer, or `nil` for the formula itself.
struct GateTables: Hashable, Sendable {
    /// Four values per millivolt: delayed rectifier (steady state, time constant), H, somatic calcium.
    let rows: [Double] = (0...300).flatMap { index -> [Double] in
        let v = lowest + Double(index)
        return [
            ChannelKinetics.delayedRectifier(v), ChannelKinetics.delayedRectifierTime(v), ChannelKinetics.h(v),
            ChannelKinetics.somaticCalcium(v),
        ]
    }
    private static let lowest = -150.0

    static func delayedRectifier(_ v: Double, _ rows: UnsafePointer<Double>?) -> (steady: Double, time: Double) {
        guard let rows else { return (ChannelKinetics.delayedRectifier(v), ChannelKinetics.delayedRectifierTime(v)) }
        return (interpolate(v, rows), interpolate(v, rows + 1))
    }

    static func h(_ v: Double, _ rows: UnsafePointer<Double>?) -> Double {
        guard let rows else { return ChannelKinetics.h(v) }
        return interpolate(v, rows + 2)
    }

    static func somaticCalcium(_ v: Double, _ rows: UnsafePointer<Double>?) -> Double {
        guard let rows else { return ChannelKinetics.somaticCalcium(v) }
        return interpolate(v, rows + 3)
    }

    private static func interpolate(_ v: Double, _ column: UnsafePointer<Double>) -> Double {
        let x = min(max(v - lowest, 0), 300)
        let index = min(Int(x), 299)
        let low = column[4 * index]
        return low + (x - Double(index)) * (column[4 * index + 4] - low)
    }
}
