// What an electrode sees of a point current in the muscle, for one depth and many angles and distances along the fibre.

import Glibc

/// The slope along the fibre of the potential that a unit point current makes: B′(z), per depth and angle.
///
/// B′ is what a fibre's action potential is convolved with. It is computed once per depth from the response Gₙ(k):
/// B′(z, θ) = −1/(2π²)·∫₀^∞ k·sin(kz)·(G₀ + 2·Σ Gₙ·cos nθ) dk.
///
/// Far from the source all of a limb's cross-section carries the current, so B′ does not decay but tends to ∓1/(2S)
/// (S: the sum of conductivity × area). That part, 2π/(k²S) in G₀, is taken out of the sum with a Gaussian taper
/// and put back in closed form; what remains decays and may be summed at evenly spaced k.
struct SpatialResponse: Sendable {
    /// How finely and how far.
    struct Resolution: Hashable, Sendable {
        /// The distance between two values along the fibre, in mm.
        var spacing = 0.5
        /// The number of values on each side of z = 0.
        var halfCount = 320
        /// The length after which the sum over k repeats itself, in mm.
        var period = 800.0
        /// Relative size of the terms that are left out, as −ln: 16 leaves out 1e-7.
        var depth = 16.0
    }

    let cylinder: LayeredCylinder
    /// The radius at which the electrodes are, in mm.
    let observerRadius: Double
    /// The radius of a disc electrode, in mm; 0 for a point.
    let electrodeRadius: Double
    let resolution: Resolution

    /// B′ at z = 0, spacing, 2·spacing …, for each angle (rad), in 1/(S/m·mm²).
    func slopes(sourceRadius: Double, angles: [Double]) -> [[Double]] {
        let step = 2 * Double.pi / resolution.period
        let highestOrder = orders(from: sourceRadius)
        let count = max(8, Int((resolution.depth / electricalDistance(from: sourceRadius) / step).rounded(.up)))
        let cosines = angles.map { angle in (0...highestOrder).map { cos(Double($0) * angle) } }
        let conductance = cylinder.axialConductance
        let taper = 20.0  // mm; any length well inside the period serves

        // k·(angular sum) for every k and angle, without the part that does not decay.
        var integrand = [[Double]](repeating: [Double](repeating: 0, count: count), count: angles.count)
        for m in 1...count {
            let k = step * Double(m)
            var g = cylinder.response(
                wavenumber: k, source: sourceRadius, observer: observerRadius, highestOrder: highestOrder)
            for n in g.indices { g[n] *= (n == 0 ? k : 2 * k) * electrode(k, order: n) }
            let far = 2 * Double.pi / (k * conductance) * exp(-k * k * taper * taper / 2)
            for a in angles.indices {
                var sum = 0.0
                for n in g.indices { sum += g[n] * cosines[a][n] }
                integrand[a][m - 1] = sum - far
            }
        }

        let scale = -step / (2 * Double.pi * Double.pi)
        var slopes = [[Double]](
            repeating: [Double](repeating: 0, count: resolution.halfCount + 1), count: angles.count)
        var sines = [Double](repeating: 0, count: count)
        for j in 1...resolution.halfCount {
            let z = Double(j) * resolution.spacing
            for m in 0..<count { sines[m] = sin(step * Double(m + 1) * z) }
            let far = -erf(z / (2.0.squareRoot() * taper)) / (2 * conductance)
            for a in angles.indices {
                var sum = 0.0
                for m in 0..<count { sum += integrand[a][m] * sines[m] }
                slopes[a][j] = scale * sum + far
            }
        }
        return slopes
    }

    /// The mean of e^(ikz + inθ) over a disc electrode: 2·J₁(r·κ)/(r·κ).
    private func electrode(_ k: Double, order n: Int) -> Double {
        guard electrodeRadius > 0 else { return 1 }
        let around = Double(n) / observerRadius
        let x = electrodeRadius * (k * k + around * around).squareRoot()
        return 2 * j1(x) / x
    }

    /// Angular order n falls off like (R/R_electrode)ⁿ.
    private func orders(from source: Double) -> Int {
        let inner = min(source, observerRadius), outer = max(source, observerRadius)
        return min(4000, Int((resolution.depth / log(outer / inner)).rounded(.up)))
    }

    /// Wave number k falls off like e^(−k·d), with lengths across anisotropic layers stretched.
    private func electricalDistance(from source: Double) -> Double {
        var (distance, inner) = (0.0, min(source, observerRadius))
        let outer = max(source, observerRadius)
        for layer in cylinder.layers where layer.outerRadius > inner && inner < outer {
            let end = min(layer.outerRadius, outer)
            distance += (end - inner) * layer.anisotropy
            inner = end
        }
        return distance
    }
}
