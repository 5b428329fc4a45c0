// The dictionary of the parameters: name, unit, meaning, source, allowed range. Validation, interpolation and whatever
// lists parameters to people go over this one table.

/// What a number of ``MotoneuronParameters`` is called, means, is measured in and may be.
public struct MotoneuronParameterField: Sendable {
    /// The name of the property.
    public let name: String
    /// The unit, `1` for a pure number.
    public let unit: String
    /// What it is, in a few words.
    public let meaning: String
    /// The values that are accepted. Wide: they exclude slips of sign and unit, not unusual cells.
    public let allowed: ClosedRange<Double>
    /// Where the number lives.
    public let keyPath: any WritableKeyPath<MotoneuronParameters, Double> & Sendable

    /// Where the published values come from.
    public var source: String { "Powers & Heckman 2017, ModelDB 239582" }
}

extension MotoneuronParameters {
    /// Every parameter, in the order in which a table shows them.
    public static let fields: [MotoneuronParameterField] = {
        let conductance = 0.0...1.0
        func field(
            _ name: String, _ unit: String, _ allowed: ClosedRange<Double>, _ meaning: String,
            _ keyPath: any WritableKeyPath<MotoneuronParameters, Double> & Sendable
        ) -> MotoneuronParameterField {
            .init(name: name, unit: unit, meaning: meaning, allowed: allowed, keyPath: keyPath)
        }
        return [
            field("somaDiameter", "µm", 1...1000, "diameter of the soma's equivalent cylinder", \.somaDiameter),
            field("somaLength", "µm", 1...100_000, "length of the soma's equivalent cylinder", \.somaLength),
            field("somaCapacitance", "µF/cm²", 0.1...10, "membrane capacitance of the soma", \.somaCapacitance),
            field("somaLeak", "S/cm²", conductance, "leak conductance of the soma", \.somaLeak),
            field("somaLeakReversal", "mV", -100...0, "reversal potential of the soma's leak", \.somaLeakReversal),
            field("sodium", "S/cm²", conductance, "transient sodium conductance", \.sodium),
            field("persistentSodium", "S/cm²", conductance, "persistent sodium conductance", \.persistentSodium),
            field(
                "slowSodiumFloor", "1", 0...1, "part of the sodium conductances without slow inactivation",
                \.slowSodiumFloor),
            field("delayedRectifier", "S/cm²", conductance, "delayed rectifier conductance", \.delayedRectifier),
            field("somaticCalcium", "S/cm²", conductance, "calcium conductance that feeds the AHP", \.somaticCalcium),
            field(
                "calciumPotassium", "S/cm²", conductance, "calcium-dependent potassium (AHP) conductance",
                \.calciumPotassium),
            field(
                "calciumRemovalTime", "ms", 1...1000, "calcium removal: the duration of the AHP", \.calciumRemovalTime),
            field("somaHConductance", "S/cm²", conductance, "H conductance of the soma", \.somaHConductance),
            field("dendriteLength", "µm", 1...100_000, "length of a dendrite", \.dendriteLength),
            field("dendriteDiameter", "µm", 0.1...1000, "diameter of a dendrite", \.dendriteDiameter),
            field(
                "dendriteCapacitance", "µF/cm²", 0.1...10, "membrane capacitance of the dendrites",
                \.dendriteCapacitance),
            field("dendriteLeak", "S/cm²", conductance, "leak conductance of the dendrites", \.dendriteLeak),
            field(
                "dendriteLeakReversal", "mV", -100...0, "reversal potential of the dendrites' leak",
                \.dendriteLeakReversal),
            field("axialResistivity", "Ω·cm", 1...10_000, "axial resistivity of the dendrites", \.axialResistivity),
            field(
                "dendriteHConductance", "S/cm²", conductance, "H conductance of the dendrites", \.dendriteHConductance),
            field("dendriticCalcium1", "S/cm²", conductance, "L-type calcium (PIC) of dendrite 1", \.dendriticCalcium1),
            field("dendriticCalcium2", "S/cm²", conductance, "L-type calcium (PIC) of dendrite 2", \.dendriticCalcium2),
            field("dendriticCalcium3", "S/cm²", conductance, "L-type calcium (PIC) of dendrite 3", \.dendriticCalcium3),
            field("dendriticCalcium4", "S/cm²", conductance, "L-type calcium (PIC) of dendrite 4", \.dendriticCalcium4),
            field("activationMidpoint", "mV", -80...0, "half-activation of the PIC (θ_m)", \.activationMidpoint),
            field("inactivationMidpoint", "mV", -80...80, "half-inactivation of the PIC (θ_h)", \.inactivationMidpoint),
            field(
                "protocolHoldingCurrent", "nA", -1000...1000, "start of the current-clamp protocol",
                \.protocolHoldingCurrent),
        ]
    }()

    /// Refuses values that no motoneuron can have.
    ///
    /// - Parameter cell: how the sentence calls the cell, such as `motoneuron 3`.
    /// - Throws: ``MotoneuronError`` with the field, the value found and the range allowed.
    public func validate(as cell: String = "motoneuron") throws(MotoneuronError) {
        for field in Self.fields {
            let value = self[keyPath: field.keyPath]
            guard field.allowed.contains(value) else {
                let unit = field.unit == "1" ? "" : " \(field.unit)"
                throw MotoneuronError(
                    "\(cell): \(field.name) (\(field.meaning)) is \(value)\(unit); allowed is "
                        + "\(field.allowed.lowerBound) to \(field.allowed.upperBound)\(unit)")
            }
        }
    }
}
