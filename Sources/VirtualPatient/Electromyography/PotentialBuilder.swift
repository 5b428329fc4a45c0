// From fibres to action potentials on channels. Where the time goes, so kept to contiguous loops.

import Glibc
import Signals

/// Computes the potentials of motor units.
///
/// A fibre's membrane current is C·∂/∂z(V′·p), V′ the slope of the running action potential and p the fibre's extent
/// (Farina & Merletti 2001; generation at the end-plate and extinction at the ends are in it). Integrated by parts
/// against the response B, an electrode at z sees φ(s) = ∫ V′(s − ξ)·K(ξ) dξ when the fronts are s = v·t from the
/// end-plate, with K(ξ) = C·Σ over fibres of [ξ < L_distal]·B′(ξ − y) + [ξ < L_proximal]·B′(ξ + y), y = z − end-plate.
/// So all fibres of a unit add up to one function K per electrode, and one product with V′ gives the potential.
struct PotentialBuilder {
    let units: [MotorUnitAnatomy]
    let cylinder: LayeredCylinder
    let observerRadius: Double
    let source: ActionPotentialSource
    let electrodes: ElectrodeArray
    let rate: SampleRate
    /// The spacing of ξ and of B′, in mm.
    var spacing = 0.5
    /// How finely depths and angles are spaced: neighbouring distances differ by this part.
    var nodeRatio = 0.08

    /// Half of the length of the anti-aliasing filter, in samples.
    static let halfFilter = 6
    /// Its cut-off, in parts of the sample rate: −6 dB; flat up to half of that, nothing above the Nyquist frequency.
    static let cutoff = 0.36

    func build() -> MotorUnitActionPotentials {
        let longest = units.reduce(0.0) { longest, unit in
            unit.fibres.reduce(longest) { max($0, $1.proximalLength, $1.distalLength) }
        }
        let reach = units.reduce(0.0) { reach, unit in
            unit.fibres.reduce(reach) { reach, fibre in
                electrodes.places.reduce(reach) { max($0, abs($1.along - fibre.endPlate)) }
            }
        }
        let cells = Int((longest / spacing).rounded(.up)) + 2
        let table = ResponseTable(
            cylinder: cylinder, observerRadius: observerRadius, electrodeRadius: electrodes.diameter / 2,
            spacing: spacing, reach: longest + reach + 4 * spacing, radii: radiusRange, widestAngle: widestAngle,
            ratio: nodeRatio)

        let slowest = units.reduce(Double.infinity) { min($0, $1.conductionVelocity) }
        let lead = Self.halfFilter
        let travel = (longest + source.length) / slowest / 1000  // m/s are mm/ms
        let length = lead + Int((travel * rate.hertz).rounded(.up)) + Self.halfFilter + 1

        let channels = electrodes.channelCount
        var values = [Float](repeating: 0, count: units.count * length * channels)
        var footprint = [Float](repeating: 0, count: electrodes.places.count * cells)
        var curve = [Float](repeating: 0, count: table.curveCount)
        let columns = groupedByAngle()
        for (k, unit) in units.enumerated() {
            for i in footprint.indices { footprint[i] = 0 }
            for fibre in unit.fibres {
                for column in columns {
                    table.blend(radius: fibre.radius, angle: column.angle - fibre.angle, into: &curve)
                    for electrode in column.electrodes {
                        let y = electrodes.places[electrode].along - fibre.endPlate
                        add(curve, shift: -y, upTo: fibre.distalLength, to: &footprint, at: electrode * cells, table)
                        add(curve, shift: y, upTo: fibre.proximalLength, to: &footprint, at: electrode * cells, table)
                    }
                }
            }
            let weights = waveWeights(velocity: unit.conductionVelocity, length: length, lead: lead, cells: cells)
            project(footprint, cells: cells, weights: weights, length: length, into: &values, at: k * length * channels)
        }
        return MotorUnitActionPotentials(
            channelCount: channels, length: length, lead: lead, rate: rate,
            conductionVelocities: units.map(\.conductionVelocity), values: values)
    }

    private var radiusRange: ClosedRange<Double> {
        let radii = units.flatMap { $0.fibres.map(\.radius) }
        return (radii.min() ?? 1)...(radii.max() ?? 1)
    }

    private var widestAngle: Double {
        let angles = units.flatMap { $0.fibres.map(\.angle) }
        let (least, most) = (angles.min() ?? 0, angles.max() ?? 0)
        return electrodes.places.reduce(0) { widest, place in
            let angle = place.around / observerRadius
            return max(widest, abs(angle - least), abs(angle - most))
        }
    }

    private func groupedByAngle() -> [(angle: Double, electrodes: [Int])] {
        var columns: [(angle: Double, electrodes: [Int])] = []
        for (k, place) in electrodes.places.enumerated() {
            let angle = place.around / observerRadius
            if let found = columns.firstIndex(where: { abs($0.angle - angle) < 1e-12 }) {
                columns[found].electrodes.append(k)
            } else {
                columns.append((angle, [k]))
            }
        }
        return columns
    }

    /// Adds B′(ξ + shift) for ξ = 0 … limit, with the trapezoidal rule's weights at both ends, the last for the part of
    /// a cell that the fibre still fills.
    private func add(
        _ curve: [Float], shift: Double, upTo limit: Double, to footprint: inout [Float], at base: Int,
        _ table: ResponseTable
    ) {
        let position = shift / spacing + Double(table.middle)
        let start = Int(position.rounded(.down))
        let upper = Float(position - Double(start))
        let lower = 1 - upper
        let cells = Int(limit / spacing)
        let rest = Float(limit / spacing - Double(cells))
        curve.withUnsafeBufferPointer { curve in
            footprint.withUnsafeMutableBufferPointer { footprint in
                let at = { (j: Int) in lower * curve[start + j] + upper * curve[start + j + 1] }
                for j in 0...cells { footprint[base + j] += at(j) }
                footprint[base] -= 0.5 * at(0)
                // ∫ over the last, partly filled cell of a straight line; with the half weight of node `cells`.
                footprint[base + cells] += (rest - rest * rest / 2 - 0.5) * at(cells)
                footprint[base + cells + 1] += rest * rest / 2 * at(cells + 1)
            }
        }
    }

    /// V′(s − ξ), low-pass filtered in time, for each sample (row) and each ξ (column), in mV.
    private func waveWeights(velocity: Double, length: Int, lead: Int, cells: Int) -> [Float] {
        let perSample = velocity * 1000 / rate.hertz  // mm
        let fine = 0.125  // mm
        let half = Double(Self.halfFilter) * perSample
        // The filter as a function of the distance that the wave travels: a Hann-windowed sinc, normalised.
        let taps = Int(half / fine)
        var filter = (-taps...taps).map { (j: Int) -> Double in
            let samples = Double(j) * fine / perSample
            let x = 2 * Double.pi * Self.cutoff * samples
            let window = 0.5 + 0.5 * cos(Double.pi * samples / Double(Self.halfFilter))
            return (x == 0 ? 1 : sin(x) / x) * window
        }
        let total = filter.reduce(0, +)
        for j in filter.indices { filter[j] /= total }

        let waveCount = Int(source.length / fine) + 1
        let wave = (0..<waveCount).map { source.slope(behindFront: Double($0) * fine) }
        var smooth = [Double](repeating: 0, count: waveCount + 2 * taps + 2)
        for (i, value) in wave.enumerated() where value != 0 {
            for j in filter.indices { smooth[i + j] += value * filter[j] }
        }

        var weights = [Float](repeating: 0, count: length * cells)
        for m in 0..<length {
            let s = Double(m - lead) * perSample
            for j in 0..<cells {
                let position = (s - Double(j) * spacing) / fine + Double(taps)
                guard position >= 0, position < Double(smooth.count - 1) else { continue }
                let i = Int(position)
                let part = position - Double(i)
                weights[m * cells + j] = Float(((1 - part) * smooth[i] + part * smooth[i + 1]) * spacing)
            }
        }
        return weights
    }

    /// The product of wave and footprint, per channel, in µV.
    private func project(
        _ footprint: [Float], cells: Int, weights: [Float], length: Int, into values: inout [Float], at base: Int
    ) {
        let channels = electrodes.channelCount
        let strength = Float(source.strength * 1000)  // mV to µV
        // Channels side by side, so that the innermost loop runs over them.
        var byCell = [Float](repeating: 0, count: cells * channels)
        for (c, derivation) in electrodes.derivations.enumerated() {
            for j in 0..<cells {
                let reference = derivation.minus.map { footprint[$0 * cells + j] } ?? 0
                byCell[j * channels + c] = strength * (footprint[derivation.plus * cells + j] - reference)
            }
        }
        values.withUnsafeMutableBufferPointer { values in
            byCell.withUnsafeBufferPointer { byCell in
                for m in 0..<length {
                    for j in 0..<cells {
                        let weight = weights[m * cells + j]
                        if weight == 0 { continue }
                        for c in 0..<channels {
                            values[base + m * channels + c] += weight * byCell[j * channels + c]
                        }
                    }
                }
            }
        }
    }
}
