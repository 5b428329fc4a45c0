// One step of one cell: implicit in the potentials, exact in the gates between them (staggered backward Euler).

import Glibc

extension ReferenceCell {
    /// One step. The five potentials are solved together by backward Euler, in closed form because the dendrites meet only
    /// at the soma; then every gate relaxes exponentially with the new potential. Calcium flows in with the potential and
    /// gate from before the step.
    ///
    /// - Returns: whether the soma crossed the discharge threshold upwards.
    mutating func step(
        _ c: CellConstants, _ f: StepFactors, tables: UnsafePointer<Double>?, commonExcitation: Double,
        commonInhibition: Double
    ) -> Bool {
        let dt = f.timeStep
        let before = voltage
        let excitation = self.excitation * commonExcitation
        let inhibition = dendriticInhibition * commonInhibition
        let row1 = d1.row(
            c, pic: neuromodulation * c.pic1, excitation: excitation, inhibition: inhibition, timeStep: dt)
        let row2 = d2.row(
            c, pic: neuromodulation * c.pic2, excitation: excitation, inhibition: inhibition, timeStep: dt)
        let row3 = d3.row(
            c, pic: neuromodulation * c.pic3, excitation: excitation, inhibition: inhibition, timeStep: dt)
        let row4 = d4.row(
            c, pic: neuromodulation * c.pic4, excitation: excitation, inhibition: inhibition, timeStep: dt)

        let sodium = c.sodium * m * m * m * h * s + c.persistentSodium * persistent * s
        let potassium = c.delayedRectifier * n * n * n * n + c.calciumPotassium * calciumPotassium
        let somaticCalcium = c.somaticCalcium * calciumGate
        let inhibitory = c.somaticUnit * somaticInhibition * commonInhibition
        let hConductance = c.somaH * slow
        let capacitive = c.somaCapacitance / dt
        let g = c.coupling
        var right = capacitive * before + c.somaLeak * c.somaLeakReversal + sodium * ChannelKinetics.sodiumReversal
        right += potassium * ChannelKinetics.potassiumReversal
        right += somaticCalcium * ChannelKinetics.somaticCalciumReversal
        right += hConductance * ChannelKinetics.hReversal + inhibitory * ChannelKinetics.inhibitoryReversal + current
        right += g * (row1.right / row1.diagonal + row2.right / row2.diagonal)
        right += g * (row3.right / row3.diagonal + row4.right / row4.diagonal)
        var diagonal = capacitive + c.somaLeak + sodium + potassium + somaticCalcium + hConductance + inhibitory + 4 * g
        diagonal -= g * g * (1 / row1.diagonal + 1 / row2.diagonal + 1 / row3.diagonal + 1 / row4.diagonal)
        let v = clamp ?? right / diagonal
        voltage = v
        d1.voltage = (row1.right + g * v) / row1.diagonal
        d2.voltage = (row2.right + g * v) / row2.diagonal
        d3.voltage = (row3.right + g * v) / row3.diagonal
        d4.voltage = (row4.right + g * v) / row4.diagonal

        let inflow = max(0, c.calciumInflux * calciumGate * (ChannelKinetics.somaticCalciumReversal - before))
        relaxSoma(c, f, tables: tables, inflow: inflow)
        d1.relax(c, f, tables: tables)
        d2.relax(c, f, tables: tables)
        d3.relax(c, f, tables: tables)
        d4.relax(c, f, tables: tables)
        return before < ChannelKinetics.dischargeThreshold && v >= ChannelKinetics.dischargeThreshold
    }

    private mutating func relaxSoma(
        _ c: CellConstants, _ f: StepFactors, tables: UnsafePointer<Double>?, inflow: Double
    ) {
        let dt = f.timeStep
        let v = voltage
        let activation = ChannelKinetics.sodiumActivation(v)
        m += (1 - exp(-dt / activation.time)) * (activation.steady - m)
        let inactivation = ChannelKinetics.sodiumInactivation(v)
        h += (1 - exp(-dt / inactivation.time)) * (inactivation.steady - h)
        if c.slowSodiumFloor < 1 {
            let slowSodium = ChannelKinetics.slowSodium(v, floor: c.slowSodiumFloor)
            s += (1 - exp(-dt / slowSodium.time)) * (slowSodium.steady - s)
        }
        persistent += f.persistent * (ChannelKinetics.persistentSodium(v) - persistent)
        let rectifier = GateTables.delayedRectifier(v, tables)
        n += (1 - exp(-dt / rectifier.time)) * (rectifier.steady - n)
        calcium += (1 - exp(-dt / c.calciumRemovalTime)) * (c.calciumRemovalTime * inflow - calcium)
        let opening = ChannelKinetics.calciumPotassiumOpening(calcium)
        let rate = opening + ChannelKinetics.calciumPotassiumClosing
        calciumPotassium += (1 - exp(-dt * rate)) * (opening / rate - calciumPotassium)
        calciumGate += f.calciumGate * (GateTables.somaticCalcium(v, tables) - calciumGate)
        slow += f.slow * (GateTables.h(v, tables) - slow)
    }

    /// Moves the synaptic noise of all dendrites by one interval: x ← ρx + √M·σ√(1 − ρ²)·ξ.
    mutating func stepNoise(
        _ c: CellConstants, decay: Double, gain: Double, commonExcitation: Double, commonInhibition: Double
    ) {
        let excitatory = c.noiseDeviation * gain * (excitation * commonExcitation).squareRoot()
        let inhibitory = c.noiseDeviation * gain * (dendriticInhibition * commonInhibition).squareRoot()
        d1.stepNoise(&generator, decay, excitatory, inhibitory)
        d2.stepNoise(&generator, decay, excitatory, inhibitory)
        d3.stepNoise(&generator, decay, excitatory, inhibitory)
        d4.stepNoise(&generator, decay, excitatory, inhibitory)
    }
}

extension ReferenceDendrite {
    fileprivate mutating func relax(_ c: CellConstants, _ f: StepFactors, tables: UnsafePointer<Double>?) {
        activation += f.activation * (ChannelKinetics.sigmoid(voltage, c.activationMidpoint, 6) - activation)
        availability += f.availability * (ChannelKinetics.sigmoid(voltage, c.inactivationMidpoint, -5) - availability)
        h += f.slow * (GateTables.h(voltage, tables) - h)
    }

    fileprivate mutating func stepNoise(
        _ generator: inout NoiseGenerator, _ decay: Double, _ excitatory: Double, _ inhibitory: Double
    ) {
        excitatoryNoise = decay * excitatoryNoise + excitatory * Double(generator.byteSum())
        inhibitoryNoise = decay * inhibitoryNoise + inhibitory * Double(generator.byteSum())
    }
}
