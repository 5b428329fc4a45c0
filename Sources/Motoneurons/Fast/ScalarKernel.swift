// The fast kernel in plain Swift, one cell at a time: what Sources/CMotoneuronKernels/advance.inc does in its lanes,
// expression by expression. Tests demand the same bits from both. Read this one to understand the other.

import CMotoneuronKernels

/// Advances single lanes of a tile. Swift never contracts a·b + c, and the exponential is our own, so that every rounding
/// is the same as in the vector kernels.
struct ScalarKernel {
    /// The rows of one cell, sixteen floats apart.
    let lane: UnsafeMutablePointer<Float>
    let constants: mn_constants

    private func get(_ field: Int, _ k: Int = 0) -> Float { lane[MN_LANES * (field + k)] }
    private func put(_ field: Int, _ k: Int = 0, _ value: Float) { lane[MN_LANES * (field + k)] = value }

    /// Advances a cell over one piece of an interval; returns the step of a discharge, 0 for none.
    func advance(_ piece: mn_piece) -> Int32 {
        let excitation = get(MN_EXCITATION) * piece.common_excitation
        let inhibition = get(MN_DENDRITIC_INHIBITION) * piece.common_inhibition
        if constants.noise != 0 && piece.starts_interval != 0 { stepNoise(excitation, inhibition) }

        // Each dendrite changes by w_k + share_k·ΔV_s with w_k = source_k − decay_k·V_k + share_k·V_s.
        let coupling = get(MN_COUPLING)
        var load: Float = 0
        let (source0, decay0, share0) = dendrite(0, excitation, inhibition, &load)
        let (source1, decay1, share1) = dendrite(1, excitation, inhibition, &load)
        let (source2, decay2, share2) = dendrite(2, excitation, inhibition, &load)
        let (source3, decay3, share3) = dendrite(3, excitation, inhibition, &load)

        let somaH = get(MN_SOMA_H) * get(MN_SOMA_H_GATE)
        let somaInhibition = get(MN_SOMATIC_UNIT) * get(MN_SOMATIC_INHIBITION) * piece.common_inhibition
        let steady = get(MN_SOMA_LEAK) + somaH + somaInhibition
        let still = get(MN_SOMA_CAPACITY) + steady + load
        let drive = get(MN_SOMA_LEAK_CURRENT) + somaH * 23 - somaInhibition * 11 + get(MN_CURRENT)
        let (sodium, persistent) = (get(MN_SODIUM) * get(MN_S), get(MN_PERSISTENT_SODIUM) * get(MN_S))
        let (rectifier, calciumConductance) = (get(MN_DELAYED_RECTIFIER), get(MN_SOMATIC_CALCIUM))
        let (ahp, calciumGain, removal) = (get(MN_CALCIUM_POTASSIUM), get(MN_CALCIUM_GAIN), get(MN_CALCIUM_FACTOR))
        let dt = constants.time_step

        var (v, m, h, p, n) = (get(MN_VOLTAGE), get(MN_M), get(MN_H), get(MN_PERSISTENT_GATE), get(MN_N))
        var (cg, kg, calcium) = (get(MN_CALCIUM_GATE), get(MN_CALCIUM_POTASSIUM_GATE), get(MN_CALCIUM))
        var (d0, d1) = (get(MN_DENDRITE_VOLTAGE, 0), get(MN_DENDRITE_VOLTAGE, 1))
        var (d2, d3) = (get(MN_DENDRITE_VOLTAGE, 2), get(MN_DENDRITE_VOLTAGE, 3))
        var when: Int32 = 0
        var step: Int32 = 1
        while step <= piece.steps {
            // Backward Euler for the changes of the potentials: they keep their digits, which the potentials would not.
            let w0 = source0 - decay0 * d0 + share0 * v
            let w1 = source1 - decay1 * d1 + share1 * v
            let w2 = source2 - decay2 * d2 + share2 * v
            let w3 = source3 - decay3 * d3 + share3 * v
            let gSodium = sodium * (m * m * m * h) + persistent * p
            let nn = n * n
            let gPotassium = rectifier * (nn * nn) + ahp * kg
            let gCalcium = calciumConductance * cg
            let inflow = Self.max(calciumGain * cg * (196.457934 - v), 0)
            let before = v
            let spread = (d0 + d1) + (d2 + d3) - v * 4 + ((w0 + w1) + (w2 + w3))
            let slow = drive - steady * v + coupling * spread
            let right = slow + gSodium * (114 - v) - gPotassium * (v + 16) + gCalcium * (196.457934 - v)
            let change = right / (still + gSodium + gPotassium + gCalcium)
            v = v + change
            d0 = d0 + (w0 + share0 * change)
            d1 = d1 + (w1 + share1 * change)
            d2 = d2 + (w2 + share2 * change)
            d3 = d3 + (w3 + share3 * change)
            if before < 44 && v >= 44 { when |= step }

            // One exponential, at the whole millivolt below, serves every slope that divides 40 mV.
            let whole = Self.floor(v)
            let x = v - whole
            let zi = Self.exp(whole * -0.025)
            let y = x * 0.025
            let z = zi * (1 - y * (1 - y * (0.5 - y * (1 / 6))))
            let zi2 = zi * zi
            let zi5 = zi2 * zi2 * zi
            let z2 = z * z
            let z4 = z2 * z2
            let z5 = z4 * z

            // Polygons between whole millivolts, as in NEURON's tables: delayed rectifier and somatic calcium.
            let nLow = 1 / (1 + zi2 * 8.5848584)
            let nHigh = 1 / (1 + zi2 * (8.5848584 * 0.95122942))
            let b = Self.exp((whole - 25) * (1 / 5.5))
            let bNext = b * 1.1993961
            let (low, high) = (1 + b, 1 + bNext)
            let tLow = 20 * b / (low * low)
            let tHigh = 20 * bNext / (high * high)
            let nTime = tLow + x * (tHigh - tLow) + 0.8
            n += (nLow + x * (nHigh - nLow) - n) * Self.relax(dt / nTime)
            let odds = zi5 * zi5 * 59874.142
            let cLow = 1 / (1 + odds)
            let cHigh = 1 / (1 + odds * 0.77880078)
            cg += (cLow + x * (cHigh - cLow) - cg) * constants.calcium_gate_factor
            p += (1 / (1 + z4 * z4 * 28.219127) - p) * constants.persistent_factor

            let um = (v - 35) * (1 / 7.2)
            let em = Self.exp(-um)
            let mix = em * 0.124 + 0.4
            let mRate = Self.min(mix * Self.linoid(um, em) * 17.72848, 50)
            m += (0.4 / mix - m) * (1 - Self.exp(mRate * -dt))

            let uh = (v - 20) * (1 / 1.5)
            let eh = Self.exp(-uh)
            let hRate = Self.min((eh * 0.01 + 0.03) * Self.linoid(uh, eh) * 3.6934332, 2)
            let w = z5 * 6.5208191  // e^(−(V + 49)/8)
            h += (w / (1 + w) - h) * Self.relax(hRate * dt)

            calcium += (inflow - calcium) * removal
            let opening = calcium * calcium * 1e5
            let kRate = opening + 0.1
            kg += (opening / kRate - kg) * (1 - Self.exp(kRate * -dt))
            step += 1
        }
        put(MN_VOLTAGE, 0, v)
        put(MN_M, 0, m)
        put(MN_H, 0, h)
        put(MN_PERSISTENT_GATE, 0, p)
        put(MN_N, 0, n)
        put(MN_CALCIUM_GATE, 0, cg)
        put(MN_CALCIUM_POTASSIUM_GATE, 0, kg)
        put(MN_CALCIUM, 0, calcium)
        put(MN_DENDRITE_VOLTAGE, 0, d0)
        put(MN_DENDRITE_VOLTAGE, 1, d1)
        put(MN_DENDRITE_VOLTAGE, 2, d2)
        put(MN_DENDRITE_VOLTAGE, 3, d3)
        if piece.ends_interval != 0 { relaxSlowGates() }
        return when
    }

    private func dendrite(
        _ k: Int, _ excitation: Float, _ inhibition: Float, _ load: inout Float
    ) -> (source: Float, decay: Float, share: Float) {
        let (coupling, unit) = (get(MN_COUPLING), get(MN_DENDRITIC_UNIT))
        let full = get(MN_NEUROMODULATION) * get(MN_PIC, k)
        let pic = full * get(MN_PIC_ACTIVATION, k) * (1 - get(MN_PIC_INACTIVATION, k))
        let h = get(MN_DENDRITE_H) * get(MN_DENDRITE_H_GATE, k)
        let excitatory = Self.max(excitation * unit + get(MN_EXCITATORY_NOISE, k), 0)
        let inhibitory = Self.max(inhibition * unit + get(MN_INHIBITORY_NOISE, k), 0)
        let outward = get(MN_DENDRITE_LEAK) + pic + h + excitatory + inhibitory + coupling
        let inverse = 1 / (get(MN_DENDRITE_CAPACITY) + outward)
        let passive = get(MN_DENDRITE_LEAK_CURRENT) + pic * 144 + h * 23
        let currents = passive + excitatory * 64 - inhibitory * 11
        let share = coupling * inverse
        load += coupling - coupling * share
        return (currents * inverse, outward * inverse, share)
    }

    /// x ← ρx + √M·gain·ξ for the eight synapses.
    private func stepNoise(_ excitation: Float, _ inhibition: Float) {
        var s = NoiseGenerator(
            s0: get(MN_GENERATOR, 0).bitPattern, s1: get(MN_GENERATOR, 1).bitPattern,
            s2: get(MN_GENERATOR, 2).bitPattern, s3: get(MN_GENERATOR, 3).bitPattern)
        let excitatory = excitation.squareRoot() * get(MN_NOISE_GAIN)
        let inhibitory = inhibition.squareRoot() * get(MN_NOISE_GAIN)
        for k in 0..<4 {
            let e = get(MN_EXCITATORY_NOISE, k) * constants.noise_decay + excitatory * Float(s.byteSum())
            put(MN_EXCITATORY_NOISE, k, e)
            let i = get(MN_INHIBITORY_NOISE, k) * constants.noise_decay + inhibitory * Float(s.byteSum())
            put(MN_INHIBITORY_NOISE, k, i)
        }
        put(MN_GENERATOR, 0, Float(bitPattern: s.s0))
        put(MN_GENERATOR, 1, Float(bitPattern: s.s1))
        put(MN_GENERATOR, 2, Float(bitPattern: s.s2))
        put(MN_GENERATOR, 3, Float(bitPattern: s.s3))
    }

    /// The gates that need tens of milliseconds, once per interval: PICs, H, slow sodium inactivation.
    private func relaxSlowGates() {
        for k in 0..<4 {
            let v = get(MN_DENDRITE_VOLTAGE, k)
            let whole = Self.floor(v)
            let activation = 1 / (1 + Self.exp((v - get(MN_ACTIVATION_MIDPOINT)) * (-1 / 6)))
            let inactivation = 1 / (1 + Self.exp(v * -0.2) * get(MN_INACTIVATION_FACTOR))
            let h = Self.tableOfH(z: Self.exp(whole * -0.025), fraction: v - whole)
            relax(MN_PIC_ACTIVATION + k, to: activation, by: constants.activation_factor)
            relax(MN_PIC_INACTIVATION + k, to: inactivation, by: constants.inactivation_factor)
            relax(MN_DENDRITE_H_GATE + k, to: h, by: constants.h_factor)
        }
        let v = get(MN_VOLTAGE)
        let whole = Self.floor(v)
        relax(
            MN_SOMA_H_GATE, to: Self.tableOfH(z: Self.exp(whole * -0.025), fraction: v - whole), by: constants.h_factor)
        if constants.slow_sodium != 0 {
            let opening = Self.exp((v + 26) * (-1 / 30)) * 0.001
            let closing = 0.0034 / (Self.exp((v - 42) * -0.1) + 1)
            let rate = opening + closing
            let steady = 1 - (1 - get(MN_SLOW_SODIUM_FLOOR)) * (closing / rate)  // exactly 1 for a floor of 1
            relax(MN_S, to: steady, by: 1 - Self.exp(rate * -constants.interval))
        }
    }

    private func relax(_ field: Int, to steady: Float, by factor: Float) {
        let value = get(field)
        put(field, 0, value + (steady - value) * factor)
    }
}

extension ScalarKernel {
    private static func max(_ a: Float, _ b: Float) -> Float { a > b ? a : b }
    private static func min(_ a: Float, _ b: Float) -> Float { a < b ? a : b }

    /// e^x to about one unit in the last place (Cephes expf, S. Moshier), for |x| ≤ 87.
    static func exp(_ argument: Float) -> Float {
        let x = min(max(argument, -87), 87)
        let shifted = x * 1.44269504 + 12582912  // rounds to an integer in the low bits
        let k = shifted - 12582912
        let r = x - k * 0.693359375 + k * 2.12194440e-4
        var y = r * 1.9875691500e-4 + 1.3981999507e-3
        y = y * r + 8.3334519073e-3
        y = y * r + 4.1665795894e-2
        y = y * r + 1.6666665459e-1
        y = y * r + 5.0000001201e-1
        y = y * (r * r) + r + 1
        return Float(bitPattern: y.bitPattern &+ (shifted.bitPattern << 23))
    }

    /// The largest whole number that is not above x; at whole numbers perhaps the one below, where polygons agree anyway.
    static func floor(_ x: Float) -> Float { ((x - 0.5) + 12582912) - 12582912 }

    /// The steady state of the H gate between whole millivolts, given z = e^(−u/40) at the lower one: NEURON's table.
    static func tableOfH(z: Float, fraction: Float) -> Float {
        let z2 = z * z
        let w = z2 * z2 * z * 0.19691168  // e^(−(V + 77)/8)
        let next = w * 0.88249690
        let low = w / (1 + w)
        let high = next / (1 + next)
        return low + fraction * (high - low)
    }

    /// 1 − e^(−x) for 0 ≤ x ≤ 0.5, without cancellation.
    static func relax(_ x: Float) -> Float {
        var y = x * (-1 / 720) + 1 / 120
        y = y * x - 1 / 24
        y = y * x + 1 / 6
        y = y * x - 0.5
        y = y * x + 1
        return y * x
    }

    /// u/(1 − e^(−u)), given e = e^(−u).
    static func linoid(_ u: Float, _ e: Float) -> Float {
        u > -0.02 && u < 0.02 ? u * (u * (1 / 12) + 0.5) + 1 : u / (1 - e)
    }
}
