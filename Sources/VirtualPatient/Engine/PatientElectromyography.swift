// The electrodes on the patient, with every motor unit's potential computed once.

import Signals

/// What the electrodes see of the agonist's motor units. Making one is the slow part of making a patient; it can be
/// shared by all patients with the same muscle and seed.
public struct PatientElectromyography: Sendable {
    /// How it is recorded.
    public let parameters: ElectromyographyParameters
    /// The electrodes.
    public let electrodes: ElectrodeArray
    /// The action potentials of the agonist's units.
    public let potentials: MotorUnitActionPotentials

    /// Computes the potentials.
    ///
    /// - Parameters:
    ///   - parameters: electrodes, limb and disturbances.
    ///   - pool: the muscle under the electrodes.
    ///   - seed: of the places of the fibres.
    /// - Throws: ``ParameterError`` for what is not possible.
    public init(
        _ parameters: ElectromyographyParameters, of pool: MotorPoolParameters, seed: UInt64
    ) throws(ParameterError) {
        guard let rate = SampleRate(hertz: parameters.rate) else {
            throw ParameterError(
                parameter: "electromyography: rate", found: "\(parameters.rate) Hz", allowed: "500 to 50000 Hz")
        }
        self.parameters = parameters
        electrodes =
            parameters.electrodes == "bipolar"
            ? try ElectrodeArray.bipolar() : try ElectrodeArray.grid(parameters.electrodes)
        potentials = try MotorUnitActionPotentials(
            parameters.architecture ?? pool.architecture, units: pool.muscleParameters.units,
            in: parameters.conductor, electrodes: electrodes, rate: rate, seed: seed)
    }
}
