// The numbers of the presets, as differences from a healthy adult who lies still. Each with its reason; what has none is
// an assumption. PIC levels and inhibition after the simulated map of ΔF by both (Documentation/Methods/People.md).

import Motoneurons

extension Person {
    /// Both pools.
    private mutating func eachPool(_ change: (inout MotorPoolParameters) -> Void) {
        change(&parameters.agonist)
        change(&parameters.antagonist)
    }

    /// Lives through the day: moves, is touched and moved.
    mutating func makeHealthy() {
        // Common input of voluntary contractions: 5 to 10 %.
        eachPool { $0.synapses.commonExcitation.coefficientOfVariation = 0.07 }
        parameters.activity.voluntaryPerHour = 20
        parameters.activity.touchesPerHour = 10
        parameters.activity.movementsPerHour = 5
    }

    /// Ramps to 20 % MVC that follow their path give the measured ΔF of young people (soleus 2.9, tibialis anterior 4.4 pps; data
    /// of Orssatto 2021) and older ones.
    ///
    /// Found by trying (Documentation/Methods/People.md). ΔF hangs on the inhibition of the muscle, and as much on noise and on how
    /// alike the cells are: with the published noise of 12 µS/cm² and calcium conductances that differ by 5 %, units of one muscle
    /// scatter by 3 pps where people's scatter by 1.3. Nobody has measured this noise in people.
    mutating func calibrateRamps() {
        eachPool {
            $0.synapses.noiseDeviation = 8e-6
            $0.synapses.commonExcitation.coefficientOfVariation = 0.12
            $0.jitter = MotoneuronJitter(dendriticCalcium: 0.01, calciumPotassium: 0.02, leak: 0.02)
            // Gastrocnemius has no measured value that could be read; it is set to about soleus's ΔF.
            $0.restingInhibition = [.soleus: 1, .tibialisAnterior: 1.6, .gastrocnemiusMedialis: 3][$0.muscle] ?? 2
        }
        // With less inhibition the same reflex would hold a quarter of the MVC in VibStim, where 10 % were measured.
        parameters.circuit.agonistSynapse.strength = 45
    }

    mutating func makeOlder() {
        makeHealthy()
        // ΔF of soleus 1.6 instead of 2.9 pps (data of Orssatto 2021).
        parameters.neuromodulation.baseline = 0.94
        // Peak rates of soleus 8.8 instead of 10.5 pps (the same data): a longer afterhyperpolarisation.
        eachPool { $0.hyperpolarisationScale *= 1.15 }
        parameters.circuit.reciprocalInhibition.strength = 4
        parameters.circuit.stretchReflex.gain = 0.8
        scaleLatencies(1.1)
    }

    /// Larger PICs and lost inhibition, excitation unchanged (Mahrous 2024, in mice); spasms that end by themselves.
    mutating func injureSpinalCord(_ severity: Double) {
        makeHealthy()
        // 1.1 to 1.2 after injury; with θ_h capped at −28 mV spasms last 1.7 s at 1.1 and 10.5 s at 1.2 (computed).
        parameters.neuromodulation.baseline = 1.05 + 0.15 * severity
        parameters.neuromodulation.relaxationFall = 0.15
        eachPool {
            $0.inactivationCap = -28
            $0.restingInhibition = 0.5 * (1 - severity)
        }
        parameters.agonist.restingExcitation = 0.5
        weaken(to: 0.6 - 0.4 * severity)
        parameters.circuit.reciprocalInhibition.strength = 5 - 2 * severity
        // A clinical sign of spasticity: transmission that hardly tires.
        parameters.circuit.agonistSynapse.depression = 0.1 - 0.05 * severity
        // 2 and more give clonus in a free ankle (computed).
        parameters.circuit.stretchReflex.gain = 1.5 + 2.5 * severity
        parameters.circuit.skinReflex.strength = 4 + 8 * severity
        parameters.circuit.skinReflex.decay = 0.5 + 0.5 * severity
        parameters.circuit.ankle.isHeld = false
        parameters.spasms.perHour = 4 + 20 * severity
        parameters.activity.voluntaryPerHour = 15 * (1 - severity)
        parameters.activity.movementsPerHour = 10
    }

    /// An incomplete injury: PICs as large, but some tonic inhibition is left, so that most motor units fall silent between spasms,
    /// and the antagonist's nerve inhibits strongly. Found by trying, so that there is somebody in whom stimulation works well;
    /// how many people are like this is not known.
    mutating func injureIncompletely(_ severity: Double) {
        injureSpinalCord(severity)
        // Tonic spasms of some seconds; a few motor units go on for longer (computed, `lull demo`).
        parameters.neuromodulation.baseline = 1.16 + 0.04 * severity
        eachPool { $0.restingInhibition = 0.75 - 0.5 * severity }
        // More than the 5 of a healthy adult: an assumption. At 1.1 × MT, 500 µs and 100 Hz about 3 units of inhibition (computed).
        parameters.circuit.reciprocalInhibition.strength = 8
        // Below what gives clonus in a free ankle (computed).
        parameters.circuit.stretchReflex.gain = 1.5
        parameters.spasms.tonicWeight = 2
        (parameters.spasms.unitWeight, parameters.spasms.mixedWeight) = (0.5, 0.5)
        parameters.spasms.clonusWeight = 0
    }

    mutating func makeMultipleSclerosis(_ severity: Double) {
        makeHealthy()
        parameters.neuromodulation.baseline = 1.0 + 0.15 * severity
        eachPool {
            $0.inactivationCap = -28
            $0.restingInhibition = 1.0 - 0.8 * severity
            $0.fatigue = MuscleFatigue()
        }
        weaken(to: 0.8 - 0.3 * severity)
        // Weak or absent reciprocal inhibition (from memory, not verified).
        parameters.circuit.reciprocalInhibition.strength = 4 - 3 * severity
        parameters.circuit.reciprocalInhibition.centralLatency = 0.002 + 0.002 * severity
        parameters.circuit.agonistSynapse.depression = 0.1
        parameters.circuit.stretchReflex.gain = 1.5 + 2 * severity
        parameters.circuit.skinReflex.strength = 3 + 5 * severity
        parameters.circuit.ankle.isHeld = false
        parameters.spasms.perHour = 2 + 10 * severity
        parameters.spasms.clonusWeight = 2
        parameters.spasms.unitWeight = 0.5
        parameters.activity.voluntaryPerHour = 15 - 5 * severity
    }

    mutating func injureBrain(_ severity: Double) {
        makeHealthy()
        // ΔF of spastic muscles is that of others, but units fire on after effort in 83 % (Mottram 2009, 2010, biceps): little
        // more PIC, less inhibition. At 1.0 and 1 unit 8 of 20 simulated units fire on.
        parameters.neuromodulation.baseline = 0.97 + 0.06 * severity
        eachPool {
            $0.inactivationCap = -20
            $0.restingInhibition = 1.4 - 1.0 * severity
        }
        weaken(to: 0.7 - 0.4 * severity)
        // Peroneal stimulation cut the stretch reflex to a quarter (Veltink 2000, stroke): reciprocal inhibition is there.
        parameters.circuit.reciprocalInhibition.strength = 4
        parameters.circuit.agonistSynapse.depression = 0.1
        parameters.circuit.stretchReflex.gain = 1.5 + 2.5 * severity
        parameters.circuit.skinReflex.strength = 2 + 2 * severity
        parameters.circuit.ankle.isHeld = false
        parameters.spasms.perHour = 0.5 + 3 * severity
        parameters.spasms.clonusWeight = 2
        parameters.activity.voluntaryPerHour = 15 - 5 * severity
    }

    /// Voluntary contractions reach only a part of the maximum.
    private mutating func weaken(to part: Double) {
        parameters.activity.strongestContraction *= part
        parameters.activity.weakestContraction *= part
    }

    /// Slower conduction everywhere.
    private mutating func scaleLatencies(_ factor: Double) {
        parameters.circuit.stretchReflex.latency *= factor
        for nerve in [\CircuitParameters.agonistNerve, \CircuitParameters.antagonistNerve] {
            parameters.circuit[keyPath: nerve].afferentVelocity /= factor
            parameters.circuit[keyPath: nerve].slowAxonVelocity /= factor
            parameters.circuit[keyPath: nerve].fastAxonVelocity /= factor
        }
    }
}
