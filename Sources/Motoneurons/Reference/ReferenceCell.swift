// One motoneuron in double precision: what NEURON computes, in the order in which NEURON computes it.

import Glibc

/// The constants of a cell in the units of the current balance: nF, µS, mV, nA, ms.
struct CellConstants: Hashable, Sendable {
    let somaCapacitance, dendriteCapacitance, coupling: Double
    let somaLeak, somaLeakReversal, dendriteLeak, dendriteLeakReversal: Double
    let sodium, persistentSodium, delayedRectifier, somaticCalcium, calciumPotassium, somaH, dendriteH: Double
    let slowSodiumFloor: Double
    /// Calcium (mM/ms) per mV of driving force at full activation.
    let calciumInflux: Double
    let calciumRemovalTime: Double
    let pic1, pic2, pic3, pic4, activationMidpoint, inactivationMidpoint: Double
    /// One unit of synaptic input on one dendrite and on the soma, and the deviation of its noise (all µS).
    let dendriticUnit, somaticUnit, noiseDeviation: Double

    init(_ cell: MotoneuronParameters, _ synapses: SynapseSettings) {
        let (soma, dendrite) = (cell.somaArea * 1e6, cell.dendriteArea * 1e6)  // S/cm² to µS
        somaCapacitance = cell.somaCapacitance * cell.somaArea * 1e3
        dendriteCapacitance = cell.dendriteCapacitance * cell.dendriteArea * 1e3
        coupling = cell.couplingConductance
        somaLeak = cell.somaLeak * soma
        somaLeakReversal = cell.somaLeakReversal
        dendriteLeak = cell.dendriteLeak * dendrite
        dendriteLeakReversal = cell.dendriteLeakReversal
        sodium = cell.sodium * soma
        persistentSodium = cell.persistentSodium * soma
        delayedRectifier = cell.delayedRectifier * soma
        somaticCalcium = cell.somaticCalcium * soma
        calciumPotassium = cell.calciumPotassium * soma
        somaH = cell.somaHConductance * soma
        dendriteH = cell.dendriteHConductance * dendrite
        slowSodiumFloor = cell.slowSodiumFloor
        calciumInflux = cell.somaticCalcium * ChannelKinetics.calciumPerCurrent
        calciumRemovalTime = cell.calciumRemovalTime
        pic1 = cell.dendriticCalcium1 * dendrite
        pic2 = cell.dendriticCalcium2 * dendrite
        pic3 = cell.dendriticCalcium3 * dendrite
        pic4 = cell.dendriticCalcium4 * dendrite
        activationMidpoint = cell.activationMidpoint
        inactivationMidpoint = cell.inactivationMidpoint
        dendriticUnit = synapses.unitConductance * dendrite
        somaticUnit = 4 * dendriticUnit
        noiseDeviation = synapses.noiseDeviation * dendrite
    }
}

/// A dendrite: potential, gates, synaptic noise, and what the solution of the current balance needs of it in a step.
struct ReferenceDendrite: Hashable, Sendable {
    var voltage = ChannelKinetics.startVoltage
    var activation = 0.0
    var availability = 0.0
    var h = 0.0
    var excitatoryNoise = 0.0
    var inhibitoryNoise = 0.0

    /// Right side and diagonal of its row in the backward Euler step.
    func row(
        _ c: CellConstants, pic: Double, excitation: Double, inhibition: Double, timeStep: Double
    ) -> (right: Double, diagonal: Double) {
        let capacitive = c.dendriteCapacitance / timeStep
        let calcium = pic * activation * availability
        let slow = c.dendriteH * h
        let excitatory = max(0, excitation * c.dendriticUnit + excitatoryNoise)
        let inhibitory = max(0, inhibition * c.dendriticUnit + inhibitoryNoise)
        let right =
            capacitive * voltage + c.dendriteLeak * c.dendriteLeakReversal
            + calcium * ChannelKinetics.dendriticCalciumReversal + slow * ChannelKinetics.hReversal
            + excitatory * ChannelKinetics.excitatoryReversal + inhibitory * ChannelKinetics.inhibitoryReversal
        return (right, capacitive + c.dendriteLeak + calcium + slow + excitatory + inhibitory + c.coupling)
    }
}

/// The moving parts of a cell.
struct ReferenceCell: Hashable, Sendable {
    var voltage = ChannelKinetics.startVoltage
    var m = 0.0
    var h = 0.0
    var s = 1.0
    var persistent = 0.0
    var n = 0.0
    var calciumGate = 0.0
    var calciumPotassium = 0.0
    /// Calcium above its resting 1e-4 mM.
    var calcium = 0.0
    var slow = 0.0
    var d1 = ReferenceDendrite()
    var d2 = ReferenceDendrite()
    var d3 = ReferenceDendrite()
    var d4 = ReferenceDendrite()
    var generator: NoiseGenerator
    // Inputs.
    var excitation = 0.0
    var dendriticInhibition = 0.0
    var somaticInhibition = 0.0
    var current = 0.0
    var neuromodulation = 1.0
    /// The potential at which the soma is held, for voltage-clamp protocols.
    var clamp: Double?

    /// At −65 mV everywhere, every gate at its steady state, no noise yet.
    init(_ c: CellConstants, tables: UnsafePointer<Double>?, generator: NoiseGenerator) {
        self.generator = generator
        let v = voltage
        m = ChannelKinetics.sodiumActivation(v).steady
        h = ChannelKinetics.sodiumInactivation(v).steady
        s = ChannelKinetics.slowSodium(v, floor: c.slowSodiumFloor).steady
        persistent = ChannelKinetics.persistentSodium(v)
        n = GateTables.delayedRectifier(v, tables).steady
        calciumGate = GateTables.somaticCalcium(v, tables)
        slow = GateTables.h(v, tables)
        var dendrite = ReferenceDendrite()
        dendrite.activation = ChannelKinetics.sigmoid(v, c.activationMidpoint, 6)
        dendrite.availability = ChannelKinetics.sigmoid(v, c.inactivationMidpoint, -5)
        dendrite.h = slow
        (d1, d2, d3, d4) = (dendrite, dendrite, dendrite, dendrite)
    }
}

/// The factors 1 − e^(−Δt/τ) of the gates whose time constants do not depend on the voltage.
struct StepFactors: Hashable, Sendable {
    let timeStep, persistent, calciumGate, slow, activation, availability: Double

    init(timeStep: Double) {
        self.timeStep = timeStep
        persistent = -expm1(-timeStep / ChannelKinetics.persistentSodiumTime)
        calciumGate = -expm1(-timeStep / ChannelKinetics.somaticCalciumTime)
        slow = -expm1(-timeStep / ChannelKinetics.hTime)
        activation = -expm1(-timeStep / ChannelKinetics.picActivationTime)
        availability = -expm1(-timeStep / ChannelKinetics.picInactivationTime)
    }
}
