// The channels that all cells share: reversal potentials, steady states, rates. Source of every number: Powers & Heckman
// 2017, ModelDB 239582 (the shifts that the pools use are already applied). mV, ms, at 37 °C.

import Glibc

/// Constants and voltage dependences of the channels, in plain double precision.
enum ChannelKinetics {
    /// Reversal potentials (mV). The calcium ones differ as in the source: the soma's is NEURON's default Nernst potential
    /// (cai 5e-5 mM, cao 2 mM) and is never updated.
    static let sodiumReversal = 50.0
    static let potassiumReversal = -80.0
    static let somaticCalciumReversal = 132.4579341
    static let dendriticCalciumReversal = 80.0
    static let hReversal = -41.0
    static let excitatoryReversal = 0.0
    static let inhibitoryReversal = -75.0

    /// Time constants that do not depend on the voltage (ms).
    static let persistentSodiumTime = 1.0
    static let somaticCalciumTime = 2.0
    static let hTime = 30.0
    static let picActivationTime = 40.0
    static let picInactivationTime = 2500.0

    /// The voltage (mV) whose upward crossing by the soma is a discharge, and the voltage at which a cell starts.
    static let dischargeThreshold = -20.0
    static let startVoltage = -65.0

    /// Calcium (mM/ms) per inward current (mA/cm²): 10⁴/(2 F · 0.1 µm), with the shell of the source.
    static let calciumPerCurrent = 1e4 / (2 * 96485.33212 * 0.1)

    /// The factor 2^1.3 that brings the sodium rates from 24 °C to 37 °C.
    static let sodiumRateFactor = 2.462288826689833

    /// a(V − θ)/(1 − e^(−(V − θ)/q)), continued through its removable singularity.
    static func linoid(_ v: Double, _ theta: Double, _ a: Double, _ q: Double) -> Double {
        let x = v - theta
        return abs(x) > 1e-6 ? a * x / (1 - exp(-x / q)) : a * q
    }

    static func sigmoid(_ v: Double, _ midpoint: Double, _ slope: Double) -> Double {
        1 / (1 + exp(-(v - midpoint) / slope))
    }

    /// Sodium activation: steady state and time constant.
    static func sodiumActivation(_ v: Double) -> (steady: Double, time: Double) {
        let opening = linoid(v, -29, 0.4, 7.2)
        let closing = linoid(-v, 29, 0.124, 7.2)
        return (opening / (opening + closing), max(0.02, 1 / ((opening + closing) * sodiumRateFactor)))
    }

    /// Fast sodium inactivation: steady state and time constant.
    static func sodiumInactivation(_ v: Double) -> (steady: Double, time: Double) {
        let rate = linoid(v, -44, 0.03, 1.5) + linoid(-v, 44, 0.01, 1.5)
        return (sigmoid(v, -49, -8), max(0.5, 1 / (rate * sodiumRateFactor)))
    }

    /// Slow sodium inactivation with its floor: steady state and time constant. Used by the authors' 2012 and 2015 models;
    /// switched off (floor 1) in the 2017 pools. Taken from the equations, not compared with NEURON.
    static func slowSodium(_ v: Double, floor: Double) -> (steady: Double, time: Double) {
        let opening = 0.001 * exp((-90 - v) / 30)
        let closing = 0.0034 / (exp((-22 - v) / 10) + 1)
        let available = opening / (opening + closing)
        return (available + floor * (1 - available), 1 / (opening + closing))
    }

    static func persistentSodium(_ v: Double) -> Double { sigmoid(v, -47.3, 5) }

    static func delayedRectifier(_ v: Double) -> Double { sigmoid(v, -21, 20) }

    static func delayedRectifierTime(_ v: Double) -> Double {
        let b = exp((v + 39) / 5.5)
        return 0.8 + 20 * b / ((1 + b) * (1 + b))
    }

    static func somaticCalcium(_ v: Double) -> Double { sigmoid(v, -20, 4) }

    static func h(_ v: Double) -> Double { sigmoid(v, -77, -8) }

    /// Opening rate of the calcium-dependent potassium channel (1/ms) for calcium above rest (mM); it closes at 0.1/ms.
    static func calciumPotassiumOpening(_ excess: Double) -> Double { 0.1 * (1e3 * excess) * (1e3 * excess) }
    static let calciumPotassiumClosing = 0.1
}
