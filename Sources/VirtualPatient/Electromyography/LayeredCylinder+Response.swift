// The potential that a point current in one layer makes anywhere else, in the domain of spatial frequency.

import Glibc

extension LayeredCylinder {
    /// The response Gₙ(k) to a unit point current at radius `source`, seen at radius `observer`, for angular orders n up
    /// to `highestOrder` and axial wave number k > 0 (rad/mm), in 1/(S/m).
    ///
    /// The potential is φ(θ, z) = I/(4π²)·Σₙ e^(inθ) ∫ e^(ikz) Gₙ(k) dk (mA, mm and S/m give volts). In each layer φₙ
    /// obeys the modified Bessel equation with the radial wave number k·√(σ_z/σ_ρ). Instead of solving the 7 × 7 system
    /// of all borders at once, the radial admittance Y = σ_ρ·φ′/φ, continuous across borders like the potential and the
    /// current, is carried from the axis outwards (Y⁺) and from the insulated surface inwards (Y⁻) to the source, where
    /// the current jumps: Gₙ = gain/(R·(Y⁺ − Y⁻)). Y⁺ ≥ 0 ≥ Y⁻, so nothing cancels, for any order.
    func response(wavenumber k: Double, source: Double, observer: Double, highestOrder: Int) -> [Double] {
        precondition(k > 0 && source > 0 && observer > 0 && max(source, observer) <= radius, "inside the cylinder")
        var inward = Ladder(cylinder: self, wavenumber: k, highestOrder: highestOrder)
        var outward = inward
        // Only one of the two gains is used: towards the observer.
        outward.climb(from: 0, to: source, watching: observer < source ? observer : source)
        inward.descend(from: radius, to: source, watching: observer > source ? observer : source)
        let gain = observer < source ? outward.gain : inward.gain
        return (0...highestOrder).map { n in
            gain[n] / (source * (outward.admittance[n] - inward.admittance[n]))
        }
    }

    /// Carries admittances of all orders across layers, and the ratio of the potential at a watched radius to the
    /// potential where it stands.
    private struct Ladder {
        let cylinder: LayeredCylinder
        let k: Double
        var admittance: [Double]
        var gain: [Double]
        private var near: ModifiedBessel
        private var far: ModifiedBessel

        init(cylinder: LayeredCylinder, wavenumber: Double, highestOrder: Int) {
            self.cylinder = cylinder
            k = wavenumber
            admittance = [Double](repeating: 0, count: highestOrder + 1)
            gain = [Double](repeating: 1, count: highestOrder + 1)
            near = ModifiedBessel(highestOrder: highestOrder)
            far = near
        }

        /// The radii strictly between two, where a layer ends or the watched point lies, in growing order.
        private func stops(_ low: Double, _ high: Double, _ watched: Double) -> [Double] {
            let borders = cylinder.layers.map(\.outerRadius) + [watched]
            return Set(borders.filter { $0 > low && $0 < high }).sorted()
        }

        /// From the axis to radius `end`.
        mutating func climb(from start: Double, to end: Double, watching watched: Double) {
            precondition(start == 0)
            var r = start
            for stop in stops(start, end, watched) + [end] {
                let layer = cylinder.layers[cylinder.layer(holding: stop)]
                if r == 0 {
                    core(layer, to: stop)
                } else {
                    shell(layer, from: r, to: stop, countsGain: r >= watched)
                }
                r = stop
            }
        }

        /// From the surface to radius `end`.
        mutating func descend(from start: Double, to end: Double, watching watched: Double) {
            var r = start
            for stop in (stops(end, start, watched).reversed() + [end]) where stop < r {
                shell(cylinder.layers[cylinder.layer(holding: r)], from: r, to: stop, countsGain: r <= watched)
                r = stop
            }
        }

        /// Inside the innermost layer only Iₙ is finite.
        private mutating func core(_ layer: Layer, to r: Double) {
            guard layer.radialConductivity > 0 else { return }  // an insulator: no current, Y = 0
            let kappa = k * layer.anisotropy
            near.evaluate(at: kappa * r)
            for n in admittance.indices { admittance[n] = layer.radialConductivity * kappa * near.slopeI[n] }
        }

        /// Across a shell of one layer, in either direction.
        ///
        /// With Y known at the near radius, φ = p·Iₙ(κr)/Iₙ(near) + q·Kₙ(κr)/Kₙ(near), p + q = 1. Everything is divided
        /// by the larger of the two ratios at the far radius, so that nothing overflows.
        private mutating func shell(_ layer: Layer, from r: Double, to end: Double, countsGain: Bool) {
            let kappa = k * layer.anisotropy
            let sigma = layer.radialConductivity * kappa
            near.evaluate(at: kappa * r)
            far.evaluate(at: kappa * end)
            let isOutwards = end > r
            for n in admittance.indices {
                let y = admittance[n] / sigma
                let span = near.slopeI[n] - near.slopeK[n]
                let p = (y - near.slopeK[n]) / span
                let q = (near.slopeI[n] - y) / span
                let growI = far.logI[n] - near.logI[n]
                let growK = far.logK[n] - near.logK[n]
                let largest = isOutwards ? growI : growK
                let a = isOutwards ? p : p * exp(growI - growK)
                let b = isOutwards ? q * exp(growK - growI) : q
                let sum = a + b
                admittance[n] = sigma * (a * far.slopeI[n] + b * far.slopeK[n]) / sum
                if countsGain { gain[n] *= exp(-largest) / sum }
            }
        }
    }
}
